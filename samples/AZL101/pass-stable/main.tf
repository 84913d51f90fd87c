variable "subnets" {
  type = map(object({ name = string }))
}

variable "zones" {
  type = set(string)
}

variable "queues" {
  type = list(object({ name = string }))
}

locals {
  by_position = { for i, queue in var.queues : i => queue }
  names       = ["app", "db"]
}

resource "azurerm_subnet" "index_of_a_map_is_a_key" {
  for_each = { for i, subnet in var.subnets : i => subnet }
  name     = each.value.name
}

resource "azurerm_resource_group" "index_of_a_set_is_its_element" {
  for_each = { for i, zone in var.zones : i => zone }
  name     = each.value
}

resource "azurerm_storage_queue" "key_is_a_field" {
  for_each = { for i, queue in var.queues : queue.name => i }
  name     = each.key
}

resource "azurerm_storage_queue" "position_only_selects" {
  for_each = { for i in range(length(var.queues)) : var.queues[i].name => i }
  name     = each.key
}

resource "azurerm_storage_queue" "position_is_left_behind" {
  for_each = { for i, queue in local.by_position : queue.name => queue }
  name     = each.key
}

resource "azurerm_resource_group" "elements_of_a_set" {
  for_each = toset(local.names)
  name     = each.key
}

resource "azurerm_resource_group" "pairs" {
  for_each = { for pair in setproduct(local.names, var.zones) : "${pair[0]}-${pair[1]}" => pair }
  name     = each.key
}

resource "azurerm_resource_group" "grouped" {
  for_each = { for i, queue in var.queues : queue.name => i... }
  name     = each.key
}
