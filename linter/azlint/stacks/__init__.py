"""What each language that has environments makes of its files: one module a language."""

from typing import TYPE_CHECKING

from azlint.lazy import on_first_use

if TYPE_CHECKING:
    from azlint.stacks import bicep as bicep
    from azlint.stacks import terraform as terraform
else:
    __getattr__ = on_first_use(__name__)
