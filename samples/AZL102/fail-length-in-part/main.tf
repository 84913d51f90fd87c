variable "names" {
  type = list(string)
}

variable "tags" {
  type = map(string)
}

variable "enabled" {
  type = bool
}

locals {
  size = length(var.names)
}

resource "azurerm_dns_a_record" "enabled" {
  count = var.enabled ? length(var.names) : 0
  #       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL102[list]: azurerm_dns_a_record.enabled is numbered by the positions of a list: inserting or removing an element changes or replaces the instances after it, and a change to for_each alone destroys and recreates every instance
  name = var.names[count.index]
  #      ---------------------- AZL102: selects an element by its number
}

resource "azurerm_dns_a_record" "local" {
  count = local.size
  #       ^^^^^^^^^^ AZL102[list]: azurerm_dns_a_record.local is numbered by the positions of a list: inserting or removing an element changes or replaces the instances after it, and a change to for_each alone destroys and recreates every instance
  name = var.names[count.index]
  #      ---------------------- AZL102: selects an element by its number
}

resource "azurerm_dns_a_record" "product" {
  count = length(var.names) * 2
  #       ^^^^^^^^^^^^^^^^^^^^^ AZL102[list]: azurerm_dns_a_record.product is numbered by the positions of a list: inserting or removing an element changes or replaces the instances after it, and a change to for_each alone destroys and recreates every instance
  name = var.names[floor(count.index / 2)]
  #      --------------------------------- AZL102: selects an element by its number
}

resource "azurerm_dns_a_record" "at_least" {
  count = max(length(var.names) - 1, 0)
  #       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL102[list]: azurerm_dns_a_record.at_least is numbered by the positions of a list: inserting or removing an element changes or replaces the instances after it, and a change to for_each alone destroys and recreates every instance
  name = var.names[count.index + 1]
  #      -------------------------- AZL102: selects an element by its number
}

resource "azurerm_dns_a_record" "keys_in_order" {
  count = length(keys(var.tags))
  #       ^^^^^^^^^^^^^^^^^^^^^^ AZL102[list]: azurerm_dns_a_record.keys_in_order is numbered by the positions of a list: inserting or removing an element changes or replaces the instances after it, and a change to for_each alone destroys and recreates every instance
  name = keys(var.tags)[count.index]
  #      --------------------------- AZL102: selects an element by its number
}

resource "azurerm_dns_a_record" "old" {
  count = "${length(var.names)}"
  #       ^^^^^^^^^^^^^^^^^^^^^^ AZL102[list]: azurerm_dns_a_record.old is numbered by the positions of a list: inserting or removing an element changes or replaces the instances after it, and a change to for_each alone destroys and recreates every instance
  name  = "${element(var.names, count.index)}"
  #          ------------------------------- AZL102: selects an element by its number
}
