"""Proposed keys: the fewest fields that the data proves, and what is missing where it does not."""

from __future__ import annotations

import pytest

from azlint.analysis.keys import key_origins
from azlint.analysis.stablekeys import Lack, Proposal, proposal
from languages.terraform.small import evaluated


def proposed(for_each: str, around: str = "", *, library: bool = False) -> Proposal | Lack:
    text = f'{around}\nresource "azurerm_y" "y" {{\n  for_each = {for_each}\n}}\n'
    block = next(b for b in evaluated(text, library=library).blocks() if b.declaration.name == "y")
    keys = key_origins(block.body.attributes["for_each"].expression, block.scope)
    return proposal(next(each for each in keys if each.positions))


def rows(*elements: str) -> str:
    return f"locals {{ l = [{', '.join(elements)}] }}"


def alone(*fields: str) -> Proposal:
    return Proposal(fields, alone=True)


@pytest.mark.parametrize(
    ("elements", "expected"),
    [
        (('{ vm = "a", lun = 0 }', '{ vm = "a", lun = 1 }', '{ vm = "b", lun = 0 }'),
         alone("sp.vm", "sp.lun")),
        (('{ name = "a", size = 1 }', '{ name = "b", size = 1 }'), alone("sp.name")),
        (('{ lun = 0, disk_name = "a" }', '{ lun = 1, disk_name = "b" }'), alone("sp.disk_name")),
        (('"a"', '"b"'), alone("sp")),
        (('"a"', '"a"'), Lack.FIELDS),
        (("{ size = 1 }", "{ size = 2 }"), Lack.FIELDS),
        (('{ name = "a" }', '{ name = "a" }'), Lack.FIELDS),
        (('{ name = "a" }', "{ size = 2 }"), Lack.FIELDS),
        (("{ name = true }", "{ name = false }"), Lack.FIELDS),
        # Joined by hyphens these would be one key.
        (('{ vm = "a-b", env = "c" }', '{ vm = "a", env = "b-c" }', '{ vm = "a", env = "c" }',
          '{ vm = "a-b", env = "b-c" }'), Lack.FIELDS),
        (('{ name = "1" }', "{ name = 1 }"), Lack.FIELDS),
        (('{ name = "a" }',), Lack.PROOF),
        ((), Lack.PROOF),
        (('{ name = "a" }', "var.other"), Lack.DATA),
        (('{ name = "a" }', "{ name = uuid() }"), Lack.FIELDS),
    ],
)  # fmt: skip
def test_fields_that_are_proven(elements: tuple[str, ...], expected: Proposal | Lack) -> None:
    around = rows(*elements) + '\nvariable "other" {}'
    assert proposed("{ for i, sp in local.l : i => sp }", around) == expected


TWO = rows('{ name = "a", lun = 0 }', '{ name = "b", lun = 0 }')


@pytest.mark.parametrize(
    ("for_each", "expected"),
    [
        ("{ for x in local.l : index(local.l, x) => x }", alone("x.name")),
        ("{ for n in range(length(local.l)) : n => local.l[n] }", alone("local.l[n].name")),
        ('{ for i, x in local.l : "${x.lun}-${i}" => x }', alone("x.name")),
        ('toset([for i, x in local.l : "${x.lun}-${i}"])', alone("x.name")),
        ("{ for i, x in sort(local.l[*].name) : i => x }", alone("x")),
        ("zipmap(range(length(local.l)), local.l)", Lack.DATA),
        ("{ for i, x in sensitive(local.l) : i => x }", Lack.DATA),
    ],
)
def test_how_the_element_is_written(for_each: str, expected: Proposal | Lack) -> None:
    assert proposed(for_each, TWO) == expected


NESTED = """
variable "outside" { type = list(object({ name = string, disks = list(string) })) }
locals {
  vms = [
    { name = "a", disks = [{ lun = 0, size = 1 }, { lun = 1, size = 1 }] },
    { name = "b", disks = [{ lun = 0, size = 2 }] },
  ]
  flat = flatten([
    for vm in local.vms : [for i, d in vm.disks : { key = "${vm.name}-${i}", d = d }]
  ])
  map  = { for vm in local.vms : vm.name => vm }
}
"""


@pytest.mark.parametrize(
    ("for_each", "expected"),
    [
        ("{ for f in local.flat : f.key => f }", Proposal(("d.lun",), alone=False)),
        ("""merge([for k, vm in local.map : { for i, d in vm.disks : "${k}/${i}" => d }]...)""",
         Proposal(("d.lun",), alone=False)),
        ("""merge([for v in var.outside : { for i, d in v.disks : "${v.name}/${i}" => d }]...)""",
         Lack.DATA),
        ("""merge([for j, vm in local.vms : { for i, d in vm.disks : "${j}/${i}" => d }]...)""",
         Lack.SEVERAL),
    ],
)  # fmt: skip
def test_each_list_of_a_nested_loop_proves(for_each: str, expected: Proposal | Lack) -> None:
    assert proposed(for_each, NESTED) == expected


def test_a_default_of_a_library_proves_nothing() -> None:
    """Another caller gives other data."""
    around = 'variable "l" { default = [{ name = "a" }, { name = "b" }] }'
    for_each = "{ for i, x in var.l : i => x }"
    assert proposed(for_each, around) == alone("x.name")
    assert proposed(for_each, around, library=True) == Lack.DATA


def test_the_key_that_fields_make() -> None:
    assert alone("x.name").key == "x.name"
    assert alone("sp.vm", "sp.lun").key == '"${sp.vm}-${sp.lun}"'
