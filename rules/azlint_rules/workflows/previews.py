"""Steps that only say what they would deploy."""

from __future__ import annotations

from azlint.languages.workflow.model import Step, text
from azlint_rules.facts.delivery import PREVIEWS


def is_preview(step: Step) -> bool:
    """Whether an action is asked to validate a deployment, or to say what it would change."""
    name, values = PREVIEWS.get(step.action, ("", frozenset()))
    entry = step.argument(name)
    return entry is not None and text(entry.value).strip().lower() in values
