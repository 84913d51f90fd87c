"""Which ARM templates the compiler made of a Bicep file of the same repository."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Hashable, Mapping

from azlint.languages.bicep.template import Template


def compiled_of(templates: Mapping[str, Template]) -> Collection[str]:
    """The compiled templates whose source is there too: it declares the same parameters and
    outputs, and has the same name or resources of the same types."""
    made = [template for template in templates.values() if template.compiled]
    if not made:
        return frozenset()
    sources: dict[Hashable, list[Template]] = {}
    for template in templates.values():
        if template.path.endswith(".bicep"):
            sources.setdefault(_interface(template), []).append(template)
    return frozenset(
        template.key
        for template in made
        if any(_alike(template, source) for source in sources.get(_interface(template), ()))
    )


def _interface(template: Template) -> Hashable:
    return (frozenset(template.parameters), frozenset(template.outputs), template.target_scope)


def _alike(template: Template, source: Template) -> bool:
    return _stem(template) == _stem(source) or _types(template) == _types(source)


def _stem(template: Template) -> str:
    return posixpath.basename(template.path).rpartition(".")[0].lower()


def _types(template: Template) -> Collection[str]:
    """The types of what a template deploys by itself."""
    return {
        entry.declaration.type.lower()
        for entry in template.resources.values()
        if not entry.statement.existing
    }
