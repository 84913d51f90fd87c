"""From a tree to the graph: load, link and evaluate every language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial

import msgspec

from azlint.broken import broken
from azlint.choosing import chosen, crowded, ineffective, lost, replaced, undeclared
from azlint.config import Wanted
from azlint.finding import Finding
from azlint.foreign import foreign_modules
from azlint.graph import Evaluation, Graph, LanguageEvaluation
from azlint.guard import Defect, Guard
from azlint.kinds import Kind
from azlint.languages.bicep import syntax as bicep
from azlint.languages.bicep import template as bicep_template
from azlint.languages.bicep.aliases import Aliases
from azlint.languages.bicep.evaluate import evaluate as evaluate_bicep
from azlint.languages.bicep.link import assembled
from azlint.languages.bicep.link import declared as declared_bicep
from azlint.languages.docker import syntax as docker
from azlint.languages.docker.lower import lower as lower_docker
from azlint.languages.docker.model import Dockerfile
from azlint.languages.python import syntax as python
from azlint.languages.terraform import syntax as terraform
from azlint.languages.terraform.environments import Environments, World
from azlint.languages.terraform.evaluations import evaluations
from azlint.languages.terraform.functions import FunctionContext
from azlint.languages.terraform.installed import Foreign
from azlint.languages.terraform.link import link as link_terraform
from azlint.languages.terraform.passed import Deployed
from azlint.languages.terraform.terragrunt.configuration import Library
from azlint.languages.terraform.terragrunt.units import units
from azlint.languages.workflow.deployments import Deployment, Tool, deployments, targets
from azlint.languages.workflow.link import Workflows
from azlint.languages.workflow.link import link as link_workflows
from azlint.languages.workflow.parse import parse as parse_yaml
from azlint.languages.workflow.scripts import Scripts
from azlint.languages.workflow.syntax import WorkflowTree
from azlint.languages.workflow.trace import Tracer
from azlint.load import (
    ARM,
    BICEP,
    DOCKER,
    PYTHON,
    TERRAFORM,
    TERRAFORM_JSON,
    WORKFLOW,
    Loaded,
    also,
    load,
)
from azlint.node import Declaration, Language, ModuleCall
from azlint.own import UnparsedFile, own_finding
from azlint.passing import declared, extra, passed, passed_to_templates
from azlint.restored import with_restored
from azlint.result import Counts, Failure, NotFollowed
from azlint.source import Source, Span
from azlint.tokens import Tokens
from azlint.tree import Tree, TreeError

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

    refused: the environments that are asked for and that no root has · guard: what is lost to
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
    refused: tuple[Failure, ...] = ()
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
    surveyed = _surveyed(tree, loaded, modules, passed(deployed), wanted, guard=guard)
    templates = _templates(tree, loaded, modules, guard)
    stacks = list(_terraform(tree, surveyed, wanted.tokens, guard))
    native = [*stacks, *_bicep(tree, loaded, templates, deployed, wanted.tokens, guard=guard)]
    roots = {each.root for each in stacks if not each.library}
    idle = tuple(ineffective(wanted.declared, native, roots))
    native, refused = chosen(native, wanted.only)
    graph = Graph(
        sources=loaded.sources,
        evaluations=[Evaluation(each, paths, guard) for each in native],
        scripts=scripts,
        base=base.graph if base else None,
        deployments=deployed,
        dockerfiles=_dockerfiles(loaded, guard),
        requirements=loaded.of(python.File),
    )
    problems = list(_problems(loaded))
    calls = [*_module_calls(native), *surveyed.world.units.calls]
    return Built(
        graph=graph,
        problems=[*problems, *broken(surveyed.world.modules, templates)],
        comments={path: file.comments for path, file in loaded.parsed.items()},
        counts=_counts(loaded, native, calls),
        unparsed=tuple(sorted({*(each.span.path for each in problems), *_unread(loaded)})),
        not_followed=tuple(sorted(_not_followed(call) for call in calls if call.obstacle)),
        loaded=loaded,
        guard=guard,
        refused=tuple(refused),
        failures=(*undeclared(surveyed, roots), *lost(surveyed)),
        notes=(*crowded(surveyed), *(() if wanted.only else replaced(surveyed, roots))),
        ineffective=idle,
    )


def _surveyed(
    tree: Tree,
    loaded: Loaded,
    checkouts: Mapping[str, str],
    deployed: Mapping[str, Sequence[Deployed]],
    wanted: Wanted,
    *,
    guard: Guard,
) -> Environments:
    """The modules of the repository, and the environments of its roots."""
    files = loaded.of(terraform.File)

    def world() -> World:
        foreign = foreign_modules(tree, loaded, checkouts) if files else Foreign()
        modules = link_terraform(files, foreign, tree.resolve, guard)
        functions = _functions(tree)
        library = Library(_configuration(tree, loaded), functions)
        return World(
            modules,
            files,
            deployed,
            units(modules, files, foreign.mapped, library, guard),
            loaded.text,
            functions.files,
            tuple(declared(wanted)),
            extra(wanted),
            wanted.only,
        )

    return Environments(guard.single(world, None, "linking Terraform") or World({}, {}))


def _functions(tree: Tree) -> FunctionContext:
    return FunctionContext(
        read=_optional(tree.read), files=cache(_files_below(tree)), yaml=parse_yaml
    )


def _configuration(tree: Tree, loaded: Loaded) -> Callable[[str], terraform.File | None]:
    """The syntax of a configuration of Terragrunt; it counts as read from then on."""

    def parsed(path: str) -> terraform.File | None:
        file = also(loaded, tree, path, Kind.TERRAGRUNT)
        return file if isinstance(file, terraform.File) else None

    return parsed


def _terraform(
    tree: Tree, surveyed: Environments, tokens: Sequence[str], guard: Guard
) -> Iterator[LanguageEvaluation]:
    if surveyed.world.files:
        yield from evaluations(surveyed, tree.files(), _functions(tree), Tokens(tokens), guard)


def _templates(
    tree: Tree, loaded: Loaded, modules: Mapping[str, str], guard: Guard
) -> Mapping[str, bicep_template.Template]:
    """The templates of the repository and those of modules from elsewhere, by their full names."""
    templates = declared_bicep(loaded.of(bicep.File), tree.resolve, guard)
    aliases = Aliases(_texts(tree, loaded))
    for template in templates.values():
        guard.done(partial(aliases.name, template), Span(template.path, 0, 0), "following aliases")
    followed = partial(with_restored, templates, tree, loaded, modules)
    return guard.single(followed, None, "following Bicep modules from elsewhere") or templates


def _bicep(
    tree: Tree,
    loaded: Loaded,
    templates: Mapping[str, bicep_template.Template],
    deployed: Sequence[Deployment],
    tokens: Sequence[str],
    *,
    guard: Guard,
) -> Sequence[LanguageEvaluation]:
    def evaluated() -> Sequence[LanguageEvaluation]:
        targeted = targets(deployed, Tool.TEMPLATE)
        repository = assembled(templates, targeted, passed_to_templates(deployed))
        return evaluate_bicep(repository, _texts(tree, loaded), parse_yaml, Tokens(tokens), guard)

    return guard.several(evaluated, None, "linking Bicep") if templates else ()


def _workflows(tree: Tree, loaded: Loaded, guard: Guard) -> Workflows:
    trees = loaded.of(WorkflowTree)
    texts = {path: loaded.sources[path].text for path in trees}
    return link_workflows(trees, texts, _texts(tree, loaded), tree.files(), guard)


def _dockerfiles(loaded: Loaded, guard: Guard) -> Mapping[str, Dockerfile]:
    found = {}
    for path, file in loaded.of(docker.File).items():
        lowered = guard.single(partial(lower_docker, path, file), Span(path, 0, 0), "linking")
        if lowered is not None:
            found[path] = lowered
    return found


def _texts(tree: Tree, loaded: Loaded) -> Callable[[str], str | None]:
    """The text of a file that others refer to; it counts as a source from then on."""
    read = _optional(tree.read)

    def text(path: str) -> str | None:
        data = read(path)
        if data is None:
            return None
        return loaded.sources.setdefault(path, Source.decode(path, data)).text

    return text


def _optional(read: Callable[[str], bytes]) -> Callable[[str], bytes | None]:
    """Reading where a file that cannot be had is just not there."""

    def optional(path: str) -> bytes | None:
        try:
            return read(path)
        except TreeError:
            return None

    return optional


def _files_below(tree: Tree) -> Callable[[str], Sequence[str]]:
    """All files below a folder, relative to it."""

    def files(folder: str) -> Sequence[str]:
        prefix = f"{folder}/" if folder else ""
        return [path.removeprefix(prefix) for path in tree.glob("**", folder)]

    return files


def _problems(loaded: Loaded) -> Iterator[Finding]:
    for path, reason in loaded.unreadable.items():
        yield own_finding(UnparsedFile, "unreadable", Span(path, 0, 0), problem=reason)
    for path, file in loaded.parsed.items():
        if path in loaded.unreadable:
            continue
        source = loaded.sources[path]
        language = NAMES[LANGUAGES[loaded.files[path]]]
        if source.damage is not None:
            place = Span(path, source.damage, source.damage + 1)
            text = "a byte that is not UTF-8"
            yield own_finding(UnparsedFile, "syntax", place, language=language, problem=text)
        for problem in file.problems[:MOST_PROBLEMS]:
            if problem.defect:
                continue
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
        environments=len({(each.root, each.environment) for each in native}),
        modules_followed=len(calls) - lost,
        modules_not_followed=lost,
    )
