terraform {
  backend "azurerm" {}
}

variable "environment" {
  type = string
}

variable "protected" {
  type    = bool
  default = true
}

resource "azurerm_key_vault" "main" {
  name                     = "kv-${var.environment}"
  purge_protection_enabled = var.protected
  #                          ^^^^^^^^^^^^^ AZL401[vault]: Key Vault azurerm_key_vault.main has no purge protection: its keys and secrets can be destroyed for good before the retention ends
}
