variable "disks" {
  type = any
}

variable "untyped" {}

resource "azurerm_managed_disk" "list_or_map" {
  for_each = { for key, disk in var.disks : key => disk }
  #          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ AZL101[undecided]: It cannot be told whether this holds: azurerm_managed_disk.list_or_map takes its for_each keys from list positions: what is iterated over is a list, not a map
  disk_size_gb = each.value.size
}

resource "azurerm_managed_disk" "nested" {
  for_each = {
    for disk in flatten([for key, vm in var.untyped : [for d in vm.disks : { key = key, name = d }]]) :
    "${disk.key}-${disk.name}" => disk
  }
  disk_size_gb = 64
}

resource "azurerm_managed_disk" "another_key" {
  for_each     = { for key, disk in var.disks : disk.name => disk }
  disk_size_gb = each.value.size
}

resource "azurerm_managed_disk" "given" {
  for_each     = var.disks
  disk_size_gb = each.value.size
}
# azlint-undecided: 14:14-17:4 AZL101[undecided] It cannot be told whether this holds: azurerm_managed_disk.nested takes its for_each keys from list positions: what is iterated over is a list, not a map
