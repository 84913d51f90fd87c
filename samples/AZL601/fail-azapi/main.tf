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

resource "azapi_resource" "object" {
  type = "Microsoft.Network/networkWatchers/flowLogs@2023-11-01"
  name = "log-object"
  body = {
    properties = {
      targetResourceId = azurerm_network_security_group.web.id
      #                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL601[nsg-target]: Flow log azapi_resource.object targets a network security group: Azure retires such logs on 2027-09-30, and once removed it can't be created again
    }
  }
}

resource "azapi_resource" "text" {
  type = "Microsoft.Network/networkWatchers/flowLogs@2023-11-01"
  name = "log-text"
  body = jsonencode({
    properties = {
      targetResourceId = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.Network/networkSecurityGroups/nsg-web"
      #                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL601[nsg-target]: Flow log azapi_resource.text targets a network security group: Azure retires such logs on 2027-09-30, and once removed it can't be created again
    }
  })
}
