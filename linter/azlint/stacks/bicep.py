"""From the Bicep files and ARM templates of a repository to the evaluations of its roots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from azlint.broken import broken_templates
from azlint.languages.bicep.aliases import Aliases
from azlint.languages.bicep.evaluate import Evaluation, evaluate
from azlint.languages.bicep.link import assembled, declared
from azlint.languages.bicep.syntax import File
from azlint.languages.bicep.template import Template
from azlint.languages.workflow.deployments import Tool, targets
from azlint.languages.workflow.parse import parse as parse_yaml
from azlint.passing import passed_to_templates
from azlint.reading import texts
from azlint.restored import with_restored
from azlint.source import Span
from azlint.stacks.stack import Given, Stack
from azlint.tokens import Tokens


def stack(given: Given) -> Stack:
    """Link the templates, and evaluate each root in its environments."""
    templates = _templates(given)

    def evaluated() -> Sequence[Evaluation]:
        targeted = targets(given.deployed, Tool.TEMPLATE)
        repository = assembled(templates, targeted, passed_to_templates(given.deployed))
        read = texts(given.tree, given.loaded)
        return evaluate(repository, read, parse_yaml, Tokens(given.wanted.tokens), given.guard)

    found = given.guard.several(evaluated, None, "linking Bicep")
    return Stack(found, broken=tuple(broken_templates(templates)))


def _templates(given: Given) -> Mapping[str, Template]:
    """The templates of the repository and those of modules from elsewhere, by their full names."""
    guard = given.guard
    templates = declared(given.loaded.of(File), given.tree.resolve, guard)
    aliases = Aliases(texts(given.tree, given.loaded))
    for template in templates.values():
        guard.done(partial(aliases.name, template), Span(template.path, 0, 0), "following aliases")
    followed = partial(with_restored, templates, given.tree, given.loaded, given.checkouts)
    return guard.single(followed, None, "following Bicep modules from elsewhere") or templates
