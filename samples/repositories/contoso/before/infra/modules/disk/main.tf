variable "name" {
  type = string
}

variable "size" {
  type = number
}

variable "resource_group_name" {
  type = string
}

variable "location" {
  type = string
}

resource "azurerm_managed_disk" "this" {
  name                 = var.name
  resource_group_name  = var.resource_group_name
  location             = var.location
  storage_account_type = "Premium_LRS"
  create_option        = "Empty"
  disk_size_gb         = var.size
}
