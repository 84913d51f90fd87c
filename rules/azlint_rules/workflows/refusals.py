"""Expressions that GitHub does not accept where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from azlint.languages.workflow.contexts import ALLOWED, FUNCTIONS, Level
from azlint.languages.workflow.model import enclosing
from azlint.languages.workflow.references import Site, located, parsed
from azlint.languages.workflow.trace import Tracer
from azlint.source import Span
from azlint.syntax import Call, Name, Problem
from azlint_rules.workflows.flaws import Flaw


def refusals(tracer: Tracer) -> Iterator[Flaw]:
    """Every refusal, file by file."""
    for file in tracer.workflows.files():
        text = tracer.workflows.texts[file.path]
        for site in tracer.sites(file):
            found = parsed(site)
            for problem in found.problems:
                yield _unreadable(site, text, problem)
            level = site.level
            if level is not None:
                yield from _unavailable(site, text, found.named, level)


def _unreadable(site: Site, text: str, problem: Problem) -> Flaw:
    end = max(problem.end, min(problem.start + 1, len(site.scalar.value)))
    place = located(site, text, problem.start, end)
    return Flaw(
        "not-an-expression", place, enclosing(site.file, place), {"problem": problem.message}
    )


def _unavailable(
    site: Site, text: str, named: Iterable[Name | Call], level: Level
) -> Iterator[Flaw]:
    for node in named:
        if isinstance(node, Name):
            if node.name.lower() not in ALLOWED[level]:
                place = located(site, text, node.start, node.end)
                yield _missing("no-such-context", site, place, node.name, ALLOWED[level])
        elif node.name.lower() not in FUNCTIONS[level]:
            place = located(site, text, node.start, node.start + len(node.name))
            yield _missing("no-such-function", site, place, node.name)


def _missing(
    key: str, site: Site, place: Span, name: str, offered: frozenset[str] = frozenset()
) -> Flaw:
    fields = {"name": name, "under": site.key, "offered": ", ".join(sorted(offered))}
    return Flaw(key, place, enclosing(site.file, place), fields)
