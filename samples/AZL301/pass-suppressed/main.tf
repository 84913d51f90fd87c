terraform {
  backend "azurerm" {}
}

resource "azurerm_linux_virtual_machine" "vm" {
  name = "vm"
  os_disk {
    storage_account_type     = "StandardSSD_LRS" # azlint: ignore[AZL301] replaced in March
    security_encryption_type = "VMGuestStateOnly"
  }
}
