module vault 'br/mirror:res/key-vault/vault:0.13.0' = {
  params: {
    name: 'kv-mirrored'
    enablePurgeProtection: false
    //                     ^^^^^ AZL401[vault]: Key Vault module.vault has no purge protection: its keys and secrets can be destroyed for good before the retention ends
  }
}

module safe 'br/mirror:res/key-vault/vault:0.13.0' = {
  params: {
    name: 'kv-by-default'
  }
}
