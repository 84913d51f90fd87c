"""Dockerfiles: parsed with places, lowered to stages and what their images run."""

from typing import TYPE_CHECKING

from azlint.lazy import on_first_use

if TYPE_CHECKING:
    from azlint.languages.docker import lower as lower
    from azlint.languages.docker import parse as parse
    from azlint.languages.docker import syntax as syntax
else:
    __getattr__ = on_first_use(__name__)
