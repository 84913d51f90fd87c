terraform {
  backend "azurerm" {}
}

resource "azurerm_key_vault_managed_hardware_security_module" "absent" {
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL401[hsm-azurerm]: Managed HSM azurerm_key_vault_managed_hardware_security_module.absent has no purge protection, and just adding purge_protection_enabled = true makes azurerm replace the HSM and can purge its keys
  name     = "hsm-absent"
  sku_name = "Standard_B1"
}

resource "azurerm_key_vault_managed_hardware_security_module" "off" {
  name                     = "hsm-off"
  sku_name                 = "Standard_B1"
  purge_protection_enabled = false
  #                          ^^^^^ AZL401[hsm-azurerm]: Managed HSM azurerm_key_vault_managed_hardware_security_module.off has no purge protection, and just adding purge_protection_enabled = true makes azurerm replace the HSM and can purge its keys
}
