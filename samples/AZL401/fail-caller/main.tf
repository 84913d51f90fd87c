terraform {
  backend "azurerm" {}
}

module "vault" {
  source  = "./vault"
  protect = var.protect
  #         ^^^^^^^^^^^ AZL401[vault]: Key Vault azurerm_key_vault.this has no purge protection: its keys and secrets can be destroyed for good before the retention ends
}

variable "protect" {
  type = bool
}
