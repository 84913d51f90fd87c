terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = ">= 5.3.0"
    }
  }

  backend "azurerm" {}
}

provider "azurerm" {
  features {}
}
