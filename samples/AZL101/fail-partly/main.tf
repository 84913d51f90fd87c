locals {
  disks = [
    { vm = "app", size = 64 },
    { vm = "app", size = 128 },
    { vm = "db", size = 512 },
  ]
  names = ["one", "two"]
}

resource "azurerm_managed_disk" "template" {
  for_each = { for i, disk in local.disks : "${disk.vm}-${i}" => disk }
  #          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL101[partly]: azurerm_managed_disk.template has list positions in its for_each keys: an element inserted first destroys and recreates all 3 instances, and changing the key alone destroys and recreates every instance
  #                           ----------- AZL101: the keys hold positions in this list
  #                                                       - AZL101: the position in the key
  disk_size_gb = each.value.size
}

resource "azurerm_managed_disk" "format" {
  for_each = { for i, disk in local.disks : format("%s/%02d", disk.vm, i) => disk }
  #          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL101[partly]: azurerm_managed_disk.format has list positions in its for_each keys: an element inserted first destroys and recreates all 3 instances, and changing the key alone destroys and recreates every instance
  #                           ----------- AZL101: the keys hold positions in this list
  #                                                                    - AZL101: the position in the key
  disk_size_gb = each.value.size
}

resource "azurerm_resource_group" "set" {
  for_each = toset([for i, name in local.names : "${name}${i}"])
  #          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL101[partly]: azurerm_resource_group.set has list positions in its for_each keys: an element inserted first destroys and recreates all 2 instances, and changing the key alone destroys and recreates every instance
  #                                ----------- AZL101: the keys hold positions in this list
  #                                                        - AZL101: the position in the key
  name = each.key
}

resource "azurerm_resource_group" "fallback" {
  for_each = { for i, disk in local.disks : try(disk.name, "disk-${i}") => disk }
  #          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL101[partly]: azurerm_resource_group.fallback has list positions in its for_each keys: an element inserted first changes or replaces up to 3 instances, and changing the key alone destroys and recreates every instance
  #                           ----------- AZL101: the keys hold positions in this list
  #                                                                - AZL101: the position in the key
  name = each.key
}
