"""What `ARG` and `ENV` set, and what a build sets by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from azlint.languages.docker.expand import Lookup, expand
from azlint.languages.docker.syntax import Instruction
from azlint.source import Span
from azlint.value import STRING, Cause, Origin, Reason, Unknown, Value

_OF_BUILD = frozenset(
    f"{which}{part}"
    for which in ("BUILD", "TARGET")
    for part in ("PLATFORM", "OS", "ARCH", "VARIANT", "OSVERSION")
) | {"TARGETSTAGE"}


def found(name: str, *scopes: Mapping[str, Value]) -> Value | None:
    """A variable of the first scope that has it."""
    return next((scope[name] for scope in scopes if name in scope), None)


def set_by_build(name: str) -> Value | None:
    """An argument that every build has without being asked."""
    if name not in _OF_BUILD:
        return None
    return Unknown(Reason(Cause.RUNTIME, name), STRING)


def environment(instruction: Instruction, lookup: Lookup, path: str) -> Iterator[tuple[str, Value]]:
    """The variables of an `ENV`; none of them sees the others."""
    for pair in instruction.pairs:
        name = pair.name.literal
        if name is not None and pair.value is not None:
            yield name, _labelled(expand(pair.value, lookup, path), f"ENV {name}")


def arguments(
    instruction: Instruction,
    lookup: Lookup,
    path: str,
    outer: Mapping[str, Value],
    given: Mapping[str, Value],
) -> Iterator[tuple[str, Value]]:
    """The arguments of an `ARG`: as they are given, else with their defaults; `outer` are those
    before the first `FROM`."""
    for pair in instruction.pairs:
        name = pair.name.literal
        if name is None:
            continue
        if name in given:
            yield name, _labelled(given[name], f"ARG {name}")
        elif pair.value is not None:
            yield name, _labelled(expand(pair.value, lookup, path), f"ARG {name}")
        elif name in outer:
            yield name, outer[name]
        else:
            reason = Reason(Cause.NO_VALUE, f"ARG {name}", Span(path, pair.start, pair.end))
            of_build = set_by_build(name)
            yield name, Unknown(reason, STRING) if of_build is None else of_build


def _labelled(value: Value, label: str) -> Value:
    """A value that is known by the name of a variable from here on."""
    origin = value.origin and Origin(value.origin.span, label, value.origin.parent)
    return replace(value, origin=origin)
