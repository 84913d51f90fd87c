"""Declarations that their language refuses or that lead nowhere: a note at each (AZL904)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from azlint.finding import Finding
from azlint.languages import bicep, terraform
from azlint.own import BrokenDeclaration, own_finding
from azlint.source import Span

if TYPE_CHECKING:
    from azlint.languages.bicep.template import Template
    from azlint.languages.terraform.module import Module


def broken_modules(modules: Mapping[str, Module]) -> Iterator[Finding]:
    """What is said of the modules of the repository itself."""
    for module in modules.values():
        if not module.foreign:
            yield from _refused(module)
            yield from _lost_folders(module)


def broken_templates(templates: Mapping[str, Template]) -> Iterator[Finding]:
    """What is said of the templates of the repository itself."""
    for template in templates.values():
        if not template.foreign:
            yield from _lost_files(template)


def _refused(module: Module) -> Iterator[Finding]:
    for problem in module.problems:
        yield own_finding(
            BrokenDeclaration,
            "refused",
            problem.span,
            problem=problem.message,
            language="Terraform",
        )


def _lost_folders(module: Module) -> Iterator[Finding]:
    why = terraform.module.Obstacle
    for name, call in module.calls.items():
        if call.obstacle in {why.MISSING, why.OUTSIDE}:
            yield _lost(f"module {name}", call.declaration.header, call.reason)


def _lost_files(template: Template) -> Iterator[Finding]:
    why = bicep.template.Obstacle
    words = {
        why.MISSING: "its {} is not in the repository",
        why.OUTSIDE: "the path of its {} leads out of the repository or in a circle",
    }
    for name, entry in template.modules.items():
        if entry.source.obstacle in words:
            yield _lost(f"module {name}", entry.declaration.header, entry.source.reason)
    for what, source, place in (
        ("template", template.using, template.using_place),
        ("base", template.extends, template.extends_place),
    ):
        if source is not None and place is not None and source.obstacle in words:
            problem = source.differing or words[source.obstacle].format(what)
            yield _lost(template.path, place, problem)


def _lost(call: str, place: Span, problem: str) -> Finding:
    return own_finding(BrokenDeclaration, "call", place, call=call, problem=problem)
