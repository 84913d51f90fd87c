"""What a command line gives a parameter: a text, of the type that the parameter has."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from azlint.languages.bicep.functions.call import call
from azlint.languages.bicep.types import Shape
from azlint.languages.bicep.values import Values, blocked, lifted, stopped
from azlint.value import ANY, Cause, Unknown, Value

READERS: Final = {
    "bool": "bool",
    "number": "int",
    "list": "json",
    "tuple": "json",
    "object": "json",
    "map": "json",
}


def typed(value: Value, shape: Shape) -> Value:
    """A text as a value of a type, at the place of the text."""

    def read(values: Values) -> Value:
        if shape.type.kind == "string":
            return values[0]
        if isinstance(values[0], Unknown):
            return blocked(values, shape.type)
        reader = READERS.get(shape.type.kind)
        return (
            stopped(Cause.FUNCTION, "a text of any type", type_=ANY)
            if reader is None
            else (call(reader, values))
        )

    return replace(lifted(read, (value,)), origin=value.origin)
