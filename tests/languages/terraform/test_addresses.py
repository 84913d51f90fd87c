"""Addresses of instances, as Terraform writes them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from azlint.languages.terraform.machine import key_text
from languages.terraform.small import evaluated
from realterraform import needs_terraform, planned
from tiny import write

NAMES = (
    "plain", "a.b", "vm1-0", 'quo"te', "back\\slash", "new\nline", "tab\t", "return\r",
    "${template}", "%{directive}", "$${twice}", "$x", "x$", "%", "{}", "a]b", "", " ", "é", "日本",
    "\U0001f600", "zero\u200bwidth", "bell\u0007", "no\u00a0break", "line\u2028", "mark\u0301",
    "\ufeffmark", "delete\u007f", "tag\U000e0041",
)  # fmt: skip
WRITTEN = {
    "plain": '["plain"]',
    'quo"te': '["quo\\"te"]',
    "back\\slash": '["back\\\\slash"]',
    "new\nline": '["new\\nline"]',
    "${template}": '["$${template}"]',
    "$x": '["$x"]',
    "bell\u0007": '["bell\\u0007"]',
    "tag\U000e0041": '["tag\\U000e0041"]',
    "é": '["é"]',
}
CONFIGURATION = {
    "main.tf": f"""
locals {{ names = jsondecode(file("names.json")) }}
module "disk" {{
  source   = "./disk"
  for_each = toset(slice(local.names, 0, {len(NAMES)}))
}}
module "two" {{
  source = "./disk"
  count  = 2
}}
module "none" {{
  source = "./disk"
  count  = 0
}}
module "one" {{ source = "./disk" }}
""",
    "disk/main.tf": """
resource "terraform_data" "this" { count = 1 }
resource "terraform_data" "bare" {}
module "inner" {
  source   = "./inner"
  for_each = { x-1 = 1, "y.2" = 2 }
}
""",
    "disk/inner/main.tf": 'resource "terraform_data" "this" { for_each = toset(["k"]) }\n',
    "names.json": json.dumps(NAMES),
}


@pytest.mark.parametrize(("name", "written"), WRITTEN.items())
def test_keys(name: str, written: str) -> None:
    assert key_text(name) == written


def ours() -> list[str]:
    return [
        f"{instance.address}{key}"
        for instance in evaluated(CONFIGURATION).instances({"terraform_data": ()})
        for key in instance.keys
    ]


@needs_terraform
def test_addresses_are_those_of_a_plan(tmp_path: Path) -> None:
    write(tmp_path, CONFIGURATION)
    expected = [change["address"] for change in planned(tmp_path)["resource_changes"]]
    assert len(expected) == (len(NAMES) + 3) * 4
    assert sorted(ours()) == sorted(expected)
