terraform {
  backend "azurerm" {}
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.20"
    }
  }
}

resource "azurerm_network_security_group" "web" {
  name = "nsg-web"
}

resource "azurerm_network_watcher_flow_log" "web" {
  name               = "log-web"
  target_resource_id = azurerm_network_security_group.web.id # azlint: ignore[AZL601] removed once the new log is proven
  enabled            = true

  retention_policy {
    enabled = true
    days    = 30
  }
}
