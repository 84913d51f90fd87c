terraform {
  backend "azurerm" {}
}

module "vault" {
  source  = "./vault"
  protect = var.protect
}

variable "protect" {
  type = bool
}
