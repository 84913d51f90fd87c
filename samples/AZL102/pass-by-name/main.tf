locals {
  vms = ["app", "db"]
}

resource "azurerm_managed_disk" "data" {
  for_each = toset(local.vms)
  name     = "${each.key}-data"
}

moved {
  from = azurerm_managed_disk.data[0]
  to   = azurerm_managed_disk.data["app"]
}

moved {
  from = azurerm_managed_disk.data[1]
  to   = azurerm_managed_disk.data["db"]
}
