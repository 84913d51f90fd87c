variable "nic_id" {
  type = string
}
