variable "names" {
  type = list(string)
}

variable "vm_ids" {
  type = list(string)
}

resource "azurerm_network_interface" "root" {
  count = length(var.names)
  #       ^^^^^^^^^^^^^^^^^ AZL102[list]: azurerm_network_interface.root is numbered by the positions of a list: inserting or removing an element changes or replaces the instances after it, and a change to for_each alone destroys and recreates every instance
  name = "nic-${var.names[count.index]}"
  #             ---------------------- AZL102: selects an element by its number
}

resource "azurerm_network_interface_security_group_association" "follower" {
#------------------------------------------------------------------------- AZL102: follows the same numbers
  count                = length(azurerm_network_interface.root)
  network_interface_id = azurerm_network_interface.root[count.index].id
}

module "backend" {
#--------------- AZL102: follows the same numbers
  source = "./backend"
  count  = length(var.names)
  nic_id = element(azurerm_network_interface.root.*.id, count.index)
}

resource "azurerm_managed_disk" "taken" {
#-------------------------------------- AZL102: goes with the elements by the same numbers
  count = length(var.vm_ids)
  name  = "disk-${count.index}"
}

resource "azurerm_virtual_machine_data_disk_attachment" "pairs" {
  count = length(var.vm_ids)
  #       ^^^^^^^^^^^^^^^^^^ AZL102[list]: azurerm_virtual_machine_data_disk_attachment.pairs is numbered by the positions of a list: inserting or removing an element changes or replaces the instances after it, and a change to for_each alone destroys and recreates every instance
  managed_disk_id    = azurerm_managed_disk.taken[count.index].id
  virtual_machine_id = var.vm_ids[count.index]
  #                    ----------------------- AZL102: selects an element by its number
  lun = count.index
}
