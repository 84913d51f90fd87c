locals {
  vms = {
    app = { disks = [{ size = 64 }, { size = 128 }] }
    db  = { disks = [{ size = 512 }] }
  }
  numbered = [for i, name in keys(local.vms) : { name = name, number = i }]
  #                          --------------- AZL101: the keys hold positions in this list
  #                                                                    - AZL101: the position in the key
  by_number = { for vm in local.numbered : vm.number => vm.name }
  disks = flatten([
    for name, vm in local.vms : [
      for lun, disk in vm.disks : { key = "${name}-${lun}", size = disk.size }
      #                -------- AZL101: the keys hold positions in this list
      #                                              --- AZL101: the position in the key
    ]
  ])
}

resource "azurerm_availability_set" "number" {
  for_each = local.by_number
  #          ^^^^^^^^^^^^^^^ AZL101[position]: azurerm_availability_set.number takes its for_each keys from list positions: an element inserted first changes or replaces all 2 instances, and changing the key alone destroys and recreates every instance
  name = each.value
}

resource "azurerm_managed_disk" "nested" {
  for_each = { for disk in local.disks : disk.key => disk }
  #          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL101[partly]: azurerm_managed_disk.nested has list positions in its for_each keys: an element inserted first changes or replaces up to 2 instances, and changing the key alone destroys and recreates every instance
  disk_size_gb = each.value.size
}

resource "azurerm_managed_disk" "merged" {
  for_each = merge([
    for name, vm in local.vms : { for lun, disk in vm.disks : "${name}/${lun}" => disk }
    #                                              -------- AZL101: the keys hold positions in this list
    #                                                                    --- AZL101: the position in the key
  ]...)
  disk_size_gb = each.value.size
}

resource "azurerm_virtual_machine_data_disk_attachment" "same" {
#------------------------------------------------------------- AZL101: takes its keys from these instances
  for_each        = azurerm_managed_disk.nested
  managed_disk_id = each.value.id
}
# azlint-expect: 32:14-36:8 AZL101[partly] azurerm_managed_disk.merged has list positions in its for_each keys: an element inserted first changes or replaces up to 2 instances, and changing the key alone destroys and recreates every instance
