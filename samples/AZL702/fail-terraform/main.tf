resource "azurerm_federated_identity_credential" "deploy" {
  name                = "github"
  resource_group_name = "rg-identity"
  parent_id           = azurerm_user_assigned_identity.deploy.id
  audience            = ["api://AzureADTokenExchange"]
  issuer              = "https://token.actions.githubusercontent.com"
  subject             = "repo:contoso/shop:ref:refs/heads/main"
  #                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL702[subject]: No job that logs in can use azurerm_federated_identity_credential.deploy: its subject is for the ref refs/heads/main, and they run in the environments production, staging
}

resource "azurerm_user_assigned_identity" "deploy" {
  name                = "id-deploy"
  resource_group_name = "rg-identity"
  location            = "westeurope"
}
