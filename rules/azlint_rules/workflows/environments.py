"""What the names of environments say: production, or a step on the way to it."""

from __future__ import annotations

import re

from azlint.languages.workflow.runs import Run
from azlint.patterns import regex
from azlint.value import Known, Unknown, Value, alternatives

_PRODUCTION = regex(r"(^|[-_ ./])(production|prod|prd|live)([-_ ./0-9]|$)", re.IGNORECASE)
_BEFORE = regex(
    r"(^|[-_ ./])(staging|stage|stg|test|tst|qa|uat|dev|development|preprod|acceptance|acc)"
    r"([-_ ./0-9]|$)",
    re.IGNORECASE,
)
_NOT_YET = regex(r"(non|pre|not)[-_ ]?prod", re.IGNORECASE)


def is_production(name: str) -> bool:
    return _PRODUCTION.search(name) is not None and _NOT_YET.search(name) is None


def is_before(name: str) -> bool:
    """Staging, test, development: what comes before production."""
    return _BEFORE.search(name) is not None or _NOT_YET.search(name) is not None


def stage_names(run: Run) -> frozenset[str]:
    """What tells the stage of a way to run a step: its environment, else the jobs that lead to it;
    nothing where that is not known."""
    if run.environment is not None:
        return known_names(run.environment)
    jobs = (run.start[1], run.job)
    return frozenset(job.id for job in jobs if job is not None and _tells(job.id))


def _tells(name: str) -> bool:
    return is_production(name) or is_before(name)


def known_names(value: Value | None) -> frozenset[str]:
    """Every name that an environment can have; nothing where one of them is not known."""
    if value is None:
        return frozenset()
    options = list(alternatives(value))
    if any(isinstance(each, Unknown) for each in options):
        return frozenset()
    return frozenset(str(each.data) for each in options if isinstance(each, Known) and each.data)
