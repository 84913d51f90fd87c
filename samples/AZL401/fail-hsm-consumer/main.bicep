resource hsm 'Microsoft.KeyVault/managedHSMs@2023-07-01' = {
  name: 'hsm-keys'
  properties: {
    enablePurgeProtection: null
    //                     ^^^^ AZL401[hsm]: Managed HSM Microsoft.KeyVault/managedHSMs.hsm has no purge protection: its keys can be destroyed for good before the retention ends
  }
}

resource account 'Microsoft.Storage/storageAccounts@2023-01-01' = {
//------------------------------------------------------------- AZL401: takes its key from here
  name: 'account'
  properties: {
    encryption: {
      keySource: 'Microsoft.Keyvault'
      keyvaultproperties: {
        keyname: 'key'
        keyvaulturi: hsm.properties.hsmUri
      }
    }
  }
}
