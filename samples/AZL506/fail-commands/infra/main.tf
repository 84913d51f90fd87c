terraform {
  required_version = "~> 1.7.0"
  #                  ---------- AZL506: Terraform ~> 1.7.0 is asked for here
  backend "azurerm" {}
}
