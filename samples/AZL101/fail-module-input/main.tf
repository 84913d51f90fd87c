module "subnets" {
  source  = "./subnets"
  subnets = { for i, subnet in local.subnets : i => subnet }
  #         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL101[position]: azurerm_subnet.this takes its for_each keys from list positions: an element inserted first changes or replaces all 2 instances, and changing the key alone destroys and recreates every instance
  #                            ------------- AZL101: the keys hold positions in this list
  #                            ------------- AZL101: the keys hold positions in this list
  #                                            - AZL101: the position in the key
  #                                            - AZL101: the position in the key
}

locals {
  subnets = [
    { name = "app", prefix = "10.0.0.0/24" },
    { name = "db", prefix = "10.0.1.0/24" },
  ]
}

resource "azurerm_subnet_route_table_association" "output" {
  for_each = module.subnets.by_position
  #          ^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL101[position]: azurerm_subnet_route_table_association.output takes its for_each keys from list positions: an element inserted first changes or replaces all 2 instances, and changing the key alone destroys and recreates every instance
  subnet_id = each.value
}

module "zones" {
  source   = "./zone"
  for_each = { app = { records = ["www", "api"] }, db = { records = ["sql"] } }
  records  = each.value.records
}
