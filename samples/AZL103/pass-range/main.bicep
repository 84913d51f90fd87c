param count int = 3
param disks array

var replicas = [for number in range(0, count): { name: 'replica-${number}', zone: string(number % 3) }]

resource replica 'Microsoft.Compute/disks@2024-03-02' = [for i in range(0, count): {
  name: 'disk-${i}'
}]

resource counted 'Microsoft.Compute/disks@2024-03-02' = [for (number, i) in range(0, length(disks)): {
  name: 'disk-${i}'
  properties: { diskSizeGB: disks[i].sizeGB }
}]

resource made 'Microsoft.Compute/disks@2024-03-02' = [for (replica, i) in replicas: {
  name: '${replica.name}-${i}'
  zones: [replica.zone]
}]

resource listed 'Microsoft.Compute/disks@2024-03-02' = [for (zone, i) in [1, 2, 3]: {
  name: 'disk-${i}'
  zones: [string(zone)]
}]

// Nothing is made of an element but its number.
resource alike 'Microsoft.Compute/disks@2024-03-02' = [for (disk, i) in disks: {
  name: 'disk-${i}'
}]
