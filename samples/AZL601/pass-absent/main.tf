terraform {
  backend "azurerm" {}
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.20"
    }
  }
}

resource "azapi_resource" "log" {
  type = "Microsoft.Network/networkWatchers/flowLogs@2023-11-01"
  name = "log"
  body = {
    properties = {
      enabled = true
    }
  }
}
