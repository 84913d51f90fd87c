"""Workflow: text to declarations to values."""

from typing import TYPE_CHECKING

from azlint.lazy import on_first_use

if TYPE_CHECKING:
    from azlint.languages.workflow import parse as parse
    from azlint.languages.workflow import syntax as syntax
else:
    __getattr__ = on_first_use(__name__)
