locals {
  vms = ["app", "db", "jump"]
}

resource "azurerm_managed_disk" "data" {
  count = length(local.vms)
  #       ^^^^^^^^^^^^^^^^^ AZL102[list]: azurerm_managed_disk.data is numbered by the positions of a list: an element inserted first changes or replaces all 3 instances, and a change to for_each alone destroys and recreates every instance
  name  = "${local.vms[count.index]}-data"
  #          ---------------------- AZL102: selects an element by its number
}

resource "azurerm_virtual_machine_data_disk_attachment" "data" {
#------------------------------------------------------------- AZL102: follows the same numbers
  count           = length(local.vms)
  managed_disk_id = azurerm_managed_disk.data[count.index].id
}
