variable "protect" {
  type    = bool
  default = false
  #         ----- AZL401: var.protect stops the decision: assumed default
}

resource "azurerm_key_vault" "kv" {
  name                     = "kv-library"
  sku_name                 = "standard"
  purge_protection_enabled = var.protect
  #                          ~~~~~~~~~~~ AZL401[vault]: It cannot be told whether this holds: Key Vault azurerm_key_vault.kv has no purge protection: its keys and secrets can be destroyed for good before the retention ends
}
