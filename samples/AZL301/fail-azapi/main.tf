terraform {
  backend "azurerm" {}
}

resource "azapi_resource" "object" {
  type = "Microsoft.Compute/virtualMachines@2023-09-01"
  name = "vm"
  body = {
    properties = {
      securityProfile = { securityType = "ConfidentialVM" }
      storageProfile = {
        osDisk    = { managedDisk = { storageAccountType = "Standard_LRS" } }
        #                                                  ^^^^^^^^^^^^^^ AZL301[os-disk-in-place]: The OS disk of Confidential VM azapi_resource.object is Standard_LRS, below the recommended Premium tier, and changing it takes a stop of the VM
        dataDisks = [{ lun = 0, managedDisk = { storageAccountType = "StandardSSD_LRS" } }]
        #                                                            ^^^^^^^^^^^^^^^^^ AZL301[data-disk]: A data disk of Confidential VM azapi_resource.object is StandardSSD_LRS, below the recommended Premium tier, and changing it takes a stop of the VM
      }
    }
  }
}

resource "azapi_resource" "text" {
  type = "Microsoft.Compute/virtualMachines@2023-09-01"
  name = "vm"
  body = jsonencode({
    properties = {
      securityProfile = { securityType = "ConfidentialVM" }
      storageProfile = {
        osDisk    = { managedDisk = { storageAccountType = "Standard_LRS" } }
        #                                                  ^^^^^^^^^^^^^^ AZL301[os-disk-in-place]: The OS disk of Confidential VM azapi_resource.text is Standard_LRS, below the recommended Premium tier, and changing it takes a stop of the VM
        dataDisks = [{ lun = 0, managedDisk = { storageAccountType = "StandardSSD_LRS" } }]
        #                                                            ^^^^^^^^^^^^^^^^^ AZL301[data-disk]: A data disk of Confidential VM azapi_resource.text is StandardSSD_LRS, below the recommended Premium tier, and changing it takes a stop of the VM
      }
    }
  })
}
