"""Commands of a PowerShell script, by a scanner of our own.

No grammar that is offered reads what PowerShell hands to programs (`-chdir=infra`, `a || b`), and
of a script only commands and their words are asked for: expressions are skipped, the commands in
their parentheses are not.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from itertools import chain
from typing import NamedTuple

import msgspec

from azlint.languages.script.masking import Masked
from azlint.languages.script.powershell_lexis import (
    ASSIGNMENT,
    BLANK,
    CATCH,
    CONSTANTS,
    DEEPER,
    ENDS,
    FIRST_LINE,
    KEYWORD,
    LITERAL,
    LITERALS,
    LOOP,
    NAME,
    OTHERWISE,
    PLAIN,
    QUOTED,
    SEPARATOR,
    VARIABLE,
    end_of_string,
    merged,
    named,
)
from azlint.languages.script.syntax import (
    Assignment,
    Attempt,
    Branch,
    Command,
    Dark,
    Embedded,
    Output,
    Piece,
    Script,
    Text,
    Variable,
    Word,
)
from azlint.languages.script.wrappers import unwrapped

MAX_DEPTH = 30


def read_powershell(mask: Masked) -> Script:
    """The commands and assignments of a script, in textual order."""
    reader = _Reader(mask)
    commands = tuple(reader.statements(_Where()))
    return Script(
        0,
        len(mask.text),
        commands,
        tuple(reader.assignments),
        tuple(reader.broken),
        tuple(sorted(reader.branches, key=lambda branch: branch.start)),
        tuple(reader.attempts),
    )


class _Where(NamedTuple):
    """What holds for every command of a block."""

    conditional: bool = False
    tested: bool = False
    piped: bool = False
    assigned: str = ""
    function: str = ""


class _Reader:
    """Scans the stand-in text: what GitHub replaces is a plain word in it."""

    def __init__(self, mask: Masked) -> None:
        self._mask = mask
        self._text = mask.stand_in.decode("ascii")
        self._at = 0
        self._depth = 0
        self._found: list[Command] = []
        self.assignments: list[Assignment] = []
        self.broken: list[tuple[int, int]] = []
        self.branches: list[Branch] = []
        self.attempts: list[Attempt] = []

    def statements(self, where: _Where, closing: str = "") -> Iterator[Command]:
        """Everything up to the bracket that closes the block."""
        if self._depth >= MAX_DEPTH:
            self.broken.append((self._at, len(self._text)))
            self._at = len(self._text)
            return
        self._depth += 1
        while True:
            self._skip(SEPARATOR)
            if self._at >= len(self._text):
                break
            char = self._text[self._at]
            if char in ")}":
                self._at += 1
                if char == closing:
                    break
                continue
            before = self._at
            yield from self._statement(where)
            if self._at == before:
                self._at += 1
        self._depth -= 1

    def _statement(self, where: _Where) -> Iterator[Command]:
        keyword = KEYWORD.match(self._text, self._at)
        if keyword:
            yield from self._compound(keyword, where)
            return
        assignment = ASSIGNMENT.match(self._text, self._at)
        if assignment:
            yield from self._assignment(assignment, where)
        else:
            yield from self._chain(where)

    def _compound(self, keyword: re.Match[str], where: _Where) -> Iterator[Command]:
        """`while (…) {…}` and its kin: the condition runs, the block may."""
        self._at = keyword.end()
        if keyword.group("asking"):
            yield from self._asking(keyword.start(), where)
            return
        if keyword.group("trying"):
            yield from self._trying(keyword.start(), where)
            return
        if keyword.group("parameters"):
            yield from self._bracketed("()", where._replace(conditional=True))
            return
        inner = where
        if keyword.group("maybe"):
            inner = where._replace(conditional=True)
        elif keyword.group("function"):
            inner = where._replace(conditional=True, function=keyword.group("function"))
        elif keyword.group().lower() == "return":
            return
        self._skip(SEPARATOR)
        if keyword.group().lower() == "foreach":
            self._loop(where)
        yield from self._bracketed("()", where._replace(tested=True))
        yield from self._bracketed("{}", inner)

    def _bracketed(self, brackets: str, where: _Where) -> Generator[Command, None, tuple[int, int]]:
        """What stands in a pair of brackets, if there is one, and its range."""
        self._skip(SEPARATOR)
        start = self._at
        if self._take(brackets[0]):
            yield from self.statements(where, brackets[1])
        return start, self._at

    def _asking(self, start: int, where: _Where) -> Iterator[Command]:
        """`if (…) {…} elseif (…) {…} else {…}`: with what they decide."""
        asked: list[tuple[int, tuple[int, int], tuple[int, int]]] = []
        maybe = where._replace(conditional=True)
        while True:
            condition = yield from self._bracketed("()", where._replace(tested=True))
            then = yield from self._bracketed("{}", maybe)
            asked.append((start, condition, then))
            other = OTHERWISE.match(self._text, self._at)
            if other is None:
                start = self._at
                break
            start, self._at = other.start("word"), other.end()
            if other.group("word").lower() == "else":
                yield from self._bracketed("{}", maybe)
                break
        following = [*(each[0] for each in asked[1:]), start]
        self.branches.extend(
            Branch(begin, self._at, condition, then, (after, self._at))
            for (begin, condition, then), after in zip(asked, following, strict=True)
        )

    def _trying(self, start: int, where: _Where) -> Iterator[Command]:
        """`try {…} catch {…}`; `finally` is a statement of its own."""
        body = yield from self._bracketed("{}", where)
        while (caught := CATCH.match(self._text, self._at)) is not None:
            self._at = caught.end()
            handler = yield from self._bracketed("{}", where._replace(conditional=True))
            self.attempts.append(Attempt(start, self._at, body, handler))

    def _loop(self, where: _Where) -> None:
        """The values that `foreach ($name in 'a', 'b')` takes, one after the other."""
        found = LOOP.match(self._text, self._at)
        if found is None:
            return
        listed = LITERALS.match(self._text, found.end())
        begin = found.end()
        words = [Word(begin, begin, (Dark(begin, begin),))]
        if listed is not None:
            items = LITERAL.finditer(self._text, begin, listed.end() - 1)
            words = [self._item(item) for item in items]
        name = found.group("name")
        self.assignments.append(
            Assignment(found.start(), begin, name, tuple(words), where.conditional)
        )

    def _item(self, found: re.Match[str]) -> Word:
        quoted = self._text[found.start()] in "\"'"
        start, end = found.start() + quoted, found.end() - quoted
        return Word(found.start(), found.end(), tuple(self._literals(start, end)))

    def _assignment(self, found: re.Match[str], where: _Where) -> Iterator[Command]:
        start, self._at = self._at, found.end()
        exported, name = named(found)
        begin = self._at
        keyword = KEYWORD.match(self._text, begin)
        if keyword and (keyword.group("asking") or keyword.group("trying")):
            yield from self._compound(keyword, where._replace(assigned=name))
            value = Word(begin, self._at, (Dark(begin, self._at),))
        elif NAME.match(self._text, begin) or self._text[begin : begin + 1] == "&":
            yield from self._chain(where._replace(assigned=name))
            value = Word(begin, self._at, (Output(begin, self._at),))
        else:
            value, inner = self._value(where._replace(assigned=name))
            yield from inner
        conditional = where.conditional or found.group("operator") != "="
        self.assignments.append(
            Assignment(start, self._at, name, (value,), conditional, exported=exported)
        )

    def _value(self, where: _Where) -> tuple[Word, list[Command]]:
        """The right side of an assignment: one word, or an expression that stays dark."""
        begin = self._at
        word, commands = self._word(where)
        self._skip(BLANK)
        if self._at < len(self._text) and self._text[self._at] not in ENDS:
            commands.extend(self._expression(where))
            return Word(begin, self._at, (Dark(begin, self._at),)), commands
        return word, commands

    def _chain(self, where: _Where) -> Iterator[Command]:
        """`a | b && c || d`: what stands behind `||` runs if something before it fails."""
        groups: list[list[Command]] = []
        last = 0
        later = where
        while True:
            groups.append(self._pipeline(later))
            operator = self._text[self._at : self._at + 2]
            if operator not in ("||", "&&"):
                break
            self._at += 2
            self._skip(SEPARATOR)
            later = where._replace(conditional=where.conditional or operator == "||")
            if operator == "||":
                last = len(groups)
        yield from _with_alternatives(groups, last)

    def _pipeline(self, where: _Where) -> list[Command]:
        found: list[Command] = []
        while True:
            part = self._simple(where)
            self._skip(BLANK)
            more = self._text[self._at : self._at + 1] == "|"
            if not more or self._text[self._at : self._at + 2] == "||":
                return [*found, *part]
            self._at += 1
            self._skip(SEPARATOR)
            found.extend(msgspec.structs.replace(each, piped=True) for each in part)

    def _simple(self, where: _Where) -> list[Command]:
        """A command with its words, or an expression."""
        start = self._at
        if self._text[start : start + 1] in ("&", ".") and self._text[start + 1 : start + 2] == " ":
            self._at += 1
            self._skip(BLANK)
        elif not NAME.match(self._text, start):
            return list(self._expression(where))
        words: list[Word] = []
        inner: list[Command] = []
        end = start
        while self._at < len(self._text) and not self._ends():
            word, commands = self._word(where)
            if self._at == word.start:
                self._at += 1
                continue
            words.append(word)
            inner.extend(commands)
            end = self._at
            self._skip(BLANK)
        if len(words) > 1 and words[1].literal == "=":  # an entry of a hash table
            return inner
        run, given = unwrapped(tuple(words))
        return [*inner, Command(start, end, run, given, (), (), *where)]

    def _ends(self) -> bool:
        text, at = self._text, self._at
        return text[at] in ENDS or text.startswith("&&", at) or text[at] == "#"

    def _expression(self, where: _Where) -> Iterator[Command]:
        """Skip to the end of an expression; the commands in its brackets run."""
        while self._at < len(self._text) and not self._ends():
            before = self._at
            yield from self._word(where)[1]
            self._skip(BLANK)
            if self._at == before:
                self._at += 1

    # Words.

    def _word(self, where: _Where) -> tuple[Word, list[Command]]:
        start = self._at
        pieces: list[Piece] = []
        commands: list[Command] = []
        while self._at < len(self._text):
            before = self._at
            pieces.extend(self._piece(where, commands))
            if self._at == before:
                break
        return Word(start, self._at, tuple(merged(pieces))), commands

    def _piece(self, where: _Where, commands: list[Command]) -> Iterator[Piece]:
        start, text = self._at, self._text
        char = text[start]
        if char in "\"'" or text.startswith(('@"', "@'"), start):
            yield from self._string(where, commands)
        elif char == "$" or char in "({" or text.startswith(("@(", "@{"), start):
            yield from self._reference(where, commands)
        elif char == "`" and start + 1 < len(text) and text[start + 1] not in "\r\n":
            self._at += 2
            yield Text(start, self._at, self._mask.text[start + 1])
        else:
            plain = PLAIN.match(text, start)
            if plain:
                self._at = plain.end()
                yield from self._literals(start, plain.end())

    def _reference(
        self, where: _Where, commands: list[Command], *, quoted: bool = False
    ) -> Iterator[Piece]:
        """`$name`, `$(…)`, `(…)`, `{…}`; in a string a member of a variable is text."""
        start, text = self._at, self._text
        variable = VARIABLE.match(text, start)
        if variable:
            self._at = variable.end()
            deeper = None if quoted else DEEPER.match(text, self._at)
            _, name = named(variable)
            if name.lower() in CONSTANTS and not deeper:
                yield Text(start, self._at, name.capitalize())
            else:
                yield Variable(start, self._at, name, deeper.group() if deeper else "")
            if deeper:
                self._at = deeper.end()
                yield Dark(deeper.start(), deeper.end())
            return
        bracket = re.compile(r"[$@]?([({])").match(text, start)
        if bracket is None:
            self._at += 1
            yield Text(start, self._at, text[start])
            return
        self._at = bracket.end()
        is_block = bracket.group(1) == "{"
        inner = where._replace(piped=False, conditional=where.conditional or is_block)
        commands.extend(self.statements(inner, "}" if is_block else ")"))
        yield Dark(start, self._at) if is_block else Output(start, self._at)

    def _string(self, where: _Where, commands: list[Command]) -> Iterator[Piece]:
        start, text = self._at, self._text
        here = text[start] == "@"
        quote = text[start + here]
        closing = f"\n{quote}@" if here else quote
        self._at = start + here + 1
        if here:
            self._skip(FIRST_LINE)
        if quote == "'":
            end = end_of_string(text, self._at, closing)
            yield from self._literals(self._at, end, doubled=True)
            self._at = min(end + len(closing), len(text))
            return
        while self._at < len(text) and not text.startswith(closing, self._at):
            yield from self._quoted(where, commands, here=here)
        self._at = min(self._at + len(closing), len(text))

    def _quoted(self, where: _Where, commands: list[Command], *, here: bool) -> Iterator[Piece]:
        start, text = self._at, self._text
        if text[start] == "`":
            self._at = min(start + 2, len(text))
            yield Text(start, self._at, self._mask.text[start + 1 : self._at])
        elif text[start] == "$":
            yield from self._reference(where, commands, quoted=True)
        else:
            plain = re.compile(r"[^`$]").match(text, start) if here else QUOTED.match(text, start)
            self._at = plain.end() if plain else start + 1
            yield from self._literals(start, self._at)

    def _literals(self, start: int, end: int, *, doubled: bool = False) -> Iterator[Piece]:
        for opened, closed, is_hole in self._mask.split(start, end):
            if is_hole:
                yield Embedded(opened, closed)
            else:
                text = self._mask.text[opened:closed]
                yield Text(opened, closed, text.replace("''", "'") if doubled else text)

    def _skip(self, pattern: re.Pattern[str]) -> None:
        found = pattern.match(self._text, self._at)
        if found:
            self._at = found.end()

    def _take(self, char: str) -> bool:
        taken = self._text.startswith(char, self._at)
        self._at += taken
        return taken


def _with_alternatives(groups: list[list[Command]], last: int) -> Iterator[Command]:
    """`last` stands behind the last `||`; it runs if something before fails."""
    behind = tuple(groups[last])
    for group in groups[:last]:
        yield from (msgspec.structs.replace(each, otherwise=behind) for each in group)
    yield from chain.from_iterable(groups[last:])
