variable "subnets" {
  type = map(object({ name = string, prefix = string }))
}

resource "azurerm_subnet" "this" {
  for_each = var.subnets
  #          ^^^^^^^^^^^ AZL101[position]: azurerm_subnet.this takes its for_each keys from list positions: an element inserted first changes or replaces all 2 instances, and changing the key alone destroys and recreates every instance
  name             = each.value.name
  address_prefixes = [each.value.prefix]
}

output "by_position" {
  value = { for key, subnet in var.subnets : key => subnet.name }
}
