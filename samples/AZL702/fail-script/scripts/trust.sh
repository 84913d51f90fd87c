#!/usr/bin/env bash
# repo:contoso/shop:environment:unused
set -euo pipefail
OWNER=contoso
REPOSITORY="$OWNER/shop"
BRANCH=main

echo "Trusting repo:$REPOSITORY:environment:all"
cat > credential.json <<JSON
{
  "name": "github",
  "issuer": "https://token.actions.githubusercontent.com",
  "subject": "repo:$REPOSITORY:ref:refs/heads/$BRANCH",
  #           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL702[subject]: No job that logs in can use this credential: its subject is for the ref refs/heads/main, and they run in the environments production, staging
  "audiences": ["api://AzureADTokenExchange"]
}
JSON
az ad app federated-credential create --id "$APP_ID" --parameters credential.json
