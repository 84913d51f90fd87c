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
  target_resource_id = azurerm_network_security_group.web.id
  #                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL601[disabled]: Flow log azurerm_network_watcher_flow_log.web targets a network security group but is not in use: remove it before NSG flow logs retire on 2027-09-30
  enabled            = false

  retention_policy {
    enabled = true
    days    = 30
  }
}

resource "azurerm_network_watcher_flow_log" "none" {
  name               = "log-web"
  count              = 0
  target_resource_id = azurerm_network_security_group.web.id
  #                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL601[disabled]: Flow log azurerm_network_watcher_flow_log.none targets a network security group but is not in use: remove it before NSG flow logs retire on 2027-09-30
  enabled            = true

  retention_policy {
    enabled = true
    days    = 30
  }
}
