"""What is sensitive stands in no report."""

from __future__ import annotations

import pytest

from commandline import Azlint, put

MAIN = """\
terraform {
  backend "azurerm" {}
}
variable "type" {
  sensitive = true
}
variable "kind" {
  default   = "Premium_ZRS"
  ephemeral = true
}
resource "azurerm_managed_disk" "a" {
  storage_account_type             = var.type
  secure_vm_disk_encryption_set_id = "/subscriptions/a"
  security_type                    = "ConfidentialVM_DiskEncryptedWithCustomerKey"
}
module "inner" {
  source = "./inner"
  type   = "StandardSSD_LRS"
}
"""
INNER = """\
variable "type" {
  sensitive = true
}
resource "azurerm_managed_disk" "b" {
  storage_account_type             = var.type
  secure_vm_disk_encryption_set_id = "/subscriptions/a"
  security_type                    = "ConfidentialVM_DiskEncryptedWithCustomerKey"
}
"""


@pytest.mark.parametrize("form", ["text", "json", "sarif", "github"])
def test_a_finding_about_a_sensitive_value(azlint: Azlint, form: str) -> None:
    put("repo/main.tf", MAIN)
    put("repo/inner/main.tf", INNER)
    put("repo/terraform.tfvars", 'type = "Standard_LRS"\n')
    ran = azlint("check", "repo", "--select", "AZL301", "--format", form)
    assert ran.code == 1
    assert ran.out.count("AZL301") > 1
    assert ran.out.count("(sensitive)") > 1
    assert "Standard_LRS" not in ran.out
    assert "StandardSSD_LRS" not in ran.out


def test_the_line_of_a_sensitive_value(azlint: Azlint) -> None:
    put("repo/main.tf", MAIN.partition("module")[0])
    put("repo/terraform.tfvars", 'type = "Standard_LRS"\n')
    lines = azlint("check", "repo", "--select", "AZL301").out.splitlines()
    assert lines[1:10] == [
        "  --> main.tf:12:38",
        "   |",
        "12 |   storage_account_type             = var.type",
        "   |                                      ^^^^^^^^",
        "  ::: terraform.tfvars:1:8",
        "   |",
        " 1 | type = **************",
        "   |        -------------- type is written here",
        "   |",
    ]
