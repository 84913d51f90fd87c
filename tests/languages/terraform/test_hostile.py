"""Files that want the evaluator to hang, to fill the memory or to fall over."""

from __future__ import annotations

import pytest

from azlint.languages.terraform import machine
from languages.terraform.small import evaluated, instances, outputs


def chain_of_names(length: int) -> str:
    links = "".join(f"l{i} = local.l{i - 1}\n" for i in range(1, length))
    return f'locals {{\nl0 = 1\n{links}}}\noutput "x" {{ value = local.l{length - 1} }}'


def chain_of_locals(length: int) -> str:
    links = "".join(f"l{i} = local.l{i - 1} + 1\n" for i in range(1, length))
    return f'locals {{\nl0 = 0\n{links}}}\noutput "x" {{ value = local.l{length - 1} }}'


def doubling(times: int, first: str, step: str) -> str:
    links = "".join(f"l{i} = {step.replace('@', f'local.l{i - 1}')}\n" for i in range(1, times))
    return f'locals {{\nl0 = {first}\n{links}}}\noutput "x" {{ value = local.l{times - 1} }}'


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('locals { a = local.a }\noutput "x" { value = local.a }', "?ERROR"),
        ('locals {\n a = local.b\n b = local.a\n}\noutput "x" { value = local.b }', "?ERROR"),
        ('resource "t" "r" { a = t.r.a }\noutput "x" { value = t.r.a }', "?<t.r|a>"),
        ('resource "t" "r" { count = length(t.r) }\noutput "x" { value = t.r }', "?<t.r|>"),
        (chain_of_locals(150), "149"),
        (chain_of_locals(5000), "?LIMIT"),
        (chain_of_names(700), "1"),
        (chain_of_names(5000), "?LIMIT"),
        (doubling(60, '"xx"', '"${@}${@}"'), "?LIMIT"),
        (doubling(60, "[1, 2]", "[@, @]"), None),
        (doubling(60, "[1, 2]", "{ a = @, b = @ }"), None),
        (doubling(60, "[1, 2]", "concat(@, @)"), "?LIMIT"),
        (doubling(300, "[1]", "[@]"), None),
        ('output "x" { value = ' + "[" * 150 + "]" * 150 + " }", "?LIMIT"),
        ('output "x" { value = ' + "-" * 0 + "(" * 120 + "1" + ")" * 120 + " }", "1"),
        (
            """
locals { r = range(1000) }
output "x" { value = length([for a in local.r : [for b in local.r : [for c in local.r : 1]]]) }
""",
            "?LIMIT",
        ),
        ('output "x" { value = 1e400 * 1e400 }', None),
    ],
)  # fmt: skip
def test_bounded(text: str, value: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "MAX_STEPS", 100_000)
    found = outputs(evaluated(text))["x"]
    assert value is None or found == value


def test_too_many_instances_are_one() -> None:
    text = 'resource "t" "r" {\n count = 1000000000\n a = count.index\n}'
    assert instances(evaluated(text), "t", "a") == [("t.r", "", "a=?LIMIT")]


def test_modules_that_multiply() -> None:
    texts = {
        f"m{i}/main.tf": "".join(
            f'module "{name}" {{ source = "../m{i + 1}" }}\n' for name in ("a", "b")
        )
        for i in range(24)
    }
    texts["m24/main.tf"] = 'resource "t" "r" {}\n'
    evaluation = evaluated(texts, "m0")
    assert sum(1 for _ in evaluation.instances({"t": ()})) < 60_000


def test_a_module_that_feeds_on_itself_through_another() -> None:
    texts = {
        "main.tf": """
module "a" {
  source = "./p"
  v      = module.b.v
}
module "b" {
  source = "./p"
  v      = module.a.v
}
output "x" { value = module.a.v }
""",
        "p/main.tf": 'variable "v" {}\noutput "v" { value = var.v }\n',
    }
    assert outputs(evaluated(texts)) == {"x": "?ERROR"}


@pytest.mark.parametrize(
    ("product", "value"),
    [
        ("[for a in range(4) : [for b in range(20) : 1]]", "4"),
        ("[for a in range(5) : [for b in range(30) : 1]]", "?LIMIT"),
        ("[for a in range(5) : [for b in range(30) : 1 if b < 0]]", "?LIMIT"),
        ("[for a in range(4) : local.many]", "4"),
    ],
)
def test_comprehensions_within_one_another_share_a_bound(
    product: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("azlint.languages.terraform.comprehension.MAX_ELEMENTS", 100)
    many = "locals { many = [for c in range(99) : c] }\n"
    text = f'{many}output "x" {{ value = length({product}) }}\n'
    assert outputs(evaluated(text))["x"] == value
