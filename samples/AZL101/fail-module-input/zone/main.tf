variable "records" {}

resource "azurerm_private_dns_a_record" "this" {
  for_each = { for i, record in var.records : i => record }
  #          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL101[position]: azurerm_private_dns_a_record.this takes its for_each keys from list positions: inserting or removing an element changes or replaces the instances after it, and changing the key alone destroys and recreates every instance
  #                             ----------- AZL101: the keys hold positions in this list
  #                                           - AZL101: the position in the key
  name = each.value
}
