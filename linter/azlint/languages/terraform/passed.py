"""What workflows pass to a root, joined with what value files tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec
from msgspec.structs import replace

from azlint.languages.terraform.inputs import ONLY, Environment
from azlint.languages.terraform.layouts import file_name
from azlint.value import ANY, STRING, Cause, Known, Reason, Unknown, Value, alternatives, structure

NAMING: Final = ("environment", "env", "stage", "environment_name", "env_name", "tier")
"""Variables whose value names what is deployed."""

MAX_ALTERNATIVES: Final = 16

Values = Mapping[str, Value]


class Deployed(msgspec.Struct, frozen=True):
    """What a step of a workflow passes to a root.

    name: what the workflow calls it, if it does · files: value files by path · missing: a file
    that the repository does not have, or words for it · variables, inherited, workspace: as those
    of an environment.
    """

    name: str = ""
    files: tuple[str, ...] = ()
    missing: str = ""
    variables: Values = msgspec.field(default_factory=dict)
    inherited: Values = msgspec.field(default_factory=dict)
    workspace: Value | None = None


class Declared(msgspec.Struct, frozen=True):
    """What the user says about an environment, or about every one if it has no name.

    roots: patterns of the folders it is for, empty for all that declare what it sets · files:
    value files, from a root or from the top, the strongest last · inherited: weaker than any file.
    """

    name: str = ""
    roots: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    variables: Values = msgspec.field(default_factory=dict)
    inherited: Values = msgspec.field(default_factory=dict)
    workspace: Value | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it gives no value."""
        given = self.files or self.variables or self.inherited
        return not given and self.workspace is None


def joined(found: Sequence[Environment], passed: Iterable[Deployed]) -> list[Environment]:
    """The environments of a root: those found, completed by what is passed to each, and those
    that only a workflow names. What is passed without a name goes to every one.
    """
    named: dict[str, Environment] = {each.name: each for each in found}
    general: list[Deployed] = []
    for each in passed:
        name = _name(each, named.values())
        if each.missing or not name:
            general.append(each)
        else:
            before = named.get(name, Environment(name))
            named = {key: env for key, env in named.items() if not _is_part(env, each)}
            named[name] = replace(_with(before, each), files=each.files or before.files)
    environments = list(named.values()) or ([ONLY] if general else [])
    for each in general:
        environments = [_with(env, each, alone=not named) for env in environments]
    return environments


def _name(deployed: Deployed, known: Iterable[Environment]) -> str:
    """What a deployment is called: as an environment with its files, else as the workflow says."""
    if deployed.files:
        for environment in known:
            if environment.files[-1:] == deployed.files[-1:]:
                return environment.name or file_name(deployed.files[-1])
        return deployed.name or file_name(deployed.files[-1])
    texts = [deployed.workspace, *(deployed.variables.get(name) for name in NAMING)]
    texts += [deployed.inherited.get(name) for name in NAMING]
    known_texts = (str(text.data) for text in texts if isinstance(text, Known) and text.data)
    return deployed.name or next(known_texts, "")


def _is_part(environment: Environment, deployed: Deployed) -> bool:
    """Whether an environment is only one of several files that are passed together."""
    return bool(environment.files) and set(environment.files) <= set(deployed.files)


def _with(environment: Environment, deployed: Deployed, *, alone: bool = False) -> Environment:
    """An environment with what a deployment passes. Files that are missing count only where
    nothing else is known of the values."""
    return replace(
        environment,
        variables=_either(environment.variables, deployed.variables),
        inherited=_either(environment.inherited, deployed.inherited),
        workspace=_one(environment.workspace, deployed.workspace),
        missing=deployed.missing if alone else environment.missing,
    )


def _either(first: Values, second: Values) -> Values:
    both = {name: _one(first.get(name), value) for name, value in second.items()}
    return {**first, **{name: value for name, value in both.items() if value is not None}}


def _one(first: Value | None, second: Value | None) -> Value | None:
    """One value out of two that are passed at different times."""
    if first is None or second is None:
        return second if first is None else first
    options = {
        structure(option): option for value in (first, second) for option in alternatives(value)
    }
    if len(options) == 1:
        return first
    few = len(options) <= MAX_ALTERNATIVES
    reason = Reason(Cause.RUNTIME, "workflows pass different values")
    return Unknown(reason, STRING if few else ANY, one_of=tuple(options.values()) if few else ())
