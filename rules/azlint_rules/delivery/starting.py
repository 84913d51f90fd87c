"""Which workflows start another one, and whether time does."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from azlint.languages.workflow.link import Workflows
from azlint.languages.workflow.model import Workflow, text, texts
from azlint.languages.workflow.syntax import Mapping

SCHEDULE = "schedule"
_OUTSIDE = "repository_dispatch"
_AFTER = "workflow_run"


class Starting:
    """Answers for the workflows of a repository."""

    def __init__(self, workflows: Workflows) -> None:
        self._workflows = workflows
        self._all = tuple(workflows.workflows.values())

    def may_be_scheduled(self, workflow: Workflow) -> bool:
        """Whether a schedule starts a workflow, or something that the repository does not show
        may: an event from outside, a caller elsewhere."""
        return any(
            SCHEDULE in each.triggers or self._starts_unseen(each) or self._is_mentioned(each)
            for each in self._starters(workflow)
        )

    def _starts_unseen(self, workflow: Workflow) -> bool:
        uncalled = workflow.reusable and not self._workflows.callers.get(workflow.path)
        return uncalled or _OUTSIDE in workflow.triggers

    def _is_mentioned(self, workflow: Workflow) -> bool:
        """A scheduled workflow names the file: its script may start it."""
        name = posixpath.basename(workflow.path)
        return any(
            SCHEDULE in each.triggers and name in self._workflows.texts[each.path]
            for each in self._all
        )

    def _starters(self, workflow: Workflow) -> Iterator[Workflow]:
        """A workflow, and all that it runs in or after."""
        seen: set[str] = set()
        waiting = [workflow]
        while waiting:
            current = waiting.pop()
            if current.path not in seen:
                seen.add(current.path)
                yield current
                waiting.extend(self._before(current))

    def _before(self, workflow: Workflow) -> Iterator[Workflow]:
        for call in self._workflows.callers.get(workflow.path, ()):
            if isinstance(call.file, Workflow):
                yield call.file
        yield from awaited(self._workflows, workflow)


def awaited(workflows: Workflows, workflow: Workflow) -> Iterator[Workflow]:
    """The workflows whose end starts one."""
    events = workflow.get("on")
    settings = events.get(_AFTER) if isinstance(events, Mapping) else None
    names = texts(settings.get("workflows") if isinstance(settings, Mapping) else None)
    return (each for each in workflows.workflows.values() if text(each.get("name")) in names)
