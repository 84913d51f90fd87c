param sku string
//------- AZL301: param sku is written here

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
          storageAccountType: sku
          //                  ~~~ AZL301[os-disk-in-place]: The OS disk of Confidential VM Microsoft.Compute/virtualMachines.vm is below the recommended Premium tier, and changing it takes a stop of the VM
        }
      }
    }
  }
}
