"""The value of an expression that may not refer to anything."""

from __future__ import annotations

from azlint.languages.terraform.functions import FunctionContext
from azlint.languages.terraform.instance import ModuleInstance
from azlint.languages.terraform.machine import Machine
from azlint.languages.terraform.module import Module
from azlint.languages.terraform.types import Literals
from azlint.syntax import Expression
from azlint.value import Value


def constants(path: str) -> Literals:
    """An evaluator for the constant expressions of a file."""
    scope = ModuleInstance(Machine({}, FunctionContext()), Module("")).scope(path)

    def value(expression: Expression) -> Value:
        return scope.value(expression)

    return value
