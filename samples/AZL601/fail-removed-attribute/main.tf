terraform {
  backend "azurerm" {}
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 5.0"
    }
  }
}

resource "azurerm_network_security_group" "web" {
  name = "nsg-web"
}

resource "azurerm_network_watcher_flow_log" "web" {
  name                      = "log-web"
  network_security_group_id = azurerm_network_security_group.web.id
  #                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL601[removed]: Flow log azurerm_network_watcher_flow_log.web sets network_security_group_id, which azurerm 5.0.0 removed: the plan fails, and a flow log of a network security group can't be created again
  enabled                   = true

  retention_policy {
    enabled = true
    days    = 30
  }
}
