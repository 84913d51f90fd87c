resource acr 'Microsoft.ContainerRegistry/registries@2023-07-01' = {
  name: 'crcontoso'
  location: 'westeurope'
  sku: { name: 'Standard' }
  properties: { anonymousPullEnabled: true }
}

resource app 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'api'
  location: 'westeurope'
  properties: {
    template: {
      containers: [
        { name: 'api', image: '${acr.properties.loginServer}/api:1.4.2' }
      ]
    }
  }
}
