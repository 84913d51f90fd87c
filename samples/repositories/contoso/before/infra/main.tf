resource "azurerm_resource_group" "app" {
  name     = "rg-app"
  location = var.location
}

resource "azurerm_linux_virtual_machine" "app" {
  name                          = "vm1"
  resource_group_name           = azurerm_resource_group.app.name
  location                      = azurerm_resource_group.app.location
  size                          = "Standard_D4s_v5"
  zone                          = "1"
  admin_username                = "azureuser"
  network_interface_ids         = [azurerm_network_interface.app.id]
  capacity_reservation_group_id = var.capacity_reservation_group_id

  os_disk {
    caching              = "ReadWrite"
    storage_account_type = "Premium_LRS"
  }

  source_image_reference {
    publisher = "Canonical"
    offer     = "ubuntu-24_04-lts"
    sku       = "server"
    version   = "24.04.202510010"
  }
}

# One data disk for each element of the list.
module "data_disk" {
  source   = "./modules/disk"
  for_each = { for disk in var.data_disks : "${disk.vm}-${disk.lun}" => disk }

  name                = "disk-${each.value.vm}-${each.value.lun}"
  size                = each.value.size
  resource_group_name = azurerm_resource_group.app.name
  location            = azurerm_resource_group.app.location
}
