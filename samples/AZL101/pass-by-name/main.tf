locals {
  disks = [
    { vm = "app", lun = 0, size = 64 },
    { vm = "db", lun = 0, size = 512 },
  ]
}

resource "azurerm_managed_disk" "data" {
  for_each     = { for disk in local.disks : "${disk.vm}-${disk.lun}" => disk }
  name         = "${each.value.vm}-data-${each.value.lun}"
  disk_size_gb = each.value.size
}

moved {
  from = azurerm_managed_disk.data["0"]
  to   = azurerm_managed_disk.data["app-0"]
}

moved {
  from = azurerm_managed_disk.data["1"]
  to   = azurerm_managed_disk.data["db-0"]
}
