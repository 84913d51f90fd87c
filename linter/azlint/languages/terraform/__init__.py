"""Terraform: text to declarations to values."""

from typing import TYPE_CHECKING

from azlint.lazy import on_first_use

if TYPE_CHECKING:
    from azlint.languages.terraform import calls as calls
    from azlint.languages.terraform import evaluate as evaluate
    from azlint.languages.terraform import json_syntax as json_syntax
    from azlint.languages.terraform import link as link
    from azlint.languages.terraform import module as module
    from azlint.languages.terraform import parse as parse
    from azlint.languages.terraform import passed as passed
    from azlint.languages.terraform import syntax as syntax
else:
    __getattr__ = on_first_use(__name__)
