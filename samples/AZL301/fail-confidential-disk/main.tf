terraform {
  backend "azurerm" {}
}

resource "azurerm_managed_disk" "os" {
  name                 = "os"
  create_option        = "FromImage"
  storage_account_type = "Standard_LRS"
  #                      ^^^^^^^^^^^^^^ AZL301[confidential-disk]: Disk azurerm_managed_disk.os is made for a Confidential VM and is Standard_LRS, below the recommended Premium tier, and changing it takes a stop of the VM
  security_type        = "ConfidentialVM_DiskEncryptedWithPlatformKey"
}

resource "azurerm_linux_virtual_machine" "vm" {
  name               = "vm"
  os_managed_disk_id = azurerm_managed_disk.os.id
}
