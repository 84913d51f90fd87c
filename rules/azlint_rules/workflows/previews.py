"""Steps that only say what they would deploy."""

from __future__ import annotations

from azlint.languages.workflow.model import Step, text
from azlint_rules.facts.delivery import PREVIEWS
from azlint_rules.workflows.claims import action_of


def is_preview(step: Step) -> bool:
    """Whether an action is asked to validate a deployment, or to say what it would change."""
    action = action_of(step.uses.value)[0] if step.uses is not None else ""
    name, values = PREVIEWS.get(action, ("", frozenset()))
    entry = step.argument(name)
    return entry is not None and text(entry.value).strip().lower() in values
