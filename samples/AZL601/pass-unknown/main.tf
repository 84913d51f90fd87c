terraform {
  backend "azurerm" {}
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.20"
    }
  }
}

variable "nsg_id" {
#---------------- AZL601: var.nsg_id stops the decision: no value for a variable
  type = string
}

resource "azurerm_network_watcher_flow_log" "web" {
  name               = "log-web"
  target_resource_id = var.nsg_id
  #                    ~~~~~~~~~~ AZL601[nsg-target]: It cannot be told whether this holds: Flow log azurerm_network_watcher_flow_log.web targets a network security group: Azure retires such logs on 2027-09-30, and once removed it can't be created again
  enabled            = true

  retention_policy {
    enabled = true
    days    = 30
  }
}
