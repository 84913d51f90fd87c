"""What holds for any HCL: nothing is lost, trees nest, and `terraform fmt` agrees."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azlint.languages.terraform.parse import parse, parse_expression
from azlint.languages.terraform.scan import scan
from azlint.languages.terraform.syntax import Attribute, Block, File
from azlint.syntax import (
    Literal,
    Node,
    ObjectItem,
    Opaque,
    Splat,
    Template,
    TemplateFor,
    TemplateIf,
    children,
    walk,
)
from realterraform import accepts, needs_terraform

TRIVIA = re.compile(r"(?:[ \t\r\n]|\ufeff|(?:\#|//)[^\n]*|/\*(?s:.*?)\*/)*")
COMMENT = re.compile(r"(?:\#|//)(?:\r(?!\n)|[^\r\n])*|/\*(?s:.*?)\*/")

# Generated HCL. `free` says that newlines do not count.


def joined(*parts: st.SearchStrategy[str] | str) -> st.SearchStrategy[str]:
    strategies = [st.just(part) if isinstance(part, str) else part for part in parts]
    return st.tuples(*strategies).map("".join)


SPACE = st.sampled_from(["", "", " ", " ", "\t", " /* c\n */ "])
BREAK = st.sampled_from(["", " ", "\n", "\r\n", " # c\n", "\n\n// c\n", "/* */"])
END = st.sampled_from(["\n", "\r\n", " # 😀\n", "\n\n", " /* c */ // d\r\n", "\n# a\n\n"])
NAMES = st.sampled_from(
    ["a", "b-c", "_d", "for", "in", "if", "else", "true", "null", "größe", "名前", "x1"]
)
OPERANDS = NAMES.filter(lambda name: name != "for")
NUMBERS = st.sampled_from(["0", "007", "1", "1.5", "2e3", "1.5E-7", "99999999999999999999"])
CHARACTERS = st.sampled_from(
    ["a", " ", "  ", "$ ", "%-", "{", "}", "#", "é", "😀", "'", "$${", "%%{", "~", "//", "$$)", "*"]
)
ESCAPES = st.sampled_from([r"\n", r"\"", r"\\", r"\t", r"\u00e9", r"\U0001F600"])
OPERATORS = st.sampled_from(
    ["+", " - ", "*", " / ", "%", "==", "!=", "<", ">", "<=", ">=", "&&", "||"]
)


def text_of(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(parts, max_size=4).map("".join)


def template(
    inner: st.SearchStrategy[str], characters: st.SearchStrategy[str]
) -> st.SearchStrategy[str]:
    """Pieces of a template; `inner` are expressions in which newlines do not count."""
    mark = st.sampled_from(["", "~"])
    value = joined("${", mark, BREAK, inner, BREAK, mark, "}")
    piece = characters | value
    body = text_of(piece)
    condition = joined("%{", mark, " if ", inner, " ", mark, "}", body)
    closed = joined(condition, "%{ else ", mark, "}", body, "%{", mark, "endif}") | joined(
        condition, "%{ endif }"
    )
    loop = joined(
        "%{ for ", NAMES, ", ", NAMES, " in ", inner, " ", mark, "}", body, "%{ endfor ", mark, "}"
    )
    return text_of(piece | closed | loop)


def terms(free: st.SearchStrategy[str], bound: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Operands made of smaller expressions, by what newlines mean inside them."""
    comma = joined(BREAK, ",", BREAK)
    listed = st.lists(free, max_size=3).flatmap(
        lambda items: comma.map(lambda sign: sign.join(items))
    )
    item = joined(
        OPERANDS | bound.map(lambda text: f"({text})"),
        SPACE,
        st.sampled_from(["=", ":"]),
        SPACE,
        bound,
    )
    items = st.lists(item, max_size=3).flatmap(
        lambda found: st.sampled_from([", ", "\n", " # c\n", ",\n\n"]).map(
            lambda sign: sign.join(found)
        )
    )
    intro = joined("for ", NAMES, st.sampled_from(["", ", y"]), " in ", free, BREAK, ":", BREAK)
    condition = st.just("") | joined(" if ", free)
    return st.one_of(
        joined("(", BREAK, free, BREAK, ")"),
        joined("[", BREAK, listed, BREAK, "]"),
        joined(
            "{", st.sampled_from(["", "\n", " # c\n"]), items, st.sampled_from(["", "\n", " "]), "}"
        ),
        joined("[", BREAK, intro, free, condition, BREAK, "]"),
        joined(
            "{",
            BREAK,
            intro,
            free,
            " => ",
            free,
            st.sampled_from(["", "..."]),
            condition,
            BREAK,
            "}",
        ),
        joined(OPERANDS, st.sampled_from(["", "::f", "::g::h"]), "(", BREAK, listed, BREAK, ")"),
        joined('"', template(free, CHARACTERS | ESCAPES), '"'),
    )


def grown(
    free: st.SearchStrategy[str], bound: st.SearchStrategy[str], gap: st.SearchStrategy[str]
) -> st.SearchStrategy[str]:
    """Expressions made of smaller ones, with a gap between their parts."""
    here = free if gap is BREAK else bound
    suffix = st.one_of(
        joined(SPACE, ".", NAMES),
        joined(".", st.sampled_from(["0", "12"]), " "),
        joined("[", BREAK, free, BREAK, "]"),
        joined("[*]"),
        joined(".*.", NAMES, "[0]"),
    )
    return st.one_of(
        terms(free, bound),
        joined(terms(free, bound) | OPERANDS, suffix, suffix | st.just("")),
        joined(st.sampled_from(["-", "!", "- "]), here),
        joined(here, gap, OPERATORS, gap, here),
        joined(here, gap, "?", gap, here, gap, ":", gap, here),
    )


ATOMS = OPERANDS | NUMBERS | joined('"', text_of(CHARACTERS), '"')


@cache
def nested(depth: int, gap: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Expressions of a depth with a gap between their parts."""
    if depth == 0:
        return ATOMS
    return ATOMS | grown(expression(depth - 1, free=True), expression(depth - 1, free=False), gap)


@st.composite
def expression(draw: st.DrawFn, depth: int, *, free: bool) -> str:
    """An expression in which newlines do not count, or do."""
    return draw(nested(depth, BREAK if free else SPACE))


FREE, BOUND = expression(3, free=True), expression(3, free=False)
HEREDOC = joined(
    "<<",
    st.sampled_from(["", "-"]),
    "END\n",
    template(FREE, CHARACTERS | st.sampled_from(["\n", "\n  ", "\n\n", "\r\n", "\\"])),
    st.sampled_from(["\nEND\n", "\n   END\n", "\r\nEND\r\n"]),
)
ARGUMENT = joined(NAMES, SPACE, "=", SPACE, BOUND, END) | joined(NAMES, " = ", HEREDOC)
LABELS = text_of(joined(" ", st.sampled_from(['"l"', "m", '"$${n}"', r'"\u00e9"'])))
BLOCK = joined(NAMES, LABELS, " {", st.just("}") | joined(END, text_of(ARGUMENT), "}"), END)
FILES = text_of(ARGUMENT | BLOCK | joined("b {", END, text_of(BLOCK | ARGUMENT), "}", END) | END)
NOISE = st.sampled_from(
    [
        *"(){}[]\"'=,.:?!+-*/%~#\\\n\r $",
        *("${", "%{", "=>", "...", "<<E\n", "/*", "for ", " if ", "\ufeff", "0"),
    ]
)


def check_tokens(text: str) -> None:
    """Tokens and trivia together are the text, and the comments are among the trivia."""
    tokens = scan(text)
    at = 0
    comments: list[tuple[int, int]] = []
    for start, end in zip(tokens.starts, tokens.ends, strict=True):
        gap = text[at:start]
        assert TRIVIA.fullmatch(gap), (gap, at)
        comments += [(at + found.start(), at + found.end()) for found in COMMENT.finditer(gap)]
        assert at <= start <= end
        at = end
    assert at == len(text)
    assert tokens.comments == comments


def inner(node: Node) -> list[Node]:
    """What stands below a node, in the order of the text."""
    if isinstance(node, Block):
        return sorted([*node.attributes, *node.blocks], key=lambda child: child.start)
    return list(children(node))


def check_nesting(file: File, text: str) -> None:
    """Children lie in their parent, in order, and do not overlap."""
    top: list[Node] = [*file.attributes, *file.blocks]
    stack = [(0, len(text), sorted(top, key=lambda node: node.start))]
    while stack:
        start, end, nodes = stack.pop()
        at = start
        for node in nodes:
            assert at <= node.start <= node.end <= end, (node, start, end)
            at = node.end
            stack.append((node.start, node.end, inner(node)))


def attributes(file: File) -> Iterator[Attribute]:
    blocks = list(file.blocks)
    yield from file.attributes
    while blocks:
        block = blocks.pop()
        yield from block.attributes
        blocks.extend(block.blocks)


def standing(node: Node) -> Iterator[Node]:
    """The expressions at and below a node whose text means the same by itself."""
    match node:
        case Template(parts=parts):
            yield node
            yield from spliced(parts)
        case ObjectItem(value=value):
            yield from standing(value)
        case Splat(object=source):
            yield node
            yield from standing(source)
        case _:
            yield node
            for child in children(node):
                yield from standing(child)


def spliced(parts: tuple[Node, ...]) -> Iterator[Node]:
    """The expressions inside the pieces of a template; literals are text there."""
    for part in parts:
        match part:
            case Literal():
                continue
            case TemplateIf(condition=condition, then=then, otherwise=otherwise):
                yield from standing(condition)
                yield from spliced((*then, *otherwise))
            case TemplateFor(collection=collection, body=body):
                yield from standing(collection)
                yield from spliced(body)
            case _:
                yield from standing(part)


def check(text: str, *, deeply: bool = True) -> File:
    """Everything that must hold for a text, valid or not."""
    check_tokens(text)
    file = parse(text)
    check_nesting(file, text)
    for attribute in attributes(file):
        nodes = list(standing(attribute.value)) if deeply else [attribute.value]
        for node in nodes:
            if not any(isinstance(below, Opaque) for below in walk(node)):
                inside = {each for each in file.problems if node.start <= each.start < node.end}
                found, problems = parse_expression(text[: node.end], node.start)
                assert (found, set(problems)) == (node, inside)
    return file


@settings(max_examples=40, deadline=None)
@given(FILES)
def test_generated_files_are_read_whole(text: str) -> None:
    file = check(text)
    duplicates = {problem for problem in file.problems if "already set" in problem.message}
    assert set(file.problems) == duplicates


@settings(max_examples=60, deadline=None)
@given(FILES, NOISE, st.data())
def test_broken_files_lose_nothing_else(text: str, noise: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    cut = data.draw(st.integers(0, 3))
    check(text[:at] + noise + text[at + cut :])


def test_a_wrong_escape_loses_nothing_else() -> None:
    file = check('a = ["\\u00e(9aaa", 1]\nb = 1\n')
    assert [problem.message for problem in file.problems] == ["this is not an escape sequence"]


@given(st.text(alphabet="ab1\"'=,.:?!+-*/%$~#{}[]()<>E\n\r\\ é\ufeff", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    check(text)


@needs_terraform
@settings(max_examples=25, deadline=None)
@given(FILES, NOISE, st.data())
def test_terraform_agrees(text: str, noise: str, data: st.DataObject) -> None:
    assert accepts(text) is (parse(text).problems == ())
    at = data.draw(st.integers(0, len(text)))
    broken = text[:at] + noise + text[at:]
    assert accepts(broken) is (parse(broken).problems == ())


CORPUS = os.environ.get("AZLINT_CORPUS", "")


@pytest.mark.skipif(not CORPUS, reason="AZLINT_CORPUS names no folder")
def test_corpus_loses_nothing() -> None:
    for path in sorted(Path(CORPUS).rglob("*.tf*")):
        if path.suffix in {".tf", ".tofu", ".tfvars"} and path.is_file():
            text = path.read_bytes().decode("utf-8", "replace").removeprefix("\ufeff")
            check(text, deeply=False)
