"""What became of each file: read whole, in part or not at all, and how much of it is known."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from azlint import analysis
from azlint.build import LANGUAGES, Built
from azlint.languages.bicep import syntax as bicep
from azlint.languages.docker import syntax as docker
from azlint.languages.python import syntax as python
from azlint.languages.terraform import syntax as terraform
from azlint.load import Loaded
from azlint.parsing.files import Parsed
from azlint.patterns import regex
from azlint.result import FileStats, Lost, Parse
from azlint.source import Source, Span
from azlint.syntax import Node, Problem

MAX_LOST: Final = 20
"""Lost declarations of a file that are listed."""
LONGEST: Final = 60

_HEAD = regex(r"^[A-Za-z_][^\r\n{=]*", re.MULTILINE)


def statistics(built: Built) -> tuple[FileStats, ...]:
    """Every file that is checked, by path."""
    shares: dict[str, list[int]] = {}
    for path, value in analysis.writtenvalues.written_values(built.graph):
        share = shares.setdefault(path, [0, 0])
        for at, number in enumerate(analysis.writtenvalues.leaves(value)):
            share[at] += number
    loaded = built.loaded
    paths = sorted({*loaded.parsed, *loaded.unreadable})
    return tuple(_file(path, loaded, shares) for path in paths if path in loaded.files)


def _file(path: str, loaded: Loaded, shares: Mapping[str, Sequence[int]]) -> FileStats:
    values, known = shares.get(path, (0, 0))
    language = str(LANGUAGES[loaded.files[path]])
    if path in loaded.unreadable:
        whole = Lost(Span(path, 0, 0), "the file", loaded.unreadable[path])
        return FileStats(path, language, Parse.NOT, (whole,))
    file = loaded.parsed[path]
    lost = tuple(_lost(path, loaded))
    kept = not lost or bool(_declarations(file))
    parse = (Parse.PART if lost else Parse.WHOLE) if kept else Parse.NOT
    return FileStats(path, language, parse, lost[:MAX_LOST], values, known)


def _lost(path: str, loaded: Loaded) -> Iterator[Lost]:
    """What syntax errors take away: whole declarations, and parts of others."""
    file, source = loaded.parsed[path], loaded.sources[path]
    declarations = _declarations(file)
    for problem in loaded.problems(path):
        if problem in file.problems:
            yield _taken(problem, declarations, source)
        else:
            place = Span(path, problem.start, problem.end)
            yield Lost(place, "a character", problem.message)


def _taken(problem: Problem, declarations: Sequence[Node], source: Source) -> Lost:
    place = Span(source.path, problem.start, problem.end)
    around = next((d for d in declarations if d.start <= problem.start <= d.end), None)
    if around is not None:
        return Lost(place, f"a part of {_words(source.text[around.start :])}", problem.message)
    ends = (each.end for each in declarations if each.end <= problem.start)
    return Lost(place, _named(source.text, max(ends, default=0), problem.start), problem.message)


def _named(text: str, start: int, end: int) -> str:
    """The declaration that begins last before an error, and after those that were read."""
    line = text.find("\n", end)
    heads = list(_HEAD.finditer(text, start, len(text) if line < 0 else line))
    return _words(heads[-1][0]) if heads else "what stands here"


def _words(text: str) -> str:
    first = next(_HEAD.finditer(text), None)
    words = " ".join((first[0] if first is not None else text[:LONGEST]).split())
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"


def _declarations(file: Parsed) -> Sequence[Node]:
    """The declarations of a file, in order."""
    if isinstance(file, bicep.File):
        return file.statements
    if isinstance(file, terraform.File):
        return sorted((*file.attributes, *file.blocks), key=lambda node: node.start)
    if isinstance(file, docker.File):
        return file.instructions
    if isinstance(file, python.File):
        return file.dependencies
    return () if file.root is None else (file.root,)
