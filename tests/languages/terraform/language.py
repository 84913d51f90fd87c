"""Expressions of the whole language, drawn at random: operators, conditionals, comprehensions,
splats, templates, indices and calls inside each other, three levels deep and more.

Most succeed; some are wrong on purpose, for what fails must fail for us too.
"""

from __future__ import annotations

from random import Random
from typing import Final

DECLARED: Final = """
locals {
  s     = "alpha"
  n     = 3
  f     = 2.5
  t     = true
  null  = null
  list  = ["a", "b", "c"]
  nums  = [3, 1, 2]
  map   = { a = "x", b = "y" }
  obj   = { name = "n", size = 4, tags = ["p", "q"], inner = { on = true, gone = null } }
  objs  = [{ k = "a", v = 1 }, { k = "b", v = 2 }, { k = "c", v = 3 }]
  set   = toset(["b", "a"])
  typed = tolist(["x", "y"])
  tmap  = tomap({ k = 1, l = 2 })
  nest  = { a = { x = 1 }, b = { x = 2, y = 3 } }
  none  = []
  empty = {}
}
"""
"""What generated expressions refer to."""

WRONG: Final = 0.02
"""So often an operand is of any kind at all."""

LITERALS: Final[dict[str, tuple[str, ...]]] = {
    "text": (
        '""', '"a"', '"b"', '"b,a"', '"É"', '"x-1"', '"10"', '"1.5"', '"true"', '" p "', '"k"',
        "local.s", "local.map.a", 'local.map["b"]', "local.obj.name", "local.list[1]",
        "local.obj.tags.0", "local.objs[0].k",
    ),
    "number": (
        "0", "1", "2", "-1", "7", "0.1", "2.5", "1e3", '"7"', "local.n", "local.f",
        "local.obj.size", "local.nums[2]", "local.tmap.k", "local.objs[1].v", "local.nest.b.y",
    ),
    "truth": ("true", "false", '"true"', "local.t", "local.obj.inner.on", "local.s == null"),
    "texts": (
        "[]", '["a"]', '["b", "a", "b"]', "local.list", "local.typed", "local.set",
        "local.obj.tags", "local.none", "local.objs[*].k", "keys(local.map)",
    ),
    "numbers": ("[]", "[1, 2]", "local.nums", "local.objs[*].v", "[1, 2.5, -3]", "range(3)"),
    "map": (
        "{}", "{ a = 1 }", '{ a = "x", c = "z" }', "local.map", "local.tmap", "local.empty",
        '{ "k" : local.s, (local.s) = 1 }',
    ),
    "object": ("local.obj", "local.obj.inner", "local.objs[0]", "{ a = 1, b = [true] }"),
    "objects": ("local.objs", "[]", '[{ k = "z", v = 9 }]', "values(local.nest)"),
    "null": ("null", "local.null", "local.obj.inner.gone", "tostring(null)"),
}  # fmt: skip

FORMS: Final[dict[str, tuple[str, ...]]] = {
    "text": (
        '"${@any_scalar}-${@text}"',
        '"${@text}"',
        '"%{ if @truth }${@text}%{ else }no%{ endif }"',
        '"%{ for i, v in @texts }${i}=${v};%{ endfor }"',
        '"%{ for v in @texts ~} ${upper(v)} %{~ endfor }"',
        "@truth ? @text : @text",
        "@truth ? @text : @number",
        "upper(@text)",
        'join(",", @texts)',
        'format("%s/%s", @text, @any_scalar)',
        "@texts[@number]",
        '@map["a"]',
        'lookup(@map, "a", @text)',
        "try(@text, @text)",
        "try(@map.zz, @texts[9], @text)",
        "coalesce(@text, @text)",
        "coalesce(@null, @text)",
        'replace(@text, "a", @text)',
        "element(@texts, @number)",
        "jsonencode(@any)",
        "tostring(@any_scalar)",
        "one([@text])",
        "one(@texts)",
        "substr(@text, @number, @number)",
        "(@text)",
        "[for v in @texts : v][0]",
        "{ for v in @texts : v => upper(v) }[@text]",
    ),
    "number": (
        "@number + @number",
        "@number - @number",
        "@number * @number",
        "@number / @number",
        "@number % @number",
        "-@number",
        "(@number + @number) * @number",
        "length(@any)",
        "length([for v in @texts : v if v != @text])",
        "max(@numbers...)",
        "min(@number, @number)",
        "sum(@numbers)",
        "floor(@number)",
        "@truth ? @number : @number",
        "@numbers[@number]",
        "try(@number, @number)",
        "index(@texts, @text)",
        "tonumber(@number)",
        "abs(@number)",
        "sum([for v in @numbers : v * @number])",
        "parseint(@text, 16)",
    ),
    "truth": (
        "@number < @number",
        "@number >= @number",
        "@any == @any",
        "@any_scalar == @any_scalar",
        "@text == @text",
        "@text != @text",
        "@truth && @truth",
        "@truth || @truth",
        "!@truth",
        "@any == null",
        "@any != null",
        "@texts == @texts",
        "@map == @map",
        "can(@any)",
        "can(@map.zz)",
        "can(@texts[@number])",
        "contains(@texts, @text)",
        "contains(keys(@map), @text)",
        "alltrue([for v in @texts : v != @text])",
        "anytrue([@truth, @truth])",
        "@truth ? @truth : @truth",
        "tobool(@truth)",
        'startswith(@text, "a")',
        "@numbers == tolist(@numbers)",
    ),
    "texts": (
        "[@text, @text]",
        "[for v in @texts : upper(v)]",
        '[for i, v in @texts : "${i}${v}"]',
        "[for v in @texts : v if v != @text]",
        "[for k, v in @map : k]",
        '[for k, v in @map : "${k}=${v}"]',
        "[for o in @objects : o.k]",
        "@objects[*].k",
        "@objects.*.k",
        "@truth ? @texts : @texts",
        "@truth ? @texts : []",
        "concat(@texts, @texts)",
        "distinct(@texts)",
        "flatten([@texts, [@texts]])",
        "sort(@texts)",
        "toset(@texts)",
        "tolist(@texts)",
        "compact(@texts)",
        "reverse(@texts)",
        "keys(@map)",
        "values(@map)",
        "slice(@texts, 0, @number)",
        "setunion(@texts, @texts)",
        "setsubtract(@texts, @texts)",
        "try(@texts, [])",
        "@null[*]",
        "@text[*]",
        'split(",", @text)',
        "coalescelist(@texts, @texts)",
        'flatten([for v in @texts : [for w in @texts : "${v}${w}"]])',
        "matchkeys(@texts, @texts, @texts)",
        'formatlist("%s-%s", @text, @texts)',
    ),
    "numbers": (
        "[@number, @number]",
        "[for v in @numbers : v * @number]",
        "[for v in @numbers : v if v > @number]",
        "[for i, v in @texts : i]",
        "@objects[*].v",
        "range(@number)",
        "concat(@numbers, @numbers)",
        "[for o in @objects : o.v]",
        "@truth ? @numbers : @numbers",
        "tolist(@numbers)",
        "toset(@numbers)",
        "reverse(@numbers)",
    ),
    "map": (
        "{ for v in @texts : v => @any_scalar }",
        "{ for i, v in @texts : v => i }",
        "{ for k, v in @map : upper(k) => v }",
        "{ for k, v in @map : k => v if k != @text }",
        "{ for o in @objects : o.k => o.v }",
        "{ for o in @objects : o.k => o.v... }",
        "merge(@map, @map)",
        "merge(@map, @object)",
        "merge([@map, @map]...)",
        "merge([for v in @texts : { (v) = @any_scalar }]...)",
        "zipmap(@texts, @texts)",
        "tomap(@map)",
        "{ a = @any, (@text) = @any }",
        '{ "b" : @any_scalar, c = @text }',
        "@truth ? @map : @map",
        "@truth ? @map : {}",
        "try(@map, {})",
    ),
    "object": (
        "{ name = @text, size = @number }",
        "merge(@object, { k = @any })",
        "@objects[@number]",
        "@truth ? @object : null",
        "@truth ? @object : @object",
        "{ k = @text, v = @any }",
        "try(@object, @map)",
    ),
    "objects": (
        "[@object, @object]",
        "[for v in @texts : { k = v, v = length(v) }]",
        "[for k, v in @map : { k = k, v = v }]",
        "[for o in @objects : merge(o, { k = @text })]",
        "concat(@objects, @objects)",
        "@truth ? @objects : []",
        "[for o in @objects : o if o.v != @number]",
        "flatten([for v in @texts : [for w in @numbers : { k = v, v = w }]])",
        "tolist(@objects)",
        "distinct(@objects)",
        "values({ for o in @objects : o.k => o })",
    ),
    "null": ("@truth ? null : @null", "try(@null, null)"),
}  # fmt: skip

SCALARS: Final = ("text", "number", "truth")
KINDS: Final = tuple(LITERALS)


def draw(random: Random, depth: int, kind: str = "") -> str:
    """An expression of a kind, forms inside forms `depth` levels deep; of any kind without one."""
    kind = _kind(random, kind or "any")
    if depth <= 0:
        return random.choice(LITERALS[kind])
    form = random.choice(FORMS[kind])
    return _filled(random, form, depth)


def _kind(random: Random, kind: str) -> str:
    if random.random() < WRONG:
        return random.choice(KINDS)
    if kind == "any":
        return random.choice(KINDS)
    return random.choice(SCALARS) if kind == "any_scalar" else kind


def _filled(random: Random, form: str, depth: int) -> str:
    """A form with every hole drawn; one hole at least goes all the way down."""
    first, *rest = form.split("@")
    deep = random.randrange(len(rest)) if rest else -1
    text = [first]
    for at, piece in enumerate(rest):
        end = next((i for i, c in enumerate(piece) if not (c.isalpha() or c == "_")), len(piece))
        below = depth - 1 if at == deep else random.randrange(depth)
        inner = draw(random, below, piece[:end])
        bare = inner.startswith(("local.", '"')) and " " not in inner
        text.append(inner if bare else f"({inner})")
        text.append(piece[end:])
    return "".join(text)
