"""The text report, whole, against files; `AZLINT_BLESS=1` rewrites them."""

from __future__ import annotations

import io
import os
import re
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from azlint.finding import Context, Finding, Related, Severity
from azlint.plural import counted
from azlint.report.terminal import Terminal, terminal_of
from azlint.report.text import render
from azlint.report.words import callers, listed, sentences, shortened, where
from azlint.result import Result
from azlint.source import Source
from report import results

GOLDEN = Path(__file__).parent / "golden"
ESCAPES = re.compile(r"\x1b\[[\d;]*m")


def text(result: Result, terminal: Terminal, *, show_undecided: bool = False) -> str:
    return "".join(f"{line}\n" for line in render(result, terminal, show_undecided=show_undecided))


@pytest.mark.parametrize(
    ("name", "result", "terminal", "show_undecided"),
    [
        ("full", results.FULL, Terminal(), False),
        ("narrow-ascii", results.FULL, Terminal(width=60, unicode=False), True),
        ("broken", results.BROKEN, Terminal(), False),
        ("clean", results.CLEAN, Terminal(), False),
        ("colour", results.FULL, Terminal(colour=True, width=80), False),
    ],
)
def test_whole_report(name: str, result: Result, terminal: Terminal, show_undecided: bool) -> None:
    file = GOLDEN / f"{name}.txt"
    made = text(result, terminal, show_undecided=show_undecided)
    if os.environ.get("AZLINT_BLESS"):
        file.write_text(made, "utf-8")
    assert made == file.read_text("utf-8")


def one(
    source: Source, start: int, end: int, terminal: Terminal | None = None, **fields: object
) -> str:
    """The picture of a single finding, without heading and summary."""
    found = Finding(rule="AZL1", key="k", message="m", span=source.span(start, end))
    found = msgspec.structs.replace(found, **fields)
    made = text(Result(findings=(found,), sources={source.path: source}), terminal or Terminal())
    return made.partition("\n")[2].partition("\n\n")[0]


def picture(line: str, anchor: str, terminal: Terminal | None = None) -> list[str]:
    start = line.index(anchor)
    return one(Source("a", line), start, start + len(anchor), terminal).splitlines()[2:]


def test_tabs_and_wide_characters_stay_aligned() -> None:
    assert picture("\ta = 数値 b", "b") == [
        "1 |     a = 数値 b",
        "  |              ^",
    ]
    assert picture("e\u0301 = x", "x") == ["1 | e\u0301 = x", "  |     ^"]
    assert picture("a 数値", "数値") == ["1 | a 数値", "  |   ^^^^"]


def test_control_and_invisible_characters_are_escaped() -> None:
    assert picture("a\x1b[31m\u202e\u200b x", "x") == [
        "1 | a\\x1b[31m\\u202e\\u200b x",
        "  |                       ^",
    ]


def test_ascii_streams() -> None:
    assert picture("é…😀 x", "x", Terminal(unicode=False)) == [
        "1 | \\xe9...\\U0001f600 x",
        "  |                   ^",
    ]


def test_nothing_reads_as_a_command_of_a_runner() -> None:
    source = Source("::error::x/##[add-mask]a.tf", "##[stop-commands]x ::error::boo")
    found = Finding(
        rule="AZL1",
        key="k",
        message="Word " * 5 + "::warning::boo ##[error]boo",
        span=source.span(0, 3),
        help="word " * 9 + "::error::boo",
        related=(Related(source.span(0, 2), "::set-env::boo"),),
    )
    made = text(Result(findings=(found,), sources={source.path: source}), Terminal(width=40))
    assert "##[" not in made
    assert not [line for line in made.splitlines() if line.strip().startswith("::")]


def test_long_lines_show_the_part_around_the_place() -> None:
    line = "x" * 300 + "HERE" + "y" * 300
    drawn = picture(line, "HERE", Terminal(width=60))
    assert [len(row) <= 60 for row in drawn] == [True, True]
    at = drawn[1].index("^")
    assert drawn[0][at : at + 4] == "HERE"
    assert drawn[1].count("^") == 4
    assert drawn[0].startswith("1 | …x")
    assert drawn[0].endswith("y…")


def test_spans_of_several_lines_are_shortened() -> None:
    source = Source("a", "x = [\n  1,\n]\n")
    assert one(source, 4, 12).splitlines()[2:] == ["1 | x = [", "  |     ^ to line 3"]


def test_places_at_the_edge() -> None:
    assert one(Source("a", ""), 0, 0).splitlines()[2:] == ["1 |", "  | ^"]
    assert one(Source("a", "ab\n"), 2, 3).splitlines()[2:] == ["1 | ab", "  |   ^"]
    assert one(Source("a", "ab\r\ncd"), 0, 4).splitlines()[2:] == ["1 | ab", "  | ^^"]


def test_a_place_in_a_file_that_was_not_read() -> None:
    lone = Finding(rule="AZL1", key="k", message="m", span=Source("a", "").span(7, 9))
    assert text(Result(findings=(lone,)), Terminal()).splitlines()[:2] == [
        "warning[AZL1]: m",
        " --> a",
    ]


def test_many_related_places_are_counted() -> None:
    source = Source("a", "x\n" * 30)
    related = tuple(Related(source.span(2 * n, 2 * n + 1), f"place {n}") for n in range(1, 20))
    drawn = one(source, 0, 1, related=related)
    assert "place 8" in drawn
    assert "place 9" not in drawn
    assert drawn.splitlines()[-1] == "  = note: 11 related places more"


def test_long_labels_go_below_on_narrow_terminals() -> None:
    source = Source("a", "x = 1\n")
    drawn = one(
        source, 0, 1, Terminal(width=40), related=(Related(source.span(4, 5), "word " * 12),)
    )
    assert all(len(line) <= 40 for line in drawn.splitlines())


@given(st.text(max_size=60), st.integers(0, 70), st.integers(0, 70), st.booleans())
def test_any_text_can_be_drawn(line: str, start: int, length: int, ascii_only: bool) -> None:
    source = Source("a.tf", line)
    start = min(start, len(source.text))
    end = min(start + length, len(source.text))
    terminal = Terminal(width=40, unicode=not ascii_only)
    drawn = one(source, start, end, terminal)
    assert drawn.count("^") >= 1
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", drawn)
    assert not ascii_only or drawn.isascii()


# The terminal.


class Stream(io.StringIO):
    def __init__(self, encoding: str | None, *, interactive: bool) -> None:
        super().__init__()
        self.interactive = interactive
        self._encoding = encoding

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return self._encoding  # type: ignore[return-value]

    def isatty(self) -> bool:
        return self.interactive


@pytest.mark.parametrize(
    ("environment", "option", "interactive", "colour"),
    [
        ({}, "auto", True, True),
        ({}, "auto", False, False),
        ({"TERM": "dumb"}, "auto", True, False),
        ({"NO_COLOR": "1"}, "auto", True, False),
        ({"NO_COLOR": ""}, "auto", True, True),
        ({"FORCE_COLOR": "1"}, "auto", False, True),
        ({"FORCE_COLOR": "0"}, "auto", False, False),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, "auto", True, False),
        ({"NO_COLOR": "1"}, "always", False, True),
        ({"FORCE_COLOR": "1"}, "never", True, False),
    ],
)
def test_colour(environment: dict[str, str], option: str, interactive: bool, colour: bool) -> None:
    stream = Stream("utf-8", interactive=interactive)
    assert terminal_of(stream, environment, option).colour is colour


@pytest.mark.parametrize(
    ("columns", "interactive", "width"),
    [("100", False, 100), ("5", True, 40), ("x", False, None), ("", False, None)],
)
def test_width(columns: str, interactive: bool, width: int | None) -> None:
    stream = Stream("utf-8", interactive=interactive)
    assert terminal_of(stream, {"COLUMNS": columns}).width == width


@pytest.mark.parametrize(
    ("encoding", "unicode"),
    [
        ("utf-8", True),
        ("UTF8", True),
        ("utf-16", True),
        ("cp1252", False),
        ("ascii", False),
        (None, False),
        ("?", False),
    ],
)
def test_encoding(encoding: str | None, unicode: bool) -> None:
    assert terminal_of(Stream(encoding, interactive=False), {}).unicode is unicode


def test_colour_changes_nothing_else() -> None:
    plain = text(results.FULL, Terminal(width=80))
    assert ESCAPES.sub("", text(results.FULL, Terminal(colour=True, width=80))) == plain


# Words.


@pytest.mark.parametrize(
    ("message", "first", "rest"),
    [
        ("One. Two.", "One.", "Two."),
        ("See e.g. Azure. Then", "See e.g. Azure.", "Then"),
        ("Version 1.2 is old. `x` moves.", "Version 1.2 is old.", "`x` moves."),
        ("It ends. lower case", "It ends. lower case", ""),
        ("Really? Yes!", "Really?", "Yes!"),
        ("", "", ""),
    ],
)
def test_sentences(message: str, first: str, rest: str) -> None:
    assert sentences(message) == (first, rest)


def test_lists() -> None:
    assert [listed(["a", "b", "c"]), listed(["a"]), listed([])] == ["a, b and c", "a", ""]
    assert shortened(list("abcdef")) == "a, b, c, d, e, f"
    assert shortened(list("abcdefg")) == "a, b, c, d, e, … and 2 more"
    assert [counted(1, "library"), counted(1200, "library"), counted(2, "file")] == [
        "1 library",
        "1,200 libraries",
        "2 files",
    ]


def test_where_a_finding_holds() -> None:
    source = Source("a.tf", "one\ntwo\n")
    sources = {"a.tf": source}
    first, second = source.span(0, 1), source.span(4, 5)
    nested = Context("dev", (("module.a", first), ("module.a.module.b", first)))
    relative = Context("", (("module.a", first), ("module.b", first)), ('["x"]',))

    def said(*contexts: Context, **fields: tuple[str, ...]) -> str:
        found = Finding(rule="AZL1", key="k", message="m", span=first, contexts=contexts)
        return where(msgspec.structs.replace(found, **fields), sources)

    assert said(Context()) == ""
    assert said(nested) == "module.a.module.b (a.tf:1); environment dev"
    assert said(nested, not_in=("prod", "uat"), undecided_in=("test",)) == (
        "module.a.module.b (a.tf:1); environment dev; not prod, uat; undecided in test"
    )
    assert said(relative) == 'module.a.module.b (a.tf:1); key ["x"]'
    assert said(nested, relative, Context("", (("module.c", second),))) == (
        '2 calls: module.a.module.b (a.tf:1), module.c (a.tf:2); key ["x"]; environment dev'
    )


def test_the_callers_of_a_shared_module() -> None:
    """Of one call the first five instances, of several calls the first five calls."""
    text = "".join(f"line {number}\n" for number in range(8))
    source = Source("a.tf", text)
    spans = [source.span(7 * number, 7 * number + 4) for number in range(8)]
    keys = [Context("", ((f"module.a[{n}]", spans[0]),)) for n in range(7)]
    calls = [Context("", ((f"module.m{n}", spans[n]),)) for n in range(8)]
    sources = {"a.tf": source}
    assert callers(keys, sources) == (
        "module.a[0], module.a[1], module.a[2], module.a[3], module.a[4], … and 2 more (a.tf:1)"
    )
    assert callers([*keys[:3], *calls[1:]], sources) == (
        "8 calls: module.a[0], … and 2 more (a.tf:1), module.m1 (a.tf:2), module.m2 (a.tf:3), "
        "module.m3 (a.tf:4), module.m4 (a.tf:5), … and 3 more"
    )
    assert callers(calls, {}).startswith("8 calls: module.m0 (a.tf), module.m1 (a.tf)")


def test_severity_that_is_not_resolved_is_a_warning() -> None:
    bare = Finding(rule="AZL1", key="k", message="m", span=results.MAIN.span(0, 1))
    made = text(Result(findings=(bare,)), Terminal())
    assert made.startswith(f"{Severity.WARNING.label}[AZL1]: m")
