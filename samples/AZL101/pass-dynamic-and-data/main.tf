variable "rules" {
  type = list(object({ name = string }))
}

resource "azurerm_network_security_group" "main" {
  dynamic "security_rule" {
    for_each = { for i, rule in var.rules : i => rule }
    content {
      name     = security_rule.value.name
      priority = 100 + security_rule.key
    }
  }
}

data "azurerm_subnet" "existing" {
  for_each = { for i, rule in var.rules : i => rule }
  name     = each.value.name
}
