terraform {
  backend "azurerm" {}
}

resource "azapi_resource" "acr" {
  type      = "Microsoft.ContainerRegistry/registries@2023-07-01"
  name      = "crcontoso"
  parent_id = "/subscriptions/x/resourceGroups/rg-contoso"
  body = {
    sku = { name = "Basic" }
  }
}

resource "azapi_resource" "api" {
  type      = "Microsoft.App/containerApps@2024-03-01"
  name      = "api"
  parent_id = "/subscriptions/x/resourceGroups/rg-contoso"
  body = {
    properties = {
      configuration = {}
      template = {
        containers = [{
          name  = "api"
          image = "crcontoso.azurecr.io/api:1.4.2"
          #       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL704[anonymous]: azapi_resource.api takes an image from an Azure registry, and registries names neither an identity nor a password for it: the pull is refused
        }]
      }
    }
  }
}
