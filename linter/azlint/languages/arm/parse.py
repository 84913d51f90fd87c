"""From the text of a template or a parameter file in JSON to the statements of Bicep."""

from __future__ import annotations

from collections.abc import Iterable

from azlint.json_source import read_relaxed
from azlint.languages.arm import parameters as assigned
from azlint.languages.arm.template import template
from azlint.languages.bicep.syntax import AnyStatement, File
from azlint.node import Language


def parse(text: str, *, parameters: bool) -> File:
    """The tree of a text, which is a parameter file or a template."""
    root, problems, comments = read_relaxed(text)
    if parameters:
        statements: Iterable[AnyStatement] = assigned.statements(root)
    else:
        statements = template(root, text, problems)
    return File(tuple(statements), problems, comments, language=Language.ARM, parameters=parameters)
