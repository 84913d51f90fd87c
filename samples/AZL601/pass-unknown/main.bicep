param nsgId string
//--------- AZL601: nsgId stops the decision: no value for a variable

resource log 'Microsoft.Network/networkWatchers/flowLogs@2024-01-01' = {
  name: 'watcher/log-web'
  properties: {
    targetResourceId: nsgId
    //                ~~~~~ AZL601[nsg-target]: It cannot be told whether this holds: Flow log Microsoft.Network/networkWatchers/flowLogs.log targets a network security group: Azure retires such logs on 2027-09-30, and once removed it can't be created again
    enabled: true
  }
}
