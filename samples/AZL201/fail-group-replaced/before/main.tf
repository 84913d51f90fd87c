resource "azurerm_capacity_reservation_group" "app" {
  name                = "crg-app"
  resource_group_name = "rg-app"
  location            = "westeurope"
  zones               = ["1"]
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

  os_disk {
    caching              = "ReadWrite"
    storage_account_type = "Premium_LRS"
  }
}
