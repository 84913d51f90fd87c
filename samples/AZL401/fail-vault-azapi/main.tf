terraform {
  backend "azurerm" {}
}

resource "azapi_resource" "absent" {
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL401[vault]: Key Vault azapi_resource.absent has no purge protection: its keys and secrets can be destroyed for good before the retention ends
  type = "Microsoft.KeyVault/vaults@2023-07-01"
  name = "kv-absent"
  body = {
    properties = {
      enableSoftDelete = true
    }
  }
}

resource "azapi_resource" "text" {
  type = "Microsoft.KeyVault/vaults@2023-07-01"
  name = "kv-text"
  body = jsonencode({
    properties = {
      enablePurgeProtection = false
      #                       ^^^^^ AZL401[vault]: Key Vault azapi_resource.text has no purge protection: its keys and secrets can be destroyed for good before the retention ends
    }
  })
}
