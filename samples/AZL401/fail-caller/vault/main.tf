variable "protect" {
  type    = bool
  default = true
}

resource "azurerm_key_vault" "this" {
  name                     = "kv-called"
  sku_name                 = "standard"
  purge_protection_enabled = var.protect
  #                          ^^^^^^^^^^^ AZL401[vault]: Key Vault azurerm_key_vault.this has no purge protection: its keys and secrets can be destroyed for good before the retention ends
}
