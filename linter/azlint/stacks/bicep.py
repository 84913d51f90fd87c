"""From the Bicep files and ARM templates of a repository to the evaluations of its roots."""

from __future__ import annotations

from collections.abc import Mapping

from azlint.broken import broken_templates
from azlint.languages.bicep.aliases import Aliases
from azlint.languages.bicep.evaluate import evaluate
from azlint.languages.bicep.link import assembled, declared
from azlint.languages.bicep.syntax import File
from azlint.languages.bicep.template import Template
from azlint.languages.workflow.deployments import Tool, targets
from azlint.languages.workflow.parse import parse as parse_yaml
from azlint.passing import passed_to_templates
from azlint.reading import texts
from azlint.restored import with_restored
from azlint.stacks.stack import Given, Stack
from azlint.tokens import Tokens


def stack(given: Given) -> Stack:
    """Link the templates, and evaluate each root in its environments."""
    templates = _templates(given)
    targeted = targets(given.deployed, Tool.TEMPLATE)
    repository = assembled(templates, targeted, passed_to_templates(given.deployed))
    read = texts(given.tree, given.loaded)
    found = evaluate(repository, read, parse_yaml, Tokens(given.wanted.tokens))
    return Stack(found, broken=tuple(broken_templates(templates)))


def _templates(given: Given) -> Mapping[str, Template]:
    """The templates of the repository and those of modules from elsewhere, by their full names."""
    templates = declared(given.loaded.of(File), given.tree.resolve)
    aliases = Aliases(texts(given.tree, given.loaded))
    for template in templates.values():
        aliases.name(template)
    return with_restored(templates, given.tree, given.loaded, given.checkouts)
