"""Which templates the compiler made of Bicep files that are there too, told without reading them
as templates: compiled ones are large."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from typing import Final

from azlint.kinds import HEAD, is_compiled
from azlint.patterns import regex

_SECTION = regex(r'^  "(parameters|outputs)": \{(.*?)^  \}', re.MULTILINE | re.DOTALL)
_MEMBER = regex(r'^    "([^"\n]+)": \{', re.MULTILINE)
_DECLARED = regex(r"^(param|output)[ \t]+(\w+)", re.MULTILINE)
MOST: Final = 0.75
Names = frozenset[tuple[str, str]]
_WORDS = {"parameters": "param", "outputs": "output"}


def copies(templates: Mapping[str, str], sources: Mapping[str, str]) -> Iterable[str]:
    """The compiled templates whose source has the same name, or lies beside them, and declares
    the same parameters and outputs, or nearly so: it may have changed since.

    templates, sources: texts of ARM templates and of Bicep files, by path.
    """
    by_place: dict[str, list[str]] = {}
    for path in sources:
        for place in (_stem(path), _folder(path)):
            by_place.setdefault(place, []).append(path)
    for path, text in templates.items():
        if is_compiled(text[:HEAD].encode("utf-8", "replace")):
            near = (*by_place.get(_stem(path), ()), *by_place.get(_folder(path), ()))
            names = _compiled(text)
            if any(_alike(names, _declared(sources[each])) for each in near):
                yield path


def _alike(compiled: Names, declared: Names) -> bool:
    """Most of what either declares the other declares too."""
    return len(compiled & declared) >= MOST * len(compiled | declared)


def _compiled(text: str) -> Names:
    """What the compiler's text declares: it indents by two blanks."""
    return frozenset(
        (_WORDS[section], name)
        for section, members in _SECTION.findall(text)
        for name in _MEMBER.findall(members)
    )


def _declared(text: str) -> Names:
    return frozenset(_DECLARED.findall(text))


def _folder(path: str) -> str:
    """Of a file, with a slash, so that it is not taken for a name."""
    return f"{posixpath.dirname(path)}/"


def _stem(path: str) -> str:
    return posixpath.basename(path).rpartition(".")[0].lower()
