variable "capacity_reservation_group_id" {
  type    = string
  default = null
}
