"""The notation of samples: what is drawn is what is read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azlint.carets import Mark, Note, Role, draw, list_marks, read, read_sidecar, strip
from azlint.source import Position, Source


def mark(  # noqa: PLR0917 - a table reads better without names
    line: int, start: int, end: int, key: str = "k", role: Role = Role.VIOLATION, path: str = "a.tf"
) -> Mark:
    key = "" if role is Role.RELATED else key
    return Mark(path, Position(line, start), Position(line, end), "XYZ101", key, role)


TEXT = """\
resource "a" "b" {
#^^^^^^^^^^^^^^^ XYZ101[header]: starts under the comment mark
  enabled = false
  #         ^^^^^ XYZ101[off]: must be on
  #         ~~~~~ XYZ101[maybe]: cannot be told
#   -------- XYZ101: related
  other = true # ^^ XYZ101[no]: not on a line of its own
}
# azlint-expect: 1:1-8:2 XYZ101[block] several lines
# azlint-undecided: 1:1-1:2 XYZ101[block] several lines
"""


def test_reading() -> None:
    assert list(read(Source("a.tf", TEXT))) == [
        mark(1, 1, 17, "header"),
        mark(3, 13, 18, "off"),
        mark(3, 13, 18, "maybe", Role.UNDECIDED),
        mark(3, 5, 13, role=Role.RELATED),
        Mark("a.tf", Position(1, 1), Position(8, 2), "XYZ101", "block"),
        mark(1, 1, 2, "block", Role.UNDECIDED),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "# ^^^ no rule",
        "# ---- a heading ----",
        "# ------------------",
        "  x = 1 # ^ XYZ101[k]: trailing",
        "; ^ XYZ101[k]: not a comment here",
        "# ^ XYZ101[k] no colon",
        "# azlint: ignore[XYZ101] reason",
        "# azlint-expect: 1-2 XYZ101[k]",
    ],
)
def test_other_comments_are_not_marks(line: str) -> None:
    assert list(read(Source("a.tf", f"x = 1\n{line}\n"))) == []
    assert strip(f"x = 1\n{line}\n") == f"x = 1\n{line}\n"


def test_files_without_comments_have_no_marks() -> None:
    assert list(read(Source("a.json", TEXT))) == []


def test_drawing() -> None:
    source = Source("a.tf", 'resource "a" "b" {\n  enabled = false\n  x = <<E\n')
    notes = [
        Note(mark(1, 1, 17, "header"), "starts at once"),
        Note(mark(2, 13, 18, "off"), "must be on"),
        Note(mark(2, 3, 10, role=Role.RELATED), "this one"),
        Note(mark(2, 3, 4), ""),
        Note(mark(2, 2, 9, "left"), "no room for a comment mark"),
        Note(Mark("a.tf", Position(1, 1), Position(3, 8), "XYZ101", "block"), "lines"),
        Note(mark(3, 7, 7, "empty"), "nothing to stand under"),
    ]
    assert draw(source, notes) == (
        'resource "a" "b" {\n'
        "#^^^^^^^^^^^^^^^ XYZ101[header]: starts at once\n"
        "  enabled = false\n"
        "# ^ XYZ101[k]:\n"
        "# ------- XYZ101: this one\n"
        "  #         ^^^^^ XYZ101[off]: must be on\n"
        "  x = <<E\n"
        "# azlint-expect: 1:1-7:8 XYZ101[block] lines\n"
        "# azlint-expect: 3:2-3:9 XYZ101[left] no room for a comment mark\n"
        "# azlint-expect: 7:7-7:7 XYZ101[empty] nothing to stand under\n"
    )


def test_naming_instead_of_drawing() -> None:
    source = Source("main.bicep", "var a = 'x'")
    note = Note(mark(1, 9, 12, path="main.bicep"), "text")
    named = "var a = 'x'\n// azlint-expect: 1:9-1:12 XYZ101[k] text\n"
    assert draw(source, [note], named=True) == named
    assert draw(source, [note]) == "var a = 'x'\n//      ^^^ XYZ101[k]: text\n"


def test_line_endings_are_kept() -> None:
    source = Source("a.tf", "x = 1\r\ny = 2\r\n")
    drawn = draw(source, [Note(mark(1, 5, 6), "t")])
    assert drawn == "x = 1\r\n#   ^ XYZ101[k]: t\r\ny = 2\r\n"
    assert list(read(Source("a.tf", drawn))) == [mark(1, 5, 6)]
    assert strip(drawn) == source.text


def test_a_sidecar() -> None:
    notes = [
        Note(mark(1, 2, 3, path="a b/x.json"), "text"),
        Note(mark(4, 5, 6, "u", Role.UNDECIDED, "z.json"), ""),
    ]
    text = list_marks(notes)
    assert text == "a b/x.json:1:2-1:3 XYZ101[k] text\nz.json:4:5-4:6 XYZ101[u] (undecided)\n"
    assert list(read_sidecar(text)) == [note.mark for note in notes]
    assert list(read_sidecar("# a remark\n\n")) == []


lines = st.text(st.sampled_from('ab =\t\u2028\u0085é😀"{}^~-'), max_size=12)


@given(
    st.lists(lines, min_size=1, max_size=6),
    st.sampled_from(["a.tf", "a.bicep"]),
    st.lists(
        st.tuples(
            st.integers(1, 6),
            st.integers(1, 12),
            st.integers(0, 6),
            st.sampled_from([Role.VIOLATION, Role.UNDECIDED]),
        ),
        max_size=6,
    ),
    st.booleans(),
)
def test_what_is_drawn_is_read(
    text: list[str], path: str, places: list[tuple[int, int, int, Role]], named: bool
) -> None:
    """Positions are those of the drawn text, so lines move down by what is drawn above them."""
    source = Source(path, "\n".join([*text, "end"]))
    notes = [
        Note(mark(min(line, len(text)), column, column + width, "k", role, path), "text")
        for line, column, width, role in places
    ]
    drawn = Source(path, draw(source, notes, named=named))
    assert strip(drawn.text).removesuffix("\n") == source.text.removesuffix("\n")
    rows = [n for n in range(1, len(drawn.starts) + 1) if strip(drawn.line(n) + "\n")]
    expected = sorted(
        note.mark._replace(
            start=Position(rows[note.mark.start.line - 1], note.mark.start.column),
            end=Position(rows[note.mark.end.line - 1], note.mark.end.column),
        )
        for note in notes
    )
    assert sorted(read(drawn)) == expected
