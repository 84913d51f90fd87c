terraform {
  backend "azurerm" {}
}

resource "azurerm_container_app" "api" {
  name                         = "api"
  container_app_environment_id = "/subscriptions/x/environments/e"
  resource_group_name          = "rg-shop"
  revision_mode                = "Single"
  tags                         = { "azd-service-name" = "api" }

  template {
    container {
      name   = "api"
      image  = "mcr.microsoft.com/k8se/quickstart:latest"
      cpu    = 0.25
      memory = "0.5Gi"

      env {
        name  = "GITHUB_SHA"
        value = "info"
      }
    }
  }
}
