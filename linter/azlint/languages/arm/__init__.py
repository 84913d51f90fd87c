"""Azure Resource Manager's JSON: templates and parameter files, in the syntax of Bicep."""

from typing import TYPE_CHECKING

from azlint.lazy import on_first_use

if TYPE_CHECKING:
    from azlint.languages.arm import compiled as compiled
    from azlint.languages.arm import parse as parse
else:
    __getattr__ = on_first_use(__name__)
