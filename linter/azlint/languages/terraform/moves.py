"""Blocks about what is deployed already: `moved`, `import` and `removed`, and whom they name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from azlint.languages.terraform.machine import key_text
from azlint.syntax import Access, Expression, Index, Literal, Name

if TYPE_CHECKING:
    from azlint.languages.terraform.instance import ModuleInstance

Move = tuple[str, str]
"""From and to, each with module calls and keys as the root sees them."""


def moves(module: ModuleInstance) -> Iterator[Move]:
    """The moves that one module instance declares."""
    for entity in module.module.others:
        if entity.declaration.kind != "moved":
            continue
        ends = [entity.attribute(name) for name in ("from", "to")]
        addresses = [address_of(end.expression) for end in ends if end is not None]
        if len(addresses) == len(ends) and all(addresses):
            yield module.absolute(addresses[0]), module.absolute(addresses[1])


def named_by(module: ModuleInstance, kind: str, attribute: str) -> Iterator[str]:
    """The addresses that an attribute of the blocks of one kind names, as the root sees them; of
    an expression in brackets the part before it."""
    for entity in module.module.others:
        written = entity.attribute(attribute)
        if entity.declaration.kind == kind and written is not None:
            expression = written.expression
            while isinstance(expression, Index) and not address_of(expression):
                expression = expression.object
            address = address_of(expression)
            if address:
                yield module.absolute(address)


def address_of(expression: Expression) -> str:
    """An address as Terraform writes it; empty for what is none."""
    steps: list[str] = []
    while True:
        match expression:
            case Name(name=name):
                return "".join((name, *reversed(steps)))
            case Access(object=inner, name=name):
                steps.append(f".{name}")
            case Index(object=inner, key=Literal(value=str() | int() as key)):
                steps.append(key_text(key))
            case _:
                return ""
        expression = inner
