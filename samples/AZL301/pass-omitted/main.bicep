resource vm 'Microsoft.Compute/virtualMachines@2023-09-01' = {
  name: 'vm'
  properties: {
    securityProfile: {
      securityType: 'ConfidentialVM'
    }
    storageProfile: {
      osDisk: {
        createOption: 'FromImage'
        managedDisk: {
          storageAccountType: null
        }
      }
    }
  }
}
