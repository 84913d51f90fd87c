resource hsm 'Microsoft.KeyVault/managedHSMs@2023-07-01' = {
  name: 'hsm-absent'
  sku: {
    family: 'B'
    name: 'Standard_B1'
  }
  properties: {
  //^^^^^^^^ AZL401[hsm]: Managed HSM Microsoft.KeyVault/managedHSMs.hsm has no purge protection: its keys can be destroyed for good before the retention ends
    enableSoftDelete: true
  }
}
