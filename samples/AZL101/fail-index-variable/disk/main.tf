variable "disk" {
  type = object({ vm = string, lun = number, size = number })
}
