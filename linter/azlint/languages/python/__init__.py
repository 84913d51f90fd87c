"""What Python projects ask for: requirements files and `pyproject.toml`."""

from typing import TYPE_CHECKING

from azlint.lazy import on_first_use

if TYPE_CHECKING:
    from azlint.languages.python import project as project
    from azlint.languages.python import requirements as requirements
    from azlint.languages.python import specifiers as specifiers
    from azlint.languages.python import syntax as syntax
else:
    __getattr__ = on_first_use(__name__)
