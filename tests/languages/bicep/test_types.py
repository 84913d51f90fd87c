"""Types narrow what is not known; what is imported means what its own file says."""

from __future__ import annotations

import pytest

from azlint.value import Cause, Unknown
from languages.bicep.small import only, shown

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
