"""What resources of their own set on others: the security group of a subnet, in azurerm; any
property, by `azapi_update_resource`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from azlint.azure import azapi, azurerm
from azlint.azure.view import Association
from azlint.node import Instance, Presence, Property
from azlint.value import NULL, Cause, Reason, Reference, Unknown, Value, references, structure

Resolve = Callable[[Reference], Sequence[Instance]]


class Associations:
    """The associations of an evaluation, by the instance that each names."""

    def __init__(self, instances: Iterable[Instance], resolve: Resolve) -> None:
        self._named: dict[tuple[Association, str, str], list[Value]] = defaultdict(list)
        self._first: dict[tuple[Association, str], Property] = {}
        self._updates: dict[tuple[str, str], list[tuple[Instance, bool]]] = defaultdict(list)
        for instance in instances:
            for association in _BY_TYPE.get(instance.native_type, ()):
                self._add(association, instance, resolve)
            if instance.native_type == azapi.UPDATE:
                for each, certain in _named(instance, azapi.UPDATED, resolve):
                    for key in each.keys:
                        self._updates[each.address, key].append((instance, certain))

    def _add(self, association: Association, instance: Instance, resolve: Resolve) -> None:
        found = instance.native(association.value)
        for each, certain in _named(instance, association.subject, resolve):
            self._first.setdefault((association, each.address), found)
            for key in each.keys:
                values = self._named[association, each.address, key]
                values.extend([found.value] if certain else [found.value, NULL])

    def on(self, instance: Instance, association: Association) -> Property | None:
        """What is set on every instance of a case; None where nothing here names one of them."""
        first = self._first.get((association, instance.address))
        named = [self._named.get((association, instance.address, key)) for key in instance.keys]
        if first is None or not any(named):
            return None
        options = (value for values in named for value in values or (NULL,))
        return _joined(first, options, association.type)

    def updated(self, instance: Instance, path: str, own: Property) -> Property:
        """A property as updates leave it; `own` where none of them sets it."""
        if not self._updates or instance.native_type == azapi.UPDATE:
            return own
        first, values = own, list[Value]()
        for key in instance.keys:
            left = [own.value]
            for update, certain in self._updates.get((instance.address, key), ()):
                found = azapi.property_of(update, path)
                if found.presence is Presence.WRITTEN:
                    first = found
                    left = [found.value] if certain else [*left, found.value]
            values.extend(left)
        return own if first is own else _joined(first, values, azapi.UPDATE)


def _named(instance: Instance, subject: str, resolve: Resolve) -> Iterator[tuple[Instance, bool]]:
    """What an instance names, and whether each of its instances certainly is."""
    value = instance.native(subject).value
    named = [each for reference in references(value) for each in resolve(reference)]
    for each in named:
        yield each, len(named) == 1 and instance.abstract == each.abstract


def _joined(first: Property, values: Iterable[Value], what: str) -> Property:
    """One property that has any of some values, by what sets them."""
    options = {structure(value): value for value in values}
    if len(options) == 1:
        (value,) = options.values()
        return replace(first, value=value)
    reason = Reason(Cause.INSTANCE, what, first.span)
    return replace(first, value=Unknown(reason, one_of=tuple(options.values())))


def _associations() -> Iterator[Association]:
    for view in azurerm.TYPES.values():
        yield from view.associations.values()


_BY_TYPE: Mapping[str, Sequence[Association]] = {
    each.type: [other for other in _associations() if other.type == each.type]
    for each in _associations()
}
