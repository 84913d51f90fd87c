variable "name" {
  type = string
}

resource "azurerm_storage_queue" "this" {
  name = var.name
}
