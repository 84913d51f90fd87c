data "azurerm_client_config" "current" {}

resource "azurerm_key_vault" "disks" {
  name                       = "kv-contoso-disks"
  resource_group_name        = azurerm_resource_group.app.name
  location                   = azurerm_resource_group.app.location
  tenant_id                  = data.azurerm_client_config.current.tenant_id
  sku_name                   = "premium"
  rbac_authorization_enabled = true
}

resource "azurerm_key_vault_key" "disks" {
  name         = "disks"
  key_vault_id = azurerm_key_vault.disks.id
  key_type     = "RSA-HSM"
  key_size     = 3072
  key_opts     = ["wrapKey", "unwrapKey"]
}

resource "azurerm_disk_encryption_set" "app" {
  name                = "des-app"
  resource_group_name = azurerm_resource_group.app.name
  location            = azurerm_resource_group.app.location
  key_vault_key_id    = azurerm_key_vault_key.disks.versionless_id

  identity {
    type = "SystemAssigned"
  }
}

resource "azurerm_key_vault_managed_hardware_security_module" "cvm" {
  name                     = "hsm-contoso"
  resource_group_name      = azurerm_resource_group.app.name
  location                 = azurerm_resource_group.app.location
  tenant_id                = data.azurerm_client_config.current.tenant_id
  sku_name                 = "Standard_B1"
  admin_object_ids         = [data.azurerm_client_config.current.object_id]
  purge_protection_enabled = false
}
