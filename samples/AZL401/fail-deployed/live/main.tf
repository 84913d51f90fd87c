variable "protected" {
  type    = bool
  default = false
  #         ----- AZL401: var.protected is written here
}

resource "azurerm_key_vault" "default" {
  name                     = "kv-default"
  sku_name                 = "standard"
  purge_protection_enabled = var.protected
  #                          ^^^^^^^^^^^^^ AZL401[vault]: Key Vault azurerm_key_vault.default has no purge protection: its keys and secrets can be destroyed for good before the retention ends
}
