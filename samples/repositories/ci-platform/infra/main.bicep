param appName string
param location string = resourceGroup().location

var acrPull = '7f951dda-4ed3-4680-a7ca-43fe172d538d'

resource registry 'Microsoft.ContainerRegistry/registries@2023-07-01' = {
  name: 'crciplatform'
  location: location
  sku: { name: 'Basic' }
}

resource environment 'Microsoft.App/managedEnvironments@2024-03-01' = {
  name: 'cae-${appName}'
  location: location
  properties: {}
}

resource app 'Microsoft.App/containerApps@2024-03-01' = {
  name: appName
  location: location
  identity: { type: 'SystemAssigned' }
  properties: {
    environmentId: environment.id
    configuration: {
      ingress: {
        external: true
        // the port of the Dockerfile's command
        targetPort: 8000
      }
    }
    template: {
      containers: [
        {
          name: 'agent'
          image: 'mcr.microsoft.com/k8se/quickstart:2024.1'
        }
      ]
    }
  }
}

resource pull 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(registry.id, app.id, acrPull)
  scope: registry
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', acrPull)
    principalId: app.identity.principalId
    principalType: 'ServicePrincipal'
  }
}
