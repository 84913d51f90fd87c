"""PowerShell scripts: commands, their words, and what holds for them."""

from __future__ import annotations

import pytest

from azlint.languages.script.parse import Shell, parse
from scripted import line, shown


def lines(text: str) -> list[str]:
    return [line(each) for each in parse(text, Shell.POWERSHELL).commands]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("a b 'c d' \"e f\"", ["a b c d e f"]),
        ("az group `\n  create -n x", ["az group create -n x"]),
        ("a $B ${C} $env:D $E.F", ["a <B> <C> <D> <E?><dark>"]),
        ("t -chdir=infra apply -var-file='../a b.x'", ["t -chdir=infra apply -var-file=../a b.x"]),
        ('a "x/$B.tfvars" \'it\'\'s\' "q`"r"', ["a x/<B>.tfvars it's q\"r"]),
        ("sudo ./a.ps1 b", ["./a.ps1 b"]),
        ("$x = a b", ["x=a b"]),
        ("$x = $(a b)", ["x=a b"]),
        ("a || b; c && d", ["|:a", "c:b", "c", "d"]),
        ("a | b", ["p:a", "b"]),
        ("if (a) { b } elseif (c) { d } else { e }", ["t:a", "c:b", "t:c", "c:d", "c:e"]),
        ("try { a } catch { b } finally { c }", ["a", "c:b", "c"]),
        ("foreach ($e in 'x', 'y') { a $e }", ["c:a <e>"]),
        ("function F { a }\nF", ["c:F()a", "F"]),
        ("a ${{ inputs.x }}/y", ["a <{}>/y"]),
        ("# a\nb <# c #> d", ["b d"]),
        ("a @'\nx $y\n'@ b", ["a x $y b"]),
        ("& ./x.ps1 -A 1", ["./x.ps1 -A 1"]),
        ("A -B @{ c = (D e); f = 2 } | Out-Null", ["cp:D e", "p:A -B <dark>", "Out-Null"]),
        ("$p = @{ a = 1 }\nb", ["b"]),
        ("a -B $true -C:$False $true.x", ["a -B True -C:False <true?><dark>"]),
        ("a --name=x$rg", ["a --name=x<rg>"]),
        ("a @params.json", ["a @params.json"]),
    ],
)
def test_commands(script: str, expected: list[str]) -> None:
    assert lines(script) == expected


def test_assignments_in_order() -> None:
    script = parse(
        "$a = 'x'\n$env:B = \"$a/y\"\nif ($z) { $a = 'w' }\nforeach ($c in 'p', 'q') { }\n"
        "$d = 1 + 2\n$e += 'z'",
        Shell.POWERSHELL,
    )
    assert [
        (each.name, [shown(value) for value in each.values], each.conditional, each.exported)
        for each in script.assignments
    ] == [
        ("a", ["x"], False, False),
        ("B", ["<a>/y"], False, True),
        ("a", ["w"], True, False),
        ("c", ["p", "q"], False, False),
        ("d", ["<dark>"], False, False),
        ("e", ["z"], True, False),
    ]


def test_what_decides() -> None:
    text = "if (a) { b } elseif (c) { d } else { e }\nif (f) { if (g) { h } }\n# x\ni"
    script = parse(text, Shell.POWERSHELL)
    parts = [
        [text[slice(*part)] for part in (each.condition, each.then, each.otherwise)]
        for each in script.branches
    ]
    assert parts == [
        ["(a)", "{ b }", "elseif (c) { d } else { e }"],
        ["(c)", "{ d }", "else { e }"],
        ["(f)", "{ if (g) { h } }", ""],
        ["(g)", "{ h }", ""],
    ]


def test_what_is_attempted() -> None:
    text = "try { a\n}\ncatch [A.B], [C] { exit 0 }\ncatch { throw 'x' } finally { b }"
    script = parse(text, Shell.POWERSHELL)
    parts = [(text[slice(*each.body)], text[slice(*each.handler)]) for each in script.attempts]
    assert parts == [("{ a\n}", "{ exit 0 }"), ("{ a\n}", "{ throw 'x' }")]
    assert lines(text) == ["a", "c:exit 0", "c:throw x", "b"]


def test_comments_behind_a_block_are_read_once() -> None:
    text = "if (a) { b }\n" + "# x # y # z\n" * 200 + "try { c }\n" + "#-#-#-#\n" * 200 + "d"
    assert lines(text) == ["t:a", "c:b", "c", "d"]
