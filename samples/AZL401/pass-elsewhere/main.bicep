resource shared 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: 'kv-shared'
}

resource recovered 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'kv-recovered'
  properties: {
    createMode: 'recover'
  }
}

module default 'br/public:avm/res/key-vault/vault:0.13.3' = {
  name: 'default'
  params: {
    name: 'kv-module'
  }
}
