"""What is one finding: equal things said of several evaluations, and never two things."""

from __future__ import annotations

from pathlib import Path

from tiny import checked

CALLEE = """on:
  workflow_call:
    inputs:
      one: {type: string, required: true}
      two: {type: string, required: true}
    secrets:
      three: {required: true}
      four: {required: true}
jobs:
  a:
    runs-on: ubuntu-24.04
    steps: [{run: "echo ${{ inputs.one }} ${{ inputs.two }}"}]
"""
CALL = "on: push\njobs:\n  call:\n    uses: ./.github/workflows/callee.yml\n"
MACHINE = """terraform {
  backend "local" {}
}
variable "sku" {}
resource "azurerm_linux_virtual_machine" "vm" {
  os_disk {
    storage_account_type     = var.sku
    security_encryption_type = "VMGuestStateOnly"
  }
}
"""


def test_two_things_missing_at_one_place_are_two_findings(tmp_path: Path) -> None:
    files = {".github/workflows/callee.yml": CALLEE, ".github/workflows/call.yml": CALL}
    result = checked(tmp_path, "AZL502", files)
    assert [finding.message.partition(",")[0] for finding in result.findings] == [
        f".github/workflows/callee.yml requires the {what}"
        for what in ("input one", "input two", "secret four", "secret three")
    ]


def test_one_thing_with_two_values_is_one_finding(tmp_path: Path) -> None:
    files = {
        "main.tf": MACHINE,
        "dev.tfvars": 'sku = "Standard_LRS"\n',
        "prod.tfvars": 'sku = "StandardSSD_LRS"\n',
        "azlint.toml": '[env.dev]\nvar-files = ["dev.tfvars"]\n'
        '[env.prod]\nvar-files = ["prod.tfvars"]\n',
    }
    result = checked(tmp_path, "AZL301", files)
    found = [[context.environment for context in each.contexts] for each in result.findings]
    assert found == [["dev", "prod"]]
