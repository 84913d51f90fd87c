"""Resources and their edges beside what the compiler made of the same file (`main.json`), for
every such pair below the folder that AZLINT_CORPUS names."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import cast

import pytest

from azlint.languages.bicep.edges import edges
from azlint.languages.bicep.template import ResourceEntry, Template
from languages.bicep.small import linked

CORPUS = os.environ.get("AZLINT_CORPUS", "")
pytestmark = pytest.mark.skipif(not CORPUS, reason="AZLINT_CORPUS names no folder")

ELEMENT = re.compile(r"\[format\('([^\[']+)\[\{0\}\]'", re.DOTALL)
STALE = frozenset({"network-interface", "virtual-hard-disk"})
"""Modules whose `main.json` was not compiled again after a change."""

Compiled = Mapping[str, Mapping[str, object]]


def pairs() -> Iterator[tuple[Template, Compiled]]:
    for path in sorted(Path(CORPUS).rglob("main.json")):
        source = path.with_suffix(".bicep")
        if not source.exists() or path.parent.name in STALE:
            continue
        resources = json.loads(path.read_text("utf-8-sig")).get("resources")
        if isinstance(resources, dict):
            text = source.read_text("utf-8-sig")
            yield linked({"main.bicep": text}).templates["main.bicep"], resources


class Graph:
    """The edges of a template, and what they lead to through `existing` resources."""

    def __init__(self, template: Template) -> None:
        self.template = template
        self.targets: dict[str, set[str]] = {}
        for edge in edges(template):
            self.targets.setdefault(edge.source, set()).add(edge.target)

    def exists(self, name: str) -> bool:
        entry = self.template.resources.get(name)
        return entry is not None and entry.statement.existing

    def reached(self, name: str, seen: frozenset[str] = frozenset()) -> set[str]:
        found: set[str] = set()
        for target in self.targets.get(name, set()) - seen:
            found.add(target)
            if self.exists(target):
                found |= self.reached(target, seen | {target})
        return found


def described(template: Template) -> dict[str, tuple[object, ...]]:
    found: dict[str, tuple[object, ...]] = {}
    for name, entry in template.resources.items():
        kind = (entry.declaration.type.lower(), entry.api_version, entry.statement.existing)
        loop = entry.statement.loop is not None
        found[name] = (*kind, loop, conditional(entry, template))
    for name, call in template.modules.items():
        statement = call.statement
        found[name] = ("module", statement.loop is not None, statement.condition is not None)
    return found


def conditional(entry: ResourceEntry, template: Template) -> bool:
    while entry.statement.condition is None and entry.parent:
        entry = template.resources[entry.parent]
    return entry.statement.condition is not None


def expected(template: Template, compiled: Compiled) -> dict[str, tuple[object, ...]]:
    found: dict[str, tuple[object, ...]] = {}
    for name, resource in compiled.items():
        type_ = str(resource["type"]).lower()
        loop, condition = "copy" in resource, "condition" in resource
        kind = (type_, resource.get("apiVersion", ""), bool(resource.get("existing")))
        module = name in template.modules
        found[name] = ("module", loop, condition) if module else (*kind, loop, condition)
    return found


def test_resources_are_those_of_the_compiler() -> None:
    compared = 0
    for template, compiled in pairs():
        assert described(template) == expected(template, compiled)
        compared += len(compiled)
    assert compared


def test_edges_are_what_the_compiler_depends_on() -> None:
    for template, compiled in pairs():
        graph = Graph(template)
        for name, resource in compiled.items():
            names = cast("list[str]", resource.get("dependsOn", []))
            told = {match[1] if (match := ELEMENT.match(each)) else each for each in names}
            ours = graph.reached(name)
            assert told <= ours
            if not graph.exists(name):
                assert {each for each in ours if not graph.exists(each)} <= told
