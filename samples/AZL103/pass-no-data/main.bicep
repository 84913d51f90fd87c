param rules array

resource group 'Microsoft.Network/networkSecurityGroups@2024-05-01' = [for (rule, i) in rules: {
  name: 'nsg-${i}'
  location: rule.location
}]
