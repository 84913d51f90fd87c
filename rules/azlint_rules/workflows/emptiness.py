"""Whether a script looks if a variable is empty."""

from __future__ import annotations

import re

from azlint.languages.workflow.references import Reference
from azlint.patterns import regex

_ALONE = regex(r"\s*\$\{\{[^{}]*\}\}\s*")
_INDIRECT = regex(r"-[nz]\s+\"?\$\{!\w+")
_CHECKS = (
    r"-[nz]\s+\"?\$\{{?{0}\b",
    r"\$\{{{0}:?[-=?+]",
    r"\[\s+\"?\$\{{?{0}\b",
    r"IsNullOr(?:Empty|WhiteSpace)\(\s*\$env:{0}\b",
    r"(?:-not|!|if\s*\()\s*\(?\s*\$env:{0}\b",
)


def is_checked(read: Reference) -> bool:
    """Whether what is read is a variable of scripts of which one looks if it is empty."""
    site = read.site
    if site.key != "env" or site.job is None or _ALONE.fullmatch(site.scalar.value) is None:
        return False
    steps = (site.step,) if site.step is not None else site.job.steps
    scripts = [step.run.value for step in steps if step.run is not None]
    return any(_checks(script, site.keys[-1]) for script in scripts)


def _checks(script: str, name: str) -> bool:
    named = re.escape(name)
    if any(re.search(each.format(named), script, re.IGNORECASE) for each in _CHECKS):
        return True
    return _INDIRECT.search(script) is not None and re.search(rf"\b{named}\b", script) is not None
