"""What a folder of Terraform files declares, by name: the words that `link` returns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum

import msgspec

from azlint.languages.terraform.installed import Installed
from azlint.languages.terraform.syntax import Block
from azlint.node import Declaration
from azlint.source import Span
from azlint.syntax import Expression
from azlint.value import Type


class Written(msgspec.Struct, frozen=True):
    """An expression in a file."""

    path: str
    expression: Expression

    @property
    def span(self) -> Span:
        return Span(self.path, self.expression.start, self.expression.end)


class Placed(msgspec.Struct, frozen=True):
    """A nested block in a file: overrides bring blocks of other files into a body."""

    path: str
    block: Block

    @property
    def header(self) -> Span:
        return Span(self.path, self.block.start, self.block.header_end)

    @property
    def span(self) -> Span:
        return Span(self.path, self.block.start, self.block.end)


class Body(msgspec.Struct, frozen=True):
    """What stands between the braces of a block, overrides merged in.

    `damaged` says that a syntax error lies inside: what is not found may be there.
    """

    attributes: Mapping[str, Written]
    blocks: tuple[Placed, ...]
    damaged: bool = False

    @property
    def names(self) -> Iterator[str]:
        """Of its attributes and the types of its blocks."""
        yield from self.attributes
        for placed in self.blocks:
            block = placed.block
            yield from block.labels[:1] if block.type == "dynamic" else (block.type,)

    def of_type(self, name: str) -> Iterator[Placed]:
        """The nested blocks of a type, dynamic ones included."""
        for placed in self.blocks:
            block = placed.block
            if block.type == name or (block.type == "dynamic" and block.labels[:1] == (name,)):
                yield placed


class Entity(msgspec.Struct, frozen=True):
    """A declared block: resource, data source, provider, output, moved, check and others."""

    declaration: Declaration
    block: Block
    body: Body

    @property
    def path(self) -> str:
        return self.declaration.span.path

    @property
    def address(self) -> str:
        return self.declaration.address

    def attribute(self, name: str) -> Written | None:
        return self.body.attributes.get(name)


class Variable(msgspec.Struct, frozen=True):
    """An input: its type, its default, whether null is a value.

    sensitive: it is never shown; so is what is ephemeral · textual: a text that is given for it is
    its value; for others it is an expression · allowed: every value that it can have, where its
    validation lists them.
    """

    declaration: Declaration
    type: Type
    default: Written | None = None
    nullable: bool = True
    sensitive: bool = False
    textual: bool = True
    allowed: tuple[Written, ...] = ()


class Local(msgspec.Struct, frozen=True):
    declaration: Declaration
    value: Written


class SourceKind(StrEnum):
    """Where a module comes from."""

    LOCAL = "local"
    REGISTRY = "registry"
    REMOTE = "remote"


class Obstacle(StrEnum):
    """Why a module call is not followed."""

    MISSING = "its folder has no Terraform files"
    OUTSIDE = "its path leads out of the repository or in a circle"
    REGISTRY = "it is a registry module that is not installed here"
    REMOTE = "it is a remote module that is not installed here"
    UNMAPPED = "the folder that stands for it has no Terraform files"
    OUTDATED = "another source or version is installed"
    LIMIT = "there are too many modules"
    CYCLE = "it leads back to the module that calls it"
    UNREADABLE = "its source is not a plain string"


class Call(msgspec.Struct, frozen=True):
    """A module call. `folder` is where it leads, None where it is not followed.

    differing: why its folder is not there, where only the case of its path differs.
    """

    entity: Entity
    source: str
    version: str
    folder: str | None
    obstacle: Obstacle | None
    span: Span
    differing: str = ""

    @property
    def reason(self) -> str:
        """Why it is not followed; empty where it is."""
        return self.differing or str(self.obstacle or "")

    @property
    def declaration(self) -> Declaration:
        return self.entity.declaration


class Requirement(msgspec.Struct, frozen=True):
    """An entry of `required_providers`: local name, source address, version constraint."""

    name: str
    source: str
    version: str
    span: Span


class LinkProblem(msgspec.Struct, frozen=True):
    """A declaration that Terraform would refuse, and its place."""

    span: Span
    message: str


class Module(msgspec.Struct):
    """One folder. Names map to the first declaration; later ones are problems.

    resources: by address, data and ephemeral ones included · others: moved, removed, import,
    check · incomplete: a file had problems, so that what is not found may be there · reads: what
    expressions read of their instance, by identity, as far as it was asked.
    """

    folder: str
    files: tuple[str, ...] = ()
    incomplete: bool = False
    variables: dict[str, Variable] = msgspec.field(default_factory=dict)
    locals: dict[str, Local] = msgspec.field(default_factory=dict)
    resources: dict[str, Entity] = msgspec.field(default_factory=dict)
    calls: dict[str, Call] = msgspec.field(default_factory=dict)
    outputs: dict[str, Entity] = msgspec.field(default_factory=dict)
    providers: list[Entity] = msgspec.field(default_factory=list)
    others: list[Entity] = msgspec.field(default_factory=list)
    required_versions: list[Written] = msgspec.field(default_factory=list)
    requirements: dict[str, Requirement] = msgspec.field(default_factory=dict)
    backend: Span | None = None
    reads: dict[int, frozenset[tuple[str, ...]]] = msgspec.field(default_factory=dict)
    problems: list[LinkProblem] = msgspec.field(default_factory=list)
    foreign: bool = False
    installed: Mapping[str, Installed] = msgspec.field(default_factory=dict)

    @property
    def required(self) -> bool:
        """Somebody has to give a variable a value."""
        return any(variable.default is None for variable in self.variables.values())
