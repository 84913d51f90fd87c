"""The `lifecycle` block and the `provider` argument of a resource, as facts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from azlint.languages.terraform.module import Entity, Written
from azlint.source import Span
from azlint.syntax import Access, Expression, Index, List, Literal, Name, Template
from azlint.value import STRING, Known, Origin, Value

if TYPE_CHECKING:
    from azlint.languages.terraform.instance import ModuleInstance

FLAGS: Final = ("prevent_destroy", "create_before_destroy")


def lifecycle_facts(entity: Entity, module: ModuleInstance) -> dict[str, Value]:
    """The flags of the lifecycle block that are written, and the provider configuration."""
    facts: dict[str, Value] = {}
    for path, name, expression in _settings(entity):
        if name in FLAGS:
            facts[name] = module.scope(path).value(expression)
    provider = entity.attribute("provider")
    if provider is not None:
        facts["provider"] = _provider(provider)
    return facts


def _settings(entity: Entity) -> Iterator[tuple[str, str, Expression]]:
    for placed in entity.body.blocks:
        if placed.block.type == "lifecycle":
            for attribute in placed.block.attributes:
                yield placed.path, attribute.name, attribute.value


def ignored_changes(entity: Entity) -> tuple[str, ...]:
    """Native paths in `ignore_changes`, positions in lists left out; `("all",)` for all."""
    found: dict[str, None] = {}
    for _, name, expression in _settings(entity):
        if name == "ignore_changes":
            items = expression.items if isinstance(expression, List) else (expression,)
            found.update((path, None) for path in map(traversal, items) if path)
    return tuple(found)


def traversal(expression: Expression) -> str:
    """`os_disk[0].caching` as `os_disk.caching`; empty for what is no plain traversal."""
    steps: list[str] = []
    while True:
        match expression:
            case Name(name=name) | Literal(value=str(name)):
                return ".".join((name, *reversed(steps)))
            case Access(object=inner, name=name):
                steps.append(name)
            case Index(object=inner, key=Literal(value=str(name))):
                steps.append(name)
            case Index(object=inner):
                pass
            case Template(parts=(single,)):
                expression = single
                continue
            case _:
                return ""
        expression = inner


def _provider(written: Written) -> Value:
    span = Span(written.path, written.expression.start, written.expression.end)
    return Known(traversal(written.expression), STRING, Origin(span))
