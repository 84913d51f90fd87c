"""What `extra_arguments` of a unit add to the command line of Terraform."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import msgspec
from msgspec import structs

from azlint.languages.terraform.syntax import Block, File
from azlint.languages.terraform.terragrunt.configuration import Configuration
from azlint.languages.terraform.terragrunt.paths import located
from azlint.value import STRING, Known, Value, data_of, text_parts

_DEPLOYING: Final = frozenset({"plan", "apply"})
_FILE: Final = "-var-file="
_SINGLE: Final = "-var="
_INHERITED: Final = "TF_VAR_"


class Arguments(msgspec.Struct):
    """Value files, the strongest last; one that is not there; single values; those of the
    environment."""

    files: list[str] = msgspec.field(default_factory=list)
    missing: str = ""
    variables: dict[str, Value] = msgspec.field(default_factory=dict)
    inherited: dict[str, Value] = msgspec.field(default_factory=dict)


def arguments(unit: Configuration, files: Mapping[str, File], *, relative: bool) -> Arguments:
    """What the blocks of a unit add to `plan` and `apply`.

    relative: Terraform runs in the folder of the unit, where relative paths start.
    """
    found = Arguments()
    for part, block in _blocks(unit):
        values = {each.name: part.evaluated(each.value) for each in block.attributes}
        commands = {each.data for each in _items(values.get("commands")) if isinstance(each, Known)}
        if commands and _DEPLOYING.isdisjoint(commands):
            continue
        for path, required in _paths(values):
            place = _place(path, unit.home, relative=relative)
            if place in files:
                found.files.append(str(place))
            elif required:
                found.missing = f"a file named in {part.path}"
        found.variables |= _singles(values)
        found.inherited |= _inherited(values.get("env_vars"))
    return found


def _blocks(unit: Configuration) -> Iterator[tuple[Configuration, Block]]:
    """The blocks by name, those of what is included before its own."""
    found: dict[tuple[str, ...], tuple[Configuration, Block]] = {}
    for part, block in reversed(list(unit.blocks("terraform"))):
        for inner in block.blocks:
            if inner.type == "extra_arguments":
                found[inner.labels] = part, inner
    yield from found.values()


def _paths(values: Mapping[str, Value]) -> Iterator[tuple[Value, bool]]:
    """The value files, and whether Terraform fails without them."""
    yield from ((path, True) for path in _items(values.get("required_var_files")))
    yield from ((path, False) for path in _items(values.get("optional_var_files")))
    for argument in _items(values.get("arguments")):
        path = _after(_FILE, argument)
        if path is not None:
            yield path, True


def _singles(values: Mapping[str, Value]) -> Iterator[tuple[str, Value]]:
    for argument in _items(values.get("arguments")):
        match _after(_SINGLE, argument):
            case Known(data=str() as text, origin=origin) if "=" in text:
                name, _, value = text.strip("'").partition("=")
                yield name.strip(), Known(value, STRING, origin)


def _inherited(values: Value | None) -> Iterator[tuple[str, Value]]:
    if isinstance(values, Known) and isinstance(values.data, dict):
        for name, value in values.data.items():
            if name.startswith(_INHERITED):
                yield name.removeprefix(_INHERITED), value


def _items(value: Value | None) -> tuple[Value, ...]:
    data = data_of(value)
    return data if isinstance(data, tuple) else ()


def _after(option: str, argument: Value) -> Value | None:
    """What an argument gives an option; None where it is another."""
    first, *rest = text_parts(argument)
    if not isinstance(first, Known) or not str(first.data).startswith(option):
        return None
    text = Known(str(first.data).removeprefix(option), STRING, first.origin)
    if isinstance(argument, Known):
        return text
    parts = (text, *rest) if text.data else tuple(rest)
    return parts[0] if len(parts) == 1 else structs.replace(argument, parts=parts)


def _place(path: Value, home: str, *, relative: bool) -> str | None:
    return None if isinstance(path, Known) and not relative else located(path, home)
