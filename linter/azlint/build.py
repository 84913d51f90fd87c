"""From a tree to the graph: load, link and evaluate every language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

import msgspec

from azlint import stacks
from azlint.choosing import chosen, ineffective
from azlint.config import Wanted
from azlint.finding import Finding
from azlint.graph import Evaluation, Graph, LanguageEvaluation
from azlint.guard import Defect, Guard
from azlint.kinds import Kind
from azlint.languages import bicep, docker, python, terraform
from azlint.languages.workflow.deployments import deployments
from azlint.languages.workflow.link import Workflows
from azlint.languages.workflow.link import link as link_workflows
from azlint.languages.workflow.scripts import Scripts
from azlint.languages.workflow.syntax import WorkflowTree
from azlint.languages.workflow.trace import Tracer
from azlint.load import Loaded, load
from azlint.node import Declaration, Language, ModuleCall
from azlint.own import UnparsedFile, own_finding
from azlint.parsing.files import (
    ARM,
    BICEP,
    DOCKER,
    PYTHON,
    TERRAFORM,
    TERRAFORM_JSON,
    WORKFLOW,
)
from azlint.reading import texts
from azlint.result import Counts, Failure, NotFollowed
from azlint.source import Span
from azlint.stacks.stack import Given, Stack, together
from azlint.tree import Tree

if TYPE_CHECKING:
    from azlint.languages.docker.model import Dockerfile

LANGUAGES: Mapping[Kind, Language] = {
    **dict.fromkeys(TERRAFORM | TERRAFORM_JSON, Language.TERRAFORM),
    **dict.fromkeys(BICEP, Language.BICEP),
    **dict.fromkeys(ARM, Language.ARM),
    **dict.fromkeys(WORKFLOW, Language.WORKFLOW),
    **dict.fromkeys(DOCKER, Language.DOCKER),
    **dict.fromkeys(PYTHON, Language.PYTHON),
}
MOST_PROBLEMS = 20
"""Syntax errors of a file that are reported; it is not parsed all the same."""

NAMES = {
    Language.TERRAFORM: "Terraform",
    Language.BICEP: "Bicep",
    Language.ARM: "JSON",
    Language.WORKFLOW: "YAML",
    Language.DOCKER: "Dockerfile syntax",
    Language.PYTHON: "Python packaging syntax",
}


class Built(msgspec.Struct, frozen=True):
    """A graph and what the reports say about how it came to be.

    refused: on the environments that are asked for and that no root has · guard: what is lost to
    defects, complete when the rules have run.
    """

    graph: Graph
    problems: Sequence[Finding]
    comments: Mapping[str, Sequence[tuple[int, int]]]
    counts: Counts
    unparsed: tuple[str, ...]
    not_followed: tuple[NotFollowed, ...]
    loaded: Loaded
    guard: Guard
    refused: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = ()
    notes: tuple[str, ...] = ()
    ineffective: tuple[Finding, ...] = ()
    """About environments that are declared for nothing."""


def build(
    tree: Tree,
    paths: Mapping[str, frozenset[str]],
    base: Built | None = None,
    modules: Mapping[str, str] | None = None,
    wanted: Wanted | None = None,
) -> Built:
    """Read everything that a tree holds.

    paths: the ARM properties that rules read, per ARM type · base: the earlier revision to
    compare with; files that are equal in both are parsed once · modules: checkouts that stand
    for module sources · wanted: which environments are evaluated, and with what values.
    """
    wanted, modules = wanted or Wanted(), modules or {}
    loaded = load(tree, base.loaded if base else None, wanted.sources)
    guard = _reading(loaded)
    scripts = Scripts(Tracer(_workflows(tree, loaded, guard)), guard)
    deployed = tuple(deployments(scripts))
    made = together([*_stacks(Given(tree, loaded, modules, deployed, wanted, guard))])
    native, refused = chosen(made.evaluations, wanted.only)
    graph = Graph(
        sources=loaded.sources,
        evaluations=[Evaluation(each, paths, guard) for each in native],
        scripts=scripts,
        base=base.graph if base else None,
        deployments=deployed,
        dockerfiles=_dockerfiles(loaded, guard),
        requirements=loaded.of(python.syntax.File),
    )
    problems = list(_problems(loaded))
    calls = [*_module_calls(native), *made.calls]
    return Built(
        graph=graph,
        problems=[*problems, *made.broken],
        comments={path: file.comments for path, file in loaded.parsed.items()},
        counts=_counts(loaded, native, calls),
        unparsed=tuple(sorted({*(each.span.path for each in problems), *_unread(loaded)})),
        not_followed=tuple(sorted(_not_followed(call) for call in calls if call.obstacle)),
        loaded=loaded,
        guard=guard,
        refused=tuple(refused),
        failures=tuple(made.failures),
        notes=tuple(made.notes),
        ineffective=tuple(ineffective(wanted.declared, made)),
    )


def _stacks(given: Given) -> Iterator[Stack]:
    """What each language makes of its files; one that has none, and of which nothing is asked, is
    not even imported."""
    if given.loaded.of(terraform.syntax.File) or given.wanted != Wanted():
        yield stacks.terraform.stack(given)
    if given.loaded.of(bicep.syntax.File):
        yield stacks.bicep.stack(given)


def _workflows(tree: Tree, loaded: Loaded, guard: Guard) -> Workflows:
    trees = loaded.of(WorkflowTree)
    own = {path: loaded.sources[path].text for path in trees}
    return link_workflows(trees, own, texts(tree, loaded), tree.files(), guard)


def _dockerfiles(loaded: Loaded, guard: Guard) -> Mapping[str, Dockerfile]:
    found = {}
    for path, file in loaded.of(docker.syntax.File).items():
        lowered = partial(docker.lower.lower, path, file)
        made = guard.single(lowered, Span(path, 0, 0), "linking")
        if made is not None:
            found[path] = made
    return found


def _problems(loaded: Loaded) -> Iterator[Finding]:
    for path, reason in loaded.unreadable.items():
        yield own_finding(UnparsedFile, "unreadable", Span(path, 0, 0), problem=reason)
    for path in (path for path in loaded.parsed if path not in loaded.unreadable):
        language = NAMES[LANGUAGES[loaded.files[path]]]
        for problem in islice(loaded.problems(path), MOST_PROBLEMS):
            if not problem.defect:
                place = Span(path, problem.start, problem.end)
                text = problem.message
                yield own_finding(UnparsedFile, "syntax", place, language=language, problem=text)


def _reading(loaded: Loaded) -> Guard:
    """A guard that knows the files that azlint itself failed to read."""
    guard = Guard()
    for path in _unread(loaded):
        for problem in loaded.parsed[path].problems:
            guard.note(Defect(Span(path, 0, 0), problem.message))
    return guard


def _unread(loaded: Loaded) -> Iterator[str]:
    for path, file in loaded.parsed.items():
        if any(problem.defect for problem in file.problems):
            yield path


def _module_calls(native: Sequence[LanguageEvaluation]) -> Sequence[ModuleCall]:
    """Every declared module call once, as not followed if it is not followed everywhere."""
    calls: dict[Declaration, ModuleCall] = {}
    for each in native:
        for call in each.module_calls():
            if call.obstacle or call.declaration not in calls:
                calls[call.declaration] = call
    return tuple(calls.values())


def _not_followed(call: ModuleCall) -> NotFollowed:
    place = call.entrance.header if call.entrance else call.declaration.header
    return NotFollowed(place, call.address, call.source, call.version, call.obstacle)


def _counts(
    loaded: Loaded, native: Sequence[LanguageEvaluation], calls: Sequence[ModuleCall]
) -> Counts:
    lost = sum(bool(call.obstacle) for call in calls)
    read = loaded.parsed.keys() - loaded.unreadable.keys()
    files = Counter(LANGUAGES[loaded.files[path]].value for path in read)
    return Counts(
        files=dict(sorted(files.items())),
        roots=len({each.root for each in native if not each.library}),
        libraries=sum(each.library for each in native),
        environments=len({(each.root, each.environment) for each in native if each.environment}),
        modules_followed=len(calls) - lost,
        modules_not_followed=lost,
    )
