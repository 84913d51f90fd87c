terraform {
  backend "azurerm" {}
}

resource "azurerm_key_vault_managed_hardware_security_module" "keys" {
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL401[hsm-azurerm]: Managed HSM azurerm_key_vault_managed_hardware_security_module.keys has no purge protection, and just adding purge_protection_enabled = true makes azurerm replace the HSM and can purge its keys
  name     = "hsm-keys"
  sku_name = "Standard_B1"
}

resource "azurerm_key_vault_managed_hardware_security_module_key" "disks" {
  name           = "disks"
  managed_hsm_id = azurerm_key_vault_managed_hardware_security_module.keys.id
  key_type       = "RSA-HSM"
  key_size       = 3072
  key_opts       = ["wrapKey", "unwrapKey"]
}

resource "azurerm_disk_encryption_set" "disks" {
#--------------------------------------------- AZL401: takes its key from here
  name             = "des-disks"
  key_vault_key_id = azurerm_key_vault_managed_hardware_security_module_key.disks.versioned_id
}
