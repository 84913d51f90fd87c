@description('Region of the Confidential VM.')
param location string = resourceGroup().location

@secure()
param adminPassword string

param networkInterfaceId string

param osDiskSku string = 'StandardSSD_LRS'

resource vm 'Microsoft.Compute/virtualMachines@2024-07-01' = {
  name: 'cvm1'
  location: location
  properties: {
    hardwareProfile: {
      vmSize: 'Standard_DC4as_v5'
    }
    securityProfile: {
      securityType: 'ConfidentialVM'
      uefiSettings: {
        secureBootEnabled: true
        vTpmEnabled: true
      }
    }
    storageProfile: {
      imageReference: {
        publisher: 'Canonical'
        offer: 'ubuntu-24_04-lts'
        sku: 'cvm'
        version: '24.04.202510010'
      }
      osDisk: {
        createOption: 'FromImage'
        managedDisk: {
          storageAccountType: osDiskSku
          securityProfile: {
            securityEncryptionType: 'VMGuestStateOnly'
          }
        }
      }
    }
    osProfile: {
      computerName: 'cvm1'
      adminUsername: 'azureuser'
      adminPassword: adminPassword
    }
    networkProfile: {
      networkInterfaces: [
        {
          id: networkInterfaceId
        }
      ]
    }
  }
}
