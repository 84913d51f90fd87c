"""Requirements files, as pip reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from azlint.languages.python.specifiers import requirement
from azlint.languages.python.syntax import Dependency, File, Include
from azlint.patterns import regex
from azlint.syntax import Problem

_COMMENT = regex(r"(?:(?<=\s)|(?<![^\n]))#[^\n]*")
_CONTINUED = regex(r"\\\r?\n")
_OPTION = regex(r"(?P<name>--?[a-zA-Z][\w-]*?)(?:\s*=\s*|\s+|(?<=^-[a-zA-Z])(?=\S)|\Z)")
_OF_ONE = regex(r"\s--[a-z]")
_HASH = regex(r"\s--hash[=\s]")
_INCLUDES = {"-r": False, "--requirement": False, "-c": True, "--constraint": True}
_EDITABLE = frozenset({"-e", "--editable"})
_VARIABLE = regex(r"\$\{[A-Z0-9_]+\}")
_ADDRESS = regex(r"(?:[a-z][a-z0-9+.-]*:|\.{0,2}/|[^\s\[\]]*[/\\])", re.IGNORECASE)
_ARCHIVE = regex(r"\S+\.(whl|zip|tar\.gz|tgz)(\s|\Z)", re.IGNORECASE)
_EGG = regex(r"#(?:[^\s]*&)?egg=(?P<name>[\w.-]+)")


def parse(text: str) -> File:
    """Read a requirements or constraints file."""
    dependencies: list[Dependency] = []
    includes: list[Include] = []
    problems: list[Problem] = []
    for start, end in _lines(text):
        match _entry(text, start, end):
            case Dependency() as dependency:
                dependencies.append(dependency)
            case Include() as include:
                includes.append(include)
            case Problem() as problem:
                problems.append(problem)
    said = tuple(_counted(problems))
    return File(tuple(dependencies), tuple(includes), said, tuple(_comments(text)))


def _counted(problems: Sequence[Problem]) -> Iterator[Problem]:
    """The first problem, with how many more lines are as bad: often the whole file is another
    thing."""
    for first in problems[:1]:
        more = len(problems) - 1
        also = (
            f"; nor {'is 1 more line' if more == 1 else f'are {more} more lines'}" if more else ""
        )
        yield msgspec.structs.replace(first, message=f"{first.message}{also}")


def _comments(text: str) -> Iterator[tuple[int, int]]:
    for found in _COMMENT.finditer(text):
        yield found.start(), found.start() + len(found[0].rstrip())


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """What stands on each logical line, without the comment at its end."""
    at = 0
    while at < len(text):
        start = at
        while True:
            found = text.find("\n", at)
            at = len(text) if found < 0 else found + 1
            if found < 0 or not text[start:found].rstrip("\r").endswith("\\"):
                break
        comment = _COMMENT.search(text, start, at)
        content = text[start : comment.start() if comment else at]
        stripped = content.strip()
        if stripped:
            begin = start + content.index(stripped)
            yield begin, begin + len(stripped)


def _entry(text: str, start: int, end: int) -> Dependency | Include | Problem | None:
    line = _CONTINUED.sub("", text[start:end])
    option = _OPTION.match(line) if line.startswith("-") else None
    if option is None:
        return _required(line, start, end)
    value = line[option.end() :].strip().strip("\"'")
    if option["name"] in _INCLUDES:
        return Include(start, end, value, _INCLUDES[option["name"]])
    if option["name"] in _EDITABLE:
        return _addressed(value, start, end)
    return None


def _required(line: str, start: int, end: int) -> Dependency | Problem | None:
    hashed = _HASH.search(line) is not None
    own = _OF_ONE.search(line)
    content = (line[: own.start()] if own else line).strip()
    if _VARIABLE.search(content):
        return None
    place = end if own is None else start + len(content)
    found = requirement(content, start, place)
    if found is not None:
        return msgspec.structs.replace(found, hashed=hashed)
    if _ADDRESS.match(content) or _ARCHIVE.match(content):
        return _addressed(content, start, place)
    return Problem(start, place, "this is no requirement")


def _addressed(address: str, start: int, end: int) -> Dependency:
    """A package that only its address tells, and perhaps `#egg=` names."""
    egg = _EGG.search(address)
    named = requirement(egg["name"], start, end) if egg else None
    name = named.name if named else ""
    return Dependency(start, end, name, url=address)
