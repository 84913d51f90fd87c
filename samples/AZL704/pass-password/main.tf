terraform {
  backend "azurerm" {}
}

resource "azurerm_container_app" "api" {
  name                         = "api"
  container_app_environment_id = "/subscriptions/x/environments/e"
  resource_group_name          = "rg-contoso"
  revision_mode                = "Single"

  registry {
    server               = "crcontoso.azurecr.io"
    username             = "crcontoso"
    password_secret_name = "registry"
  }

  template {
    container {
      name   = "api"
      image  = "crcontoso.azurecr.io/api:1.4.2"
      cpu    = 0.25
      memory = "0.5Gi"
    }
  }
}
