"""Planned values of whole configurations, as the real terraform has them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from azlint.value import Value
from languages.terraform.plans import CASES
from languages.terraform.small import evaluated, plain
from realterraform import needs_terraform, planned
from tiny import write

OUTPUT = re.compile(r'^output "(\w+)"', re.MULTILINE)


TRICKY = Path(__file__).parent / "tricky"
"""More cases, a folder each."""


def cases() -> dict[str, dict[str, str]]:
    found = {folder.name: folder for folder in sorted(TRICKY.iterdir())}
    tricky = {
        name: {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in paths}
        for name, folder in found.items()
        for paths in [sorted(folder.rglob("*.tf"))]
    }
    return {**CASES, **tricky}


def whole() -> dict[str, str]:
    """All cases as modules of one root, each output handed on."""
    texts: dict[str, str] = {}
    main: list[str] = []
    for case, files in cases().items():
        main.append(f'module "{case}" {{ source = "./{case}" }}\n')
        main += [
            f'output "{case}__{name}" {{ value = module.{case}.{name} }}\n'
            for name in OUTPUT.findall(files["main.tf"])
        ]
        texts |= {f"{case}/{path}": text for path, text in files.items()}
    return {**texts, "main.tf": "".join(main)}


VALUES = {
    "main.tf": """
variable "a" { default = "default" }
variable "b" { default = "default" }
variable "c" { default = "default" }
variable "d" { default = "default" }
variable "typed" { type = map(number) }
variable "kept" {
  default  = "kept"
  nullable = false
}
output "all"   { value = [var.a, var.b, var.c, var.d] }
output "typed" { value = var.typed }
output "kept"  { value = var.kept }
""",
    "terraform.tfvars": """
a     = "tfvars"
b     = "tfvars"
c     = "tfvars"
typed = { x = "1" }
kept  = null
""",
    "b.auto.tfvars": 'b = "b.auto"\nc = "b.auto"\nundeclared = 1\n',
    "a.auto.tfvars": 'b = "a.auto"\n',
    "z.tfvars": 'd = "not loaded"\n',
}


def theirs(folder: Path, texts: Mapping[str, str]) -> dict[str, object]:
    """The outputs that terraform plans."""
    write(folder, texts)
    changes = planned(folder)["output_changes"]
    return {name: change["after"] for name, change in changes.items()}


def ours(texts: Mapping[str, str]) -> Iterator[tuple[str, Value]]:
    for declaration, value in evaluated(texts).outputs():
        yield declaration.name, value


@needs_terraform
def test_planned_values_are_ours(tmp_path: Path) -> None:
    texts = whole()
    assert {name: plain(value) for name, value in ours(texts)} == theirs(tmp_path, texts)


@needs_terraform
def test_value_files_count_as_terraform_counts_them(tmp_path: Path) -> None:
    assert {name: plain(value) for name, value in ours(VALUES)} == theirs(tmp_path, VALUES)
