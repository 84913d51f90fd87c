"""Bicep: text to declarations to values."""

from typing import TYPE_CHECKING

from azlint.lazy import on_first_use

if TYPE_CHECKING:
    from azlint.languages.bicep import evaluate as evaluate
    from azlint.languages.bicep import parse as parse
    from azlint.languages.bicep import syntax as syntax
    from azlint.languages.bicep import template as template
else:
    __getattr__ = on_first_use(__name__)
