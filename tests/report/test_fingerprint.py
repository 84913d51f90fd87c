"""Fingerprints: stable under edits elsewhere, and GitHub's line hash to the letter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azlint.finding import Finding
from azlint.fingerprint import LineHashes, fingerprints
from azlint.source import Source, Span

LOREM = "Lorem ipsum dolor sit amet.\n"


def hashes(text: str, *, bom: bool = False) -> list[str]:
    found = LineHashes(Source("a", text, bom=bom))
    return [found[index] for index in range(len(found))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["c129715d7a2bc9a3:1"]),
        (
            " a\nb\n  \t\tc\n d",
            [
                "271789c17abda88f:1",
                "54703d4cd895b18:1",
                "180aee12dab6264:1",
                "a23a3dc5e078b07b:1",
            ],
        ),
        (
            LOREM * 10,
            [
                *(f"a7f2ff13bc495cf2:{n}" for n in range(1, 7)),
                "a7f2ff1481e87703:1",
                "a9cf91f7bbf1862b:1",
                "55ec222b86bcae53:1",
                "cc97dc7b1d7d8f7b:1",
                "c129715d7a2bc9a3:1",
            ],
        ),
    ],
)
def test_published_vectors(text: str, expected: list[str]) -> None:
    assert hashes(text) == expected


def test_line_breaks_of_all_kinds_hash_alike() -> None:
    lines = ["resource", "b", "", "c"]
    unix, windows, old = (hashes(end.join(lines)) for end in ("\n", "\r\n", "\r"))
    assert unix == windows == old
    assert len(hashes("a\r \nb")) == 3


def test_byte_order_mark_is_part_of_the_first_line_only() -> None:
    text = "a\n" * 3 + "b" * 200
    plain, marked = hashes(text), hashes(text, bom=True)
    assert plain[0] != marked[0]
    assert plain[1:] == marked[1:]


@given(st.text(alphabet=" \tab\n😀é", max_size=300), st.text(alphabet="xy\n", max_size=50))
def test_lines_above_do_not_change_a_hash(text: str, above: str) -> None:
    below = hashes(text)
    shifted = hashes(above + "\n" + text)[-len(below) :]
    assert [h.partition(":")[0] for h in shifted] == [h.partition(":")[0] for h in below]


def finding(source: Source, anchor: str, **fields: str) -> Finding:
    start = source.text.index(anchor)
    span = source.span(start, start + len(anchor))
    texts = {"rule": "AZL401", "key": "absent", "subject": "azurerm_key_vault.a"} | fields
    return Finding(message="m", span=span, **texts)  # type: ignore[arg-type]


def one(source: Source, anchor: str, **fields: str) -> str:
    return fingerprints([finding(source, anchor, **fields)], {source.path: source})[0]


def test_fingerprint_survives_moves_renames_and_spacing() -> None:
    before = Source("a.tf", "purge = false")
    after = Source("modules/b.tf", "# new\n\n  purge   =\tfalse\n")
    assert one(before, "purge = false") == one(after, "purge   =\tfalse")


def test_fingerprint_tells_rule_declaration_key_and_text_apart() -> None:
    source = Source("a.tf", "purge = false, purge = null")
    made = {
        one(source, "purge = false"),
        one(source, "purge = null"),
        one(source, "purge = false", rule="AZL402"),
        one(source, "purge = false", key="literal"),
        one(source, "purge = false", subject="azurerm_key_vault.b"),
    }
    assert len(made) == 5


def test_equal_findings_are_numbered() -> None:
    source = Source("a.tf", "purge = false")
    twice = [finding(source, "purge = false")] * 2
    first, second = fingerprints(twice, {source.path: source})
    assert first == one(source, "purge = false")
    assert first != second


def test_place_in_an_unknown_file_has_a_fingerprint() -> None:
    lone = Finding(rule="AZL401", key="k", message="m", span=Span("gone.tf", 3, 4))
    assert len(fingerprints([lone], {})[0]) == 32
