# The module itself.
variable "name" {
  type = string
}
