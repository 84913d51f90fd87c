variable "protect" {
  type    = bool
  default = true
}

resource "azurerm_key_vault" "this" {
  name                     = "kv-called"
  sku_name                 = "standard"
  purge_protection_enabled = var.protect
  #                          ----------- AZL401: azurerm_key_vault.this takes it here
}
