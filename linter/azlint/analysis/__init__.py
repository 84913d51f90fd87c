"""Questions about a graph that rules and commands share."""

from typing import TYPE_CHECKING

from azlint.lazy import on_first_use

if TYPE_CHECKING:
    from azlint.analysis import arraynames as arraynames
    from azlint.analysis import counts as counts
    from azlint.analysis import instancekeys as instancekeys
    from azlint.analysis import keys as keys
    from azlint.analysis import stablekeys as stablekeys
    from azlint.analysis import writtenvalues as writtenvalues
else:
    __getattr__ = on_first_use(__name__)
