terraform {
  backend "azurerm" {}
}

resource "azurerm_key_vault" "absent" {
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL401[vault]: Key Vault azurerm_key_vault.absent has no purge protection: its keys and secrets can be destroyed for good before the retention ends
  name     = "kv-absent"
  sku_name = "standard"
}

resource "azurerm_key_vault" "off" {
  name                     = "kv-off"
  sku_name                 = "standard"
  purge_protection_enabled = false
  #                          ^^^^^ AZL401[vault]: Key Vault azurerm_key_vault.off has no purge protection: its keys and secrets can be destroyed for good before the retention ends
}

resource "azurerm_key_vault" "null" {
  name                     = "kv-null"
  sku_name                 = "standard"
  purge_protection_enabled = null
  #                          ^^^^ AZL401[vault]: Key Vault azurerm_key_vault.null has no purge protection: its keys and secrets can be destroyed for good before the retention ends
}

resource "azurerm_key_vault" "on" {
  name                     = "kv-on"
  sku_name                 = "standard"
  purge_protection_enabled = true
}
