variable "shares" {
  type = list(object({ name = string, quota = number }))
}

resource "azurerm_storage_share" "range" {
  for_each = { for n in range(length(var.shares)) : n => var.shares[n] }
  #          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL101[position]: azurerm_storage_share.range takes its for_each keys from list positions: an element inserted first changes or replaces all 2 instances, and changing the key alone destroys and recreates every instance
  #                                                 - AZL101: the position in the key
  #                                                      ---------- AZL101: the keys hold positions in this list
  name = each.value.name
}

resource "azurerm_storage_share" "zipmap" {
  for_each = zipmap(range(length(var.shares)), var.shares)
  #          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL101[position]: azurerm_storage_share.zipmap takes its for_each keys from list positions: an element inserted first changes or replaces all 2 instances, and changing the key alone destroys and recreates every instance
  #                 ------------------------- AZL101: the position in the key
  #                                            ---------- AZL101: the keys hold positions in this list
  name = each.value.name
}

resource "azurerm_storage_share" "index" {
  for_each = { for share in var.shares : index(var.shares, share) => share }
  #          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL101[position]: azurerm_storage_share.index takes its for_each keys from list positions: an element inserted first changes or replaces all 2 instances, and changing the key alone destroys and recreates every instance
  #                                      ------------------------ AZL101: the position in the key
  #                                            ---------- AZL101: the keys hold positions in this list
  name = each.value.name
}

resource "azurerm_storage_share" "set" {
  for_each = toset([for n in range(length(var.shares)) : tostring(n)])
  #          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL101[position]: azurerm_storage_share.set takes its for_each keys from list positions: an element inserted first changes or replaces all 2 instances, and changing the key alone destroys and recreates every instance
  #                                       ---------- AZL101: the keys hold positions in this list
  #                                                               - AZL101: the position in the key
  name = var.shares[tonumber(each.key)].name
}

resource "azurerm_storage_share" "element" {
  for_each = { for n in range(length(var.shares)) : n => element(var.shares, n) }
  #          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL101[position]: azurerm_storage_share.element takes its for_each keys from list positions: an element inserted first changes or replaces all 2 instances, and changing the key alone destroys and recreates every instance
  #                                                 - AZL101: the position in the key
  #                                                              ---------- AZL101: the keys hold positions in this list
  name = each.value.name
}
