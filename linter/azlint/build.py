"""From a tree to the graph: load, link and evaluate every language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache

import msgspec

from azlint.broken import broken
from azlint.choosing import chosen, crowded, ineffective, lost, replaced, undeclared
from azlint.config import Wanted
from azlint.finding import Finding
from azlint.foreign import foreign_modules
from azlint.graph import Evaluation, Graph, LanguageEvaluation
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

    refused: the environments that are asked for and that no root has.
    """

    graph: Graph
    problems: Sequence[Finding]
    comments: Mapping[str, Sequence[tuple[int, int]]]
    counts: Counts
    unparsed: tuple[str, ...]
    not_followed: tuple[NotFollowed, ...]
    loaded: Loaded
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
    scripts = Scripts(Tracer(_workflows(tree, loaded)))
    deployed = tuple(deployments(scripts))
    surveyed = _surveyed(tree, loaded, modules, passed(deployed), wanted)
    templates = _templates(tree, loaded, modules)
    stacks = list(_terraform(tree, loaded, surveyed, wanted.tokens))
    native = [*stacks, *_bicep(tree, loaded, templates, deployed, wanted.tokens)]
    roots = {each.root for each in stacks if not each.library}
    idle = tuple(ineffective(wanted.declared, native, roots))
    native, refused = chosen(native, wanted.only)
    graph = Graph(
        sources=loaded.sources,
        evaluations=[Evaluation(each, paths) for each in native],
        scripts=scripts,
        base=base.graph if base else None,
        deployments=deployed,
        dockerfiles=_dockerfiles(loaded),
        requirements=loaded.of(python.File),
    )
    problems = list(_problems(loaded))
    calls = [*_module_calls(native), *surveyed.world.units.calls]
    return Built(
        graph=graph,
        problems=[*problems, *broken(surveyed.world.modules, templates)],
        comments={path: file.comments for path, file in loaded.parsed.items()},
        counts=_counts(loaded, native, calls),
        unparsed=tuple(sorted({finding.span.path for finding in problems})),
        not_followed=tuple(sorted(_not_followed(call) for call in calls if call.obstacle)),
        loaded=loaded,
        refused=tuple(refused),
        failures=(*undeclared(surveyed, roots), *lost(surveyed), *_defects(loaded)),
        notes=(*crowded(surveyed), *(() if wanted.only else replaced(surveyed, roots))),
        ineffective=idle,
    )


def _surveyed(
    tree: Tree,
    loaded: Loaded,
    checkouts: Mapping[str, str],
    deployed: Mapping[str, Sequence[Deployed]],
    wanted: Wanted,
) -> Environments:
    """The modules of the repository, and the environments of its roots."""
    files = loaded.of(terraform.File)
    foreign = foreign_modules(tree, loaded, checkouts) if files else Foreign()
    modules = link_terraform(files, foreign, tree.resolve)
    functions = _functions(tree, loaded)
    library = Library(_configuration(tree, loaded), functions)
    return Environments(
        World(
            modules,
            files,
            deployed,
            units(modules, files, foreign.mapped, library),
            loaded.text,
            functions.files,
            tuple(declared(wanted)),
            extra(wanted),
            wanted.only,
        )
    )


def _functions(tree: Tree, loaded: Loaded) -> FunctionContext:
    return FunctionContext(
        read=_data(tree, loaded), files=cache(_files_below(tree)), yaml=parse_yaml
    )


def _configuration(tree: Tree, loaded: Loaded) -> Callable[[str], terraform.File | None]:
    """The syntax of a configuration of Terragrunt; it counts as read from then on."""

    def parsed(path: str) -> terraform.File | None:
        file = also(loaded, tree, path, Kind.TERRAGRUNT)
        return file if isinstance(file, terraform.File) else None

    return parsed


def _terraform(
    tree: Tree, loaded: Loaded, surveyed: Environments, tokens: Sequence[str]
) -> Iterator[LanguageEvaluation]:
    if surveyed.world.files:
        functions = _functions(tree, loaded)
        yield from evaluations(surveyed, tree.files(), functions, Tokens(tokens))


def _templates(
    tree: Tree, loaded: Loaded, modules: Mapping[str, str]
) -> Mapping[str, bicep_template.Template]:
    """The templates of the repository and those of modules from elsewhere, by their full names."""
    templates = declared_bicep(loaded.of(bicep.File), tree.resolve)
    aliases = Aliases(_texts(tree, loaded))
    for template in templates.values():
        aliases.name(template)
    return with_restored(templates, tree, loaded, modules)


def _bicep(
    tree: Tree,
    loaded: Loaded,
    templates: Mapping[str, bicep_template.Template],
    deployed: Sequence[Deployment],
    tokens: Sequence[str],
) -> Iterator[LanguageEvaluation]:
    if templates:
        targeted = targets(deployed, Tool.TEMPLATE)
        repository = assembled(templates, targeted, passed_to_templates(deployed))
        yield from evaluate_bicep(repository, _texts(tree, loaded), parse_yaml, Tokens(tokens))


def _workflows(tree: Tree, loaded: Loaded) -> Workflows:
    trees = loaded.of(WorkflowTree)
    texts = {path: loaded.sources[path].text for path in trees}
    return link_workflows(trees, texts, _texts(tree, loaded), tree.files())


def _dockerfiles(loaded: Loaded) -> Mapping[str, Dockerfile]:
    return {path: lower_docker(path, file) for path, file in loaded.of(docker.File).items()}


def _data(tree: Tree, loaded: Loaded) -> Callable[[str], bytes | None]:
    """The bytes of a file that others refer to; it counts as a source from then on."""
    read = _optional(tree.read)

    def data(path: str) -> bytes | None:
        found = read(path)
        if found is not None and path not in loaded.sources:
            loaded.sources[path] = Source.decode(path, found)
        return found

    return data


def _texts(tree: Tree, loaded: Loaded) -> Callable[[str], str | None]:
    """The text of such a file."""
    data = _data(tree, loaded)

    def text(path: str) -> str | None:
        return loaded.sources[path].text if data(path) is not None else None

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
            place = Span(path, problem.start, problem.end)
            text = problem.message
            yield own_finding(UnparsedFile, "syntax", place, language=language, problem=text)


def _defects(loaded: Loaded) -> Iterator[Failure]:
    """The files that azlint itself failed to read."""
    for path, file in loaded.parsed.items():
        for problem in file.problems:
            if problem.defect:
                yield Failure(f"{path} was not read: {problem.message}", span=Span(path, 0, 0))


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
