resource nsg 'Microsoft.Network/networkSecurityGroups@2024-01-01' existing = {
  name: 'nsg-web'
}

resource log 'Microsoft.Network/networkWatchers/flowLogs@2024-01-01' = {
  name: 'watcher/log-web'
  properties: {
    targetResourceId: nsg.id
    //                ^^^^^^ AZL601[nsg-target]: Flow log Microsoft.Network/networkWatchers/flowLogs.log targets a network security group: Azure retires such logs on 2027-09-30, and once removed it can't be created again
    enabled: true
  }
}

module called 'log.bicep' = {
  name: 'called'
  params: {
    target: resourceId('Microsoft.Network/networkSecurityGroups', 'nsg-api')
    //      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL601[nsg-target]: Flow log Microsoft.Network/networkWatchers/flowLogs.log targets a network security group: Azure retires such logs on 2027-09-30, and once removed it can't be created again
  }
}
