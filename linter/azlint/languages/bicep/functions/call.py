"""A pure function by its name, on values."""

from __future__ import annotations

from typing import Final

from azlint.languages.bicep.functions import clouds, collections, formats, merges, networks, text
from azlint.languages.bicep.limits import ITEMS
from azlint.languages.bicep.values import (
    Failure,
    Plain,
    Unsupported,
    Values,
    blocked,
    failed,
    from_plain,
    lifted,
    plain,
    stopped,
)
from azlint.value import Cause, Unknown, Value, data_of

STRUCTURAL: Final = {
    **collections.FUNCTIONS,
    **merges.FUNCTIONS,
    "environment": clouds.environment,
    "format": formats.format_,
}
SIGNATURES: Final = {**text.SIGNATURES, **networks.SIGNATURES}
REFUSALS: Final = (ValueError, TypeError, IndexError, KeyError, AttributeError, OverflowError)
KINDS: Final[dict[str, type | tuple[type, ...]]] = {
    "s": str,
    "i": int,
    "b": bool,
    "a": list,
    "o": dict,
    "v": object,
}

COUNTING: Final = frozenset(
    {"first", "indexOf", "last", "lastIndexOf", "length", "padLeft", "skip", "substring", "take"}
)
LAST_OF_ONE: Final = "\uffff"
"""Characters after this one count as two in the language's strings."""


def _is_wide(value: Value) -> bool:
    data = data_of(value)
    return isinstance(data, str) and not data.isascii() and max(data) > LAST_OF_ONE


def is_pure(name: str) -> bool:
    return name in STRUCTURAL or name in SIGNATURES


def call(name: str, values: Values) -> Value:
    """The result of a pure function."""
    if name in COUNTING and any(map(_is_wide, values)):
        return stopped(Cause.FUNCTION, f"{name}: characters that count twice")
    if name in STRUCTURAL:
        return lifted(STRUCTURAL[name], values)
    return lifted(lambda given: _on_data(name, given), values)


def _on_data(name: str, values: Values) -> Value:
    signature = SIGNATURES[name]
    arguments: list[Plain] = []
    for value in values:
        data = plain(value)
        if isinstance(data, Unknown):
            return blocked([data], signature.type, not_null=True)
        arguments.append(data)
    if not accepts(signature.kinds, arguments):
        return failed(f"{name}: arguments of the wrong kind")
    try:
        result = signature.function(*arguments)
    except Failure as failure:
        return failed(f"{name}: {failure}")
    except Unsupported as stop:
        return stopped(Cause.FUNCTION, f"{name}: {stop}", type_=signature.type)
    except REFUSALS:
        return failed(f"{name}: arguments that it refuses")
    if isinstance(result, list) and len(result) > ITEMS:
        return stopped(Cause.LIMIT, f"{name}: an array", type_=signature.type)
    return from_plain(result)


def accepts(kinds: str, arguments: list[Plain]) -> bool:
    """Arguments fit a signature's kinds."""
    needed, _, optional = kinds.partition("?")
    letters = needed + optional
    if letters.endswith("*"):
        repeated = letters[-2]
        letters = letters[:-1] + repeated * max(len(arguments) - len(letters) + 1, 0)
        needed = letters[:1]
    if not len(needed) <= len(arguments) <= len(letters):
        return False
    return all(
        isinstance(argument, KINDS[letter]) and (letter != "i" or not isinstance(argument, bool))
        for letter, argument in zip(letters, arguments, strict=False)
    )
