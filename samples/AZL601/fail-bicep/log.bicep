param target string

resource log 'Microsoft.Network/networkWatchers/flowLogs@2024-01-01' = {
  name: 'watcher/log-api'
  properties: {
    targetResourceId: target
    //                ^^^^^^ AZL601[nsg-target]: Flow log Microsoft.Network/networkWatchers/flowLogs.log targets a network security group: Azure retires such logs on 2027-09-30, and once removed it can't be created again
    enabled: true
  }
}
