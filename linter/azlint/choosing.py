"""Which of the environments that there are the user asks for, and what is said about the rest."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

from azlint.config import EnvironmentEntry
from azlint.finding import Finding
from azlint.globs import fits
from azlint.graph import Graph, LanguageEvaluation
from azlint.own import IneffectiveSetting, own_finding
from azlint.plural import counted
from azlint.result import Failure
from azlint.value import Cause

if TYPE_CHECKING:
    from azlint.languages.terraform.environments import Environments
    from azlint.stacks.stack import Stack

SHOWN = 10
FEW = 3


def chosen(
    evaluations: Sequence[LanguageEvaluation], names: Sequence[str]
) -> tuple[list[LanguageEvaluation], list[str]]:
    """The evaluations in environments of some names, and a message for each name that none has.

    A root whose environments have no name is evaluated as it is; without names all are.
    """
    if not names:
        return list(evaluations), []
    known = {each.environment for each in evaluations} - {""}
    telling = {each.root for each in evaluations if each.environment}
    kept = [each for each in evaluations if each.environment in names or each.root not in telling]
    return kept, [_unknown(name, sorted(known)) for name in names if name not in known]


def _unknown(name: str, known: Sequence[str]) -> str:
    if not known:
        return f"there is no environment `{name}`: no root has named environments"
    close = get_close_matches(name, known, 1)
    hint = f": did you mean `{close[0]}`?" if close else f"; there are: {_few(known, SHOWN)}"
    return f"no root has an environment `{name}`{hint}"


def undeclared(environments: Environments, roots: Collection[str]) -> Iterator[Failure]:
    """A failure for each single value of the command line that no root takes."""
    modules = environments.world.modules
    known = {name for root in roots for name in modules[root].variables}
    for name in sorted(environments.world.extra.variables.keys() - known):
        libraries = [
            folder or "."
            for folder, module in sorted(modules.items())
            if name in module.variables and not module.foreign
        ]
        hint = _hint(name, known)
        if libraries:
            hint = f": {_few(libraries)} does, but is called by others or has no sign of a root"
        yield Failure(f"no root declares `{name}`, which --var gives{hint}")


def _hint(name: str, known: Collection[str]) -> str:
    """What else a variable may be called."""
    close = get_close_matches(name, known, 1)
    if close:
        return f": did you mean `{close[0]}`?"
    return f"; declared are {_few(sorted(known), SHOWN)}" if known else ""


def lost(environments: Environments, declared: Iterable[EnvironmentEntry]) -> Iterator[Failure]:
    """A failure for each value file that is declared and not there."""
    missing = set(environments.lost())
    for entry in declared:
        for path, span in zip(entry.var_files, entry.var_files_at, strict=True):
            if (entry.name, path) in missing:
                text = f"[env.{entry.name}]: there is no value file `{path}`"
                yield Failure(text, span=span)


def ineffective(declared: Iterable[EnvironmentEntry], made: Stack) -> Iterator[Finding]:
    """A note for each pattern that is declared and matches no root, for each variable that no root
    takes, and for each environment that nothing has."""
    names = {each.environment for each in made.evaluations}
    for entry in declared:
        idle = (*_matching_none(entry, made), *_taken_by_none(entry, made.roots))
        yield from idle
        if entry.name not in names and not idle and entry.place is not None:
            yield own_finding(IneffectiveSetting, "environment", entry.place, name=entry.name)


def _matching_none(entry: EnvironmentEntry, made: Stack) -> Iterator[Finding]:
    for pattern, span in zip(entry.roots, entry.roots_at, strict=True):
        if not any(fits(pattern, root) for root in made.roots):
            others = sorted(folder or "." for folder in made.others if fits(pattern, folder))
            key = "no-roots" if others else "roots"
            fields = {"pattern": pattern, "name": entry.name, "folders": _few(others)}
            yield own_finding(IneffectiveSetting, key, span, **fields)


def _taken_by_none(
    entry: EnvironmentEntry, roots: Mapping[str, Collection[str]]
) -> Iterator[Finding]:
    meant = [
        variables
        for root, variables in roots.items()
        if not entry.roots or any(fits(pattern, root) for pattern in entry.roots)
    ]
    known = {name for variables in meant for name in variables}
    for name, span in entry.vars_at.items():
        if meant and name not in known:
            fields = {"variable": name, "name": entry.name, "hint": _hint(name, known)}
            yield own_finding(IneffectiveSetting, "variable", span, **fields)


def replaced(environments: Environments, roots: Iterable[str]) -> Iterator[str]:
    """A note on the environments that declared ones stand in place of."""
    by_names: dict[tuple[str, ...], list[str]] = {}
    for root in sorted(roots):
        by_names.setdefault(environments.replaced(root), []).append(root or ".")
    for names, places in by_names.items():
        if names:
            yield (
                "not evaluated, because [env.NAME] takes the place of what is told: "
                f"{_few(names, SHOWN)} (in {_few(places)})"
            )


def crowded(environments: Environments) -> Iterator[str]:
    """A note for each root with more sets of values than are evaluated."""
    for root, count in sorted(environments.crowded.items()):
        yield (
            f"not evaluated with its {count} sets of values: {root or '.'} (name those that are "
            "deployed in [env.NAME])"
        )


def nameless(undecided: Iterable[Finding], graph: Graph) -> Iterator[str]:
    """One note on how to name values, where findings wait for those of roots that have none."""
    roots = {each.root for each in graph.evaluations if not each.library}
    waiting: dict[str, set[str]] = {}
    count = 0
    for finding in undecided:
        stop = finding.stop
        places = {each.root for each in finding.contexts if not each.environment} & roots
        if stop is not None and stop.cause == Cause.NO_VALUE and places:
            count += 1
            for root in places:
                waiting.setdefault(root, set()).add(stop.reference.partition(" ")[0])
    if waiting:
        variables = _few(sorted(set().union(*waiting.values())))
        places_text = _few(sorted(root or "." for root in waiting))
        yield (
            f"no value for {variables} (in {places_text}); name value files in [env.NAME] of "
            f"azlint.toml or with --var-file to decide "
            f"{counted(count, 'more finding')}"
        )


def _few(names: Sequence[str], shown: int = FEW) -> str:
    more = f" and {len(names) - shown} more" if len(names) > shown else ""
    return f"{', '.join(names[:shown])}{more}"
