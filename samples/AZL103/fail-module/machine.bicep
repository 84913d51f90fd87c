param name string
param size string

var diskName = '${name}-data'

resource machine 'Microsoft.Compute/virtualMachines@2024-07-01' = {
//------------------------------------------------------------- AZL103: takes its name from here
  name: name
  properties: { hardwareProfile: { vmSize: size } }
}

resource disk 'Microsoft.Compute/disks@2024-03-02' = {
//------------------------------------------------ AZL103: takes its name from here
  name: diskName
}
