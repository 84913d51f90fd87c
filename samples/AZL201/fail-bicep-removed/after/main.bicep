param location string = resourceGroup().location
param capacityReservationGroupId string?

resource vm 'Microsoft.Compute/virtualMachines@2024-11-01' = {
  name: 'vm-app'
  location: location
  properties: {
  //^^^^^^^^ AZL201[release-first]: Removing properties.capacityReservation.capacityReservationGroup.id fails while Microsoft.Compute/virtualMachines.vm runs: the capacity of its reservation must be set to 0 first, or it must be deallocated and its start can then fail for lack of capacity
    hardwareProfile: {
      vmSize: 'Standard_D4s_v5'
    }
  }
}
