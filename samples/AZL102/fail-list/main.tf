variable "names" {
  type = list(string)
}

variable "sizes" {
  type = list(number)
}

locals {
  upper  = [for name in var.names : upper(name)]
  shares = [{ name = "home" }, { name = "scratch" }, { name = "backup" }]
}

resource "azurerm_managed_disk" "data" {
  count = length(var.names)
  #       ^^^^^^^^^^^^^^^^^ AZL102[list]: azurerm_managed_disk.data is numbered by the positions of a list: inserting or removing an element changes or replaces the instances after it, and a change to for_each alone destroys and recreates every instance
  name = var.names[count.index]
  #      ---------------------- AZL102: selects an element by its number
  disk_size_gb = var.sizes[count.index]
  #              ---------------------- AZL102: selects an element by its number
}

resource "azurerm_storage_share" "known" {
  count = length(local.shares)
  #       ^^^^^^^^^^^^^^^^^^^^ AZL102[list]: azurerm_storage_share.known is numbered by the positions of a list: an element inserted first changes or replaces all 3 instances, and a change to for_each alone destroys and recreates every instance
  name = local.shares[count.index].name
  #      ------------------------- AZL102: selects an element by its number
}

resource "azurerm_network_security_rule" "element" {
  count = length(var.names)
  #       ^^^^^^^^^^^^^^^^^ AZL102[list]: azurerm_network_security_rule.element is numbered by the positions of a list: inserting or removing an element changes or replaces the instances after it, and a change to for_each alone destroys and recreates every instance
  name = element(var.names, count.index)
  #      ------------------------------- AZL102: selects an element by its number
  priority = 100 + count.index
}

module "queue" {
  source = "./queue"
  count  = length(var.names)
  #        ^^^^^^^^^^^^^^^^^ AZL102[list]: module.queue is numbered by the positions of a list: inserting or removing an element changes or replaces the instances after it, and a change to for_each alone destroys and recreates every instance
  name = "queue-${var.names[count.index]}"
  #               ---------------------- AZL102: selects an element by its number
}

resource "azurerm_network_security_group" "nested" {
  count = length(var.names)
  #       ^^^^^^^^^^^^^^^^^ AZL102[list]: azurerm_network_security_group.nested is numbered by the positions of a list: inserting or removing an element changes or replaces the instances after it, and a change to for_each alone destroys and recreates every instance
  security_rule {
    name = lower(var.names[count.index])
    #            ---------------------- AZL102: selects an element by its number
  }
}

resource "azurerm_storage_share" "derived" {
  count = length(var.names)
  #       ^^^^^^^^^^^^^^^^^ AZL102[list]: azurerm_storage_share.derived is numbered by the positions of a list: inserting or removing an element changes or replaces the instances after it, and a change to for_each alone destroys and recreates every instance
  name = local.upper[count.index]
  #      ------------------------ AZL102: selects an element by its number
}
