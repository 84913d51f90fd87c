"""Paths as GitHub names them: from the top of the work tree, wherever the root of the run is."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from azlint.result import Result
from azlint.source import Span

T = TypeVar("T")


def from_top(result: Result) -> Result:
    """A result with every path below `result.prefix`."""
    prefix = result.prefix
    if not prefix:
        return result
    return msgspec.structs.replace(
        result,
        findings=_moved(result.findings, prefix),
        unchanged=_moved(result.unchanged, prefix),
        suppressed=_moved(result.suppressed, prefix),
        undecided=_moved(result.undecided, prefix),
        failures=_moved(result.failures, prefix),
        sources={f"{prefix}/{path}": source for path, source in result.sources.items()},
        not_followed=_moved(result.not_followed, prefix),
        unparsed=tuple(f"{prefix}/{path}" for path in result.unparsed),
        ignored_value_files=tuple(f"{prefix}/{path}" for path in result.ignored_value_files),
    )


def _moved(value: T, prefix: str) -> T:
    """A value with every span in it below a folder; a span without a path stays nowhere."""
    if isinstance(value, Span):
        return (
            msgspec.structs.replace(value, path=f"{prefix}/{value.path}") if value.path else value
        )
    if isinstance(value, tuple):
        return tuple(_moved(item, prefix) for item in value)  # type: ignore[return-value]
    if isinstance(value, msgspec.Struct):
        fields = {name: getattr(value, name) for name in value.__struct_fields__}
        moved = {name: _moved(item, prefix) for name, item in fields.items()}
        changed = {name: item for name, item in moved.items() if item is not fields[name]}
        return msgspec.structs.replace(value, **changed) if changed else value
    return value
