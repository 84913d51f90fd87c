"""What resources and modules refer to: what the compiler writes as `dependsOn`."""

from __future__ import annotations

import pytest

from azlint.languages.bicep.edges import edges
from languages.bicep.small import linked

TYPE = "'Microsoft.Storage/storageAccounts@2023-05-01'"
BEFORE = f"""
resource a {TYPE} = {{ name: 'a' }}
resource b {TYPE} = [for i in range(0, 2): {{ name: 'b${{i}}' }}]
resource e {TYPE} existing = {{ name: 'e' }}
module m 'm.bicep' = {{ params: {{}} }}
var direct = a.id
var indirect = '${{direct}}-${{m.outputs.x}}'
var circle = circle2
var circle2 = '${{circle}}${{a.name}}'
param p string
func f(a string) string => a
"""


def seen(declaration: str) -> list[str]:
    files = {"main.bicep": BEFORE + declaration, "m.bicep": "output x string = ''"}
    template = linked(files).templates["main.bicep"]
    return [
        f"{edge.source} {edge.kind} {edge.target}"
        for edge in edges(template)
        if edge.source.startswith("x")
    ]


def resource(body: str) -> str:
    return f"resource x {TYPE} = {{ name: 'x', {body} }}"


CASES = {
    resource("tags: { t: a.name }"): ["x reads a"],
    resource("tags: { t: direct }"): ["x reads a"],
    resource("tags: { t: indirect }"): ["x reads a", "x reads m"],
    resource("tags: { t: circle }"): ["x reads a"],
    resource("tags: { t: b[0].id }"): ["x reads b"],
    resource("tags: { '${a.name}': 'x' }"): ["x reads a"],
    resource("tags: { t: f(e.id) }"): ["x reads e"],
    resource("tags: { t: p }"): [],
    resource("tags: { t: join(map(['x'], a => a), '') }"): [],
    resource("tags: { t: join(map([a.name], i => '${i}${m.name}'), '') }"): [
        "x reads a",
        "x reads m",
    ],
    resource("zones: [for a in [m.outputs.x]: a]"): ["x reads m"],
    resource("parent: a"): ["x is part of a"],
    resource("scope: e"): ["x lies in e"],
    resource("dependsOn: [a, m]"): ["x depends on a", "x depends on m"],
    resource("...(p == a.id ? {} : {})"): ["x reads a"],
    f"resource x {TYPE} = if (a.name == p) {{ name: 'x' }}": ["x reads a"],
    f"resource x {TYPE} = [for a in [m.name]: {{ name: a }}]": ["x reads m"],
    f"resource x {TYPE} = [for (i, a) in b: {{ name: '${{i}}${{a}}' }}]": ["x reads b"],
    f"resource x {TYPE} = {{ name: 'x'\n  resource y 'blobServices' = {{ name: 'default' }}\n}}": [
        "x::y is part of x"
    ],
    f"resource x {TYPE} = {{ name: 'x'\n  resource y 'b' = {{ name: 'y' }}\n"
    "  resource z 'b' = { name: y.name }\n}": [
        "x::y is part of x",
        "x::z is part of x",
        "x::z reads x::y",
    ],
    "module x 'm.bicep' = { scope: resourceGroup(a.name), params: { z: e.id } }": [
        "x lies in a",
        "x reads e",
    ],
}


@pytest.mark.parametrize(("declaration", "expected"), CASES.items())
def test_references(declaration: str, expected: list[str]) -> None:
    assert seen(declaration) == expected


def test_a_nested_resource_is_named_from_outside() -> None:
    text = (
        f"resource o {TYPE} = {{\n  name: 'o'\n  resource y 'b' = {{ name: 'y' }}\n}}\n"
        f"resource x {TYPE} = {{\n  name: o::y.name\n}}\n"
    )
    assert seen(text) == ["x reads o::y"]


def test_the_place_is_where_the_name_is_written() -> None:
    text = BEFORE + f"resource x {TYPE} = {{\n  name: 'x'\n  tags: {{ t: a.name }}\n}}\n"
    files = {"main.bicep": text, "m.bicep": ""}
    [edge] = [e for e in edges(linked(files).templates["main.bicep"]) if e.source == "x"]
    assert text[edge.place.start : edge.place.end] == "a"
