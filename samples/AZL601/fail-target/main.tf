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

resource "azurerm_virtual_network" "net" {
#--------------------------------------- AZL601: the group is attached here
  name = "vnet"
}

resource "azurerm_subnet" "web" {
  name                 = "web"
  virtual_network_name = azurerm_virtual_network.net.name
}

resource "azurerm_subnet_network_security_group_association" "web" {
  subnet_id                 = azurerm_subnet.web.id
  network_security_group_id = azurerm_network_security_group.web.id
}

resource "azurerm_network_watcher_flow_log" "web" {
  name               = "log-web"
  target_resource_id = azurerm_network_security_group.web.id
  #                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL601[nsg-target]: Flow log azurerm_network_watcher_flow_log.web targets a network security group: Azure retires such logs on 2027-09-30, and once removed it can't be created again
  enabled            = true

  retention_policy {
    enabled = true
    days    = 30
  }
}
