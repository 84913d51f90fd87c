resource kv 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'kv-nightly'
  properties: {
    enablePurgeProtection: null // azlint: ignore[AZL401] torn down every night
  }
}
