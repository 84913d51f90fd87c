terraform {
  backend "azurerm" {}
}

module "vault" {
  source                   = "Azure/avm-res-keyvault-vault/azurerm"
  version                  = "0.10.0"
  name                     = "kv-module"
  purge_protection_enabled = false
  #                          ^^^^^ AZL401[vault]: Key Vault module.vault has no purge protection: its keys and secrets can be destroyed for good before the retention ends
}
