"""One run, from settings to result; every stage is called here and nowhere else."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from azlint import git
from azlint.active import Active, active
from azlint.build import Built, build
from azlint.check import check, wanted_paths
from azlint.choosing import nameless
from azlint.config import Settings
from azlint.config.environments import UnknownEnvironmentError
from azlint.config.paths import idle
from azlint.differences import Differences
from azlint.finding import Finding, Verdict
from azlint.fingerprint import unchanged
from azlint.lostparts import failures
from azlint.node import Language
from azlint.ourselves import knowing_ourselves
from azlint.own import is_about_configuration
from azlint.ranking import ranked
from azlint.result import Failure, Result, RuleCard, Suppressed, called, sort_key
from azlint.settle import settled
from azlint.source import Source, Span
from azlint.stats import statistics
from azlint.suppress import Ran
from azlint.tree import FolderTree, RevisionTree, Tree, TreeError, open_tree


def check_repository(settings: Settings) -> Result:
    """Check a repository.

    Raises TreeError for a root that does not exist, GitError for a `since` that cannot be
    compared with, PackError where rules cannot be loaded, UnknownEnvironmentError for names that
    no root has.
    """
    running = active(settings)
    paths = wanted_paths(running.rules)
    tree = open_tree(
        settings.root, root=settings.root, exclude=settings.exclude, include=settings.include
    )
    earlier = _base_tree(settings, tree)
    base = None if earlier is None else _base(earlier, settings, paths)
    built = build(tree, paths, base, settings.modules, settings.wanted)
    if built.refused:
        raise UnknownEnvironmentError("\n".join(built.refused))
    settings = knowing_ourselves(settings)
    said = _said(built, running, settings)
    before = None if base is None else _said(_at_rest(base), running, settings)
    everything = (*said.kept, *_about_settings(built, settings))
    found = sorted(ranked(everything, running.severities, settings), key=sort_key)
    old = {*_old(found, said, before), *_as_configured(found, settings, earlier)}
    kept = list(_reported(found, running, settings))
    certain = _certain(kept)
    undecided = _undecided(kept) if settings.undecided.shows else []
    accepted = (each for each in said.suppressed if _is_reported(each.finding, settings))
    return Result(
        findings=tuple(finding for finding in certain if id(finding) not in old),
        unchanged=tuple(finding for finding in certain if id(finding) in old),
        suppressed=tuple(accepted),
        undecided=tuple(undecided),
        rules=tuple(RuleCard.of(entry.rule, entry.pack) for entry in running.entries),
        sources=settings.told_from(built.graph.sources),
        counts=built.counts,
        unparsed=built.unparsed,
        not_followed=built.not_followed,
        ignored_value_files=tree.ignored_values(),
        notes=(*_notes(built, settings, undecided), *tree.notices()),
        base=settings.since or ("" if settings.base is None else f"{settings.base.name}/"),
        prefix=tree.prefix,
        undecided_fail=settings.undecided.fails,
        stats=statistics(built) if settings.stats else (),
        failures=(*said.failures, *_failures(built, base, settings, running)),
    )


class _Said(NamedTuple):
    """What rules say of one revision, each place once, and which of them crashed."""

    built: Built
    kept: Sequence[Finding]
    suppressed: Sequence[Suppressed]
    failures: Sequence[Failure]


def _said(built: Built, running: Active, settings: Settings) -> _Said:
    checked = check(built.graph, running.rules, settings)
    severities = running.severities
    ran = Ran(severities, _decided(running, built, settings), built.unparsed)
    outcome = settled(checked.findings, built, severities, settings.ignores, ran)
    return _Said(built, outcome.kept, outcome.suppressed, checked.failures)


def _at_rest(base: Built) -> Built:
    """An earlier revision as it stands: nothing in it is new."""
    return replace(base, graph=replace(base.graph, base=base.graph))


def _base(earlier: Tree, settings: Settings, paths: Mapping[str, frozenset[str]]) -> Built:
    """The earlier revision."""
    return build(earlier, paths, None, settings.modules, settings.wanted)


def _reported(found: Iterable[Finding], running: Active, settings: Settings) -> Iterable[Finding]:
    """What rules that run say about what the command line names."""
    ids = {rule.meta.id for rule in running.rules}
    return (each for each in found if each.rule in ids and _is_reported(each, settings))


def _about_settings(built: Built, settings: Settings) -> Sequence[Finding]:
    """What is found about the configuration, where it is part of what is checked."""
    return (*settings.findings, *(_idle(built, settings) if settings.source is not None else ()))


def _idle(built: Built, settings: Settings) -> Sequence[Finding]:
    """Settings for something that is not there."""
    files = built.loaded.files.keys() | built.graph.sources.keys()
    return (*built.ineffective, *idle(settings.severity_by_path, files))


def _notes(built: Built, settings: Settings, undecided: Sequence[Finding]) -> Iterable[str]:
    yield from settings.notes
    if settings.source is None:
        yield from (finding.message for finding in _idle(built, settings))
    yield from built.notes
    yield from nameless(undecided, built.graph)


def _failures(
    built: Built, base: Built | None, settings: Settings, running: Active
) -> Iterable[Failure]:
    """What keeps a run from checking what it is asked to."""
    inside = settings.source is not None
    yield from built.failures if inside else _nowhere(built.failures)
    yield from failures(built.guard)
    if base is not None:
        yield from _nowhere(failures(base.guard))
    yield from _emptiness(built, settings)
    yield from _idleness(running)
    yield from _incompleteness(built, settings)


def _nowhere(failures: Iterable[Failure]) -> Iterable[Failure]:
    """Failures at places that are no part of what is checked."""
    return (replace(each, span=None) for each in failures)


def _base_tree(settings: Settings, tree: Tree) -> Tree | None:
    if settings.base is not None:
        return FolderTree(settings.base, exclude=settings.exclude, include=settings.include)
    if not settings.since:
        return None
    commit = git.merge_base(tree.root, settings.since)
    return RevisionTree(tree.root, commit, exclude=settings.exclude, include=settings.include)


def _decided(running: Active, built: Built, settings: Settings) -> frozenset[str]:
    """Rules that had what they need; none did in a part of the environments."""
    if not settings.wanted.whole:
        return frozenset()
    compared = built.graph.base is not None
    return frozenset(rule.meta.id for rule in running.rules if compared or not rule.needs_base)


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


def _old(found: Sequence[Finding], said: _Said, before: _Said | None) -> Collection[int]:
    """The identities of those findings that the base has too."""
    if before is None:
        return ()
    ours, theirs = _all(found, said), _all(before.kept, before)
    same = unchanged(ours, said.built.graph.sources, theirs, before.built.graph.sources)
    return {id(finding) for finding in same if not is_about_configuration(finding)}


def _as_configured(
    found: Iterable[Finding], settings: Settings, earlier: Tree | None
) -> Iterator[int]:
    """The identities of what is found about lines of the configuration that the base has too."""
    own = settings.source
    if own is None or earlier is None:
        return
    before = _read(earlier, own.path)
    lines = Differences({} if before is None else {own.path: before}, {own.path: own})
    for finding in found:
        if is_about_configuration(finding) and not lines.changed(_table(finding.span, own)):
            yield id(finding)


def _table(span: Span, source: Source) -> Span:
    """The whole of an entry of which the header is given, else the span itself."""
    end = source.text.find("\n[", span.end)
    last = len(source.text) if end < 0 else end
    return source.span(span.start, last) if source[span].startswith("[[") else span


def _read(tree: Tree, path: str) -> Source | None:
    try:
        return Source.decode(path, tree.read(path))
    except TreeError:
        return None


def _all(kept: Iterable[Finding], said: _Said) -> Sequence[Finding]:
    """What is certain, accepted or not and wherever it lies, by place."""
    accepted = (entry.finding for entry in said.suppressed)
    return sorted((*_certain(kept), *accepted), key=sort_key)


def _idleness(running: Active) -> Iterable[Failure]:
    if running.idle:
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
