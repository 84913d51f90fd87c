terraform {
  backend "azurerm" {}
}

# azlint: ignore[AZL401] torn down every night
resource "azurerm_key_vault" "kv" {
  name     = "kv-nightly"
  sku_name = "standard"
}
