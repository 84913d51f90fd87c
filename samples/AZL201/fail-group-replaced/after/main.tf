resource "azurerm_capacity_reservation_group" "app" {
#-------------------------------------------------- AZL201: azurerm_capacity_reservation_group.app is replaced
  name                = "crg-app"
  resource_group_name = "rg-app"
  location            = "westeurope"
  zones               = ["1", "2"]
  #                     ^^^^^^^^^^ AZL201[vm]: Replacing azurerm_capacity_reservation_group.app makes azurerm stop and deallocate azurerm_linux_virtual_machine.app while it runs, and its start can then fail for lack of capacity
}

resource "azurerm_linux_virtual_machine" "app" {
  name                  = "vm-app"
  resource_group_name   = "rg-app"
  location              = "westeurope"
  size                  = "Standard_D4s_v5"
  zone                  = "1"
  admin_username        = "azureuser"
  network_interface_ids = [azurerm_network_interface.app.id]

  capacity_reservation_group_id = azurerm_capacity_reservation_group.app.id
  #                               ----------------------------------------- AZL201: capacity_reservation_group_id of azurerm_linux_virtual_machine.app is set here

  os_disk {
    caching              = "ReadWrite"
    storage_account_type = "Premium_LRS"
  }
}
