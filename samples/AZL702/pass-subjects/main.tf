provider "azurerm" {
  features {}
}

locals {
  environments = toset(["staging", "production"])
}

resource "azurerm_federated_identity_credential" "deploy" {
  for_each            = local.environments
  name                = "github"
  resource_group_name = "rg-identity"
  parent_id           = azurerm_user_assigned_identity.deploy.id
  audience            = ["api://AzureADTokenExchange"]
  issuer              = "https://token.actions.githubusercontent.com"
  subject             = "repo:contoso/shop:environment:${each.key}"
}

resource "azurerm_user_assigned_identity" "deploy" {
  name                = "id-deploy"
  resource_group_name = "rg-identity"
  location            = "westeurope"
}

resource "azuread_application_federated_identity_credential" "other_repository" {
  application_id = "/applications/00000000-0000-0000-0000-000000000000"
  display_name   = "other"
  audiences      = ["api://AzureADTokenExchange"]
  issuer         = "https://token.actions.githubusercontent.com"
  subject        = "repo:contoso/other:ref:refs/heads/main"
}

resource "azuread_application_federated_identity_credential" "cluster" {
  application_id = "/applications/00000000-0000-0000-0000-000000000000"
  display_name   = "cluster"
  audiences      = ["api://AzureADTokenExchange"]
  issuer         = "https://oidc.prod-aks.azure.com/00000000/"
  subject        = "system:serviceaccount:default:shop"
}
