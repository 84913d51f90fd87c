terraform {
  backend "azurerm" {}
}

variable "environment" {
  type = string
}

variable "protected" {
  type    = bool
  default = false
}

resource "azurerm_key_vault" "main" {
  name                     = "kv-${var.environment}"
  purge_protection_enabled = var.protected
}
