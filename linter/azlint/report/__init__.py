"""Findings as text, SARIF, JSON and annotations."""

from typing import TYPE_CHECKING

from azlint.lazy import on_first_use

if TYPE_CHECKING:
    from azlint.report import github as github
    from azlint.report import json as json
    from azlint.report import sarif as sarif
    from azlint.report import text as text
else:
    __getattr__ = on_first_use(__name__)
