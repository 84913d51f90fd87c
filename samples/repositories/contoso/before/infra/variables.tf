variable "location" {
  type    = string
  default = "westeurope"
}

variable "capacity_reservation_group_id" {
  type        = string
  default     = null
  description = "On-demand capacity reservation that guarantees the size of the VM."
}

variable "data_disks" {
  type = list(object({
    vm   = string
    lun  = number
    size = number
  }))
}
