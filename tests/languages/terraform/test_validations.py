"""What a variable without a value can be, by its validation."""

from __future__ import annotations

import pytest

from languages.terraform.small import evaluated, output, outputs

VARIABLE = """variable "v" {{
  type = {type}
  validation {{
    condition     = {condition}
    error_message = "no"
  }}
}}
output "x" {{
  value = var.v
}}
"""


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ('contains(["a", "b"], var.v)', "?('a' | 'b')"),
        ('(contains(["a"], var.v))', "?('a')"),
        ('length(var.v) > 0 && contains(["a", "b"], var.v)', "?('a' | 'b')"),
        ('var.v == "a" || "b" == var.v', "?('a' | 'b')"),
        ('var.v == null || contains(["a"], var.v)', "?(null | 'a')"),
        ('var.v == null ? true : contains(["a"], var.v)', "?(null | 'a')"),
        ('var.v != null ? contains(["a"], var.v) : true', "?(null | 'a')"),
        ('var.v != "a"', "?NO_VALUE"),
        ('!contains(["a", "b"], var.v)', "?NO_VALUE"),
        ('contains(["a", local.other], var.v)', "?NO_VALUE"),
        ('contains(["a", "b"], lower(var.v))', "?NO_VALUE"),
        ('contains(["a", "b"], var.w)', "?NO_VALUE"),
        ('contains(["a"], var.v) || can(regex("^x", var.v))', "?NO_VALUE"),
    ],
)
def test_a_condition_that_lists_every_value(condition: str, expected: str) -> None:
    assert output(VARIABLE.format(type="string", condition=condition)) == expected


def test_values_are_of_the_type_of_the_variable() -> None:
    text = VARIABLE.format(type="number", condition='contains(["1", 2], var.v)')
    assert output(text) == "?(1 | 2)"


def test_what_every_choice_decides_is_known() -> None:
    text = VARIABLE.format(type="string", condition='contains(["dev", "test"], var.v)')
    assert output(text.replace("= var.v\n", '= var.v == "prod"\n')) == "false"


def test_a_value_given_stands() -> None:
    text = VARIABLE.format(type="string", condition='contains(["a", "b"], var.v)')
    given = evaluated({"main.tf": text, "terraform.tfvars": 'v = "b"\n'})
    assert outputs(given) == {"x": "'b'"}


def test_a_caller_that_does_not_know_is_narrowed() -> None:
    child = VARIABLE.format(type="string", condition='contains(["a", "b"], var.v)')
    root = (
        'variable "u" {}\nmodule "m" {\n  source = "./m"\n  v = var.u\n}\n'
        'output "x" {\n  value = module.m.x\n}\n'
    )
    assert outputs(evaluated({"main.tf": root, "m/main.tf": child})) == {"x": "?('a' | 'b')"}


def test_an_override_replaces_the_condition() -> None:
    text = VARIABLE.format(type="string", condition='contains(["a", "b"], var.v)')
    override = 'variable "v" {\n  validation {\n    condition = contains(["c"], var.v)\n  }\n}\n'
    assert outputs(evaluated({"main.tf": text, "main_override.tf": override})) == {"x": "?('c')"}
