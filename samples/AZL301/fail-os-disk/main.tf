terraform {
  backend "azurerm" {}
}

resource "azurerm_linux_virtual_machine" "vm" {
  name = "vm"
  size = "Standard_DC2as_v5"

  os_disk {
    caching                  = "ReadWrite"
    storage_account_type     = "StandardSSD_LRS"
    #                          ^^^^^^^^^^^^^^^^^ AZL301[os-disk]: The OS disk of Confidential VM azurerm_linux_virtual_machine.vm is StandardSSD_LRS, below the recommended Premium tier, and changing it in azurerm replaces the VM
    security_encryption_type = "VMGuestStateOnly"
  }
}

resource "azurerm_windows_virtual_machine_scale_set" "set" {
  name = "set"
  sku  = "Standard_DC2as_v5"

  os_disk {
    caching                  = "ReadWrite"
    storage_account_type     = "Standard_LRS"
    #                          ^^^^^^^^^^^^^^ AZL301[os-disk]: The OS disk of Confidential scale set azurerm_windows_virtual_machine_scale_set.set is Standard_LRS, below the recommended Premium tier, and changing it in azurerm replaces the scale set
    security_encryption_type = "DiskWithVMGuestState"
  }

  data_disk {
    lun                  = 0
    storage_account_type = "StandardSSD_LRS"
    #                      ^^^^^^^^^^^^^^^^^ AZL301[data-disk]: A data disk of Confidential scale set azurerm_windows_virtual_machine_scale_set.set is StandardSSD_LRS, below the recommended Premium tier, and changing it takes a stop of the scale set
  }
}
