"""The ARM view of one instance: properties by ARM path, in the words of its file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import msgspec
from msgspec.structs import replace

from azlint.azure import azapi, azurerm, modules
from azlint.azure.associations import Associations
from azlint.azure.view import Row, TypeView
from azlint.finding import Context
from azlint.node import (
    TEMPLATES,
    Declaration,
    Instance,
    Presence,
    Property,
    folded_member,
    member,
    walk,
)
from azlint.source import Span
from azlint.value import Cause, Known, Reason, Unknown, Value


class Element(msgspec.Struct, frozen=True):
    """One element of an array property."""

    value: Value
    rows: Mapping[str, Row] | None
    header: Span

    def property(self, path: str) -> Property:
        native = path
        if self.rows is not None:
            if path not in self.rows:
                return unmapped(path, self.header)
            native = self.rows[path].native
        header = self.value.origin.span if self.value.origin else self.header
        steps = ["", *native.split(".")]
        named = member if self.rows is not None else folded_member
        return walk(lambda _: self.value, steps, native, header, named)


class Resource(msgspec.Struct, frozen=True):
    """One declaration in one evaluation (one case of its instances), as ARM sees it.

    arm_type: `Microsoft.KeyVault/vaults` · api_version: empty for azurerm · provider: azurerm,
    azapi, bicep, arm, module · associations: what other resources of its evaluation set on it ·
    existing: a reference to something deployed elsewhere · disabled: it certainly has no instance
    (`count = 0`, a false condition).
    """

    instance: Instance
    arm_type: str
    api_version: str
    provider: str
    view: TypeView | None
    associations: Associations
    disabled: bool = False

    @property
    def declaration(self) -> Declaration:
        return self.instance.declaration

    @property
    def context(self) -> Context:
        return self.instance.context

    @property
    def address(self) -> str:
        return self.instance.address

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the instances of its case."""
        return self.instance.keys

    @property
    def existing(self) -> bool:
        return self.instance.existing

    def alone(self, key: str) -> Resource:
        """The same resource for one of the instances of its case."""
        instance = self.instance
        one = instance.alone(key) if instance.alone is not None else instance
        return replace(self, instance=one)

    def property(self, path: str) -> Property:
        """A property by its ARM path (`properties.sku.name`), as updates leave it.

        A path without a row gives an Unknown with presence UNMAPPED.
        """
        return self.associations.updated(self.instance, path, self.own(path))

    def own(self, path: str) -> Property:
        """A property as the resource itself sets it."""
        if self.view is not None:
            return self._mapped(self.view, path)
        if self.provider == "azapi":
            return azapi.property_of(self.instance, path)
        header = self.declaration.header
        return walk(self.instance.read, path.split("."), path, header, folded_member)

    def items(self, path: str) -> Sequence[Element] | Unknown:
        """The elements of an array property; an Unknown where they cannot be told."""
        rows: Mapping[str, Row] | None = None
        if self.view is not None:
            if path in self.view.arrays:
                native, rows = self.view.arrays[path]
                found = self.instance.native(native)
            else:
                found = self._mapped(self.view, path)
        else:
            found = self.property(path)
        if isinstance(found.value, Unknown):
            return found.value
        data = found.value.data
        items = data if isinstance(data, tuple) else ()
        return [Element(item, rows, found.span) for item in items]

    def native(self, path: str) -> Property:
        """A property by its native path."""
        return self.instance.native(path)

    def ignores_changes(self, path: str) -> bool:
        """`lifecycle.ignore_changes` covers a native path or a parent of it."""
        return any(
            ignored in {"all", path} or path.startswith(f"{ignored}.")
            for ignored in self.instance.ignore_changes
        )

    def _mapped(self, view: TypeView, path: str) -> Property:
        header = self.declaration.header
        if path in view.associations:
            association = view.associations[path]
            found = self.associations.on(self.instance, association)
            return found or unmapped(f"{path}: no {association.type} names it", header)
        row = view.rows.get(path)
        if row is None:
            return unmapped(path, header)
        if row.adapter is not None:
            return row.adapter(self.instance)
        if not row.native:
            return Property(Known(None), Presence.UNSET, path, header)
        found = self.instance.native(row.native)
        if found.presence is Presence.UNSET and row.presence is not Presence.UNSET:
            return Property(row.default, row.presence, row.native, found.span)
        return found


def unmapped(path: str, header: Span) -> Property:
    reason = Reason(Cause.UNMAPPED, path, header)
    return Property(Unknown(reason), Presence.UNMAPPED, path, header)


def resource_of(instance: Instance, associations: Associations) -> Resource | None:
    """The ARM view of an instance; None for a type that has none (or cannot be told)."""
    native = instance.native_type
    if instance.declaration.kind == "module":
        view = modules.view_of(native)
        return Resource(instance, view.arm_type, "", "module", view, associations) if view else None
    if instance.declaration.language in TEMPLATES:
        provider = instance.declaration.language.value
        return Resource(instance, native, instance.api_version, provider, None, associations)
    if native in azapi.TYPES:
        value = instance.native("type").value
        if not isinstance(value, Known) or not isinstance(value.data, str):
            return None
        arm_type, _, version = value.data.partition("@")
        return Resource(instance, arm_type, version, "azapi", None, associations)
    view = azurerm.TYPES.get(native)
    return Resource(instance, view.arm_type, "", "azurerm", view, associations) if view else None


def native_paths(paths: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """Which native top-level attributes must be read for ARM paths, by native type.

    The evaluators group instances by what these attributes read of `each` and `count.index`.
    Types that carry their ARM type in a value (azapi) or are ARM already (Bicep) are grouped
    by the first step of every path.
    """
    wanted = {arm_type.lower(): types for arm_type, types in paths.items()}
    result: dict[str, frozenset[str]] = defaultdict(frozenset)
    for native, view in azurerm.TYPES.items():
        for path in wanted.get(view.arm_type.lower(), ()):
            result[native] |= _tops(view, path)
            if path in view.associations:
                association = view.associations[path]
                result[association.type] |= {_top(association.subject), _top(association.value)}
    steps = {_top(path) for arm_paths in wanted.values() for path in arm_paths}
    for native in azapi.TYPES:
        outside = steps.intersection(azapi.OUTSIDE_BODY)
        result[native] = frozenset({*azapi.ATTRIBUTES, *outside})
    for arm_type, arm_paths in wanted.items():
        result[arm_type] = frozenset(map(_top, arm_paths))
    return result


ADAPTED = frozenset({"os_disk", "os_managed_disk_id"})


def _tops(view: TypeView, path: str) -> frozenset[str]:
    if path in view.arrays:
        return frozenset({_top(view.arrays[path][0])})
    row = view.rows.get(path)
    if row is None or not (row.native or row.adapter):
        return frozenset()
    return ADAPTED if row.adapter else frozenset({_top(row.native)})


def _top(path: str) -> str:
    return path.partition(".")[0]
