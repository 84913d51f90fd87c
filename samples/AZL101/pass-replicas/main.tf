variable "size" {
  type = number
}

variable "pools" {
  type = map(object({ size = number, zones = list(string) }))
}

variable "zones" {
  type = list(string)
}

locals {
  machines = flatten([
    for name, pool in var.pools : [
      for n in range(pool.size) : { key = "${name}-${n}", zone = pool.zones[n % length(pool.zones)] }
    ]
  ])
}

# Nothing can be inserted before a number: these are like count = n.
resource "azurerm_public_ip" "numbered" {
  for_each = toset([for n in range(1, var.size + 1) : tostring(n)])
  name     = "ip-${each.key}"
}

resource "azurerm_public_ip" "spread" {
  for_each = { for n in range(var.size) : n => { zone = var.zones[n % length(var.zones)] } }
  name     = "ip-${each.key}"
}

resource "azurerm_linux_virtual_machine" "pools" {
  for_each = { for machine in local.machines : machine.key => machine }
  name     = each.key
  zone     = each.value.zone
}

resource "azurerm_public_ip" "counted" {
  count = var.size
  name  = "counted-${count.index}"
}

resource "azurerm_dns_a_record" "of_counted" {
  for_each = { for n, ip in azurerm_public_ip.counted : n => ip.id }
  name     = "record-${each.key}"
}
