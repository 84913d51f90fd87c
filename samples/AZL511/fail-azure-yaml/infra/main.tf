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
    target_port      = 80
    #                  ^^ AZL511[mismatch]: azurerm_container_app.orders leads to port 80, and its image (src/orders/Dockerfile) listens on 8080: no request reaches it
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
