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
#     ^^^ AZL512[unset]: api/src/main.py reads GITHUB_SHA, and nothing sets it where azurerm_container_app.api runs: the version that it reports is always the default
        name  = "LOG_LEVEL"
        value = "info"
      }
    }
  }
}
