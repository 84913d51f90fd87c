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

resource elsewhere 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'elsewhere'
  location: 'westeurope'
  properties: {
    template: {
      containers: [
        { name: 'api', image: 'crfabrikam.azurecr.io/api:1.4.2' }
        //                    ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ AZL704[anonymous]: It cannot be told whether this holds: Microsoft.App/containerApps.elsewhere takes an image from an Azure registry, and registries names neither an identity nor a password for it: the pull is refused
      ]
    }
  }
}

param tag string = ''

resource later 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'later'
  location: 'westeurope'
  identity: { type: 'SystemAssigned' }
  properties: {
    configuration: {
      registries: empty(tag) ? [] : [{ server: 'crcontoso.azurecr.io', identity: 'system' }]
      //                       ~ AZL704[unused-role]: It cannot be told whether this holds: The identity of Microsoft.App/containerApps.later is given AcrPull, but registries names no identity: images are pulled without it
    }
    template: {
      containers: [
        { name: 'api', image: empty(tag) ? 'mcr.microsoft.com/k8se/quickstart:latest' : 'crcontoso.azurecr.io/api:${tag}' }
      ]
    }
  }
}

resource pull 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
//---------------------------------------------------------------- AZL704: AcrPull is given here
  name: guid(later.id)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '7f951dda-4ed3-4680-a7ca-43fe172d538d')
    principalId: later.identity.principalId
  }
}
