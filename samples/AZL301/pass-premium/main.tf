terraform {
  backend "azurerm" {}
}

resource "azurerm_linux_virtual_machine" "premium" {
  name = "premium"
  os_disk {
    storage_account_type     = "Premium_ZRS"
    security_encryption_type = "VMGuestStateOnly"
  }
}

resource "azurerm_linux_virtual_machine" "ephemeral" {
  name = "ephemeral"
  os_disk {
    storage_account_type     = "Standard_LRS"
    security_encryption_type = "VMGuestStateOnly"
    diff_disk_settings {
      option = "Local"
    }
  }
}

resource "azurerm_linux_virtual_machine" "trusted" {
  name                = "trusted"
  secure_boot_enabled = true
  vtpm_enabled        = true
  os_disk {
    storage_account_type     = "Standard_LRS"
    security_encryption_type = null
  }
}

resource "azurerm_linux_virtual_machine_scale_set" "set" {
  name = "set"
  os_disk {
    storage_account_type     = "Premium_LRS"
    security_encryption_type = "VMGuestStateOnly"
  }
  data_disk {
    lun                  = 0
    storage_account_type = "UltraSSD_LRS"
  }
}
