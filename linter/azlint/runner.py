"""One run, from settings to result; every stage is called here and nowhere else."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec import structs
from msgspec.structs import replace

from azlint import __version__, git
from azlint.build import Built, build
from azlint.check import check, wanted_paths
from azlint.choosing import nameless
from azlint.config import Settings
from azlint.finding import Finding, Severity, Verdict
from azlint.fingerprint import unchanged
from azlint.graph import Graph
from azlint.lostparts import failures
from azlint.node import Language
from azlint.own import RULES as OWN_RULES
from azlint.registry import Registered, registered
from azlint.result import Failure, Result, RuleCard, called, sort_key
from azlint.rule import Rule
from azlint.settle import settled
from azlint.source import Source
from azlint.stats import statistics
from azlint.suppress import Outcome, Ran
from azlint.tree import FolderTree, RevisionTree, Tree, open_tree

OWN_PACK = f"azlint {__version__}"


def check_repository(settings: Settings) -> Result:
    """Check a repository.

    Raises TreeError for a root that does not exist, GitError for a `since` that cannot be
    compared with, PackError where rules cannot be loaded.
    """
    packs = [*registered(settings.root), *(Registered(rule, OWN_PACK) for rule in OWN_RULES)]
    active = [entry for entry in packs if _runs(entry.rule, settings)]
    rules = [entry.rule for entry in active]
    paths = wanted_paths(rules)
    tree = open_tree(
        settings.root, root=settings.root, exclude=settings.exclude, include=settings.include
    )
    base = _base(settings, tree, paths)
    built = build(tree, paths, base, settings.modules, settings.wanted)
    settings = _knowing_ourselves(settings, tree)
    checked = check(built.graph, rules, settings)
    defaults = {entry.rule.meta.id: entry.rule.meta.severity for entry in packs}
    ran = Ran(defaults, _decided(rules, base), built.unparsed)
    outcome = settled(checked.findings, built, defaults, settings.ignores, ran)
    ranked = _ranked((*outcome.kept, *_about_settings(built, settings)), defaults, settings)
    kept = list(_reported(ranked, rules, settings))
    certain = _certain(kept)
    old: Collection[int] = ()
    if base is not None:
        found = check(_at_rest(base.graph), rules, settings).findings
        ran = replace(ran, unparsed=base.unparsed)
        earlier = settled(found, base, defaults, settings.ignores, ran)
        old = _old(_all(ranked, outcome), _all(earlier.kept, earlier), built, base)
    undecided = _undecided(kept) if settings.undecided.shows else []
    return Result(
        findings=tuple(finding for finding in certain if id(finding) not in old),
        unchanged=tuple(finding for finding in certain if id(finding) in old),
        suppressed=tuple(
            entry for entry in outcome.suppressed if _is_reported(entry.finding, settings)
        ),
        undecided=tuple(undecided),
        rules=tuple(RuleCard.of(entry.rule, entry.pack) for entry in active),
        sources=_sources(built, settings),
        counts=built.counts,
        unparsed=built.unparsed,
        not_followed=built.not_followed,
        ignored_value_files=tree.ignored_values(),
        notes=(*_notes(built, settings, undecided), *tree.notices()),
        base=settings.since or ("" if settings.base is None else f"{settings.base.name}/"),
        prefix=tree.prefix,
        undecided_fail=settings.undecided.fails,
        stats=statistics(built) if settings.stats else (),
        failures=(*checked.failures, *_failures(built, base, settings, rules)),
    )


def _at_rest(graph: Graph) -> Graph:
    """An earlier revision as it stands: nothing in it is new."""
    return replace(graph, base=graph)


def _base(settings: Settings, tree: Tree, paths: Mapping[str, frozenset[str]]) -> Built | None:
    """The earlier revision, where one is asked for."""
    before = _base_tree(settings, tree)
    if before is None:
        return None
    return build(before, paths, None, settings.modules, settings.wanted)


def _reported(
    found: Iterable[Finding], rules: Sequence[type[Rule]], settings: Settings
) -> Iterable[Finding]:
    """What rules that run say about what the command line names."""
    ids = {rule.meta.id for rule in rules}
    return (each for each in found if each.rule in ids and _is_reported(each, settings))


def _about_settings(built: Built, settings: Settings) -> Sequence[Finding]:
    """What is found about the configuration, where it is part of what is checked."""
    return (*settings.findings, *(built.ineffective if settings.source is not None else ()))


def _notes(built: Built, settings: Settings, undecided: Sequence[Finding]) -> Iterable[str]:
    yield from settings.notes
    if settings.source is None:
        yield from (finding.message for finding in built.ineffective)
    yield from built.notes
    yield from nameless(undecided, built.graph)


def _failures(
    built: Built, base: Built | None, settings: Settings, rules: Sequence[type[Rule]]
) -> Iterable[Failure]:
    """What keeps a run from checking what it is asked to."""
    yield from built.refused
    inside = settings.source is not None
    yield from built.failures if inside else _nowhere(built.failures)
    yield from failures(built.guard)
    if base is not None:
        yield from _nowhere(failures(base.guard))
    yield from _emptiness(built, settings)
    yield from _idleness(rules)
    yield from _incompleteness(built, settings)


def _nowhere(failures: Iterable[Failure]) -> Iterable[Failure]:
    """Failures at places that are no part of what is checked."""
    return (structs.replace(each, span=None) for each in failures)


def _ranked(
    findings: Iterable[Finding], defaults: Mapping[str, Severity], settings: Settings
) -> Sequence[Finding]:
    """By place, each with its severity."""
    return sorted(
        (
            structs.replace(found, severity=settings.severity_of(found, defaults[found.rule]))
            for found in findings
        ),
        key=sort_key,
    )


def _runs(rule: type[Rule], settings: Settings) -> bool:
    return settings.runs(rule.meta.id, default=rule.meta.enabled, always=rule in OWN_RULES)


def _base_tree(settings: Settings, tree: Tree) -> Tree | None:
    if settings.base is not None:
        return FolderTree(settings.base, exclude=settings.exclude, include=settings.include)
    if not settings.since:
        return None
    commit = git.merge_base(tree.root, settings.since)
    return RevisionTree(tree.root, commit, exclude=settings.exclude, include=settings.include)


def _knowing_ourselves(settings: Settings, tree: Tree) -> Settings:
    """The name of the repository, whose owner's actions count as our own."""
    name = settings.repository or git.repository(tree.root)
    own = (f"{name.partition('/')[0]}/*",) if name else ()
    return structs.replace(settings, repository=name, trusted=(*settings.trusted, *own))


def _decided(rules: Iterable[type[Rule]], base: Built | None) -> frozenset[str]:
    """Rules that had what they need."""
    return frozenset(rule.meta.id for rule in rules if base is not None or not rule.needs_base)


def _is_reported(finding: Finding, settings: Settings) -> bool:
    """Whether a finding lies in what the command line names, or in the configuration, which
    holds there."""
    path = finding.span.path
    if not settings.paths or (settings.source is not None and path == settings.source.path):
        return True
    return any(path == wanted or path.startswith(f"{wanted}/") for wanted in settings.paths)


def _certain(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.verdict is Verdict.VIOLATION]


def _undecided(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.verdict is Verdict.UNDECIDED]


def _all(kept: Iterable[Finding], outcome: Outcome) -> Sequence[Finding]:
    """What is certain, accepted or not and wherever it lies, by place."""
    accepted = (entry.finding for entry in outcome.suppressed)
    return sorted((*_certain(kept), *accepted), key=sort_key)


def _old(
    found: Sequence[Finding], before: Sequence[Finding], built: Built, base: Built
) -> Collection[int]:
    """The identities of those findings that the base has too."""
    same = unchanged(found, built.graph.sources, before, base.graph.sources)
    return {id(finding) for finding in same}


def _sources(built: Built, settings: Settings) -> Mapping[str, Source]:
    own = settings.source
    return built.graph.sources if own is None else {**built.graph.sources, own.path: own}


def _idleness(rules: Sequence[type[Rule]]) -> Iterable[Failure]:
    if all(rule in OWN_RULES for rule in rules):
        yield Failure("no rule ran: --select, --ignore and the configuration leave none")


def _incompleteness(built: Built, settings: Settings) -> Iterable[Failure]:
    if settings.require_modules:
        for call in built.not_followed:
            text = f"{call.address} is not followed ({called(call)}): {call.reason}"
            yield Failure(text, span=call.span)


def _emptiness(built: Built, settings: Settings) -> Iterable[Failure]:
    checked = built.counts.files.keys() - {Language.PYTHON}
    if not checked and not settings.allow_empty:
        yield Failure(
            "nothing to check: no Terraform, Bicep, ARM, workflow or Docker file was found"
        )
