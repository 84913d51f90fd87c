variable "rules" {
  type    = list(object({ name = string }))
  default = null
}

variable "extra" {
  type    = object({ rules = optional(list(object({ name = string }))) })
  default = {}
}

variable "anything" {
  type    = any
  default = null
}

variable "enabled" {
  type = bool
}

resource "azurerm_network_security_rule" "conditional" {
  for_each = var.enabled ? { for i, rule in var.rules : i => rule } : {}
  #          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL101[position]: azurerm_network_security_rule.conditional takes its for_each keys from list positions: inserting or removing an element changes or replaces the instances after it, and changing the key alone destroys and recreates every instance
  #                                         --------- AZL101: the keys hold positions in this list
  #                                                     - AZL101: the position in the key
  name = each.value.name
}

resource "azurerm_network_security_rule" "null_safe" {
  for_each = { for i, rule in coalesce(var.extra.rules, []) : i => rule }
  #          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL101[position]: azurerm_network_security_rule.null_safe takes its for_each keys from list positions: inserting or removing an element changes or replaces the instances after it, and changing the key alone destroys and recreates every instance
  #                           ----------------------------- AZL101: the keys hold positions in this list
  #                                                           - AZL101: the position in the key
  name = each.value.name
}

resource "azurerm_network_security_rule" "try" {
  for_each = try({ for i, rule in var.rules : i => rule }, {})
  #          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL101[position]: azurerm_network_security_rule.try takes its for_each keys from list positions: inserting or removing an element changes or replaces the instances after it, and changing the key alone destroys and recreates every instance
  #                               --------- AZL101: the keys hold positions in this list
  #                                           - AZL101: the position in the key
  name = each.value.name
}

resource "azurerm_network_security_rule" "other_branch_is_a_list" {
  for_each = { for i, rule in var.anything != null ? var.anything : [] : i => rule }
  #          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL101[position]: azurerm_network_security_rule.other_branch_is_a_list takes its for_each keys from list positions: inserting or removing an element changes or replaces the instances after it, and changing the key alone destroys and recreates every instance
  #                           ---------------------------------------- AZL101: the keys hold positions in this list
  #                                                                      - AZL101: the position in the key
  name = each.value.name
}

resource "azurerm_network_security_rule" "merge" {
  for_each = merge({ for i, rule in var.rules : i => rule }, { deny = { name = "deny-all" } })
  #          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL101[position]: azurerm_network_security_rule.merge takes its for_each keys from list positions: inserting or removing an element changes or replaces the instances after it, and changing the key alone destroys and recreates every instance
  #                                 --------- AZL101: the keys hold positions in this list
  #                                             - AZL101: the position in the key
  name = each.value.name
}
