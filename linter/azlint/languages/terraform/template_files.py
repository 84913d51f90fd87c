"""Texts that `templatefile` and `templatestring` read as templates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from azlint.languages.terraform.module import Module
from azlint.languages.terraform.results import failure
from azlint.syntax import Expression
from azlint.value import Cause, Value

if TYPE_CHECKING:
    from azlint.languages.terraform.machine import Machine

MAX_TEMPLATE: Final = 500_000


class Templates:
    """Evaluates template texts; each text is read once."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._parsed: dict[str, Expression | str] = {}
        self._inside = False

    def __call__(self, text: str, variables: Mapping[str, Value], path: str) -> Value:
        """The value of a template text with these variables and nothing else."""
        from azlint.languages.terraform.instance import ModuleInstance  # noqa: PLC0415

        if self._inside:
            return failure("a template cannot be read from inside another")
        if len(text) > MAX_TEMPLATE:
            return failure("a template of this size is not read", cause=Cause.LIMIT)
        expression = self._parsed.get(text)
        if expression is None:
            expression = self._parsed[text] = _parse(text)
        if isinstance(expression, str):
            return failure(expression)
        scope = ModuleInstance(self._machine, Module("")).scope(path, variables)
        self._inside = True
        value = scope.value(expression)
        self._inside = False
        return value


def _parse(text: str) -> Expression | str:
    from azlint.languages.terraform.parse import parse_template  # noqa: PLC0415

    expression, problems = parse_template(text)
    return problems[0].message if problems else expression
