"""Values that the repository itself offers for a name: files by pattern, keys by workspace."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple

from azlint.languages.terraform.module import Module, Written
from azlint.source import Span
from azlint.syntax import (
    Access,
    Call,
    Expression,
    Index,
    Literal,
    Name,
    Node,
    Object,
    ObjectItem,
    Template,
    bare,
    walk,
)

MAX_CANDIDATES: Final = 32
MAX_LOOKUPS: Final = 5_000
"""How many calls and look-ups of a root are looked at."""

MAX_PATHS: Final = 5_000
"""How many files a pattern is compared with."""

WORKSPACE: Final = "terraform.workspace"

_HINT: Final = re.compile(r"terraform\.workspace|\bfile\(\s*\"[^\"\n]*\$\{")

Texts = Callable[[str], str]
"""The text of a file that was read."""

Files = Callable[[str], Sequence[str]]
"""All files below a folder, relative to it."""


class Candidate(NamedTuple):
    """One value that a name may take, and the expression that offers it."""

    value: str
    place: Span


def candidates(module: Module, texts: Texts, files: Files) -> dict[str, tuple[Candidate, ...]]:
    """For `var.x` and `terraform.workspace`, the values for which the repository has something:
    a file that `file("…/${var.x}.json")` reads, a key of the map that the workspace indexes.
    """
    hinting = {path for path in module.files if _HINT.search(texts(path))}
    found: dict[str, dict[str, Candidate]] = {}
    nodes = (
        (written.path, node)
        for written in (_expressions(module) if hinting else ())
        if written.path in hinting
        for node in walk(written.expression)
        if isinstance(node, Call | Index)
    )
    for path, node in islice(nodes, MAX_LOOKUPS):
        for name, value in _offers(node, module, files):
            place = Span(path, node.start, node.end)
            found.setdefault(name, {}).setdefault(value, Candidate(value, place))
    return {
        name: tuple(options[value] for value in sorted(options))
        for name, options in found.items()
        if len(options) <= MAX_CANDIDATES
    }


def _expressions(module: Module) -> Iterator[Written]:
    """Where environments are looked up: locals, arguments of calls, attributes of resources."""
    for local in module.locals.values():
        yield local.value
    for call in module.calls.values():
        yield from call.entity.body.attributes.values()
    for entity in module.resources.values():
        yield from entity.body.attributes.values()


def _offers(node: Node, module: Module, files: Files) -> Iterator[tuple[str, str]]:
    match node:
        case Call(name="file", arguments=(Template() as path,)):
            yield from _by_file(path, module.folder, files)
        case Index(object=collection, key=key) if _reference(key) == WORKSPACE:
            yield from ((WORKSPACE, name) for name in _keys(collection, module))
        case Call(name="lookup", arguments=(collection, key, *_)) if _reference(key) == WORKSPACE:
            yield from ((WORKSPACE, name) for name in _keys(collection, module))


def _by_file(path: Template, folder: str, files: Files) -> Iterator[tuple[str, str]]:
    """The one name that a path leaves open, with each text that makes it the path of a file."""
    before, name, after = "", "", ""
    for part in path.parts:
        text = part.value if isinstance(part, Literal) else _place(part)
        if isinstance(text, str):
            before, after = (before, after + text) if name else (before + text, after)
            continue
        reference = _reference(part)
        if name or not (reference == WORKSPACE or reference.startswith("var.")):
            return
        name = reference
    start, _, stem = before.rpartition("/")
    place = posixpath.normpath(posixpath.join(folder, start))
    if not name or not after or place == ".." or place.startswith(("../", "/")):
        return
    pattern = re.compile(re.escape(stem) + r"([^/]+)" + re.escape(after))
    for file in files("" if place == "." else place)[:MAX_PATHS]:
        match = pattern.fullmatch(file)
        if match:
            yield name, match[1]


def _place(part: Expression) -> str | None:
    """`path.module` and `path.root` of a root are its own folder."""
    return "." if _reference(part) in {"path.module", "path.root"} else None


def _reference(node: Expression) -> str:
    """`root.name`, empty for any other expression."""
    node = bare(node)
    if isinstance(node, Access) and isinstance(node.object, Name):
        return f"{node.object.name}.{node.name}"
    return ""


def _keys(collection: Expression, module: Module) -> Iterator[str]:
    """The keys of a map that is written out, or of a local or variable that holds one."""
    kind, _, name = _reference(collection).partition(".")
    if kind == "local" and name in module.locals:
        collection = module.locals[name].value.expression
    elif kind == "var" and name in module.variables:
        default = module.variables[name].default
        collection = default.expression if default is not None else collection
    if isinstance(collection, Object):
        for item in collection.items:
            if isinstance(item, ObjectItem):
                key = item.key
                if isinstance(key, Name):
                    yield key.name
                elif isinstance(key, Literal) and isinstance(key.value, str):
                    yield key.value
