terraform {
  required_version = ">= 1.6, < 2.0"
  #                  --------------- AZL506: Terraform >= 1.6, < 2.0 is asked for here
}

module "names" {
  source = "./names"
}
