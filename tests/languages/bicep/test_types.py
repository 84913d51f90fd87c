"""Types narrow what is not known; what is imported means what its own file says."""

from __future__ import annotations

import pytest

from azlint.value import Cause, Unknown
from languages.bicep.small import only, result, shown

SHARED = """
import { base } from 'base.bicep'
@export()
var one = base + 1
@export()
func twice(n int) int => helper(n) * 2
func helper(n int) int => n
@export()
type kind = 'x' | 'y'
"""
BASE = "@export()\nvar base = 41\n"
REGISTRY = "br/public:avm/utl/types/avm-common-types:0.5.1"

NARROWED = {
    "param p 'a' | 'b'": "'a' | 'b'",
    "param p ('a' | 'b')?": "null",
    "param p -1 | 2": "-1 | 2",
    "param p true": "true",
    "param p bool": "false | true",
    "@allowed([1, 2])\nparam p int": "1 | 2",
    "@allowed(['a', 'b'])\nparam p string?": "null",
    "@allowed([true])\nparam p bool": "true",
    "type t = 'a' | 'b'\nparam p t": "'a' | 'b'",
    "type t = { k: 'a' | 'b' }\nparam p t.k": "'a' | 'b'",
    "type t = { k: 'a' | 'b' }\nparam o t\nvar p = o.k": "'a' | 'b'",
    "type t = { k: ('a' | 'b')? }\nparam o t\nvar p = o.?k": "'a' | 'b' | null",
    "param o { k: { l: 1 | 2 } }\nvar p = o.k.l": "1 | 2",
    "param o { *: 'a' | 'b' }\nvar p = o.any": "'a' | 'b'",
    "param o { *: 'a' | 'b' }\nvar p = o.?any": "'a' | 'b' | null",
    "param o ('a' | 'b')[]\nvar p = o[0]": "'a' | 'b'",
    "param o ('a' | 'b')[]\nvar p = o[?0]": "'a' | 'b' | null",
    "param o ('a' | 'b')[]\nvar p = first(o)": "'a' | 'b' | null",
    "param o ['a', 1 | 2]\nvar p = o[1]": "1 | 2",
    "param o ['a', 1 | 2]\nvar p = o[^1]": "1 | 2",
    "type t = ['a', 1 | 2]\nparam p t[1]": "1 | 2",
    "type t = ('a' | 'b')[]\nparam p t[*]": "'a' | 'b'",
    "type t = { *: 'a' | 'b' }\nparam p t.*": "'a' | 'b'",
    "@allowed(['a', 'b'])\nparam o array\nvar p = o[0]": "'a' | 'b'",
    "@allowed(['a', 'b'])\nparam p array": "p",
    "@allowed([['a'], ['b']])\nparam p array": "['a'] | ['b']",
    "param p string": "p",
    "param p { k: 'a' } | { k: 'b' }": "p",
    "param p resourceInput<'Microsoft.KeyVault/vaults@2024-11-01'>.properties": "p",
    "type t = t\nparam p t": "p",
    "type t = { k: t? }\nparam o t\nvar p = o.?k.?k": "o.k.k",
}


DECIDED = {
    "p > 0": ("@minValue(1)\nparam p int", "true"),
    "p >= 1": ("@minValue(1)\nparam p int", "true"),
    "p > 1": ("@minValue(1)\nparam p int", "p"),
    "p == 0": ("@minValue(1)\nparam p int", "false"),
    "p == 1": ("@minValue(1)\nparam p int", "p"),
    "p != 0": ("@minValue(1)\nparam p int", "true"),
    "0 < p": ("@minValue(1)\nparam p int", "true"),
    "p <= 9": ("@maxValue(9)\nparam p int", "true"),
    "p < 9": ("@maxValue(9)\nparam p int", "p"),
    "p == 10": ("@minValue(1)\n@maxValue(9)\nparam p int", "false"),
    "p > 9 || p < 1": ("@minValue(1)\n@maxValue(9)\nparam p int", "false"),
    "p < q": ("@maxValue(9)\nparam p int\n@minValue(10)\nparam q int", "true"),
    "p <= q": ("@maxValue(9)\nparam p int\n@minValue(9)\nparam q int", "true"),
    "p >= q": ("@maxValue(9)\nparam p int\n@minValue(9)\nparam q int", "p"),
    "p > -1": ("@minValue(-1)\nparam p int", "p"),
    "p >= -1": ("@minValue(-1)\nparam p int", "true"),
    "p > 0 ": ("@sys.minValue(1)\nparam p int", "true"),
    " p > 0": ("var least = 1\n@minValue(least)\nparam p int", "true"),
    "p > 0  ": ("@minValue(1)\ntype t = int\nparam p t", "true"),
    "p > 1 ": ("@minValue(1)\ntype t = int\n@minValue(2)\nparam p t", "true"),
    "o.n > 0": ("param o { @minValue(1)\nn: int }", "true"),
    "o[0] > 0": ("param o [@minValue(1)\nint]", "true"),
    "o.any > 0": ("param o { @minValue(1)\n*: int }", "true"),
    "empty(p)": ("@minLength(1)\nparam p string", "false"),
    "!empty(p) ? 1 : 2": ("@minLength(1)\nparam p array", "1"),
    "empty(p) ": ("@minLength(0)\nparam p string", "p"),
    "empty(p)  ": ("@maxLength(9)\nparam p string", "p"),
    "empty(p ?? '')": ("@minLength(1)\nparam p string?\nparam q string", "true"),
    "length(p)": ("@minLength(3)\n@maxLength(3)\nparam p string", "3"),
    "length(p) > 2": ("@minLength(3)\nparam p array", "true"),
    "length(p) > 3": ("@minLength(3)\nparam p array", "p"),
    "length(p) >= 0": ("param p array", "true"),
    "length(p) == 0": ("@minLength(1)\nparam p object", "false"),
    "p == ''": ("@minLength(1)\nparam p string", "false"),
    "p == 'ab'": ("@minLength(1)\nparam p string", "p"),
    "p == 'abcd'": ("@maxLength(3)\nparam p string", "false"),
    "p == []": ("@minLength(1)\nparam p array", "false"),
    "p == null": ("param p string", "false"),
    "p == null ": ("param p int", "false"),
    "p == null  ": ("type t = { a: string? }\nparam o t\nvar p = o.?a", "o.a"),
    "p == true": ("param p bool", "false | true"),
}


@pytest.mark.parametrize(("expression", "given"), DECIDED.items())
def test_what_bounds_decide(expression: str, given: tuple[str, str]) -> None:
    declarations, expected = given
    assert result(expression, declarations) == expected


CALLED = """
param from string
param count int
module inner 'inner.bicep' = { name: 'i', params: { text: from, count: count, some: [from] } }
"""
INNER = """
@minLength(3)
@maxLength(9)
param text string
@minValue(1)
param count int
@minLength(1)
param some array
output given bool = !empty(text)
output many bool = count > 0
output short bool = text == 'ab'
output open bool = text == 'abc'
"""


def test_bounds_hold_for_what_a_call_gives() -> None:
    evaluation = only({"main.bicep": CALLED, "inner.bicep": INNER})
    target = evaluation.frame.module("inner", None)
    assert target is not None
    frame = target.called()
    assert frame is not None
    seen = {name: shown(frame.output(name)) for name in ("given", "many", "short", "open")}
    assert seen == {"given": "true", "many": "true", "short": "false", "open": "from"}


def test_the_bounds_of_two_parameters_hold_together() -> None:
    outer = "@minLength(2)\n" + CALLED.strip() + "\n"
    inner = INNER.replace("text == 'abc'", "length(text) >= 3 && length(text) <= 9")
    evaluation = only({"main.bicep": outer, "inner.bicep": inner})
    target = evaluation.frame.module("inner", None)
    frame = target.called() if target is not None else None
    assert frame is not None
    assert shown(frame.output("open")) == "true"


def test_bounds_of_what_can_be_one_of_several() -> None:
    outer = """
param flag bool
param from int
module inner 'inner.bicep' = { name: 'i', params: { n: flag ? from : 7 } }
"""
    inner = "@minValue(1)\nparam n int\noutput positive bool = n > 0\noutput seven bool = n == 7"
    evaluation = only({"main.bicep": outer, "inner.bicep": inner})
    target = evaluation.frame.module("inner", None)
    frame = target.called() if target is not None else None
    assert frame is not None
    assert shown(frame.output("positive")) == "true"
    assert shown(frame.output("seven")) == "from | true"


@pytest.mark.parametrize(("text", "expected"), NARROWED.items())
def test_what_a_type_allows(text: str, expected: str) -> None:
    assert shown(only(text).frame.value("p")) == expected


IMPORTED = {
    "import * as ns from 'shared.bicep'\nvar p = ns.one": "42",
    "import * as ns from 'shared.bicep'\nvar p = ns.twice(ns.one)": "84",
    "import * as ns from 'shared.bicep'\nparam p ns.kind": "'x' | 'y'",
    "import * as ns from 'shared.bicep'\nparam o ns.kind[]\nvar p = o[0]": "'x' | 'y'",
    "import { one } from 'shared.bicep'\nvar p = one": "42",
    "import { one as two } from 'shared.bicep'\nvar p = two": "42",
    "import { twice as double } from 'shared.bicep'\nvar p = double(2)": "4",
    "import { kind } from 'shared.bicep'\nparam p kind": "'x' | 'y'",
    "import { kind as k } from 'shared.bicep'\nparam p k?": "null",
    "import { kind } from 'shared.bicep'\ntype t = { a: kind }\nparam p t.a": "'x' | 'y'",
}


@pytest.mark.parametrize(("text", "expected"), IMPORTED.items())
def test_what_is_imported(text: str, expected: str) -> None:
    files = {"main.bicep": text, "shared.bicep": SHARED, "base.bicep": BASE}
    assert shown(only(files).frame.value("p")) == expected


@pytest.mark.parametrize(
    "text",
    [
        f"import * as ns from '{REGISTRY}'\nvar p = ns.one",
        f"import * as ns from '{REGISTRY}'\nvar p = ns.twice(1)",
        f"import {{ one }} from '{REGISTRY}'\nvar p = one",
        f"import {{ twice }} from '{REGISTRY}'\nvar p = twice(1)",
    ],
)
def test_what_is_imported_from_a_registry_is_not_followed(text: str) -> None:
    value = only(text).frame.value("p")
    assert isinstance(value, Unknown)
    assert value.reason.cause is Cause.MODULE


def test_a_type_from_a_registry_may_allow_null() -> None:
    value = only(f"import {{ lockType }} from '{REGISTRY}'\nparam p lockType").frame.value("p")
    assert isinstance(value, Unknown)
    assert not value.not_null
