"""From texts to syntax."""

from typing import TYPE_CHECKING

from azlint.lazy import on_first_use

if TYPE_CHECKING:
    from azlint.parsing import processes as processes
else:
    __getattr__ = on_first_use(__name__)
