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
