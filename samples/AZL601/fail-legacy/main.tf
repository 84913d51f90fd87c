terraform {
  backend "azurerm" {}
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 3.110"
    }
  }
}

variable "group" {
#--------------- AZL601: var.group is declared here
  type = string
}

resource "azurerm_network_watcher_flow_log" "web" {
  name                      = "log-web"
  network_security_group_id = var.group
  #                           ^^^^^^^^^ AZL601[nsg-target]: Flow log azurerm_network_watcher_flow_log.web targets a network security group: Azure retires such logs on 2027-09-30, and once removed it can't be created again
  enabled                   = true

  retention_policy {
    enabled = true
    days    = 30
  }
}
