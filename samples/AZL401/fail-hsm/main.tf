terraform {
  backend "azurerm" {}
}

resource "azapi_resource" "hsm" {
  type = "Microsoft.KeyVault/managedHSMs@2023-07-01"
  name = "hsm-off"
  body = {
    properties = {
      enablePurgeProtection = false
      #                       ^^^^^ AZL401[hsm]: Managed HSM azapi_resource.hsm has no purge protection: its keys can be destroyed for good before the retention ends
    }
  }
}
