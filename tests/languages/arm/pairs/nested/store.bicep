param name string
param sizes array
param kind string = 'StorageV2'

resource store 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: name
  kind: kind
  properties: {
    count: sizes[1]
  }
}

output kind string = kind
