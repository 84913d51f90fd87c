param location string = resourceGroup().location

resource acr 'Microsoft.ContainerRegistry/registries@2023-07-01' = {
  name: 'crcontoso'
  location: location
  sku: { name: 'Basic' }
}

resource named 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'named'
  location: location
  properties: {
    configuration: {
      registries: [
        { server: 'crfabrikam.azurecr.io', identity: 'system' }
      ]
    }
    template: {
      containers: [
        { name: 'api', image: 'crcontoso.azurecr.io/api:1.4.2' }
        //                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL704[anonymous]: Microsoft.App/containerApps.named takes an image from an Azure registry, and registries names neither an identity nor a password for it: the pull is refused
      ]
    }
  }
}

resource bare 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'bare'
  location: location
  identity: { type: 'SystemAssigned' }
  properties: {
    configuration: {
      ingress: { targetPort: 8000 }
    }
    template: {
      containers: [
        { name: 'api', image: '${acr.properties.loginServer}/api:1.4.2' }
        //                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL704[anonymous]: Microsoft.App/containerApps.bare takes an image from an Azure registry, and registries names neither an identity nor a password for it: the pull is refused
      ]
    }
  }
}

resource placeholder 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'placeholder'
  location: location
  identity: { type: 'SystemAssigned' }
  properties: {
    configuration: {
//  ^^^^^^^^^^^^^ AZL704[unused-role]: The identity of Microsoft.App/containerApps.placeholder is given AcrPull, but registries names no identity: images are pulled without it
      ingress: { targetPort: 8000 }
    }
  }
}

resource pull 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
//---------------------------------------------------------------- AZL704: AcrPull is given here
  name: guid(acr.id, placeholder.id)
  scope: acr
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '7f951dda-4ed3-4680-a7ca-43fe172d538d')
    principalId: placeholder.identity.principalId
    principalType: 'ServicePrincipal'
  }
}

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: 'id-pull'
  location: location
}

resource shared 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'shared'
  location: location
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identity.id}': {} }
  }
  properties: {
    configuration: {}
//  ^^^^^^^^^^^^^ AZL704[unused-role]: The identity of Microsoft.App/containerApps.shared is given AcrPull, but registries names no identity: images are pulled without it
  }
}

resource pullShared 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
//---------------------------------------------------------------------- AZL704: AcrPull is given here
  name: guid(acr.id, identity.id)
  scope: acr
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '7f951dda-4ed3-4680-a7ca-43fe172d538d')
    principalId: identity.properties.principalId
  }
}

resource nightly 'Microsoft.App/jobs@2024-03-01' = {
  name: 'nightly'
  location: location
  properties: {
    configuration: { triggerType: 'Manual', replicaTimeout: 600 }
    template: {
      containers: [
        { name: 'nightly', image: 'crcontoso.azurecr.io/nightly:1.4.2' }
        //                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL704[anonymous]: Microsoft.App/jobs.nightly takes an image from an Azure registry, and registries names neither an identity nor a password for it: the pull is refused
      ]
    }
  }
}
