terraform {
  backend "azurerm" {}
}

variable "encryption" {
  type = string
}

variable "sku" {
#------------- AZL301: var.sku is written here
  type = string
}

resource "azurerm_linux_virtual_machine" "perhaps" {
  name = "perhaps"
  os_disk {
    storage_account_type     = "Standard_LRS"
    #                          ~~~~~~~~~~~~~~ AZL301[os-disk]: The OS disk of Confidential VM azurerm_linux_virtual_machine.perhaps is Standard_LRS, below the recommended Premium tier, and changing it in azurerm replaces the VM
    security_encryption_type = var.encryption
  }
}

resource "azurerm_linux_virtual_machine" "confidential" {
  name = "confidential"
  os_disk {
    storage_account_type     = var.sku
    #                          ~~~~~~~ AZL301[os-disk]: The OS disk of Confidential VM azurerm_linux_virtual_machine.confidential is below the recommended Premium tier, and changing it in azurerm replaces the VM
    security_encryption_type = "VMGuestStateOnly"
  }
}
