@allowed(['Standard_LRS', 'StandardSSD_LRS'])
param sku string
//------- AZL301: param sku is declared here

resource disk 'Microsoft.Compute/disks@2023-10-02' = {
  name: 'disk'
  location: resourceGroup().location
  sku: {
    name: sku
    //    ^^^ AZL301[confidential-disk]: Disk Microsoft.Compute/disks.disk is made for a Confidential VM and is Standard_LRS or StandardSSD_LRS, below the recommended Premium tier, and changing it takes a stop of the VM
  }
  properties: {
    creationData: {
      createOption: 'Empty'
    }
    diskSizeGB: 128
    securityProfile: {
      securityType: 'ConfidentialVM_DiskEncryptedWithPlatformKey'
    }
  }
}
