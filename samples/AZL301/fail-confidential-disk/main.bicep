resource os 'Microsoft.Compute/disks@2023-10-02' = {
  name: 'os'
  sku: {
    name: 'Standard_LRS'
    //    ^^^^^^^^^^^^^^ AZL301[confidential-disk]: Disk Microsoft.Compute/disks.os is made for a Confidential VM and is Standard_LRS, below the recommended Premium tier, and changing it takes a stop of the VM
  }
  properties: {
    securityProfile: {
      securityType: 'ConfidentialVM_DiskEncryptedWithPlatformKey'
    }
  }
}
