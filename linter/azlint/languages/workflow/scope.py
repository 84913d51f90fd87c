"""What the contexts hold at one place of a workflow, in one way to run it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from azlint.languages.workflow.coercion import to_text
from azlint.languages.workflow.contexts import ALLOWED, Level
from azlint.languages.workflow.evaluate import one_of
from azlint.languages.workflow.frames import MAX_HOPS, Binding, Frame
from azlint.languages.workflow.link import Call
from azlint.languages.workflow.model import Action, Event, Input, by_name, input_named
from azlint.languages.workflow.place import Place, written_anew
from azlint.languages.workflow.syntax import Entry, Scalar
from azlint.source import Span
from azlint.value import NULL, Cause, Known, Reason, Unknown, Value, alternatives

if TYPE_CHECKING:
    from azlint.languages.workflow.trace import Tracer


class Contexts:
    """The contexts at one place in one binding. chosen: whoever starts the run chooses its inputs,
    so that their defaults decide nothing."""

    def __init__(
        self, tracer: Tracer, place: Place, binding: Binding, *, chosen: bool = False
    ) -> None:
        self._tracer = tracer
        self._place = place
        self._binding = binding
        self._chosen = chosen

    def whole(self, context: str) -> Value:
        if context == "matrix" and self._allowed(context) and self._binding.vector is not None:
            return self._binding.vector
        return self._unknown(context)

    def member(self, context: str, name: str) -> Value:
        if not self._allowed(context):
            reason = Reason(Cause.ERROR, f"{context} is not available here")
            return Unknown(reason)
        match context:
            case "matrix":
                return self._matrix(name)
            case "inputs":
                return self._input(name)
            case "env":
                return self._env(name)
            case "github.event.inputs":
                return self._dispatched(name)
        return self._unknown(f"{context}.{name}")

    def _allowed(self, context: str) -> bool:
        return context.partition(".")[0] in ALLOWED[self._place.level]

    def _unknown(self, text: str, cause: Cause = Cause.RUNTIME) -> Unknown:
        return Unknown(Reason(cause, text))

    def _matrix(self, name: str) -> Value:
        vector = self._binding.vector
        if vector is None:
            return self._unknown(f"matrix.{name}") if isinstance(self._place.file, Action) else NULL
        if isinstance(vector, Unknown):
            return Unknown(vector.reason, origin=vector.origin)
        fields = vector.data if isinstance(vector.data, dict) else {}
        found = (value for key, value in fields.items() if key.lower() == name.lower())
        return next(found, NULL)

    def _dispatched(self, name: str) -> Value:
        """`github.event.inputs` holds texts, whatever the type of an input."""
        if self._binding.frame.event not in (Event.DISPATCH, None):
            return self._unknown(f"github.event.inputs.{name}")
        value = self._input(name)
        texts = [_as_text(each) for each in alternatives(value)]
        return one_of(texts, Reason(Cause.RUNTIME, f"github.event.inputs.{name}"))

    def _input(self, name: str) -> Value:
        frame = self._binding.frame
        if frame.event is None:
            return NULL
        if self._chosen and self._is_chosen(frame, name):
            return self._unknown(f"inputs.{name}")
        return self._tracer.input_once(frame, name, lambda: self._find_input(frame, name))

    def _is_chosen(self, frame: Frame, name: str) -> bool:
        """Whether an input comes from whoever dispatches a run, or calls a workflow that nothing
        here calls."""
        if frame.event is Event.CALL and frame.call is None:
            return not self._tracer.called_by(self._place.file)
        return frame.event is Event.DISPATCH and self._is_text(name)

    def _is_text(self, name: str) -> bool:
        return any(
            each.event is Event.DISPATCH and each.type != "boolean" and not each.options
            for each in input_named(self._place.file, name)
        )

    def _find_input(self, frame: Frame, name: str) -> Value:
        declared = [
            each for each in input_named(self._place.file, name) if each.event is frame.event
        ]
        if frame.call is not None:
            entry = by_name(frame.call.arguments, name)
            if entry is not None:
                return self._argument(frame, frame.call, entry, name)
        if not declared:
            return NULL
        return self._default(declared[0])

    def _argument(self, frame: Frame, call: Call, entry: Entry, name: str) -> Value:
        """What the caller passes, in each combination of its own matrix."""
        level = Level.STEP if call.step is not None else Level.CALL
        place = Place(call.file, level, call.job, call.step)
        options = [
            self._tracer.resolve(place, entry.value, binding, f"inputs.{name}")
            for binding in self._tracer.callers(frame, self._binding.hops + 1)
        ]
        return one_of(options, Reason(Cause.RUNTIME, f"inputs.{name}"))

    def _default(self, declared: Input) -> Value:
        label = f"inputs.{declared.name}"
        place = Place(self._place.file, Level.INPUT_DEFAULT)
        options: list[Value] = []
        if declared.event is Event.DISPATCH:
            options.extend(
                self._tracer.literal(self._place.file, each, label) for each in declared.options
            )
        if declared.default is not None:
            options.insert(0, self._tracer.resolve(place, declared.default, self._binding, label))
        if declared.event is Event.DISPATCH and declared.type == "boolean":
            options.extend(Known(each) for each in (True, False))
        if options:
            return one_of(options, Reason(Cause.RUNTIME, label))
        return self._absent(declared)

    def _absent(self, declared: Input) -> Value:
        """An input without a default that nobody passes."""
        frame = self._binding.frame
        outside = frame.call is None
        if outside and (declared.required or self._tracer.called_by(self._place.file)):
            return self._unknown(f"inputs.{declared.name}", Cause.NO_VALUE)
        return Known({"boolean": False, "number": 0.0}.get(declared.type, ""))

    def _env(self, name: str) -> Value:
        found = self._env_entry(self._place, name)
        if found is None:
            frame = self._binding.frame
            if isinstance(self._place.file, Action) and frame.call is not None:
                return self._callers_env(frame, frame.call, name)
            return self._unknown(f"env.{name}")
        place, entry = found
        if place.level is not Level.STEP_ENV and written_anew(self._place, name):
            return self._unknown(f"env.{name}")
        return self._tracer.resolve(place, entry.value, self._binding, f"env.{name}")

    def _env_entry(self, place: Place, name: str) -> tuple[Place, Entry] | None:
        """The nearest `env` that has a name, and the place at which its value is read."""
        file, job, step = place.file, place.job, place.step
        layers: list[tuple[tuple[Entry, ...], Place]] = []
        if step is not None and place.level is Level.STEP:
            layers.append((step.env, Place(file, Level.STEP_ENV, job, step)))
        if job is not None:
            layers.append((job.env, Place(file, Level.JOB_ENV, job)))
        layers.append((file.env, Place(file, Level.WORKFLOW_ENV)))
        for fields, where in layers:
            entry = by_name(fields, name)
            if entry is not None:
                return where, entry
        return None

    def _callers_env(self, frame: Frame, call: Call, name: str) -> Value:
        place = Place(call.file, Level.STEP, call.job, call.step)
        hops = self._binding.hops + 1
        if hops > MAX_HOPS:
            return self._unknown(f"env.{name}", Cause.LIMIT)
        options = [
            Contexts(self._tracer, place, binding).member("env", name)
            for binding in self._tracer.callers(frame, hops)
        ]
        return one_of(options, Reason(Cause.RUNTIME, f"env.{name}"))


class PlaceScope(Contexts):
    """The contexts for the expression of a scalar, or of what follows a place of its value."""

    def __init__(
        self,
        tracer: Tracer,
        place: Place,
        binding: Binding,
        node: Scalar,
        at: int = 0,
        *,
        chosen: bool = False,
    ) -> None:
        super().__init__(tracer, place, binding, chosen=chosen)
        self._node = node
        self._at = at

    def span(self, start: int, end: int) -> Span:
        file = self._place.file
        places = self._tracer.places(file, self._node)
        return Span(file.path, places[self._at + start], places[self._at + end])


class WatchingScope(PlaceScope):
    """A scope that remembers which members of its contexts are read, in lower case."""

    def __init__(
        self, tracer: Tracer, place: Place, binding: Binding, node: Scalar, *, chosen: bool
    ) -> None:
        super().__init__(tracer, place, binding, node, chosen=chosen)
        self.read: set[tuple[str, str]] = set()

    def member(self, context: str, name: str) -> Value:
        self.read.add((context, name.lower()))
        return super().member(context, name)


def _as_text(value: Value) -> Value:
    if isinstance(value, Known) and isinstance(value.data, bool | float):
        return msgspec.structs.replace(value, data=to_text(value.data))
    return value
