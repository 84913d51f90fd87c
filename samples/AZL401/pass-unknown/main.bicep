param protect bool

resource kv 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'kv-unknown'
  properties: {
    enablePurgeProtection: protect ? true : null
    //                     ~~~~~~~~~~~~~~~~~~~~~ AZL401[vault]: Key Vault Microsoft.KeyVault/vaults.kv has no purge protection: its keys and secrets can be destroyed for good before the retention ends
  }
}
