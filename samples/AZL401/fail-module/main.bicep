module vault 'br/public:avm/res/key-vault/vault:0.13.3' = {
  name: 'vault'
  params: {
    name: 'kv-module'
    enablePurgeProtection: false
    //                     ^^^^^ AZL401[vault]: Key Vault module.vault has no purge protection: its keys and secrets can be destroyed for good before the retention ends
  }
}
