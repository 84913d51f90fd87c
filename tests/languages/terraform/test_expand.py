"""Instances in cases: as many evaluations as there are different values."""

from __future__ import annotations

from azlint.languages.terraform.expressions import evaluate
from azlint.languages.terraform.parse import parse_expression
from azlint.languages.terraform.reads import reads as projections_of
from languages.terraform.small import evaluated, instances, outputs, reads

MANY = """
variable "n" { default = 10000 }
locals {
  numbers = slice(flatten([for i in range(100) : [for j in range(100) : i * 100 + j]]), 0, var.n)
  disks = {
    for i in local.numbers :
    "d${i}" => { sku = i % 2 == 0 ? "Premium" : "Standard", lun = i }
  }
}
resource "disk" "d" {
  for_each = local.disks
  name     = each.key
  sku      = each.value.sku
  tried    = try(each.value.zone, "none")
  found    = lookup(each.value, "sku", "none")
  fixed    = "x"
  part {
    lun = each.value.lun
  }
}
"""


def test_cases_part_by_what_is_read() -> None:
    evaluation = evaluated(MANY.replace("10000", "6"))
    even, odd = '["d0"] ["d2"] ["d4"]', '["d1"] ["d3"] ["d5"]'
    assert instances(evaluation, "disk", "fixed", "tried") == [
        ("disk.d", "", "fixed='x' tried='none'")
    ]
    assert instances(evaluation, "disk", "sku", "found") == [
        ("disk.d", even, "sku='Premium' found='Premium'"),
        ("disk.d", odd, "sku='Standard' found='Standard'"),
    ]
    assert [keys for _, keys, _ in instances(evaluation, "disk", "part")] == [
        f'["d{at}"]' for at in range(6)
    ]


def test_what_was_not_announced_is_unknown_where_instances_differ() -> None:
    even, odd = evaluated(MANY.replace("10000", "4")).instances({"disk": ("sku",)})
    assert [reads(case, "sku", "fixed", "name") for case in (even, odd)] == [
        "sku='Premium' fixed='x' name=?INSTANCE",
        "sku='Standard' fixed='x' name=?INSTANCE",
    ]


def test_ten_thousand_instances_are_two_evaluations() -> None:
    evaluation = evaluated(MANY)
    cases = list(evaluation.instances({"disk": ("sku", "fixed")}))
    before = evaluation.steps
    assert [reads(case, "sku", "fixed") for case in cases] == [
        "sku='Premium' fixed='x'",
        "sku='Standard' fixed='x'",
    ]
    assert evaluation.steps - before < 10
    assert [len(case.context.keys) for case in cases] == [5000, 5000]


def test_count_cases() -> None:
    evaluation = evaluated(
        """
resource "t" "r" {
  count = 3
  at    = count.index
  same  = "s"
}
"""
    )
    assert instances(evaluation, "t", "same") == [("t.r", "", "same='s'")]
    assert instances(evaluation, "t", "at") == [
        ("t.r", "[0]", "at=0"),
        ("t.r", "[1]", "at=1"),
        ("t.r", "[2]", "at=2"),
    ]


def test_instances_that_hang_on_what_is_not_known() -> None:
    evaluation = evaluated(
        """
variable "map" { type = map(object({ v = string })) }
variable "set" { type = set(string) }
variable "n" { type = number }
data "d" "d" {}
resource "t" "map" {
  for_each = var.map
  a        = each.key
  b        = each.value.v
}
resource "t" "set" {
  for_each = var.set
  a        = each.value
}
resource "t" "n" {
  count = var.n
  a     = count.index
}
resource "t" "either" {
  for_each = var.n == 1 ? { x = 1 } : { x = 2, y = 3 }
  a        = each.value
}
resource "t" "gate" {
  count = var.n == 1 ? 1 : 0
  a     = count.index
}
resource "t" "ids" {
  for_each = toset([data.d.d.id, "fixed"])
  a        = each.key
}
resource "t" "list" {
  for_each = ["a"]
  a        = 1
}
"""
    )
    assert instances(evaluation, "t", "a", "b") == [
        ("t.map", "", "a=?NO_VALUE b=?NO_VALUE"),
        ("t.set", "", "a=?NO_VALUE b=absent"),
        ("t.n", "", "a=?NO_VALUE b=absent"),
        ("t.either", '["x"]', "a=?(1 | 2) b=absent"),
        ("t.either", '["y"]', "a=3 b=absent"),
        ("t.gate", "", "a=0 b=absent"),
        ("t.ids", "", "a=?('fixed' | ?<data.d.d|id>) b=absent"),
        ("t.list", "", "a=1 b=absent"),
    ]


def test_instances_of_module_instances() -> None:
    texts = {
        "main.tf": """
module "m" {
  source = "./m"
  count  = 2
  n      = count.index + 1
}
output "all" { value = flatten(module.m[*].ids) }
""",
        "m/main.tf": """
variable "n" {}
resource "t" "r" {
  count = var.n
  at    = "${var.n}.${count.index}"
}
output "ids" { value = t.r[*].id }
""",
    }
    evaluation = evaluated(texts)
    assert instances(evaluation, "t", "at") == [
        ("module.m[0].t.r", "", "at='1.0'"),
        ("module.m[1].t.r", "[0]", "at='2.0'"),
        ("module.m[1].t.r", "[1]", "at='2.1'"),
    ]
    assert outputs(evaluation) == {
        "all": "(?<module.m[0].t.r[0]|id>, ?<module.m[1].t.r[0]|id>, ?<module.m[1].t.r[1]|id>)"
    }


def test_projections() -> None:
    def found(text: str) -> set[tuple[str, ...]]:
        expression, problems = parse_expression(text)
        assert not problems
        return set(projections_of(expression))

    assert found("each.value.a.b") == {("each", "value", "a", "b")}
    assert found('each.value["a"][0].b') == {("each", "value", "a", "0", "b")}
    assert found("each.value[var.x].b + count.index") == {("each", "value"), ("count", "index")}
    assert found("each.value.list[each.key]") == {("each", "value", "list"), ("each", "key")}
    assert found('lookup(each.value.a, "b", each.key)') == {
        ("each", "value", "a", "b"),
        ("each", "key"),
    }
    assert found("[for x in each.value.l : x.each]") == {("each", "value", "l")}
    assert found("local.each.key") == set()
    assert evaluate is not None
