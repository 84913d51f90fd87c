"""What `merge` of something unknown certainly has: never other than what Terraform applies."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from languages.terraform.small import evaluated, output, outputs
from realterraform import needs_terraform, run

UNKNOWN = """
variable "u" { type = any }
locals { u = var.u }
"""
GIVEN = ("-var", "u={ a = 9, c = 3 }")
CERTAIN = {
    "merge(local.u, { a = 1 }).a": 1,
    "merge({ a = 1 }, local.u, { b = 2 }).b": 2,
    'merge(local.u, { a = 1 })["a"]': 1,
    'lookup(merge(local.u, { a = 1 }), "a", 3)': 1,
    "merge(merge(local.u, { a = 1 }), { b = 2 }).a": 1,
    "merge({ a = 5 }, merge(local.u, { a = 1 })).a": 1,
    "merge(merge(local.u, { a = 1 }), { a = 2 }).a": 2,
    "merge(local.u, { a = { b = 1 } }).a.b": 1,
    "merge(local.u, null, { a = 1 }).a": 1,
    "try(merge(local.u, { a = 1 }).a, 7)": 1,
    "merge([local.u, { a = 1 }]...).a": 1,
}
OPEN = {
    "merge({ a = 1 }, local.u).a": 9,
    "merge({ a = 1 }, local.u, { b = 2 }).a": 9,
    "merge(merge(local.u, { a = 1 }), local.u).a": 9,
    'lookup(merge({ a = 1 }, local.u), "b", 3)': 3,
    "merge(local.u, { a = 1 }).c": 3,
    "length(merge(local.u, { a = 1 }))": 2,
    "keys(merge(local.u, { a = 1 }))": ["a", "c"],
    "{ for k, v in merge(local.u, { a = 1 }) : k => v }": {"a": 1, "c": 3},
}


@pytest.mark.parametrize("expression", CERTAIN)
def test_what_is_certain(expression: str) -> None:
    text = f'{UNKNOWN}output "x" {{ value = {expression} }}\n'
    assert output(text) == json.dumps(CERTAIN[expression])


@pytest.mark.parametrize("expression", OPEN)
def test_what_is_not(expression: str) -> None:
    assert output(f'{UNKNOWN}output "x" {{ value = {expression} }}\n') == "?NO_VALUE"


@needs_terraform
def test_terraform_applies_so(tmp_path: Path) -> None:
    expected = {**CERTAIN, **OPEN}
    written = [
        f'output "x{at}" {{ value = {expression} }}\n' for at, expression in enumerate(expected)
    ]
    tmp_path.joinpath("main.tf").write_text(UNKNOWN + "".join(written), "utf-8")
    run(tmp_path, "init")
    run(tmp_path, "apply", "-auto-approve", *GIVEN)
    applied = json.loads(run(tmp_path, "output", "-json"))
    assert [applied[f"x{at}"]["value"] for at in range(len(expected))] == [*expected.values()]


def test_a_type_converts_what_is_certain() -> None:
    call = 'module "m" {{\n  source = "./m"\n  given = merge(local.u, {})\n}}\n'
    inner = 'variable "given" {{ type = {} }}\noutput "x" {{ value = var.given.{} }}\n'
    for certain, type_, name, expected in (
        ("{ a = 1 }", "map(string)", "a", "'1'"),
        ("{ a = 1 }", "object({ a = string })", "a", "'1'"),
        ("{ a = 1 }", "map(any)", "a", "?NO_VALUE"),
        ("{ a = null }", "object({ a = optional(string, 2) })", "a", "?NO_VALUE"),
        ("{ a = 1 }", "object({ b = optional(string, 2) })", "b", "?NO_VALUE"),
    ):
        texts = {
            "main.tf": UNKNOWN + call.format(certain) + 'output "x" { value = module.m.x }\n',
            "m/main.tf": inner.format(type_, name),
        }
        assert outputs(evaluated(texts))["x"] == expected, (certain, type_)


def test_what_holds_another_twice_many_times_stays_bounded() -> None:
    levels = "".join(
        f"  l{n} = merge(local.u, {{ x = local.l{n - 1}, y = local.l{n - 1} }})\n"
        for n in range(1, 60)
    )
    text = f"{UNKNOWN}locals {{\n  l0 = local.u\n{levels}}}\n"
    ((_, value),) = evaluated(f'{text}output "x" {{ value = local.l59 }}\n').outputs()
    assert value == value  # noqa: PLR0124 - which reads the whole of it
