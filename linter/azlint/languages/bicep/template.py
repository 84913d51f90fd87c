"""What a Bicep file declares, by name: the words that `link` returns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import msgspec

from azlint.languages.bicep import syntax
from azlint.node import Declaration
from azlint.source import Span
from azlint.syntax import Expression, Literal, Object, ObjectItem
from azlint.value import Value

if TYPE_CHECKING:
    from azlint.languages.bicep.types import Shape


BASE: Final = "base"
"""What a parameter file calls the parameters of the file that it extends."""


class Properties(msgspec.Struct, frozen=True):
    """An object as written, and its plain keys in lower case.

    explicit: it has neither spreads nor keys that must be worked out.
    """

    object: Object
    items: Mapping[str, ObjectItem]
    explicit: bool

    @property
    def names(self) -> Iterator[str]:
        """Its plain keys as they are written."""
        for item in self.items.values():
            if isinstance(item.key, Literal):
                yield str(item.key.value)


class ResourceEntry(msgspec.Struct, frozen=True):
    """A resource.

    name: `parent::child` where nested · parent: the name of the resource it is nested in ·
    children: symbolic name → qualified name of those nested in it · damaged: a syntax error
    lies inside, so that what is not found may be there.
    """

    name: str
    statement: syntax.Resource
    declaration: Declaration
    body: Properties
    api_version: str
    parent: str = ""
    children: Mapping[str, str] = msgspec.field(default_factory=dict)
    damaged: bool = False


class Obstacle(StrEnum):
    """Why a module call is not followed."""

    MISSING = "its file is not in the repository"
    OUTSIDE = "its path leads out of the repository or in a circle"
    REGISTRY = "it is a registry module"
    TEMPLATE_SPEC = "it is a template spec"
    JSON = "it is an ARM template"
    LINKED = "it is a linked template"
    UNREADABLE = "its path is not a plain string"


class Source(msgspec.Struct, frozen=True):
    """Where a module, an import or a `using` leads.

    path: the file in the repository, None where it is not followed · name and version: of what
    a registry holds (`br/public:avm/res/key-vault/vault`, `0.9.0`) · differing: why its file is
    not there, where only the case of its path differs.
    """

    path: str | None
    obstacle: Obstacle | None = None
    name: str = ""
    version: str = ""
    differing: str = ""

    @property
    def reason(self) -> str:
        """Why it is not followed; empty where it is."""
        return "" if self.path is not None else self.differing or str(self.obstacle or "")


class ModuleEntry(msgspec.Struct, frozen=True):
    """A module call; `params` is what is written as its parameters, where that is an object."""

    name: str
    statement: syntax.Module
    declaration: Declaration
    body: Properties
    params: Properties | None
    source: Source


class Imported(msgspec.Struct, frozen=True):
    """A name that another file exports; `name` is empty for a whole namespace."""

    source: Source
    name: str


class Template(msgspec.Struct):
    """One template or parameter file. The first declaration of a name counts.

    key: by which the repository knows it: its path, and what leads to it within a file ·
    damage: offsets of syntax errors · using: where a parameter file's template is, and extends:
    where the file is that it extends, if it says so, and `…_place` where it does · foreign: it is
    context, from outside of the repository.
    """

    key: str
    path: str
    folder: str
    target_scope: str = "resourceGroup"
    parameters: dict[str, syntax.Parameter] = msgspec.field(default_factory=dict)
    variables: dict[str, syntax.Variable] = msgspec.field(default_factory=dict)
    functions: dict[str, syntax.Function] = msgspec.field(default_factory=dict)
    types: dict[str, syntax.TypeDeclaration] = msgspec.field(default_factory=dict)
    outputs: dict[str, syntax.Output] = msgspec.field(default_factory=dict)
    resources: dict[str, ResourceEntry] = msgspec.field(default_factory=dict)
    modules: dict[str, ModuleEntry] = msgspec.field(default_factory=dict)
    imports: dict[str, Imported] = msgspec.field(default_factory=dict)
    assignments: dict[str, syntax.ParameterAssignment] = msgspec.field(default_factory=dict)
    using: Source | None = None
    using_place: Span | None = None
    extends: Source | None = None
    extends_place: Span | None = None
    damage: tuple[int, ...] = ()
    is_parameters: bool = False
    foreign: bool = False

    def span(self, start: int, end: int) -> Span:
        return Span(self.path, start, end)

    def place(self, expression: Expression) -> Span:
        return Span(self.path, expression.start, expression.end)

    def header(self, statement: syntax.Statement) -> Span:
        return Span(self.path, statement.header_start, statement.header_end)


class Passed(msgspec.Struct, frozen=True):
    """What one step that deploys a template passes to it.

    name: of the environment that it deploys to, where it says so · files: parameter files, the
    strongest last · variables: single values by name in lower case, stronger than files · missing:
    what it passes besides and cannot be read, empty where there is nothing.
    """

    name: str = ""
    files: tuple[str, ...] = ()
    variables: Mapping[str, Value] = msgspec.field(default_factory=dict)
    missing: str = ""


class ParameterSet(msgspec.Struct, frozen=True):
    """The values that one way of deploying a template gives, by parameter.

    files: those that give them, the strongest last, templates in the linked repository too ·
    variables, missing: as a step passes them.
    """

    name: str
    files: tuple[str, ...] = ()
    variables: Mapping[str, Value] = msgspec.field(default_factory=dict)
    missing: str = ""


class Root(msgspec.Struct, frozen=True):
    """A template that is deployed by itself, and in which ways."""

    path: str
    environments: Sequence[ParameterSet]
    library: bool = False


class Reach(msgspec.Struct, frozen=True):
    """What deploying a template can lead to.

    templates: itself and those it calls, at any depth · types: of the resources in them, in lower
    case · leaves: some of their module calls are not followed.
    """

    templates: frozenset[str]
    types: frozenset[str]
    leaves: bool


class Repository(msgspec.Struct, frozen=True):
    """Every Bicep file of a repository, which of them are deployed by themselves, and what each
    leads to.

    reads: what expressions of a template read of a loop, and `shapes` the types of parameters,
    remembered for all evaluations by the template's key and a place in it.
    """

    templates: Mapping[str, Template]
    roots: Sequence[Root]
    reach: Mapping[str, Reach]
    reads: dict[tuple[object, ...], Sequence[tuple[str, ...]]] = msgspec.field(default_factory=dict)
    shapes: dict[tuple[str, int], Shape] = msgspec.field(default_factory=dict)
