variable "queues" {
  type = "list"
}

locals {
  by_position = "${zipmap(range(length(var.queues)), var.queues)}"
  #                       ------------------------- AZL101: the position in the key
  #                                                  ---------- AZL101: the keys hold positions in this list
}

resource "azurerm_storage_queue" "queue" {
  for_each = "${local.by_position}"
  #          ^^^^^^^^^^^^^^^^^^^^^^ AZL101[position]: azurerm_storage_queue.queue takes its for_each keys from list positions: inserting or removing an element changes or replaces the instances after it, and changing the key alone destroys and recreates every instance
  name     = "${each.value}"
}
