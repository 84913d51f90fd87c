"""HCL as Terraform reads it: files, lone expressions and lone templates."""

from __future__ import annotations

import gc
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, cast

from azlint.languages.terraform.build import Builder, Item
from azlint.languages.terraform.engine import Failure, engine
from azlint.languages.terraform.messages import explain, unclosed
from azlint.languages.terraform.recover import Resume, resume
from azlint.languages.terraform.scan import Mode, scan
from azlint.languages.terraform.syntax import File
from azlint.languages.terraform.tokens import Tokens, innermost
from azlint.source import Source
from azlint.syntax import Expression, Opaque, Problem

_RESCANS: Final = 8
"""How often a text may be scanned because of missing brackets, as a multiple of its length."""
_ALWAYS: Final = 1_000_000


@contextmanager
def _no_collection() -> Iterator[None]:
    """Trees hold no cycles: the collector would walk them again and again for nothing."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def parse(text: str) -> File:
    """Read a file; syntax errors are in `problems`, what stands around them is kept."""
    with _no_collection():
        return _Parser(text).file()


def parse_expression(text: str, start: int = 0) -> tuple[Expression, tuple[Problem, ...]]:
    """Read an expression that ends with its text, as if it stood in parentheses."""
    return _parse_lone("lone_expression", Mode.FREE, text, start)


def parse_template(text: str) -> tuple[Expression, tuple[Problem, ...]]:
    """Read a text as a template without quotes and escapes."""
    return _parse_lone("lone_template", Mode.UNQUOTED, text, 0)


def _parse_lone(
    symbol: str, mode: Mode, text: str, start: int
) -> tuple[Expression, tuple[Problem, ...]]:
    with _no_collection():
        tokens = scan(text, start, mode)
        source = Source("", text)
        builder = Builder(source, tokens)
        value = engine().run(symbol, engine().bind(builder), tokens)
        if isinstance(value, Failure):
            problem = _problem(source, tokens, 0, value)
            return Opaque(start, len(text), text[start:]), (*builder.problems, problem)
        return cast("Expression", value), tuple(builder.problems)


def _problem(source: Source, tokens: Tokens, first: int, failure: Failure) -> Problem:
    token = failure.token
    expected = engine().tables.actions[failure.state].keys()
    message = failure.message or explain(source, tokens, first, token, expected)
    return Problem(tokens.starts[token], tokens.ends[token], message)


class _Parser:
    """Reads a file from error to error.

    `budget` bounds how often text is scanned again; `broken` says that nothing was kept since
    the last error.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.source = Source("", text)
        self.items: list[Item] = []
        self.problems: list[Problem] = []
        self.comments: list[tuple[int, int]] = []
        self.budget = _ALWAYS + _RESCANS * len(text)
        self.broken = False

    def file(self) -> File:
        offset: int | None = 0
        while offset is not None and self.budget >= 0:
            self.budget -= len(self.text) - offset
            offset = self._scan(offset)
        if offset is not None:
            message = "too many brackets are missing: the rest of the file is not read"
            self.problems.append(Problem(offset, len(self.text), message))
        builder = Builder(self.source, scan(""))
        attributes, blocks = builder.split(self.items)
        problems = sorted({*self.problems, *builder.problems}, key=_place)
        return File(attributes, blocks, tuple(problems), tuple(self.comments))

    def _scan(self, offset: int) -> int | None:
        """Parse one list of tokens; the offset from which text must be scanned again."""
        tokens = scan(self.text, offset)
        builder = Builder(self.source, tokens)
        rules = engine().bind(builder)
        first = 0
        target: Resume | None = None
        while True:
            value = engine().run("start", rules, tokens, first)
            if not isinstance(value, Failure):
                self.items += cast("list[Item]", value)
                break
            first = self._keep(tokens, first, value.values)
            target = resume(self.text, tokens, first, value.token)
            self._note(tokens, first, value, target)
            builder.forget(tokens.starts[first])
            if target is None or target.token is None:
                break
            first = target.token
        self.problems += builder.problems
        end = len(self.text) if target is None or target.token is not None else target.offset
        self.comments += [comment for comment in tokens.comments if comment[0] < end]
        return None if target is None or target.token is not None else target.offset

    def _keep(self, tokens: Tokens, first: int, values: list[object]) -> int:
        """Take the items before an error; the token at which the broken item begins.

        The last of them may still wait with its newline.
        """
        items: list[Item] = []
        if values and isinstance(values[0], list):
            items += values[0]
            values = values[1:]
        if len(values) > 1 and isinstance(values[0], Item) and isinstance(values[1], int):
            items.append(values[0])
        if not items:
            return first
        self.items += items
        self.broken = False
        return bisect_left(tokens.starts, items[-1].end) + 1

    def _note(self, tokens: Tokens, first: int, failure: Failure, target: Resume | None) -> None:
        """Report an error, unless it only continues the last one."""
        if not self.broken:
            at = None if target is None else bisect_left(tokens.starts, target.offset)
            if at is not None and at < failure.token and innermost(tokens, first, at) is not None:
                message = unclosed(self.source, tokens, first, at)
                self.problems.append(Problem(tokens.starts[at], tokens.ends[at], message))
            else:
                self.problems.append(_problem(self.source, tokens, first, failure))
        self.broken = True


def _place(problem: Problem) -> tuple[int, int, str]:
    return problem.start, problem.end, problem.message
