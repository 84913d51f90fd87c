param location string = resourceGroup().location

resource acr 'Microsoft.ContainerRegistry/registries@2023-07-01' = {
  name: 'crcontoso'
  location: location
  sku: { name: 'Basic' }
}

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: 'id-pull'
  location: location
}

resource app 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'api'
  location: location
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identity.id}': {} }
  }
  properties: {
    configuration: {
      registries: [
        { server: acr.properties.loginServer, identity: identity.id }
      ]
    }
    template: {
      containers: [
        { name: 'api', image: '${acr.properties.loginServer}/api:1.4.2' }
      ]
    }
  }
}

resource elsewhere 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'elsewhere'
  location: location
  properties: {
    template: {
      containers: [
        { name: 'proxy', image: 'mcr.microsoft.com/oss/nginx/nginx:1.25.3' }
      ]
    }
  }
}
