"""What resources of their own set on others: the security group of a subnet, in azurerm."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from azlint.azure import azurerm
from azlint.azure.view import Association
from azlint.node import Instance, Property
from azlint.value import NULL, Cause, Reason, Reference, Unknown, Value, references, structure

Resolve = Callable[[Reference], Sequence[Instance]]


class Associations:
    """The associations of an evaluation, by the instance that each names."""

    def __init__(self, instances: Iterable[Instance], resolve: Resolve) -> None:
        self._named: dict[tuple[Association, str, str], list[Value]] = defaultdict(list)
        self._first: dict[tuple[Association, str], Property] = {}
        for instance in instances:
            for association in _BY_TYPE.get(instance.native_type, ()):
                self._add(association, instance, resolve)

    def _add(self, association: Association, instance: Instance, resolve: Resolve) -> None:
        subject = instance.native(association.subject).value
        named = [each for reference in references(subject) for each in resolve(reference)]
        found = instance.native(association.value)
        for each in named:
            self._first.setdefault((association, each.address), found)
            certain = len(named) == 1 and instance.abstract == each.abstract
            for key in each.keys:
                values = self._named[association, each.address, key]
                values.extend([found.value] if certain else [found.value, NULL])

    def on(self, instance: Instance, association: Association) -> Property | None:
        """What is set on every instance of a case; None where nothing here names one of them."""
        first = self._first.get((association, instance.address))
        named = [self._named.get((association, instance.address, key)) for key in instance.keys]
        if first is None or not any(named):
            return None
        options = {structure(value): value for values in named for value in values or (NULL,)}
        if len(options) == 1:
            (value,) = options.values()
            return replace(first, value=value)
        reason = Reason(Cause.INSTANCE, association.type, first.span)
        return replace(first, value=Unknown(reason, one_of=tuple(options.values())))


def _associations() -> Iterator[Association]:
    for view in azurerm.TYPES.values():
        yield from view.associations.values()


_BY_TYPE: Mapping[str, Sequence[Association]] = {
    each.type: [other for other in _associations() if other.type == each.type]
    for each in _associations()
}
