"""Read and parse every file of a tree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

import msgspec

from azlint.kinds import HEAD, Kind, in_utf8, is_compiled, kind_in, kinds, may_be_arm
from azlint.languages import arm, bicep, docker, python, terraform
from azlint.languages.workflow.syntax import WorkflowTree
from azlint.parsing.files import (
    ARM,
    BICEP,
    PARSED,
    TERRAFORM,
    TERRAFORM_JSON,
    UTF_16,
    Parsed,
    Task,
    empty,
    parse,
    parse_all,
)
from azlint.source import REPLACED, UTF_8, Source
from azlint.syntax import Problem
from azlint.tree import Tree, TreeError

Syntax = TypeVar(
    "Syntax",
    terraform.syntax.File,
    bicep.syntax.File,
    WorkflowTree,
    docker.syntax.File,
    python.syntax.File,
)


class Loaded(msgspec.Struct, frozen=True):
    """What a tree holds: the kind of each file, the text and syntax of those that azlint parses,
    and the reason for each that could not be read."""

    files: dict[str, Kind]
    sources: dict[str, Source] = msgspec.field(default_factory=dict)
    parsed: dict[str, Parsed] = msgspec.field(default_factory=dict)
    unreadable: dict[str, str] = msgspec.field(default_factory=dict)

    def text(self, path: str) -> str:
        """The text of a file, empty where it was not read."""
        source = self.sources.get(path)
        return source.text if source is not None else ""

    def problems(self, path: str) -> Iterator[Problem]:
        """What is wrong with a file that was parsed: its encoding, then its syntax where that is
        not due to the encoding."""
        file, source = self.parsed[path], self.sources[path]
        misread = _misread(source, self.files[path])
        if misread is not None:
            yield misread
        if source.encoding != UTF_8 and self.files[path] not in UTF_16:
            return
        for problem in file.problems:
            if (
                source.damage is None
                or REPLACED not in source.text[problem.start : problem.end + 1]
            ):
                yield problem

    def of(self, type_: type[Syntax]) -> dict[str, Syntax]:
        """The syntax of one language, by path."""
        return {path: file for path, file in self.parsed.items() if isinstance(file, type_)}


def load(
    tree: Tree, known: Loaded | None = None, values: Mapping[str, Source] | None = None
) -> Loaded:
    """Read every file that azlint understands; one that cannot be read loses only itself.

    What is equal in `known`, another revision, is not parsed again. `values` are further value
    files, by path.
    """
    values = values or {}
    found = kinds((*tree.files(), *tree.broken_links()))
    given = {path: _values_kind(path) for path in values}
    loaded = Loaded({**found, **dict(_arm(tree, found)), **given})
    tasks: list[Task] = []
    for path, kind in loaded.files.items():
        if kind not in PARSED:
            continue
        try:
            source = values.get(path) or Source.decode(path, tree.read(path))
            loaded.sources[path] = source
        except TreeError as error:
            loaded.unreadable[path] = error.reason
            loaded.parsed.update(_unread(path, kind, error.reason))
            continue
        before = known.sources.get(path) if known else None
        if known and before and before.text == source.text:
            loaded.parsed[path] = known.parsed[path]
        else:
            tasks.append((path, kind, source.text))
    _drop_copies(loaded, tasks)
    loaded.parsed.update(parse_all([task for task in tasks if task[0] in loaded.sources]))
    return loaded


def also(loaded: Loaded, tree: Tree, path: str, kind: Kind) -> Parsed | None:
    """A file that another one refers to, read like those that are told by their names; None where
    it cannot be read."""
    if path not in loaded.parsed:
        try:
            source = Source.decode(path, tree.read(path))
        except TreeError:
            return None
        loaded.files[path] = kind
        loaded.sources[path] = source
        loaded.parsed[path] = parse(kind, source.text)
    return loaded.parsed[path]


def _drop_copies(loaded: Loaded, tasks: Sequence[Task]) -> None:
    """Forget templates that the compiler made of what is read too."""
    templates = {path: text for path, kind, text in tasks if kind is Kind.ARM}
    if templates:
        sources = (path for path, kind in loaded.files.items() if kind is Kind.BICEP)
        for path in arm.compiled.copies(templates, {path: loaded.text(path) for path in sources}):
            del loaded.sources[path]


def _misread(source: Source, kind: Kind) -> Problem | None:
    """A file in an encoding that its language does not have, or damaged in its own."""
    if source.encoding != UTF_8 and kind not in UTF_16:
        return Problem(0, 1, "this is UTF-16, not UTF-8")
    if source.damage is None:
        return None
    encoding = "UTF-8" if source.encoding == UTF_8 else "UTF-16"
    return Problem(source.damage, source.damage + 1, f"a byte that is not {encoding}")


def _values_kind(path: str) -> Kind:
    return Kind.TFVARS_JSON if path.endswith(".json") else Kind.TFVARS


def _arm(tree: Tree, known: Mapping[str, Kind]) -> Iterator[tuple[str, Kind]]:
    """The JSON files that are Azure's, told from their first bytes."""
    for path in filter(may_be_arm, tree.files()):
        if path not in known:
            head = in_utf8(tree.head(path, HEAD))
            kind = kind_in(head)
            if kind is not None and not (is_compiled(head) and _from_bicep(path) in known):
                yield path, kind


def _from_bicep(path: str) -> str:
    """The file beside a template from which it may be compiled."""
    return f"{path.rpartition('.')[0]}.bicep"


def _unread(path: str, kind: Kind, reason: str) -> Iterator[tuple[str, Parsed]]:
    """What stands for a file that was not read: nothing is certain to be absent beside it."""
    if kind in BICEP | ARM | TERRAFORM | TERRAFORM_JSON:
        yield path, empty(kind, Problem(0, 0, reason))
