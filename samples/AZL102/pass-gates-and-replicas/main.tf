variable "names" {
  type = list(string)
}

variable "size" {
  type = number
}

variable "zones" {
  type = list(string)
}

variable "existing_ids" {
  type = list(string)
}

locals {
  generated = [for n in range(var.size) : "vm-${n}"]
}

resource "azurerm_resource_group" "gate" {
  count = length(var.names) > 0 ? 1 : 0
  name  = var.names[count.index]
}

resource "azurerm_resource_group" "at_most_one" {
  count = min(length(var.names), 1)
  name  = var.names[count.index]
}

resource "azurerm_resource_group" "as_many" {
  count = length(var.names)
  name  = "group-${count.index}"
}

resource "azurerm_public_ip" "replicas" {
  count = var.size
  name  = "ip-${count.index}"
  zones = [var.zones[count.index % length(var.zones)]]
}

resource "azurerm_public_ip" "spread" {
  count = length(var.names)
  name  = "ip-${count.index}"
  zones = [var.zones[count.index % length(var.zones)]]
}

resource "azurerm_proximity_placement_group" "another_list" {
  count = max(length(var.zones), 1)
  name  = var.names[count.index]
}

resource "azurerm_public_ip" "generated" {
  count = length(local.generated)
  name  = local.generated[count.index]
}

resource "azurerm_dns_a_record" "follows_replicas" {
  count = length(azurerm_public_ip.replicas)
  name  = azurerm_public_ip.replicas[count.index].name
}

resource "azurerm_storage_share" "branch_not_taken" {
  count = length(var.existing_ids) > 0 ? 0 : length(var.zones)
  name  = length(var.existing_ids) > 0 ? var.existing_ids[count.index] : "share-${count.index}"
}

resource "azurerm_role_assignment" "changes_ignored" {
  count                = length(var.names)
  role_definition_name = var.names[count.index]

  lifecycle {
    ignore_changes = [role_definition_name]
  }
}
