terraform {
  backend "azurerm" {}
}

resource "azurerm_key_vault" "keys" {
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL401[vault]: Key Vault azurerm_key_vault.keys has no purge protection: its keys and secrets can be destroyed for good before the retention ends
  name     = "kv-keys"
  sku_name = "premium"
}

resource "azurerm_key_vault_key" "disks" {
  name         = "disks"
  key_vault_id = azurerm_key_vault.keys.id
  key_type     = "RSA-HSM"
  key_opts     = ["wrapKey", "unwrapKey"]
}

resource "azurerm_disk_encryption_set" "disks" {
#--------------------------------------------- AZL401: takes its key from here
  name             = "des-disks"
  key_vault_key_id = azurerm_key_vault_key.disks.id
}
