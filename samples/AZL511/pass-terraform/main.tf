terraform {
  backend "azurerm" {}
}

resource "azurerm_container_app" "orders" {
  name                         = "orders"
  container_app_environment_id = "/subscriptions/x/environments/e"
  resource_group_name          = "rg-shop"
  revision_mode                = "Single"
  tags                         = { "azd-service-name" = "orders" }

  ingress {
    external_enabled = true
    target_port      = 8080
    traffic_weight {
      percentage      = 100
      latest_revision = true
    }
  }

  template {
    container {
      name   = "orders"
      image  = "mcr.microsoft.com/k8se/quickstart:latest"
      cpu    = 0.25
      memory = "0.5Gi"
    }
  }
}
