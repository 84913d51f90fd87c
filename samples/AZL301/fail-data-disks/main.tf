terraform {
  backend "azurerm" {}
}

locals {
  disks = {
    data = "Standard_LRS"
    #      -------------- AZL301: local.disks is written here
    logs = "PremiumV2_LRS"
  }
}

resource "azurerm_linux_virtual_machine" "vm" {
#-------------------------------------------- AZL301: attached to this Confidential VM
  name = "vm"
  size = "Standard_DC2as_v5"

  os_disk {
    caching                  = "ReadWrite"
    storage_account_type     = "Premium_LRS"
    security_encryption_type = "VMGuestStateOnly"
  }
}

resource "azurerm_managed_disk" "disk" {
  for_each             = local.disks
  name                 = each.key
  storage_account_type = each.value
  #                      ^^^^^^^^^^ AZL301[data-disk]: Disk azurerm_managed_disk.disk of Confidential VM azurerm_linux_virtual_machine.vm is Standard_LRS, below the recommended Premium tier, and changing it takes a stop of the VM
}

resource "azurerm_virtual_machine_data_disk_attachment" "disk" {
#------------------------------------------------------------- AZL301: attached here
  for_each           = azurerm_managed_disk.disk
  managed_disk_id    = each.value.id
  virtual_machine_id = azurerm_linux_virtual_machine.vm.id
}
