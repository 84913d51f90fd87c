terraform {
  backend "azurerm" {}
}

variable "protect" {
#----------------- AZL401: var.protect stops the decision: no value for a variable
#----------------- AZL401: var.protect stops the decision: no value for a variable
  type = bool
}

resource "azurerm_key_vault" "kv" {
  name                     = "kv-unknown"
  sku_name                 = "standard"
  purge_protection_enabled = var.protect
  #                          ~~~~~~~~~~~ AZL401[vault]: It cannot be told whether this holds: Key Vault azurerm_key_vault.kv has no purge protection: its keys and secrets can be destroyed for good before the retention ends
}

resource "azurerm_key_vault_managed_hardware_security_module" "hsm" {
  name                     = "hsm-unknown"
  sku_name                 = "Standard_B1"
  purge_protection_enabled = var.protect
  #                          ~~~~~~~~~~~ AZL401[hsm-azurerm]: It cannot be told whether this holds: Managed HSM azurerm_key_vault_managed_hardware_security_module.hsm has no purge protection, and just adding purge_protection_enabled = true makes azurerm replace the HSM and can purge its keys
}
