param registries array
param image string

resource given 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'given'
  location: 'westeurope'
  properties: {
    configuration: { registries: registries }
    template: {
      containers: [
        { name: 'api', image: 'crcontoso.azurecr.io/api:1.4.2' }
      ]
    }
  }
}

resource app 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'app'
  location: 'westeurope'
  properties: {
    template: {
      containers: [
        { name: 'api', image: image }
      ]
    }
  }
}
