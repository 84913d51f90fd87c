module "network" {
  source = "Azure/network/azurerm"
  #        ^^^^^^^^^^^^^^^^^^^^^^^ AZL501[module-unversioned]: Module network has no version, so the next init takes the newest release of Azure/network/azurerm
}

module "names" {
  source = "git::https://github.com/example/terraform-names.git"
  #        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL501[module-untracked]: Module names names no ref, so the next init takes whatever the default branch holds
}

module "tags" {
  source = "github.com/example/terraform-tags//modules/tags?ref=main"
  #        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL501[module-branch]: Module tags follows the branch main: every push there changes what is deployed
}

module "own" {
  source = "git::ssh://git@github.com/our-company/terraform-own.git?ref=main"
  #        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL501[module-own]: Module own follows a branch of your own organisation
}

module "exact" {
  source  = "Azure/aks/azurerm"
  version = "9.4.1"
}

module "archive" {
  source = "https://example.org/modules/vpc.zip"
}
