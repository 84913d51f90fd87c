@allowed(['dev', 'prod'])
param stage string = 'dev'
param names array = ['a', 'b']
param owner string?

var tags = union({ stage: stage }, owner == null ? {} : { owner: owner })
var upper = map(names, name => toUpper(name))

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = if (stage != 'none') {
  name: 'kv-${stage}'
  location: resourceGroup().location
  tags: tags
  properties: {
    tenantId: subscription().tenantId
    sku: {
      family: 'A'
      name: stage == 'prod' ? 'premium' : 'standard'
    }
    softDeleteRetentionInDays: 7 * 2 + 1
    accessPolicies: []
  }

  resource secret 'secrets' = {
    name: 'first'
    properties: {
      value: join(upper, ',')
    }
  }
}

resource disks 'Microsoft.Compute/disks@2023-10-02' = [for (name, i) in names: {
  name: 'disk-${name}'
  location: resourceGroup().location
  sku: {
    name: 'Standard_LRS'
  }
  properties: {
    diskSizeGB: 32 * (i + 1)
    creationData: {
      createOption: 'Empty'
    }
  }
}]

output uri string = vault.properties.vaultUri
output sizes array = [for i in range(0, length(names)): 32 * (i + 1)]
output first string = first(upper)
