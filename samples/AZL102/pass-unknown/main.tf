variable "names" {
  type = list(string)
}

variable "size" {
  type = number
}

resource "azurerm_storage_share" "as_many_as_names" {
  count = var.size
  #       ~~~~~~~~ AZL102[undecided]: It cannot be told whether this holds: azurerm_storage_share.as_many_as_names is numbered by the positions of a list: its count is the length of that list
  name  = var.names[count.index]
}

resource "azurerm_storage_share" "as_many_as_asked_for" {
  count = 2
  name  = var.names[count.index]
}

resource "azurerm_storage_share" "gate" {
  count = var.size > 2 ? 1 : 0
  name  = var.names[count.index]
}

data "azurerm_network_ddos_protection_plan" "plan" {
  name                = "plan"
  resource_group_name = "network"
}

resource "azurerm_monitor_metric_alert" "as_many_as_networks" {
  count = length(data.azurerm_network_ddos_protection_plan.plan.virtual_network_ids)
  #       ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ AZL102[undecided]: It cannot be told whether this holds: azurerm_monitor_metric_alert.as_many_as_networks is numbered by the positions of a list: its count is the length of that list
  name  = var.names[count.index]
}
