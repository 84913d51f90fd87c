param(
    [string] $Repository = "contoso/shop",
    [string] $Environment = "testing"
)
$parameters = @{
    name      = "github"
    issuer    = "https://token.actions.githubusercontent.com"
    subject   = "repo:${Repository}:environment:$Environment"
    #            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ AZL702[subject]: It cannot be told whether this holds: No job that logs in can use this credential: its subject is for the environment testing, and they run in the environments production, staging
    audiences = @("api://AzureADTokenExchange")
} | ConvertTo-Json
$parameters | Out-File credential.json
az ad app federated-credential create --id $env:APP_ID --parameters credential.json
