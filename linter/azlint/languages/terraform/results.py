"""How evaluation fails and how marks travel: shared by conversion, operators and functions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from azlint.source import Span
from azlint.value import ANY, Cause, Known, Reason, Type, Unknown, Value


class Failure(Exception):  # noqa: N818 - it ends as a value, never as a crash
    """What Terraform would report as an error; becomes an Unknown with `Cause.ERROR`."""


class Excess(Exception):  # noqa: N818 - as above
    """Something too large to compute; becomes an Unknown with `Cause.LIMIT`."""


def failure(text: str, *, cause: Cause = Cause.ERROR, span: Span | None = None) -> Unknown:
    """The value of an expression that fails."""
    return Unknown(Reason(cause, text, span))


def is_error(value: Value) -> bool:
    """Whether Terraform reports an error here, as `try` and `can` see it."""
    return isinstance(value, Unknown) and value.reason.cause is Cause.ERROR


def first_error(value: Value) -> Unknown | None:
    """The first error at any depth: an error inside a tuple or object fails the whole."""
    unknowns = (item for item in within(value) if isinstance(item, Unknown))
    return next((item for item in unknowns if is_error(item)), None)


def within(value: Value) -> Iterator[Value]:
    """A value and everything it holds; alternatives and pieces of an Unknown are not entered."""
    stack = [value]
    while stack:
        value = stack.pop()
        yield value
        if isinstance(value, Known):
            data = value.data
            if isinstance(data, tuple):
                stack.extend(reversed(data))
            elif isinstance(data, dict):
                stack.extend(reversed(data.values()))


def first_unknown(value: Value) -> Unknown | None:
    """The first Unknown at any depth, or None where the value is known as a whole."""
    return next((item for item in within(value) if isinstance(item, Unknown)), None)


def marked(value: Value, inputs: Iterable[Value]) -> Value:
    """`value` with the marks of what it was computed from; itself where nothing changes."""
    sensitive = value.sensitive
    assumed = value.assumed
    for item in inputs:
        sensitive = sensitive or item.sensitive
        assumed = assumed or item.assumed
    if sensitive == value.sensitive and assumed == value.assumed:
        return value
    return replace(value, sensitive=sensitive, assumed=assumed)


def unknown_result(source: Unknown, type_: Type = ANY, *, not_null: bool = True) -> Unknown:
    """A result that is not known because `source` is not."""
    return Unknown(source.reason, type_, not_null=not_null)
