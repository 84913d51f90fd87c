az containerapp registry list --name "$APP" --resource-group "$GROUP"
