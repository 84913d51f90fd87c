param vaults array
param names array
param disks { name: string, sizeGB: int }[] = [
  { name: 'data', sizeGB: 128 }
  { name: 'log', sizeGB: 128 }
]

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = [for vault in vaults: {
  name: vault.name
  location: vault.location
}]

resource disk 'Microsoft.Compute/disks@2024-03-02' = [for (disk, i) in disks: {
  name: '${disk.name}-${i}'
  properties: { diskSizeGB: disk.sizeGB }
}]

resource selected 'Microsoft.Compute/disks@2024-03-02' = [for (disk, i) in disks: {
  name: names[i]
  properties: { diskSizeGB: disk.sizeGB }
}]

resource container 'Microsoft.Storage/storageAccounts/blobServices/containers@2023-05-01' = [for (disk, i) in disks: {
  name: '${account[i].name}/default/${disk.name}'
}]

resource account 'Microsoft.Storage/storageAccounts@2023-05-01' existing = [for (disk, i) in disks: {
  name: 'account${i}'
}]
