"""The nodes of the graph: declarations, and the resources they become when evaluated."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum

import msgspec

from azlint.finding import Context, Entrance
from azlint.source import NOWHERE, Span
from azlint.value import Cause, Known, Origin, Reason, Unknown, Value


class Language(StrEnum):
    TERRAFORM = "terraform"
    BICEP = "bicep"
    ARM = "arm"
    WORKFLOW = "workflow"
    DOCKER = "docker"
    PYTHON = "python"


TEMPLATES = frozenset({Language.BICEP, Language.ARM})
"""Whose resources are ARM's own, told apart by what they are named in Azure."""


class Declaration(msgspec.Struct, frozen=True):
    """One block in one source; spans, suppressions and fingerprints belong to it.

    folder: of its file, POSIX, relative to the root, empty at the root · kind: resource, data,
    module, variable, local, output, provider, workflow, job, step, action, stage … · type: native
    type or empty · name: label, symbolic name or id · span: the whole block · header: type and
    labels only, the place of an absent attribute.
    """

    language: Language
    folder: str
    kind: str
    type: str
    name: str
    span: Span
    header: Span

    @property
    def address(self) -> str:
        """The address within its module, as the language writes it; what a module call calls is
        no part of it, although it is its type."""
        kind = "" if self.kind == "resource" else self.kind
        type_ = "" if self.kind == "module" else self.type
        return ".".join(part for part in (kind, type_, self.name) if part)


def declared_by_file(span: Span) -> Declaration:
    """The declaration that a place belongs to where files have none but themselves."""
    folder, _, name = span.path.rpartition("/")
    return Declaration(Language.WORKFLOW, folder, "file", "", name, span, span)


class ModuleCall(msgspec.Struct, frozen=True):
    """A module call as an evaluation meets it.

    address: with the calls above it · obstacle: why it is not followed, empty where it is ·
    entrance: where it is written in a module from elsewhere · place: of its source.
    """

    declaration: Declaration
    address: str
    source: str
    place: Span
    version: str = ""
    obstacle: str = ""
    entrance: Entrance | None = None


class Presence(StrEnum):
    """How a property comes to have its value."""

    WRITTEN = "written"
    PROVIDER_DEFAULT = "provider default"
    UNSET = "unset"
    UNMAPPED = "unmapped"


class Property(msgspec.Struct, frozen=True):
    """One property of a resource, in the words of its file.

    value: Known(None) where unset, Unknown where it cannot be told · name: the native path
    (`purge_protection_enabled`, `properties.enablePurgeProtection`) · span: of the written
    value, else of the header of the nearest block that exists.
    """

    value: Value
    presence: Presence
    name: str
    span: Span


def nowhere(_: str) -> Iterable[Span]:
    """The places of an instance whose language tells none."""
    return ()


class Instance(msgspec.Struct, frozen=True):
    """One case of a declaration's instances in one evaluation, in native terms.

    address: with module calls and their keys, without its own key · read: the value of a
    top-level native attribute or block type (blocks are a list of objects), None where it is
    certainly not written · ignore_changes: native paths, or `("all",)` · existing: a reference
    to something deployed elsewhere (`existing`, a data source) · api_version: empty for azurerm ·
    keys: of every instance of the case, `("",)` for a single one and for instances that are not
    known (`abstract`) · alone: the case that holds one key only · places: of every expression
    that a top-level attribute is worked out from, nearest first · names: of the top-level
    attributes and block types that are written.
    """

    declaration: Declaration
    context: Context
    address: str
    read: Callable[[str], Value | None]
    existing: bool = False
    api_version: str = ""
    ignore_changes: tuple[str, ...] = ()
    meta: Mapping[str, Value] = msgspec.field(default_factory=dict)
    keys: tuple[str, ...] = ("",)
    abstract: bool = False
    alone: Callable[[str], Instance] | None = None
    places: Callable[[str], Iterable[Span]] = nowhere
    names: Callable[[], Iterable[str]] = tuple

    @property
    def native_type(self) -> str:
        return self.declaration.type

    def native(self, path: str) -> Property:
        """A property by its native path; a block that occurs once is entered by its name."""
        return walk(self.read, path.split("."), path, self.declaration.header)


Member = Callable[[Mapping[str, Value], str], Value | None]


def member(entries: Mapping[str, Value], name: str) -> Value | None:
    """An entry of an object by its exact name."""
    return entries.get(name)


def folded_member(entries: Mapping[str, Value], name: str) -> Value | None:
    """An entry of an object whatever the case of its name, as ARM reads it."""
    if name in entries:
        return entries[name]
    wanted = name.lower()
    return next((entries[key] for key in entries if key.lower() == wanted), None)


def walk(
    read: Callable[[str], Value | None],
    steps: Sequence[str],
    name: str,
    header: Span,
    member: Member = member,
) -> Property:
    """Follow a path through nested values: the one place that tells absent from unknown."""
    value = read(steps[0])
    for at, step in enumerate(steps[1:], 1):
        if value is None:
            break
        value, header = entered(value, header)
        certain = _certain(value, step, member)
        if certain is not None:
            value = certain
            continue
        if isinstance(value, Unknown):
            below = unknown_below(value, steps[at:], member)
            return Property(below, Presence.WRITTEN, name, header)
        value = member(value.data, step) if isinstance(value.data, dict) else None
    if value is None:
        return Property(Known(None), Presence.UNSET, name, header)
    header = value.origin.span if value.origin else header
    null = isinstance(value, Known) and value.data is None
    return Property(value, Presence.UNSET if null else Presence.WRITTEN, name, header)


def _certain(value: Value, step: str, member: Member) -> Value | None:
    """What an object of which more is not known certainly has under a name."""
    return member(value.entries, step) if isinstance(value, Unknown) and value.entries else None


def entered(value: Value, header: Span) -> tuple[Value, Span]:
    """What a path step looks into, and its place: a block that occurs once is that block, a text
    is what it is the JSON of."""
    header = value.origin.span if value.origin else header
    if value.encoded is not None:
        return entered(value.encoded, header)
    if isinstance(value, Known) and isinstance(value.data, tuple):
        if len(value.data) == 1:
            return entered(value.data[0], header)
        if value.data:
            reason = Reason(Cause.UNMAPPED, "a block that occurs more than once", header)
            return Unknown(reason, origin=value.origin), header
    return value, header


def unknown_below(value: Unknown, steps: Sequence[str], member: Member = member) -> Unknown:
    """What is known below `value` where `value` is not: alternatives survive, element-wise."""
    options = tuple(_below(option, steps, member) for option in value.one_of)
    return Unknown(
        value.reason,
        origin=value.origin,
        one_of=options,
        sensitive=value.sensitive,
        assumed=value.assumed,
    )


def _below(value: Value, steps: Sequence[str], member: Member) -> Value:
    """What one alternative has at a path, null where it has nothing there."""
    origin = value.origin
    nowhere = origin.span if origin else NOWHERE
    found = walk(lambda _: value, ["", *steps], "", nowhere, member).value
    if isinstance(found, Known) and found.data is None and found.origin is None:
        return Known(None, origin=origin, assumed=value.assumed)
    return found


def written_at(value: Value) -> Origin | None:
    """The far end of the origin chain: where the data itself is written."""
    origin = value.origin
    while origin is not None and origin.parent is not None:
        origin = origin.parent
    return origin
