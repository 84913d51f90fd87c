"""The inputs of a unit: by name, and what the rest may be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from azlint.languages.terraform import functions
from azlint.languages.terraform.access import OBJECT, TUPLE
from azlint.languages.terraform.module import Variable
from azlint.languages.terraform.results import failure
from azlint.languages.terraform.trace import named, placed
from azlint.source import Span
from azlint.value import Known, Origin, Unknown, Value


class Given(msgspec.Struct, frozen=True):
    """Inputs by name · rest: why there may be others, None where there are none."""

    values: Mapping[str, Value] = msgspec.field(default_factory=dict)
    rest: Unknown | None = None

    def value(self) -> Value:
        """The inputs as one object."""
        return Known(dict(self.values), OBJECT) if self.rest is None else self.rest

    def of(self, variable: Variable) -> Value | None:
        """What a variable gets, as a value in the environment of Terraform; None for nothing."""
        name = variable.declaration.name
        value = self.values.get(name)
        if value is None and self.rest is not None:
            return placed(self.rest, Origin(variable.declaration.header, f"var.{name}"))
        match value:
            case Known(data=data) if variable.textual and not (data is None or type(data) is str):
                return placed(functions.call("jsonencode", (value,)), value.origin)
        return value


NO_INPUTS: Final = Given()


def given(value: Value, place: Span) -> Given:
    """The inputs that an expression at a place makes."""
    if isinstance(value, Unknown):
        return Given({}, value)
    if not isinstance(value.data, dict):
        return Given({}, failure("inputs is no object", span=place))
    return Given({name: named(each, place, "inputs") for name, each in value.data.items()})


def merged(weaker: Given, stronger: Given, *, deep: bool) -> Given:
    """Inputs with those of what is included."""
    if stronger.rest is not None:
        return stronger
    values = {**weaker.values, **stronger.values}
    if deep:
        both = weaker.values.keys() & stronger.values.keys()
        values |= {name: _deep(weaker.values[name], stronger.values[name]) for name in both}
    return Given(values, weaker.rest)


def _deep(weaker: Value, stronger: Value) -> Value:
    """Objects are merged key by key, lists follow each other, anything else is replaced."""
    match weaker, stronger:
        case Known(data=dict() as below), Known(data=dict() as above):
            both = {name: _deep(below[name], above[name]) for name in below.keys() & above.keys()}
            return Known({**below, **above, **both}, OBJECT, stronger.origin)
        case Known(data=tuple() as first), Known(data=tuple() as second):
            return Known((*first, *second), TUPLE, stronger.origin)
        case Unknown(), Known(data=dict() | tuple()):
            return placed(weaker, stronger.origin)
    return stronger
