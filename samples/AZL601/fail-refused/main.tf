terraform {
  backend "azurerm" {}
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = ">= 4.48, < 5.0"
    }
  }
}

resource "azurerm_network_security_group" "web" {
  name = "nsg-web"
}

resource "azurerm_network_watcher_flow_log" "web" {
  name               = "log-web"
  target_resource_id = azurerm_network_security_group.web.id
  #                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL601[refused]: Flow log azurerm_network_watcher_flow_log.web targets a network security group: azurerm refuses to create such logs, and those that exist retire on 2027-09-30
  enabled            = true

  retention_policy {
    enabled = true
    days    = 30
  }
}
