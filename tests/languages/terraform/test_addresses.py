"""Addresses of instances, as Terraform writes them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from azlint.languages.terraform.machine import key_text
from languages.terraform.small import evaluated

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


def planned(folder: Path) -> list[str]:
    """The addresses that terraform plans."""
    for path, text in CONFIGURATION.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "CHECKPOINT_DISABLE": "1"}
    said = [
        subprocess.run(
            ["terraform", *command.split()],
            cwd=folder,
            env=environment,
            check=True,
            capture_output=True,
        ).stdout
        for command in ("init -input=false", "plan -input=false -out=plan", "show -json plan")
    ]
    return [change["address"] for change in json.loads(said[-1])["resource_changes"]]


@pytest.mark.skipif(shutil.which("terraform") is None, reason="terraform is not on PATH")
def test_addresses_are_those_of_a_plan(tmp_path: Path) -> None:
    expected = planned(tmp_path)
    assert len(expected) == (len(NAMES) + 3) * 4
    assert sorted(ours()) == sorted(expected)
