"""Declarations that their language refuses or that lead nowhere: a note at each (AZL904)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from azlint.finding import Finding
from azlint.languages.bicep import template as bicep
from azlint.languages.terraform import module as terraform
from azlint.own import BrokenDeclaration, own_finding
from azlint.source import Span

NO_FILE: Final = {
    bicep.Obstacle.MISSING: "its template is not in the repository",
    bicep.Obstacle.OUTSIDE: "the path of its template leads out of the repository or in a circle",
}
"""Why a file is not found that is looked for here, in the words for a parameter file's template."""
NO_FOLDER: Final = frozenset({terraform.Obstacle.MISSING, terraform.Obstacle.OUTSIDE})


def broken(
    modules: Mapping[str, terraform.Module], templates: Mapping[str, bicep.Template]
) -> Iterator[Finding]:
    """What is said of the modules and templates of the repository itself."""
    folders = _Known(modules)
    for module in modules.values():
        if not module.foreign:
            yield from _refused(module)
            yield from _lost_folders(module, folders)
    files = _Known(templates)
    for template in templates.values():
        if not template.foreign:
            yield from _lost_files(template, files)


class _Known:
    """The paths that are there, to find what one that is not there may mean."""

    def __init__(self, paths: Iterable[str]) -> None:
        self.paths = {path.casefold(): path for path in paths}

    def problem(self, absent: str, otherwise: str) -> str:
        """Why a path leads nowhere: upper and lower case are told apart, as Linux does."""
        meant = self.paths.get(absent.casefold()) if absent else None
        if meant is None:
            return otherwise
        return f"`{absent}` is not in the repository; `{meant}` is (case differs)"


def _refused(module: terraform.Module) -> Iterator[Finding]:
    for problem in module.problems:
        yield own_finding(
            BrokenDeclaration,
            "refused",
            problem.span,
            problem=problem.message,
            language="Terraform",
        )


def _lost_folders(module: terraform.Module, known: _Known) -> Iterator[Finding]:
    for name, call in module.calls.items():
        if call.obstacle in NO_FOLDER:
            problem = known.problem(call.absent, str(call.obstacle))
            yield _lost(f"module {name}", call.declaration.header, problem)


def _lost_files(template: bicep.Template, known: _Known) -> Iterator[Finding]:
    for name, entry in template.modules.items():
        if entry.source.obstacle in NO_FILE:
            problem = known.problem(entry.source.absent, str(entry.source.obstacle))
            yield _lost(f"module {name}", entry.declaration.header, problem)
    using, place = template.using, template.using_place
    if using is not None and place is not None and using.obstacle in NO_FILE:
        problem = known.problem(using.absent, NO_FILE[using.obstacle])
        yield _lost(template.path, place, problem)


def _lost(call: str, place: Span, problem: str) -> Finding:
    return own_finding(BrokenDeclaration, "call", place, call=call, problem=problem)
