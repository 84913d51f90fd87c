"""What steps do by the actions that they use."""

from __future__ import annotations

from azlint.languages.workflow.action_inputs import inputs_of
from azlint.languages.workflow.model import Step, text
from azlint_rules.facts.actions import ACTIONS, PREVIEWS, Action

_UNKNOWN = Action()


def used(step: Step) -> Action:
    """What the action of a step does: nothing that is known, for others and for scripts."""
    return ACTIONS.get(step.action, _UNKNOWN)


def uses_deployment(step: Step) -> bool:
    """Whether a step uses an action that deploys, and asks it to."""
    return used(step).deploys and not is_preview(step)


def is_preview(step: Step) -> bool:
    """Whether an action is asked to validate a deployment, or to say what it would change."""
    entry = step.argument(inputs_of(step).operation)
    return entry is not None and text(entry.value).strip().lower() in PREVIEWS
