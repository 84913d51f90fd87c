"""Expressions that GitHub does not accept where they stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from azlint.languages.workflow.contexts import ALLOWED, FUNCTIONS, Level
from azlint.languages.workflow.link import Workflows
from azlint.languages.workflow.references import Site, located, parsed, sites
from azlint.source import Span
from azlint.syntax import Call, Expression, Name, Problem, walk


class Refusal(msgspec.Struct, frozen=True):
    """One thing that makes GitHub refuse a file; `fields` are those of the message."""

    key: str
    site: Site
    place: Span
    fields: dict[str, Any]


def refusals(workflows: Workflows) -> Iterator[Refusal]:
    """Every refusal, file by file."""
    for file in workflows.files():
        text = workflows.texts[file.path]
        for site in sites(file):
            found = parsed(site)
            if found is None:
                continue
            for problem in found.problems:
                yield _unreadable(site, text, problem)
            if site.level is not None:
                yield from _unavailable(site, text, found.expression, site.level)


def _unreadable(site: Site, text: str, problem: Problem) -> Refusal:
    end = max(problem.end, min(problem.start + 1, len(site.scalar.value)))
    place = located(site, text, problem.start, end)
    return Refusal("not-an-expression", site, place, {"problem": problem.message})


def _unavailable(site: Site, text: str, expression: Expression, level: Level) -> Iterator[Refusal]:
    for node in walk(expression):
        if isinstance(node, Name) and node.name.lower() not in ALLOWED[level]:
            place = located(site, text, node.start, node.end)
            yield Refusal("no-such-context", site, place, _fields(node.name, site, ALLOWED[level]))
        elif isinstance(node, Call) and node.name.lower() not in FUNCTIONS[level]:
            place = located(site, text, node.start, node.start + len(node.name))
            yield Refusal("no-such-function", site, place, _fields(node.name, site, ()))


def _fields(name: str, site: Site, offered: frozenset[str] | tuple[str, ...]) -> dict[str, str]:
    return {"name": name, "under": site.key, "offered": ", ".join(sorted(offered))}
