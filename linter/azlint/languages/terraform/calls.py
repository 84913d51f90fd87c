"""Where module calls lead: to a folder of the repository, of what is installed, or nowhere."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping

from msgspec.structs import replace

from azlint.languages.terraform.installed import (
    DATA,
    REGISTRY_SOURCE,
    destination,
    is_local,
    meant,
)
from azlint.languages.terraform.module import LinkProblem, Module, Obstacle, SourceKind
from azlint.spelling import Spellings

Resolve = Callable[[str, str], str | None]
"""The path that one written in a folder leads to; None where it leads out of the repository."""


def plain_path(folder: str, path: str) -> str | None:
    """Where a path leads if there are no links."""
    found = posixpath.normpath(posixpath.join(folder, path))
    if found == ".." or found.startswith("../"):
        return None
    return "" if found == "." else found


def source_kind(source: str) -> SourceKind:
    """Local path, registry address, or anything else (git, archive, bucket …)."""
    if is_local(source):
        return SourceKind.LOCAL
    return SourceKind.REGISTRY if REGISTRY_SOURCE.fullmatch(source) else SourceKind.REMOTE


def follow(
    module: Module,
    modules: Mapping[str, Module],
    mapped: Mapping[str, str],
    resolve: Resolve,
    spelt: Spellings,
) -> None:
    """Say of each call of a module where it leads."""
    sources = {name: call.source for name, call in module.calls.items()}
    for name, call in module.calls.items():
        if call.obstacle is None:
            led, obstacle = _lead(call.source, module.folder, mapped, resolve)
            folder = led if led in modules else destination(meant(call.source, sources), mapped)
            if folder in modules:
                module.calls[name] = replace(call, folder=folder)
            else:
                missing = led if obstacle is Obstacle.MISSING else None
                differing = "" if missing is None else spelt.differing(missing)
                module.calls[name] = replace(call, obstacle=obstacle, differing=differing)


def _lead(
    source: str, folder: str, mapped: Mapping[str, str], resolve: Resolve
) -> tuple[str | None, Obstacle]:
    """Where a source leads from a folder, and the obstacle if there is no module."""
    kind = source_kind(source)
    if kind is SourceKind.LOCAL:
        if DATA in source.split("/"):
            return resolve(folder, source), Obstacle.REMOTE
        found = resolve(folder, source.replace("\\", "/"))
        return found, Obstacle.OUTSIDE if found is None else Obstacle.MISSING
    named = destination(source, mapped)
    if named is not None:
        return named, Obstacle.UNMAPPED
    return None, Obstacle.REGISTRY if kind is SourceKind.REGISTRY else Obstacle.REMOTE


def cut_cycles(modules: Mapping[str, Module]) -> None:
    """Calls that lead back to their own module are not followed."""
    edges = {
        folder: {call.folder for call in module.calls.values() if call.folder is not None}
        for folder, module in modules.items()
    }
    cyclic = set(_in_cycles(edges))
    for folder in sorted(cyclic):
        module = modules[folder]
        for name, call in module.calls.items():
            if call.folder in cyclic and _reaches(call.folder, folder, edges):
                module.calls[name] = replace(call, folder=None, obstacle=Obstacle.CYCLE)
                message = f"module.{name} leads back to the module that calls it"
                module.problems.append(LinkProblem(call.declaration.header, message))


def _in_cycles(edges: Mapping[str, set[str]]) -> Iterator[str]:
    """Folders that stay when those without a remaining callee are taken away, repeatedly."""
    callers: dict[str, list[str]] = defaultdict(list)
    pending = {folder: len(targets) for folder, targets in edges.items()}
    for folder, targets in edges.items():
        for target in targets:
            callers[target].append(folder)
    ready = [folder for folder, count in pending.items() if not count]
    while ready:
        done = ready.pop()
        del pending[done]
        for caller in callers[done]:
            pending[caller] -= 1
            if not pending[caller]:
                ready.append(caller)
    yield from pending


def _reaches(start: str, goal: str, edges: Mapping[str, set[str]]) -> bool:
    seen, pending = {start}, [start]
    while pending:
        folder = pending.pop()
        if folder == goal:
            return True
        new = edges[folder] - seen
        seen |= new
        pending.extend(new)
    return False
