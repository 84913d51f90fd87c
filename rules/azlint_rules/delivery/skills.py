"""What the skills, prompts, instructions and agents of a repository refer to: links and scripts.

Read 2026-11-28: VS Code's pages on prompt files, custom instructions and custom agents (formerly
chat modes): Markdown links, relative to the file; GitHub's page on prompt files: `#file:PATH`, too,
relative to the file. Variables are written `${…}`, tools `#tool:NAME`.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Iterator
from urllib.parse import unquote

import msgspec

from azlint.languages.workflow.link import Reader
from azlint.patterns import regex
from azlint.source import Span

MAX_LENGTH = 200_000
"""Characters of Markdown that are read."""

_ENTRIES = regex(
    r"\.github/(skills/[^/]+/SKILL\.md|prompts/(.*/)?[^/]+\.md|agents/[^/]+\.md"
    r"|chatmodes/[^/]+\.chatmode\.md|instructions/(.*/)?[^/]+\.instructions\.md)"
)
_FENCE = regex(r"^ {0,3}(`{3,}|~{3,})[^\n]*\n.*?(?:^ {0,3}\1[`~]* *$|\Z)", re.DOTALL | re.MULTILINE)
_CODE = regex(r"(`+)(?!`).*?(?<!`)\1(?!`)", re.DOTALL)
_COMMENT = regex(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_LINK = regex(r"\[[^\[\]\n]*+\]\(\s*+<?([^()\s<>]++)>?(?:\s++[\"'][^\"'\n]*+[\"'])?+\s*+\)")
_FILE = regex(r"(?<![\w#])#file:([\w./@+-]*[\w])")
_SCRIPT = regex(
    r"(?:^|[\s`\"'(])(?:python3?|bash|sh|pwsh|node|source)\s+(?:-\w+\s+)*[\"']?"
    r"((?:\./)?(?:\w[\w.-]*/)+[\w.-]+\.(?:py|sh|ps1|js|mjs|ts))(?=[\s`\"')]|$)",
    re.MULTILINE,
)
_DATA = regex(r"(^|[/.])(assets|examples?|samples?|templates?)[/.]")
_SCHEME = regex(r"[A-Za-z][A-Za-z0-9+.-]*:")
_OPEN = regex(r"[*{}$<>|…]|\.\.\.")


class Broken(msgspec.Struct, frozen=True):
    """One reference to what is not in the repository. path: as it is looked for, from the file."""

    key: str
    span: Span
    path: str


def documents(paths: Collection[str], read: Reader) -> Iterator[tuple[str, str]]:
    """The Markdown of skills, prompts and their kin: where they start, and what links lead to from
    there.

    Other Markdown in the folder of a skill is its data.
    """
    waiting = [path for path in sorted(paths) if _ENTRIES.fullmatch(path)]
    seen = set(waiting)
    while waiting:
        path = waiting.pop(0)
        text = read(path)
        if text is None or len(text) > MAX_LENGTH:
            continue
        yield path, text
        for target, _ in _links(text):
            found = next((each for each in _places(path, target) if each in paths), "")
            own = found.startswith(".github/") and found.endswith(".md")
            if own and found not in seen and not _DATA.search(found):
                seen.add(found)
                waiting.append(found)


def broken(path: str, text: str, known: Collection[str]) -> Iterator[Broken]:
    """The references of one file that lead nowhere; `known` are all files and folders."""
    for target, place in _first(_links(text)):
        if not _is_there(path, target, known):
            yield Broken("link", Span(path, *place), target)
    for target, place in _first((each.group(1), each.span(1)) for each in _SCRIPT.finditer(text)):
        if _is_own(path, target, known) and not _is_there(path, target, known):
            yield Broken("script", Span(path, *place), target)


def _first(
    references: Iterable[tuple[str, tuple[int, int]]],
) -> Iterable[tuple[str, tuple[int, int]]]:
    """The first of the references to each target."""
    found: dict[str, tuple[int, int]] = {}
    for target, place in references:
        found.setdefault(target, place)
    return found.items()


def _links(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """The links of a text to the repository itself, and where they stand."""
    prose = _COMMENT.sub(_blank, _CODE.sub(_blank, _FENCE.sub(_blank, text)))
    for pattern in (_LINK, _FILE):
        for found in pattern.finditer(prose):
            target = _relative(found.group(1))
            if target is not None:
                yield target, found.span(1)


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found.group())


def _relative(target: str) -> str | None:
    """The path of a link to the repository itself, None for any other."""
    target = unquote(target.partition("#")[0].partition("?")[0])
    folder = target.endswith("/")  # which a prompt often asks to make
    word = not {".", "/"} & set(target)  # which stands for a link in an example
    outside = word or folder or target.startswith(("/", "#")) or _SCHEME.match(target)
    return None if outside or _OPEN.search(target) else target


def _is_there(path: str, target: str, known: Collection[str]) -> bool:
    nearest, *others = _places(path, target)
    return nearest.startswith("..") or nearest in known or any(each in known for each in others)


def _places(path: str, target: str) -> Iterator[str]:
    """Where a target may lie: from the file, from its skill, from the root."""
    folder = posixpath.dirname(path)
    skill = "/".join(path.split("/")[:3]) if path.startswith(".github/skills/") else folder
    for base in dict.fromkeys((folder, skill, "")):
        yield posixpath.normpath(posixpath.join(base, target))


def _is_own(path: str, target: str, known: Collection[str]) -> bool:
    """A script that the skill says it brings: it has a folder of that name."""
    if not path.startswith(".github/skills/"):
        return False
    return any(posixpath.dirname(place) in known for place in list(_places(path, target))[:2])
