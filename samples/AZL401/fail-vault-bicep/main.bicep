param protect bool = false

resource absent 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'kv-absent'
  properties: {
  //^^^^^^^^ AZL401[vault]: Key Vault Microsoft.KeyVault/vaults.absent has no purge protection: its keys and secrets can be destroyed for good before the retention ends
    enableSoftDelete: true
  }
}

resource off 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'kv-off'
  properties: {
    enablePurgeProtection: protect ? true : null
    //                                      ^^^^ AZL401[vault]: Key Vault Microsoft.KeyVault/vaults.off has no purge protection: its keys and secrets can be destroyed for good before the retention ends
  }
}
