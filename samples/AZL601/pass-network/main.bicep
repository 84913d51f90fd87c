resource net 'Microsoft.Network/virtualNetworks@2024-01-01' existing = {
  name: 'vnet'
}

resource log 'Microsoft.Network/networkWatchers/flowLogs@2024-01-01' = {
  name: 'watcher/log-web'
  properties: {
    targetResourceId: '${net.id}/subnets/web'
    enabled: true
  }
}
