resource disk 'Microsoft.Compute/disks@2023-10-02' = {
  name: 'disk'
  sku: {
    name: 'StandardSSD_ZRS'
    //    ^^^^^^^^^^^^^^^^^ AZL301[data-disk]: Disk Microsoft.Compute/disks.disk of Confidential VM Microsoft.Compute/virtualMachines.vm is StandardSSD_ZRS, below the recommended Premium tier, and changing it takes a stop of the VM
  }
}

resource vm 'Microsoft.Compute/virtualMachines@2023-09-01' = {
//-------------------------------------------------------- AZL301: attached to this Confidential VM
  name: 'vm'
  properties: {
    securityProfile: {
      securityType: 'ConfidentialVM'
    }
    storageProfile: {
      osDisk: {
        createOption: 'FromImage'
        managedDisk: {
          storageAccountType: 'StandardSSD_LRS'
          //                  ^^^^^^^^^^^^^^^^^ AZL301[os-disk-in-place]: The OS disk of Confidential VM Microsoft.Compute/virtualMachines.vm is StandardSSD_LRS, below the recommended Premium tier, and changing it takes a stop of the VM
        }
      }
      dataDisks: [
        {
          lun: 0
          createOption: 'Empty'
          managedDisk: {
            storageAccountType: 'Standard_LRS'
            //                  ^^^^^^^^^^^^^^ AZL301[data-disk]: A data disk of Confidential VM Microsoft.Compute/virtualMachines.vm is Standard_LRS, below the recommended Premium tier, and changing it takes a stop of the VM
          }
        }
        {
          lun: 1
          createOption: 'Attach'
          managedDisk: {
            id: disk.id
          }
        }
      ]
    }
  }
}
