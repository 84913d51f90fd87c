locals {
  disks = [
    { vm = "app", lun = 0, size = 64 },
    { vm = "app", lun = 1, size = 128 },
    { vm = "db", lun = 0, size = 512 },
  ]
}

resource "azurerm_managed_disk" "data" {
  for_each     = { for i, disk in local.disks : i => disk }
  #              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL101[position]: azurerm_managed_disk.data takes its for_each keys from list positions: an element inserted first changes or replaces all 3 instances, and changing the key alone destroys and recreates every instance
  #                               ----------- AZL101: the keys hold positions in this list
  #                                             - AZL101: the position in the key
  name         = "${each.value.vm}-data-${each.value.lun}"
  disk_size_gb = each.value.size
}
