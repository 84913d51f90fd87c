terraform {
  backend "azurerm" {}
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.20"
    }
  }
}

data "azurerm_subnet" "web" {
  name                 = "web"
  virtual_network_name = "vnet"
  resource_group_name  = "rg"
}

resource "azurerm_network_watcher_flow_log" "web" {
  name               = "log-web"
  target_resource_id = data.azurerm_subnet.web.id
  enabled            = true

  retention_policy {
    enabled = true
    days    = 30
  }
}
