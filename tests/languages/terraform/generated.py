"""Expressions of built-in functions that mostly succeed, three calls deep and more."""

from __future__ import annotations

from hypothesis import strategies as st

Expression = st.SearchStrategy[str]

TEXT_LITERALS = st.sampled_from(
    ['""', '"a"', '"b,a"', '"É"', '"x-1"', '"A b"', '"10"', '"1.5"', '"true"', '" p "', '"日本"']
)
NUMBER_LITERALS = st.one_of(
    st.integers(-3, 12).map(str), st.sampled_from(["0.1", "2.5", "-1.25", "1e3", '"7"'])
)
TRUTH_LITERALS = st.sampled_from(["true", "false", '"true"'])

TEMPLATES = {
    "text": [
        "upper({text})",
        "lower({text})",
        "title({text})",
        "trimspace({text})",
        "strrev({text})",
        "join({text}, {texts})",
        'format("%s-%v", {text}, {any})',
        'format("%q|%5s", {text}, {text})',
        'format("%05.1f", {number})',
        'format("%v", {any})',
        'replace({text}, "a", {text})',
        'replace({text}, "/[a-z]+/", {text})',
        "substr({text}, {number}, {number})",
        "tostring({number})",
        "tostring({truth})",
        "element({texts}, {number})",
        'lookup({map}, "a", {text})',
        "coalesce({text}, {text})",
        "coalesce(null, {text}, {text})",
        "jsonencode({any})",
        "yamlencode({any})",
        "base64encode({text})",
        "sha256({text})",
        "trim({text}, {text})",
        "trimprefix({text}, {text})",
        "one([{text}])",
        "urlencode({text})",
        'regex("[a-z]*", {text})',
        "chomp({text})",
        "base64decode(base64encode({text}))",
        'cidrsubnet("10.0.0.0/8", {number}, {number})',
        "coalesce({number}, {text})",
    ],
    "number": [
        "length({any})",
        "length({texts})",
        "max({number}, {number})",
        "min({number}, {number})",
        "abs({number})",
        "ceil({number})",
        "floor({number})",
        "sum([{number}, {number}])",
        "index({texts}, {text})",
        "parseint({text}, 16)",
        "tonumber({number})",
        "signum({number})",
        "element([{number}, {number}], {number})",
        "pow({number}, 2)",
        "length({map})",
        "coalesce({number}, {number})",
        "length(range({number}))",
    ],
    "truth": [
        "contains({texts}, {text})",
        "alltrue([{truth}, {truth}])",
        "anytrue([{truth}, {truth}])",
        "startswith({text}, {text})",
        "endswith({text}, {text})",
        "strcontains({text}, {text})",
        "tobool({truth})",
        "contains({list}, {any})",
    ],
    "texts": [
        "[{text}, {text}]",
        'split(",", {text})',
        "tolist({texts})",
        "toset({texts})",
        "keys({map})",
        "distinct({texts})",
        "compact({texts})",
        "concat({texts}, {texts})",
        "reverse({texts})",
        "sort({texts})",
        "values({map})",
        "flatten([{texts}, {texts}])",
        "slice({texts}, 0, 1)",
        "setunion({texts}, {texts})",
        'formatlist("%s/%s", {texts}, {text})',
        "tolist([])",
        "[]",
        "setsubtract({texts}, {texts})",
        "setintersection({texts}, {texts})",
        "coalescelist({texts}, {texts})",
        'regexall("[a-z0-9]", {text})',
        "tolist([{text}, {number}, {truth}])",
        "matchkeys({texts}, {texts}, {texts})",
    ],
    "map": [
        "{{a = {text}, b = {text}}}",
        "merge({map}, {map})",
        "zipmap({texts}, {texts})",
        "tomap({map})",
        "{{}}",
        "{{a = {text}, c = {any}}}",
        "merge({map}, null)",
        "jsondecode(jsonencode({map}))",
        "yamldecode(jsonencode({map}))",
    ],
    "list": [
        "[{any}, {any}]",
        "tolist([{any}, {any}])",
        "toset([{any}, {any}])",
        "flatten([{list}, {any}])",
        "concat({list}, {texts})",
        "setproduct({texts}, {texts})",
        "chunklist({texts}, 2)",
        "distinct({list})",
        "reverse({list})",
        "values({map})",
        "jsondecode(jsonencode({list}))",
        "[tomap({map}), {map}]",
        "tolist([tomap({map}), {map}])",
        "tolist([{map}, {map}])",
        "[{texts}, {texts}]",
        "tolist([{texts}, {texts}])",
        "tolist([{list}, {list}])",
        "setunion({list}, {list})",
        "values(tomap({{x = {any}, y = {any}}}))",
        "coalescelist({list}, {texts})",
    ],
}
LITERALS = {
    "text": TEXT_LITERALS,
    "number": NUMBER_LITERALS,
    "truth": TRUTH_LITERALS,
    "texts": st.lists(TEXT_LITERALS, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
    "map": st.lists(TEXT_LITERALS, min_size=2, max_size=2).map(
        lambda items: f"{{a = {items[0]}, b = {items[1]}}}"
    ),
    "list": st.sampled_from(["[]", "[1]", '["a", 1]', "[[]]", "[null]", '[{a = 1}, {a = "x"}]']),
}


@st.composite
def expressions(draw: st.DrawFn, kind: str = "any", depth: int = 4) -> str:
    """An expression of a kind with calls up to `depth` deep."""
    if kind == "any":
        kind = draw(st.sampled_from(["null", *LITERALS]))
        if kind == "null":
            return "tostring(null)"
    if depth == 0:
        return draw(LITERALS[kind])
    template = draw(st.sampled_from(TEMPLATES[kind]))
    holes = {name: _Hole(draw, name, depth - 1) for name in (*LITERALS, "any")}
    return template.format(**holes)


class _Hole:
    """Draws anew wherever a template names it."""

    def __init__(self, draw: st.DrawFn, kind: str, depth: int) -> None:
        self._draw = draw
        self._kind = kind
        self._depth = depth

    def __format__(self, _: str) -> str:
        return self._draw(expressions(self._kind, self._depth))
