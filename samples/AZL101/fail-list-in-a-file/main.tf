locals {
  network = yamldecode(file("${path.module}/network.yaml"))
  rows    = csvdecode(file("${path.module}/rows.csv"))
}

resource "azurerm_subnet" "yaml" {
  for_each = { for i, subnet in local.network.hub.subnets : i => subnet }
  #          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL101[position]: azurerm_subnet.yaml takes its for_each keys from list positions: an element inserted first changes or replaces all 2 instances, and changing the key alone destroys and recreates every instance
  #                             ------------------------- AZL101: the keys hold positions in this list
  #                                                         - AZL101: the position in the key
  name             = each.value.name
  address_prefixes = [each.value.prefix]
}

resource "azurerm_subnet" "csv" {
  for_each = { for i, row in local.rows : i => row }
  #          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL101[position]: azurerm_subnet.csv takes its for_each keys from list positions: an element inserted first changes or replaces all 2 instances, and changing the key alone destroys and recreates every instance
  #                          ---------- AZL101: the keys hold positions in this list
  #                                       - AZL101: the position in the key
  name = each.value.name
}

resource "azurerm_resource_group" "regions" {
  for_each = { for name, region in local.network : name => region }
  name     = each.key
}
