"""Which templates the compiler made of Bicep files that are there too, told without reading them
as templates: compiled ones are large."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Hashable, Iterable, Mapping

from azlint.kinds import HEAD, is_compiled

_SECTION = re.compile(r'^  "(parameters|outputs)": \{(.*?)^  \}', re.MULTILINE | re.DOTALL)
_MEMBER = re.compile(r'^    "([^"\n]+)": \{', re.MULTILINE)
_DECLARED = re.compile(r"^(param|output)[ \t]+(\w+)", re.MULTILINE)
_WORDS = {"parameters": "param", "outputs": "output"}


def copies(templates: Mapping[str, str], sources: Mapping[str, str]) -> Iterable[str]:
    """The compiled templates whose source has the same name, or lies beside them, and declares
    the same parameters and outputs.

    templates, sources: texts of ARM templates and of Bicep files, by path.
    """
    by_place: dict[str, list[str]] = {}
    for path in sources:
        for place in (_stem(path), _folder(path)):
            by_place.setdefault(place, []).append(path)
    for path, text in templates.items():
        if is_compiled(text[:HEAD].encode("utf-8", "replace")):
            near = (*by_place.get(_stem(path), ()), *by_place.get(_folder(path), ()))
            if near and _compiled(text) in {_declared(sources[each]) for each in near}:
                yield path


def _compiled(text: str) -> Hashable:
    """What the compiler's text declares: it indents by two blanks."""
    return frozenset(
        (_WORDS[section], name)
        for section, members in _SECTION.findall(text)
        for name in _MEMBER.findall(members)
    )


def _declared(text: str) -> Hashable:
    return frozenset(_DECLARED.findall(text))


def _folder(path: str) -> str:
    """Of a file, with a slash, so that it is not taken for a name."""
    return f"{posixpath.dirname(path)}/"


def _stem(path: str) -> str:
    return posixpath.basename(path).rpartition(".")[0].lower()
