resource "azapi_resource" "github" {
  type      = "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials@2023-01-31"
  name      = "github"
  parent_id = "/subscriptions/s/resourceGroups/r/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id"
  body = {
    properties = {
      audiences = ["api://AzureADTokenExchange"]
      issuer    = "https://token.actions.githubusercontent.com"
      subject   = "repo:Contoso/Shop:pull_request"
      #           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL702[subject]: No job that logs in can use azapi_resource.github: its subject is for pull requests, and they run in the environments production, staging
    }
  }
}
