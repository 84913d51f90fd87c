"""Terraform's built-in functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from azlint.languages.terraform.functions import (
    collection,
    date,
    encoding,
    filesystem,
    network,
    numeric,
    selection,
    sequence,
    setops,
    string,
)
from azlint.languages.terraform.functions import (
    hash as hash_,
)
from azlint.languages.terraform.functions import (
    type as type_,
)
from azlint.languages.terraform.functions.dispatch import IMPURE, invoke
from azlint.languages.terraform.functions.signature import Function, FunctionContext
from azlint.languages.terraform.results import first_error, is_error
from azlint.value import Value

__all__ = ["FUNCTIONS", "IMPURE", "Function", "FunctionContext", "call", "first_error", "is_error"]

FUNCTIONS: Mapping[str, Function] = {
    **string.FUNCTIONS,
    **collection.FUNCTIONS,
    **sequence.FUNCTIONS,
    **selection.FUNCTIONS,
    **setops.FUNCTIONS,
    **numeric.FUNCTIONS,
    **encoding.FUNCTIONS,
    **hash_.FUNCTIONS,
    **date.FUNCTIONS,
    **network.FUNCTIONS,
    **filesystem.FUNCTIONS,
    **type_.FUNCTIONS,
}
"""Every function with a static result; `try` and `can` are the evaluator's."""


def call(name: str, arguments: Sequence[Value], context: FunctionContext | None = None) -> Value:
    """The value of `name(arguments…)`; errors and what is too large are Unknown."""
    context = context or FunctionContext()
    functions = {**FUNCTIONS, **context.further} if context.further else FUNCTIONS
    return invoke(functions, name, arguments, context)
