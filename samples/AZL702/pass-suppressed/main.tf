resource "azurerm_federated_identity_credential" "deploy" {
  name                = "github"
  resource_group_name = "rg-identity"
  parent_id           = azurerm_user_assigned_identity.deploy.id
  audience            = ["api://AzureADTokenExchange"]
  issuer              = "https://token.actions.githubusercontent.com"
  subject             = "repo:contoso/shop:ref:refs/heads/main" # azlint: ignore[AZL702] used by hand
}

resource "azurerm_user_assigned_identity" "deploy" {
  name                = "id-deploy"
  resource_group_name = "rg-identity"
  location            = "westeurope"
}
