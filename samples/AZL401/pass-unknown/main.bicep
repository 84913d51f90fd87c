param protect bool
//----------- AZL401: protect stops the decision: no value for a variable

resource kv 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'kv-unknown'
  properties: {
    enablePurgeProtection: protect ? true : null
    //                     ~~~~~~~~~~~~~~~~~~~~~ AZL401[vault]: It cannot be told whether this holds: Key Vault Microsoft.KeyVault/vaults.kv has no purge protection: its keys and secrets can be destroyed for good before the retention ends
  }
}
