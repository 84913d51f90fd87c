variable "subnets" {
  type = map(object({ name = string, prefix = string }))
}

resource "azurerm_subnet" "this" {
  for_each = var.subnets
  #          ----------- AZL101: azurerm_subnet.this takes it here
  name             = each.value.name
  address_prefixes = [each.value.prefix]
}

output "by_position" {
  value = { for key, subnet in var.subnets : key => subnet.name }
}
