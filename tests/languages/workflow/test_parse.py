"""YAML with places: what parses, what is refused and where, and that nothing escapes."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azlint.kinds import Kind, kind_of
from azlint.languages.workflow import parse as module
from azlint.languages.workflow.offsets import offsets
from azlint.languages.workflow.parse import MAX_DEPTH, MAX_SIZE, parse
from azlint.languages.workflow.syntax import (
    Entry,
    Mapping,
    Scalar,
    Sequence,
    WorkflowTree,
    Yaml,
    scalars,
)
from azlint.source import Source
from azlint.syntax import Problem

TEXT = """\
# first
on: push # trigger
jobs:
  build: # ends "here"
    steps:
      - run: | # header
          echo "# no comment" # still none
          echo two

      # between
      - {uses: 'a#b', with: {x: "# no", y: &v 3.10}}
      - name: a#b
        if: *v
# last"""


def comments(text: str) -> list[str]:
    return [text[start:end] for start, end in parse(text).comments]


def test_nodes_carry_their_places() -> None:
    key, value = (
        Scalar(17, 18, "a"),
        Sequence(20, 28, (Scalar(21, 22, "1"), Scalar(24, 27, "x", "'"))),
    )
    jobs = Mapping(17, 28, (Entry(17, 28, key, value),))
    entries = (
        Entry(0, 8, Scalar(0, 2, "on"), Scalar(4, 8, "push")),
        Entry(9, 28, Scalar(9, 13, "jobs"), jobs),
    )
    assert parse("on: push\njobs:\n  a: [1, 'x']\n") == WorkflowTree(Mapping(0, 28, entries))


def test_marks_inside_scalars_are_no_comments() -> None:
    assert comments(TEXT) == [
        "# first",
        "# trigger",
        '# ends "here"',
        "# header",
        "# between",
        "# last",
    ]


def test_comments_with_windows_line_ends() -> None:
    assert comments("a: 1 # one\r\nb: |\r\n  # text\r\n# two\r\n") == ["# one", "# two"]


def test_anchors_and_aliases() -> None:
    tree = parse("a: &x {k: 1}\nb: *x\nc: &x 2\nd: *x\n")
    assert isinstance(tree.root, Mapping)
    a, b, c, d = (entry.value for entry in tree.root.entries)
    assert a is b
    assert c is d
    assert isinstance(c, Scalar)
    assert (c.value, c.start) == ("2", 25)


def test_merge_keys_are_plain_keys() -> None:
    tree = parse("a: {<<: {b: 1}}")
    assert isinstance(tree.root, Mapping)
    inner = tree.root.get("a")
    assert isinstance(inner, Mapping)
    assert [entry.key.value for entry in inner.entries] == ["<<"]


def problems(text: str) -> list[tuple[str, str]]:
    return [(text[each.start : each.end], each.message) for each in parse(text).problems]


def test_duplicate_keys_are_located_and_the_tree_is_kept() -> None:
    text = "a: 1\nb: 2\na: 3\n"
    assert parse(text).problems == (Problem(10, 11, "the key 'a' is already defined"),)
    assert parse(text).root is not None


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: b: c\n", ":"),
        ("a: [1, 2\n", ""),
        ("a: *missing\n", "*missing"),
        ("a: &x [1, *x]\n", "*x"),
        ("a: 1\n---\nb: 2\n", "---"),
        ("? [a]\n: 1\n", "[a]"),
        ("a: 'x\n", ""),
        ("a: \x01\n", ""),
        ("%YAML 9.9\n---\na: 1", None),
    ],
)
def test_syntax_errors_are_located(text: str, place: str | None) -> None:
    tree = parse(text)
    if place is not None:
        assert tree.root is None
        assert [found for found, _ in problems(text)] == [place]
    assert all(0 <= each.start <= each.end <= len(text) for each in tree.problems)


def test_empty_files_have_no_root_and_no_problem() -> None:
    assert [parse(text) for text in ("", "\n \n")] == [WorkflowTree(None)] * 2
    assert parse("# only\n") == WorkflowTree(None, (), ((0, 6),))


def test_depth_is_bounded() -> None:
    fits, deep = "[" * MAX_DEPTH + "]" * MAX_DEPTH, "[" * (MAX_DEPTH + 1)
    assert parse(fits).problems == ()
    assert problems(deep) == [("[", f"nested deeper than {MAX_DEPTH} levels")]
    assert parse("[" * 100_000).root is None
    assert parse("- " * 100_000).root is None


def test_aliases_do_not_multiply() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 9)]
    tree = parse("\n".join(lines))
    assert tree.root is None
    assert [each.message for each in tree.problems] == ["more than 50000 nodes"]


def test_aliases_do_not_nest_beyond_the_depth() -> None:
    lines = ["a0: &a0 [x]", *(f"a{i}: &a{i} [*a{i - 1}]" for i in range(1, 60))]
    assert [each.message for each in parse("\n".join(lines)).problems] == [
        f"nested deeper than {MAX_DEPTH} levels"
    ]


def test_size_is_bounded() -> None:
    assert parse("# " + "x" * MAX_SIZE).problems == (
        Problem(0, 0, "larger than 1 MiB, which GitHub does not read"),
    )


WORDS = st.sampled_from(
    ["a", "b: ", "- ", "? ", "\n", "\n  ", "\r\n", "\t", "'", '"', "|\n", ">-\n", "[", "]",
     "{", "}", ",", ":", "#", " # x", "&a ", "*a", "!!str ", "!x ", "${{ a }}", "\\", "\\x41",
     "\\U00110000", "%YAML 1.1\n", "---\n", "...\n", "\ufeff", "\u2028", "\x85", "\x00",
     "\U0001f600", "é", "<<: ", "3.10"]
)  # fmt: skip


@given(st.lists(WORDS, max_size=40).map("".join))
@settings(max_examples=400)
def test_any_text_parses_or_is_refused(text: str) -> None:
    tree = parse(text)
    for each in tree.problems:
        assert 0 <= each.start <= each.end <= len(text)
    for start, end in tree.comments:
        assert text[start] == "#"
        assert "\n" not in text[start:end]


@given(st.text(max_size=60))
def test_arbitrary_text_never_raises(text: str) -> None:
    parse(text)


PLAIN = st.from_regex(r"[a-z0-9.${}éß\U0001f600]{1,8}", fullmatch=True).filter(
    lambda text: "{{" not in text
)
YAML_TEXT = st.recursive(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(PLAIN, inner, max_size=3),
    max_leaves=10,
)


def written(value: object) -> str:
    """A value in flow style, strings in single quotes."""
    if isinstance(value, list):
        return "[" + ", ".join(written(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{written(k)}: {written(v)}" for k, v in value.items()) + "}"
    return "'" + str(value).replace("'", "''") + "'"


def read(node: Yaml | None) -> object:
    if isinstance(node, Mapping):
        return {entry.key.value: read(entry.value) for entry in node.entries}
    if isinstance(node, Sequence):
        return [read(item) for item in node.items]
    return node.value if node is not None else None


def nested(node: Yaml) -> bool:
    """Whether children lie in their parent, in order."""
    if isinstance(node, Scalar):
        return node.start <= node.end
    inside: tuple[Yaml | Entry, ...] = node.items if isinstance(node, Sequence) else node.entries
    ends = [node.start, *(end for child in inside for end in (child.start, child.end)), node.end]
    values = [child.value if isinstance(child, Entry) else child for child in inside]
    return ends == sorted(ends) and all(nested(value) for value in values)


@given(YAML_TEXT)
def test_what_is_written_is_read(value: object) -> None:
    text = "root: " + written(value)
    tree = parse(text)
    assert tree.problems == ()
    assert read(tree.root) == {"root": value}
    assert tree.root is not None
    assert nested(tree.root)


@given(YAML_TEXT)
def test_both_parsers_of_the_library_agree(value: object) -> None:
    text = "root: " + written(value)
    fast, slow = module._build(text, pure=False), module._build(text, pure=True)
    assert fast[1] is None
    assert slow[1] is None
    assert fast[0].root == slow[0].root
    assert fast[0].scalars == slow[0].scalars


@given(YAML_TEXT)
def test_trees_are_written_and_read_back(value: object) -> None:
    tree = parse("root: &a " + written(value) + " # x\nagain: *a\n")
    encoded = msgspec.msgpack.encode(tree)
    assert msgspec.msgpack.decode(encoded, type=WorkflowTree) == tree


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("x: plain text", "plain text"),
        ("x: plain\n  text", "plain text"),
        ("x: 'it''s'", "it's"),
        ('x: "a\\"b\\x41 \\\n   c"', 'a"bA c'),
        ("x: |\n    a\n      b\n", "a\n  b\n"),
        ("x: >-\n    a\n    b\n\n    c\n", "a b\nc"),
        ("x: |2\n     a\n", "   a\n"),
        ("x: &anchor 'q'", "q"),
        ("x: |\r\n  a\r\n  b\r\n", "a\nb\n"),
    ],
)
def test_characters_of_a_value_have_places(text: str, value: str) -> None:
    (scalar,) = scalars(parse(text).root)
    assert scalar.value == value
    places = offsets(text, scalar)
    assert len(places) == len(value) + 1
    shown = [text[place] for place, char in zip(places, value, strict=False) if char.isalpha()]
    assert [char if char != "\\" else "A" for char in shown] == [c for c in value if c.isalpha()]


def corpus() -> list[Path]:
    folder = os.environ.get("AZLINT_CORPUS")
    return sorted(Path(folder).glob("*/.github/**/*.y*ml")) if folder else []


@pytest.mark.skipif(not corpus(), reason="AZLINT_CORPUS names no folder")
def test_the_corpus_parses() -> None:
    broken: list[str] = []
    for path in corpus():
        name = "/".join(path.parts[path.parts.index(".github") :])
        if path.is_file() and kind_of(name) in (Kind.ACTION, Kind.WORKFLOW):
            text = Source.decode(str(path), path.read_bytes()).text
            broken.extend(f"{path}: {each.message}" for each in parse(text).problems)
    assert [line for line in broken if "pagopa__selfcare-infra" not in line] == []
