param target string

resource log 'Microsoft.Network/networkWatchers/flowLogs@2024-01-01' = {
  name: 'watcher/log-api'
  properties: {
    targetResourceId: target
    //                ------ AZL601: Microsoft.Network/networkWatchers/flowLogs.log takes it here
    enabled: true
  }
}
