resource nsg 'Microsoft.Network/networkSecurityGroups@2024-01-01' existing = {
  name: 'nsg-web'
}

resource off 'Microsoft.Network/networkWatchers/flowLogs@2024-01-01' = {
  name: 'watcher/log-web'
  properties: {
    targetResourceId: nsg.id
    //                ^^^^^^ AZL601[disabled]: Flow log Microsoft.Network/networkWatchers/flowLogs.off targets a network security group but is not in use: remove it before NSG flow logs retire on 2027-09-30
    enabled: false
  }
}

resource none 'Microsoft.Network/networkWatchers/flowLogs@2024-01-01' = if (false) {
  name: 'watcher/log-none'
  properties: {
    targetResourceId: nsg.id
    //                ^^^^^^ AZL601[disabled]: Flow log Microsoft.Network/networkWatchers/flowLogs.none targets a network security group but is not in use: remove it before NSG flow logs retire on 2027-09-30
    enabled: true
  }
}
