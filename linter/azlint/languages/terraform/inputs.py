"""What a root's variables are given: value files, single values, the workspace."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import msgspec

from azlint.languages.terraform.convert import convert
from azlint.languages.terraform.parse import parse_expression
from azlint.languages.terraform.results import failure, is_error, marked
from azlint.languages.terraform.trace import placed
from azlint.languages.terraform.types import type_name
from azlint.value import ANY, STRING, Cause, Known, Origin, Reason, Unknown, Value

if TYPE_CHECKING:
    from azlint.languages.terraform.module import Variable, Written
    from azlint.languages.terraform.scope import Scope


class Environment(msgspec.Struct, frozen=True):
    """One way of deploying a root.

    name: empty for the only one · files: value files by path beside those that Terraform loads
    by itself, the strongest last · missing: a value file that is passed and is not there: defaults
    are only assumed · variables: single values, stronger than every file · inherited: values that
    any file overrides (`TF_VAR_…`, inputs of terragrunt) · workspace: of `terraform.workspace`,
    None where it is not known.
    """

    name: str = ""
    files: tuple[str, ...] = ()
    missing: str = ""
    variables: Mapping[str, Value] = msgspec.field(default_factory=dict)
    inherited: Mapping[str, Value] = msgspec.field(default_factory=dict)
    workspace: Value | None = None


ONLY: Final = Environment()


class Inputs(msgspec.Struct, frozen=True):
    """Values for the variables of a root, by name.

    given: in files · partial: there are more that could not be parsed · variables, inherited: as
    those of an environment.
    """

    given: Mapping[str, Written] = msgspec.field(default_factory=dict)
    partial: bool = False
    variables: Mapping[str, Value] = msgspec.field(default_factory=dict)
    inherited: Mapping[str, Value] = msgspec.field(default_factory=dict)


NOTHING: Final = Inputs()


def spelled(text: str, variable: Variable, scope: Scope, origin: Origin | None) -> Value:
    """A value that is given as a text, as Terraform reads it for a variable. What is no expression
    is taken as a text where any type fits: a configuration may give it so."""
    if variable.textual:
        return Known(text, STRING, origin)
    expression, problems = parse_expression(text)
    value = failure("no expression") if problems else _relocated(scope.value(expression), origin)
    if not is_error(value):
        return value
    if variable.type == ANY:
        return Known(text, STRING, origin)
    name, type_ = variable.declaration.name, type_name(variable.type)
    place = variable.declaration.header if origin is None else origin.span
    return failure(f"what is given for var.{name} is no expression of a {type_}", span=place)


def unparsed(what: str, variable: Variable) -> Unknown:
    """What a variable gets where its value may be written in what could not be parsed."""
    header = variable.declaration.header
    return Unknown(Reason(Cause.INCOMPLETE, what, header), variable.type, Origin(header, what))


def received(value: Value, variable: Variable) -> Value:
    """A value as a variable takes it: converted, with the variable in its chain."""
    label, header = f"var.{variable.declaration.name}", variable.declaration.header
    origin = value.origin
    if origin is None or origin.span != header:
        origin = Origin(header, label, origin)
    made = convert(value, variable.type)
    if isinstance(made, Unknown) and is_error(made) and not is_error(value):
        made = failure(f"{label}: {made.reason.text}", span=made.reason.span or header)
    return placed(marked(made, (value,)), origin)


def _relocated(value: Value, origin: Origin | None) -> Value:
    """A value all of whose parts stand in one place."""
    value = placed(value, origin)
    if isinstance(value, Known):
        if isinstance(value.data, tuple):
            items = tuple(_relocated(item, origin) for item in value.data)
            return Known(items, value.type, origin)
        if isinstance(value.data, dict):
            entries = {name: _relocated(item, origin) for name, item in value.data.items()}
            return Known(entries, value.type, origin)
    return value
