module "tagged" {
  source = "git::https://github.com/example/terraform-names.git?ref=v1.2.0"
  #        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL501[module-tag]: Module tagged is named by v1.2.0, which can be moved to another commit
}

module "ranged" {
  source  = "Azure/aks/azurerm"
  #         ^^^^^^^^^^^^^^^^^^^ AZL501[module-range]: Module ranged takes the newest release within ~> 9.4, and no lock file holds it
  version = "~> 9.4"
}

module "committed" {
  source = "git::https://github.com/example/terraform-names.git?ref=0c45773b623bea8c8e75f6c82b208c3cf94ea4f9"
}
