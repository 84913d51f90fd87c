param location string = resourceGroup().location
param capacityReservationGroupId string?

resource vm 'Microsoft.Compute/virtualMachines@2024-11-01' = {
  name: 'vm-app'
  location: location
  properties: {
    hardwareProfile: {
      vmSize: 'Standard_D4s_v5'
    }
    capacityReservation: {
      capacityReservationGroup: {
        id: capacityReservationGroupId
      }
    }
  }
}
