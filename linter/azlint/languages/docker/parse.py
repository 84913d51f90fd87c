"""From the text of a Dockerfile to its instructions; what a build refuses is located."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping

import msgspec

from azlint.languages.docker.lines import BACKSLASH, Reader
from azlint.languages.docker.syntax import File, Flag, Heredoc, Instruction, Line, Pair, Text, Word
from azlint.languages.docker.words import RefusedError, blanks, quoted, refusal, word
from azlint.patterns import regex
from azlint.syntax import Problem

_KEYWORD = regex(r"[^\t\v\f\r ]+")
_FLAG = regex(r"\s*(--(?P<name>[^\s=]+)=?)")
_NO_FLAGS = regex(r"\s*--(?=\s|\Z)")
_STRING = regex(r'"((?:[^"\\]|\\.)*)"')
_HEREDOC = regex(r"[0-9]*<<(?P<chomp>-?)(?P<name>[^<]+)")
_STAGE = regex(r"[a-z][a-z0-9_.-]*", re.IGNORECASE)
_TEXTS = frozenset({"ADD", "COPY", "RUN"})
"""Instructions that can bring a here-document."""

_NEVER_LATER = frozenset({"FROM", "MAINTAINER", "ONBUILD"})


def parse(text: str) -> File:
    """Read a Dockerfile; nothing is refused where a `syntax` directive brings another language."""
    parser = _Parser(text)
    instructions = tuple(parser.instructions())
    reader = parser.reader
    problems = sorted((*reader.problems, *parser.problems(instructions)), key=_order)
    kept = () if reader.foreign else tuple(problems)
    return File(instructions, kept, tuple(reader.comments), reader.escape)


def _order(problem: Problem) -> tuple[int, int]:
    return problem.start, problem.end


class _Parser:
    def __init__(self, text: str) -> None:
        self.reader = Reader(text)
        self._problems: list[Problem] = []

    def instructions(self) -> Iterator[Instruction]:
        while (line := self.reader.instruction()) is not None:
            found = self._instruction(line, 0)
            if found is not None:
                yield self._with_heredocs(found, line)

    def problems(self, instructions: tuple[Instruction, ...]) -> Iterator[Problem]:
        """Everything that a build refuses, the order of the instructions included.

        What has no FROM at all is a part that something else puts into a Dockerfile.
        """
        yield from self._problems
        if not instructions and not self._problems:
            yield Problem(0, 0, "there is no instruction")
        whole = any(each.keyword == "FROM" for each in instructions)
        for each in instructions:
            if each.keyword == "FROM" or not whole:
                return
            if each.keyword != "ARG":
                end = each.start + len(each.keyword)
                yield Problem(each.start, end, f"{each.keyword} stands before the first FROM")

    def _refuse(self, line: Line, start: int, end: int, message: str) -> None:
        self._problems.append(Problem(*line.span(start, end), message))

    def _instruction(self, line: Line, at: int) -> Instruction | None:
        keyword = _KEYWORD.search(line.text, at)
        if keyword is None:
            return None
        name = keyword[0].upper()
        read = _READERS.get(name)
        if read is None:
            self._refuse(line, *keyword.span(), f"there is no instruction {keyword[0]}")
            return None
        start, end = line.span(keyword.start(), len(line.text.rstrip()))
        flags, at = self._flags(line, keyword.end())
        return read(self, Instruction(start, end, name, flags), line, at)

    def _flags(self, line: Line, at: int) -> tuple[tuple[Flag, ...], int]:
        """`--name=value` before the operands, and where these start."""
        flags: list[Flag] = []
        while True:
            ended = _NO_FLAGS.match(line.text, at)
            found = _FLAG.match(line.text, at)
            if ended or found is None:
                return tuple(flags), ended.end() if ended else at
            _, at = next(quoted(line, found.start(1), BACKSLASH))
            value = None
            if found[1].endswith("="):
                value = self._word(line, found.end(), at)
            flags.append(Flag(*line.span(found.start(1), at), found["name"], value))

    def _word(self, line: Line, start: int, end: int) -> Word | None:
        """A word, None where a build refuses it."""
        try:
            return word(line, start, end, self.reader.escape)
        except RefusedError as refused:
            self._problems.append(refusal(line, refused))
            return None

    # Operands.

    def one(self, instruction: Instruction, line: Line, at: int) -> Instruction:
        """All that follows is one operand."""
        text = line.text.rstrip()
        start = _content(text, at)
        places = [(start, len(text))] if start < len(text) else []
        return self._operands(instruction, line, places)

    def several(self, instruction: Instruction, line: Line, at: int) -> Instruction:
        """Operands between blanks."""
        return self._operands(instruction, line, list(blanks(line, at)))

    def listed(self, instruction: Instruction, line: Line, at: int) -> Instruction:
        """A JSON array of operands, or operands between blanks."""
        return self._array(instruction, line, at) or self.several(instruction, line, at)

    def command(self, instruction: Instruction, line: Line, at: int) -> Instruction:
        """A JSON array of words, or a line for the shell."""
        found = self._array(instruction, line, at)
        if found is not None:
            return found
        text = line.text.rstrip()
        start = _content(text, at)
        if start >= len(text):
            return instruction
        return _with(instruction, shell=_part(line, start, len(text)))

    def shell(self, instruction: Instruction, line: Line, at: int) -> Instruction:
        found = self._array(instruction, line, at)
        if found is None:
            self._refuse(line, 0, len(line.text), "SHELL takes a JSON array")
        return found or instruction

    def health(self, instruction: Instruction, line: Line, at: int) -> Instruction:
        """`NONE`, or `CMD` and a command."""
        kind = _KEYWORD.search(line.text, at)
        name = kind[0].upper() if kind else ""
        if kind is None or name not in ("CMD", "NONE"):
            self._refuse(line, 0, len(line.text), "HEALTHCHECK takes NONE, or CMD and a command")
            return instruction
        return instruction if name == "NONE" else self.command(instruction, line, kind.end())

    def stage(self, instruction: Instruction, line: Line, at: int) -> Instruction:
        found = self.several(instruction, line, at)
        words = [line.text[start:end] for start, end in blanks(line, at)]
        if len(words) != 1 and not (len(words) == 3 and words[1].lower() == "as"):
            self._refuse(line, 0, len(line.text), "FROM takes an image, or an image AS a name")
        elif len(words) == 3 and not _STAGE.fullmatch(words[2]):
            start, end = list(blanks(line, at))[2]
            self._refuse(line, start, end, f"{words[2]} cannot be the name of a stage")
        return found

    def pairs(self, instruction: Instruction, line: Line, at: int) -> Instruction:
        """`NAME=value …`; or `NAME value`, where the value is all that follows."""
        places = list(quoted(line, at, self.reader.escape))
        if places and "=" not in line.text[slice(*places[0])]:
            start, end = next(blanks(line, at))
            rest = line.text.rstrip()
            begin = _content(rest, end)
            if begin >= len(rest):
                self._refuse(line, start, end, f"{line.text[start:end]} has no value")
                return instruction
            return _with(instruction, pairs=self._pair(line, (start, end), (begin, len(rest))))
        return self._named(instruction, line, places)

    def arguments(self, instruction: Instruction, line: Line, at: int) -> Instruction:
        """`NAME` and `NAME=value`."""
        return self._named(instruction, line, list(quoted(line, at, self.reader.escape)))

    def later(self, instruction: Instruction, line: Line, at: int) -> Instruction | None:
        """What `ONBUILD` holds."""
        keyword = _KEYWORD.search(line.text, at)
        if keyword is None:
            self._refuse(line, 0, len(line.text), "ONBUILD holds no instruction")
            return instruction
        if keyword[0].upper() in _NEVER_LATER:
            self._refuse(line, *keyword.span(), f"ONBUILD cannot hold {keyword[0].upper()}")
            return instruction
        return _with(instruction, trigger=self._instruction(line, at))

    def _operands(
        self, instruction: Instruction, line: Line, places: list[tuple[int, int]]
    ) -> Instruction:
        least = 2 if instruction.keyword in ("ADD", "COPY") else 1
        if len(places) < least:
            message = f"{instruction.keyword} takes at least {least} operand{'s' * (least > 1)}"
            self._refuse(line, 0, len(line.text), message)
        words = (self._word(line, start, end) for start, end in places)
        return _with(instruction, words=tuple(each for each in words if each is not None))

    def _named(
        self, instruction: Instruction, line: Line, places: list[tuple[int, int]]
    ) -> Instruction:
        found: list[Pair] = []
        optional = instruction.keyword == "ARG"
        for start, end in places:
            equals = line.text.find("=", start, end)
            if equals == start or (equals < 0 and not optional):
                self._refuse(line, start, end, f"{instruction.keyword} takes NAME=value")
            elif equals < 0:
                found.extend(self._pair(line, (start, end), None))
            else:
                found.extend(self._pair(line, (start, equals), (equals + 1, end)))
        if not places:
            self._refuse(line, 0, len(line.text), f"{instruction.keyword} takes NAME=value")
        return _with(instruction, pairs=tuple(found))

    def _pair(
        self, line: Line, name: tuple[int, int], value: tuple[int, int] | None
    ) -> tuple[Pair, ...]:
        named = self._word(line, *name)
        valued = None if value is None else self._word(line, *value)
        if named is None or (value is not None and valued is None):
            return ()
        end = named.end if valued is None else valued.end
        return (Pair(named.start, end, named, valued),)

    def _array(self, instruction: Instruction, line: Line, at: int) -> Instruction | None:
        """The exec form, None for what is no JSON array."""
        rest = line.text[at:]
        if not rest.lstrip().startswith("["):
            return None
        try:
            items = json.loads(rest)
        except (ValueError, RecursionError):
            return None
        if not all(isinstance(item, str) for item in items):
            self._refuse(line, at, len(line.text), "an array in exec form holds strings only")
            return instruction
        places = (found.span(1) for found in _STRING.finditer(line.text, at))
        words = [
            Word(*line.span(*place), (Text(*line.span(*place), item),))
            for item, place in zip(items, places, strict=False)
        ]
        return _with(instruction, words=tuple(words), listed=True)

    # Here-documents.

    def _with_heredocs(self, instruction: Instruction, line: Line) -> Instruction:
        """Take the here-documents that an instruction announces."""
        inner = instruction.trigger or instruction
        if inner.keyword not in _TEXTS or inner.listed or "<<" not in line.text:
            return instruction
        found: list[Heredoc] = []
        for start, end in quoted(line, 0, BACKSLASH):
            match = _HEREDOC.fullmatch(line.text, start, end)
            name = self._name(line, match.start("name"), end) if match else ""
            if match is None or not name:
                continue
            expand = not set("'\"") & set(match["name"])
            heredoc = self.reader.heredoc(name, chomp=bool(match["chomp"]), expand=expand)
            if heredoc is None:
                self._refuse(line, start, end, f"no line says only {name}")
                break
            found.append(heredoc)
        if not found:
            return instruction
        documents = tuple(found)
        if instruction.trigger is not None:
            return _with(instruction, trigger=_with(instruction.trigger, heredocs=documents))
        return _with(instruction, heredocs=documents)

    def _name(self, line: Line, start: int, end: int) -> str:
        """What a here-document ends with."""
        try:
            pieces = word(line, start, end, BACKSLASH).pieces
        except RefusedError:
            return ""
        return "".join(each.value if isinstance(each, Text) else "" for each in pieces)


def _with(instruction: Instruction, **fields: object) -> Instruction:
    return msgspec.structs.replace(instruction, **fields)


def _content(text: str, at: int) -> int:
    """Where something stands that is no blank."""
    return len(text) - len(text[at:].lstrip())


def _part(line: Line, start: int, end: int) -> Line:
    """A range of a line as a line."""
    joints = [(0, line.place(start))]
    joints.extend((own - start, there) for own, there in line.joints if start < own < end)
    return Line(*line.span(start, end), line.text[start:end], tuple(joints))


_Read = Callable[[_Parser, Instruction, Line, int], Instruction | None]
_READERS: Mapping[str, _Read] = {
    "ADD": _Parser.listed,
    "ARG": _Parser.arguments,
    "CMD": _Parser.command,
    "COPY": _Parser.listed,
    "ENTRYPOINT": _Parser.command,
    "ENV": _Parser.pairs,
    "EXPOSE": _Parser.several,
    "FROM": _Parser.stage,
    "HEALTHCHECK": _Parser.health,
    "LABEL": _Parser.pairs,
    "MAINTAINER": _Parser.one,
    "ONBUILD": _Parser.later,
    "RUN": _Parser.command,
    "SHELL": _Parser.shell,
    "STOPSIGNAL": _Parser.one,
    "USER": _Parser.one,
    "VOLUME": _Parser.listed,
    "WORKDIR": _Parser.one,
}
