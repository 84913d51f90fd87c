"""From the Terraform files of a repository to the evaluations of its roots."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

from azlint.broken import broken_modules
from azlint.choosing import crowded, lost, replaced, undeclared
from azlint.foreign import foreign_modules
from azlint.kinds import Kind
from azlint.languages.terraform.environments import Environments, World
from azlint.languages.terraform.evaluate import Evaluation
from azlint.languages.terraform.evaluations import evaluations
from azlint.languages.terraform.functions import FunctionContext
from azlint.languages.terraform.installed import Foreign
from azlint.languages.terraform.link import link
from azlint.languages.terraform.syntax import File
from azlint.languages.terraform.terragrunt.configuration import Library
from azlint.languages.terraform.terragrunt.units import units
from azlint.languages.workflow.parse import parse as parse_yaml
from azlint.load import Loaded, also
from azlint.passing import declared, extra, passed
from azlint.reading import below, data
from azlint.stacks.stack import Given, Stack
from azlint.tokens import Tokens
from azlint.tree import Tree


def stack(given: Given) -> Stack:
    """Link the modules, tell the environments of each root, and evaluate each in them."""
    wanted = given.wanted
    functions = _functions(given.tree, given.loaded)
    surveyed = _surveyed(given, functions)
    found = tuple(_evaluations(given, surveyed, functions))
    modules = surveyed.world.modules
    roots = {each.root: modules[each.root].variables.keys() for each in found if not each.library}
    return Stack(
        found,
        roots,
        [
            folder
            for folder, module in modules.items()
            if folder not in roots and not module.foreign
        ],
        calls=surveyed.world.units.calls,
        broken=tuple(broken_modules(modules)),
        failures=(*undeclared(surveyed, roots), *lost(surveyed, wanted.declared)),
        notes=(*crowded(surveyed), *(() if wanted.only else replaced(surveyed, roots))),
    )


def _surveyed(given: Given, functions: FunctionContext) -> Environments:
    """The modules of the repository, and the environments of its roots."""
    tree, loaded, wanted, guard = given.tree, given.loaded, given.wanted, given.guard
    files = loaded.of(File)

    def world() -> World:
        foreign = foreign_modules(tree, loaded, given.checkouts) if files else Foreign()
        modules = link(files, foreign, tree.resolve, guard)
        library = Library(_configuration(tree, loaded), functions)
        return World(
            modules,
            files,
            passed(given.deployed),
            units(modules, files, foreign.mapped, library, guard),
            loaded.text,
            functions.files,
            tuple(declared(wanted)),
            extra(wanted),
            wanted.only,
        )

    return Environments(guard.single(world, None, "linking Terraform") or World({}, {}))


def _evaluations(
    given: Given, surveyed: Environments, functions: FunctionContext
) -> Iterator[Evaluation]:
    if surveyed.world.files:
        tokens = Tokens(given.wanted.tokens)
        yield from evaluations(surveyed, given.tree.files(), functions, tokens, given.guard)


def _functions(tree: Tree, loaded: Loaded) -> FunctionContext:
    return FunctionContext(read=data(tree, loaded), files=cache(below(tree)), yaml=parse_yaml)


def _configuration(tree: Tree, loaded: Loaded) -> Callable[[str], File | None]:
    """The syntax of a configuration of Terragrunt; it counts as read from then on."""

    def parsed(path: str) -> File | None:
        file = also(loaded, tree, path, Kind.TERRAGRUNT)
        return file if isinstance(file, File) else None

    return parsed
