module "m" {
  source = "./m"
  a      = null
  b      = null
  c      = null
  d      = ""
}
output "o" { value = module.m.o }
