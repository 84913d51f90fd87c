locals {
  disks = [
    { vm = "app", lun = 0, size = 64 },
    { vm = "app", lun = 1, size = 128 },
    { vm = "db", lun = 0, size = 512 },
  ]
}

resource "azurerm_managed_disk" "number" {
  for_each = { for i, disk in local.disks : i => disk }
  #          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL101[position]: azurerm_managed_disk.number takes its for_each keys from list positions: an element inserted first changes or replaces all 3 instances, and changing the key alone destroys and recreates every instance
  #                           ----------- AZL101: the keys hold positions in this list
  #                                         - AZL101: the position in the key
  disk_size_gb = each.value.size
}

resource "azurerm_managed_disk" "text" {
  for_each = { for i, disk in local.disks : tostring(i) => disk }
  #          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL101[position]: azurerm_managed_disk.text takes its for_each keys from list positions: an element inserted first changes or replaces all 3 instances, and changing the key alone destroys and recreates every instance
  #                           ----------- AZL101: the keys hold positions in this list
  #                                                  - AZL101: the position in the key
  disk_size_gb = each.value.size
}

resource "azurerm_managed_disk" "template" {
  for_each = { for i, disk in local.disks : "disk-${i + 1}" => disk if disk.size > 64 }
  #          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL101[position]: azurerm_managed_disk.template takes its for_each keys from list positions: an element inserted first changes or replaces all 2 instances, and changing the key alone destroys and recreates every instance
  #                           ----------- AZL101: the keys hold positions in this list
  #                                                 - AZL101: the position in the key
  disk_size_gb = each.value.size
}

resource "azurerm_managed_disk" "format" {
  for_each = { for k, v in local.disks : format("%02d", k) => v }
  #          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL101[position]: azurerm_managed_disk.format takes its for_each keys from list positions: an element inserted first changes or replaces all 3 instances, and changing the key alone destroys and recreates every instance
  #                        ----------- AZL101: the keys hold positions in this list
  #                                                     - AZL101: the position in the key
  disk_size_gb = each.value.size
}

module "disk" {
  source   = "./disk"
  for_each = { for i, disk in local.disks : i => disk }
  #          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL101[position]: module.disk takes its for_each keys from list positions: an element inserted first changes or replaces all 3 instances, and changing the key alone destroys and recreates every instance
  #                           ----------- AZL101: the keys hold positions in this list
  #                                         - AZL101: the position in the key
  disk = each.value
}
