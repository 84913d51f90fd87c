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
