"""Ignores: where they apply, what makes them malformed, when one is unused."""

from __future__ import annotations

import re
from contextlib import suppress as allow

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from azlint.config import IgnoreEntry
from azlint.directives import directives
from azlint.finding import Finding, Related, Step, Verdict
from azlint.result import Suppressed, Suppression
from azlint.source import Source, Span
from azlint.suppress import Outcome, Ran, suppress

KNOWN = ("AZL401", "AZL601", "AZL902")
COMMENT = re.compile(r"(#|//)[^\n]*|/\*.*?\*/", re.DOTALL)


def comments(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in COMMENT.finditer(text)]


def run(
    text: str,
    *,
    entries: tuple[IgnoreEntry, ...] = (),
    ran: Ran = Ran(KNOWN, KNOWN),  # noqa: B008 (immutable)
    verdict: Verdict = Verdict.VIOLATION,
) -> tuple[Outcome, Source]:
    """Findings are written into the text: `@401@` is one of AZL401; blocks are `{ … }`."""
    marks = list(re.finditer(r"@(\d+)@", text))
    source = Source("a.tf", text)
    findings = [
        Finding(
            rule=f"AZL{mark[1]}",
            key="k",
            message=f"at {mark.start()}",
            span=source.span(*mark.span()),
            scope=scope(source, mark.start()),
            subject="azurerm_key_vault.main",
            verdict=verdict,
        )
        for mark in marks
    ]
    found = {"a.tf": comments(text)}
    return suppress(findings, found, {"a.tf": source}, entries, ran), source


def scope(source: Source, at: int) -> Span | None:
    """The innermost braces around a place, from the start of the line that opens them."""
    depth = 0
    for index in range(at, -1, -1):
        depth += {"}": 1, "{": -1}.get(source.text[index], 0)
        if depth < 0:
            start = source.text.rfind("\n", 0, index) + 1
            return source.span(start, source.text.index("}", at) + 1)
    return None


def left(text: str) -> list[str]:
    """What stays: findings by the text on their line, notes by their message."""
    outcome, source = run(text)
    return [
        finding.message
        if finding.rule == "AZL902"
        else source.line(source.position(finding.span.start).line).strip()
        for finding in outcome.kept
    ]


@pytest.mark.parametrize(
    "text",
    [
        "a = @401@ # azlint: ignore[AZL401] legacy vault",
        "a = @401@ // azlint: ignore[AZL401] legacy vault",
        "a = @401@ /* azlint: ignore[AZL401] legacy vault */",
        "# azlint: ignore[AZL401] legacy vault\na = @401@",
        "# azlint: ignore[AZL401] legacy vault\n# more words\n\t// and more\na = @401@",
        "/* azlint: ignore[AZL401] legacy\n vault */\na = @401@",
        "vault {\n  # azlint: ignore[AZL401] legacy vault\n  x = 1\n\n  a = @401@\n}",
        "vault {\n  a = @401@\n  # azlint: ignore[AZL401] legacy vault\n}",
        "# azlint: ignore[AZL401] legacy vault\nvault {\n  x = 1\n  a = @401@\n}",
        "vault { # azlint: ignore[AZL401] legacy vault\n  x = 1\n  a = @401@\n}",
        "a = @401@ @601@ # azlint: ignore[AZL401,AZL601] both are known",
        "a = @401@ @601@ # azlint: ignore[ azl401 , AZL601 ] both are known",
        "a = @401@ # azlint:ignore [AZL401]: legacy vault",
        "a = @401@ #azlint: Ignore[AZL401] - legacy vault",
        "a = @401@ # checkov:skip=CKV_1: words azlint: ignore[AZL401] legacy vault",
        "a = @401@ # azlint: ignore[AZL401] f\u00fcr sp\u00e4ter \U0001f600",
    ],
)
def test_suppressed(text: str) -> None:
    assert left(text) == []


@pytest.mark.parametrize(
    ("text", "stays"),
    [
        ("# azlint: ignore[AZL401] above a gap\n\na = @401@", ["a = @401@"]),
        ("x = 1 # azlint: ignore[AZL401] trails another line\na = @401@", ["a = @401@"]),
        ("v {\n  # azlint: ignore[AZL401] in here\n}\nw {\n  a = @401@\n}", ["a = @401@"]),
        (
            "v {\n  a = @401@ # azlint: ignore[AZL401] only this\n  b = @401@\n}",
            ["b = @401@"],
        ),
        (
            "v {\n  a = @401@\n  w {\n    # azlint: ignore[AZL401] inner\n\n    b = @401@\n  }\n}",
            ["a = @401@"],
        ),
        (
            "a = @601@ # azlint: ignore[AZL401] other rule",
            ["a = @601@ # azlint: ignore[AZL401] other rule"],
        ),
    ],
)
def test_not_suppressed(text: str, stays: list[str]) -> None:
    unused = "AZL401 reports nothing here, so this ignore "
    assert [line for line in left(text) if not line.startswith(unused)] == stays


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("a = @401@", "what it reports in line 3 is accepted in line 3 or above it"),
        ("v {\n\n  a = @401@\n}", "what it reports in line 5 is accepted in lines 3 to 6"),
        (
            "v {\n  a = @401@\n  b = @401@\n}",
            "what it reports in line 4 is accepted in lines 3 to 6 (1 more in this file)",
        ),
        ("v {\n  a = @401@ # azlint: ignore[AZL401] accepted\n}", None),
        ("v {\n  a = @601@\n}", None),
    ],
)
def test_an_unused_ignore_tells_where_it_would_hold(text: str, where: str | None) -> None:
    notes = [line for line in left(f"# azlint: ignore[AZL401] why\n\n{text}") if "401" in line]
    nothing = "AZL401 reports nothing here, so this ignore"
    said = f"{nothing} has no effect: {where}" if where else f"{nothing} can go"
    assert [line for line in notes if line.startswith("AZL")] == [said]


LOCALS = """\
v {
  a = 1
}

locals {
  # azlint: ignore[AZL401] why
  keys = 1
}
w {
  a = 1
}
x {
  a = local.keys
}
"""


@pytest.mark.parametrize(
    ("ways", "where"),
    [
        ({}, "what it reports in line 9 is accepted in line 9 or above it"),
        ({"related": 13}, "what it reports in line 13 is accepted in line 13 or above it"),
        ({"chain": 13}, "what it reports in line 13 is accepted in line 13 or above it"),
    ],
)
def test_of_several_the_one_that_names_the_place_of_the_ignore_is_meant(
    ways: dict[str, int], where: str
) -> None:
    source = Source("a.tf", LOCALS)
    found = []
    for line in (2, 9, 13):
        finding = Finding(
            rule="AZL401",
            key="k",
            message="m",
            span=source.span(source.offset(line, 3), source.offset(line, 4)),
        )
        local = source.span(source.offset(5), source.offset(8, 2))
        if ways.get("related") == line:
            finding = replace(finding, related=(Related(local, "keys"),))
        if ways.get("chain") == line:
            finding = replace(finding, chain=(Step(finding.span), Step(local, "local.keys")))
        found.append(finding)
    places = {"a.tf": comments(LOCALS)}
    kept = suppress(found, places, {"a.tf": source}, (), Ran(KNOWN, KNOWN)).kept
    (note,) = (each.message for each in kept if each.rule == "AZL902")
    nothing = "AZL401 reports nothing here, so this ignore has no effect"
    assert note == f"{nothing}: {where} (2 more in this file)"


MALFORMED = "This ignore is not understood and has no effect: "


@pytest.mark.parametrize(
    ("comment", "problem"),
    [
        ("# azlint: ignore[AZL401]", "the reason is missing"),
        ("# azlint: ignore[AZL401] --", "the reason is missing"),
        ("/* azlint: ignore[AZL401] */", "the reason is missing"),
        ("# azlint: ignore[] why", "a rule id is missing"),
        ("# azlint: ignore[AZL401,] why", "a rule id is missing"),
        ("# azlint: ignore[key-vault] why", "`key-vault` is not a rule id"),
        ("# azlint: ignore AZL401 why", "it is not written as `azlint: ignore[<rule>] <reason>`"),
        ("# azlint: ignore(AZL401) why", "it is not written as `azlint: ignore[<rule>] <reason>`"),
        ("# azlint: ignore[AZL401 why", "it is not written as `azlint: ignore[<rule>] <reason>`"),
        ("# azlint: disable[AZL401] why", "it is not written as `azlint: ignore[<rule>] <reason>`"),
        ("# azlint-ignore[AZL401] why", "it is not written as `azlint: ignore[<rule>] <reason>`"),
        ("#  azlint ignore[AZL401] why", "it is not written as `azlint: ignore[<rule>] <reason>`"),
    ],
)
def test_malformed(comment: str, problem: str) -> None:
    assert left(f"{comment}\na = @401@") == ["a = @401@", f"{MALFORMED}{problem}"]


@pytest.mark.parametrize(
    "comment",
    ["# azlint runs in CI", "# see myazlint: ignore[AZL401] x", "# ignore[AZL401] why", "# azlint"],
)
def test_other_comments_are_not_ignores(comment: str) -> None:
    assert left(f"{comment}\nx = 1") == []


def test_directive_outside_a_comment_means_nothing() -> None:
    assert left('a = "azlint: ignore[AZL401] in a string" @401@')[0].startswith("a = ")


def test_places_of_notes() -> None:
    outcome, source = run("x = 1 # note azlint: ignore[AZL999, AZL601] why not  \n")
    assert [(note.key, note.message, source[note.span]) for note in outcome.kept] == [
        (
            "unknown",
            "No rule is called AZL999, so ignoring it has no effect",
            "azlint: ignore[AZL999, AZL601] why not",
        ),
        (
            "unused",
            "AZL601 reports nothing here, so this ignore can go",
            "azlint: ignore[AZL999, AZL601] why not",
        ),
    ]


@pytest.mark.parametrize("ran", [Ran(KNOWN, ("AZL601",)), Ran(KNOWN, KNOWN, unparsed=("a.tf",))])
def test_an_ignore_is_unused_only_where_its_rule_decided(ran: Ran) -> None:
    assert run("x = 1 # azlint: ignore[AZL401] why", ran=ran)[0] == Outcome((), ())


def test_an_undecided_finding_stays_and_keeps_its_ignore() -> None:
    outcome, _ = run("a = @401@ # azlint: ignore[AZL401] why", verdict=Verdict.UNDECIDED)
    assert [finding.rule for finding in outcome.kept] == ["AZL401"]
    assert outcome.suppressed == ()


def test_reason_and_place_are_kept() -> None:
    outcome, source = run("a = @401@ # azlint: ignore[AZL401] - legacy vault \n")
    (suppressed,) = outcome.suppressed
    assert (suppressed.kind, suppressed.reason) == (Suppression.COMMENT, "legacy vault")
    assert suppressed.place is not None
    assert source[suppressed.place] == "azlint: ignore[AZL401] - legacy vault"


def test_two_ignores_of_one_finding_are_both_used() -> None:
    text = "v {\n # azlint: ignore[AZL401] one\n\n # azlint: ignore[AZL401] two\n\n a = @401@\n}"
    outcome, _ = run(text)
    assert (outcome.kept, len(outcome.suppressed)) == ((), 1)


PLACE = Span("azlint.toml", 0, 10)


@pytest.mark.parametrize(
    "entry",
    [
        IgnoreEntry("AZL401", "why", place=PLACE),
        IgnoreEntry("AZL4", "why", place=PLACE),
        IgnoreEntry("AZL401", "why", path="*.tf", place=PLACE),
        IgnoreEntry("AZL401", "why", address="azurerm_key_vault.main", place=PLACE),
        IgnoreEntry("AZL401", "why", "a.tf", "azurerm_*.*ain", place=PLACE),
    ],
)
def test_entries(entry: IgnoreEntry) -> None:
    outcome, _ = run("a = @401@", entries=(entry,))
    (suppressed,) = outcome.suppressed
    assert outcome.kept == ()
    assert suppressed == Suppressed(suppressed.finding, Suppression.CONFIG, "why", PLACE)


@pytest.mark.parametrize(
    "entry",
    [
        IgnoreEntry("AZL601", "why", place=PLACE),
        IgnoreEntry("AZL401", "why", path="b/", place=PLACE),
        IgnoreEntry("AZL401", "why", address="azurerm_key_vault.mai", place=PLACE),
        IgnoreEntry("AZL401", "why", address="*.[a-z]*", place=PLACE),
    ],
)
def test_entries_for_something_else_are_unused(entry: IgnoreEntry) -> None:
    outcome, _ = run("a = @401@", entries=(entry,))
    assert [(finding.rule, finding.span, finding.help) for finding in outcome.kept] == [
        ("AZL401", Span("a.tf", 4, 9), ""),
        ("AZL902", PLACE, "remove this entry"),
    ]


def test_an_entry_accepts_notes_about_ignores_too() -> None:
    outcome, _ = run(
        "x = 1 # azlint: ignore[AZL401] why",
        entries=(IgnoreEntry("AZL902", "tidied next month", place=PLACE),),
    )
    assert outcome.kept == ()


def test_many_stars_do_not_backtrack() -> None:
    entry = IgnoreEntry("AZL401", "why", address="*a" * 200 + "*!", place=PLACE)
    finding = Finding(
        rule="AZL401", key="k", message="m", span=Span("a.tf", 0, 1), subject="a" * 5000
    )
    assert suppress([finding], {}, {}, (entry,), Ran(KNOWN, ())).kept == (finding,)


@given(st.text(alphabet="#/* \nazlint:ignore[]AZL401,x", max_size=80))
def test_any_comment_is_read(text: str) -> None:
    source = Source("a.tf", text)
    for directive in directives(source, comments(text)):
        assert source[directive.span].lower().startswith("azlint")
        assert bool(directive.rules) is not bool(directive.problem)
    with allow(ValueError):
        run(text)
