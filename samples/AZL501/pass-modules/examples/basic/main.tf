module "this" {
  source = "contoso/thing/azurerm"
  name   = "example"
}
