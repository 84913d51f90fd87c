"""The ways in which a workflow or an action comes to run, each with its inputs."""

from __future__ import annotations

import msgspec

from azlint.languages.workflow.link import Call, Workflows
from azlint.languages.workflow.model import Action, Event, File
from azlint.languages.workflow.syntax import scalars

MAX_FRAMES = 256
MAX_DEPTH = 10


class Frame(msgspec.Struct, frozen=True, eq=False):
    """One way to run a file.

    call: who calls it, `parent` how that file runs; None outside the repository's own calls ·
    event: what brings the inputs; None for an event without inputs (a push).
    """

    file: File
    call: Call | None = None
    parent: Frame | None = None
    event: Event | None = None

    @property
    def started(self) -> File:
        """The workflow at the outer end of the calls, which an event starts."""
        return self.file if self.parent is None else self.parent.started

    @property
    def triggers(self) -> frozenset[str]:
        """The events that start it."""
        started = self.started
        return frozenset() if isinstance(started, Action) else started.triggers


class Frames:
    """Finds the frames of files, once for each."""

    def __init__(self, workflows: Workflows) -> None:
        self._workflows = workflows
        self._known: dict[str, tuple[Frame, ...]] = {}
        self._open: list[str] = []

    def of(self, file: File) -> tuple[Frame, ...]:
        """Every frame: one for each caller and its frames, and one for each event."""
        if file.path not in self._known:
            if file.path in self._open or len(self._open) >= MAX_DEPTH:
                return ()
            self._open.append(file.path)
            found = (*self._called(file), *_by_event(file))
            self._open.pop()
            if self._open:
                return found
            self._known[file.path] = found
        return self._known[file.path]

    def called_by(self, file: File) -> bool:
        return bool(self._workflows.callers.get(file.path))

    def _called(self, file: File) -> tuple[Frame, ...]:
        event = Event.ACTION if isinstance(file, Action) else Event.CALL
        found: list[Frame] = []
        for call in self._workflows.callers.get(file.path, ()):
            parents = self.of(call.file)
            if parents and not _hands_on(call):
                parents = parents[:1]
            found.extend(Frame(file, call, parent, event) for parent in parents)
            if len(found) > MAX_FRAMES:
                break
        return tuple(found[:MAX_FRAMES])


def _by_event(file: File) -> tuple[Frame, ...]:
    if isinstance(file, Action):
        return (Frame(file, event=Event.ACTION),)
    found = [
        Frame(file, event=each) for each in (Event.CALL, Event.DISPATCH) if each in file.triggers
    ]
    if file.triggers - {Event.CALL, Event.DISPATCH} or not found:
        found.append(Frame(file))
    return tuple(found)


def _hands_on(call: Call) -> bool:
    """Whether what a call passes can differ between the frames of the caller."""
    return any("${{" in scalar.value for entry in call.arguments for scalar in scalars(entry.value))
