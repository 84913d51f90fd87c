"""The ways in which a workflow or an action comes to run, each with its inputs."""

from __future__ import annotations

import msgspec

from azlint.languages.workflow.link import Call, Workflows
from azlint.languages.workflow.model import Action, Event, File
from azlint.languages.workflow.syntax import scalars
from azlint.value import Value

MAX_FRAMES = 256
MAX_DEPTH = 10
MAX_HOPS = 24
"""How often values are handed on."""


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


class Binding(msgspec.Struct, frozen=True):
    """One way to run a place: its frame, one matrix combination, and how far values came."""

    frame: Frame
    vector: Value | None = None
    hops: int = 0


class Frames:
    """Finds the frames of files, once for each."""

    def __init__(self, workflows: Workflows) -> None:
        self._workflows = workflows
        self._known: dict[str, tuple[Frame, ...]] = {}
        self._cut: dict[str, tuple[Frame, ...]] = {}
        """Those that calls in a circle, or too deep, leave out of the search that runs."""
        self._open: list[str] = []

    def of(self, file: File) -> tuple[Frame, ...]:
        """Every frame: one for each caller and its frames, and one for each event."""
        found, _ = self._found(file)
        self._cut.clear()
        return self._known.setdefault(file.path, found)

    def _found(self, file: File) -> tuple[tuple[Frame, ...], bool]:
        """The frames of a file, and whether none is left out."""
        for known, whole in ((self._known, True), (self._cut, False)):
            if file.path in known:
                return known[file.path], whole
        if file.path in self._open or len(self._open) >= MAX_DEPTH:
            return (), False
        self._open.append(file.path)
        called, whole = self._called(file)
        self._open.pop()
        found = (*called, *_by_event(file))
        (self._known if whole else self._cut)[file.path] = found
        return found, whole

    def called_by(self, file: File) -> bool:
        return bool(self._workflows.callers.get(file.path))

    def _called(self, file: File) -> tuple[tuple[Frame, ...], bool]:
        event = Event.ACTION if isinstance(file, Action) else Event.CALL
        found: list[Frame] = []
        whole = True
        for call in self._workflows.callers.get(file.path, ()):
            parents, all_of_them = self._found(call.file)
            whole = whole and all_of_them
            if parents and not _hands_on(call):
                parents = parents[:1]
            found.extend(Frame(file, call, parent, event) for parent in parents)
            if len(found) > MAX_FRAMES:
                break
        return tuple(found[:MAX_FRAMES]), whole


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
