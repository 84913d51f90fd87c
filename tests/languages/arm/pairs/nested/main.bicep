param sizes int[] = [1, 2]

func label(size int, word string) string => '${word}-${size}'

module store 'store.bicep' = [for size in sizes: {
  name: label(size, 'store')
  params: {
    name: label(size, 'st')
    sizes: [for each in sizes: each * size]
  }
}]

resource group 'Microsoft.Network/networkSecurityGroups@2024-01-01' = {
  name: 'group'
  properties: {
    securityRules: [for (size, i) in sizes: {
      name: 'rule-${size}'
      properties: {
        priority: 100 + i
      }
    }]
  }
}

output group string = group.id
