"""Every value that a place of a workflow can have, with the literal it was written as.

A value's origin chain runs from the use (`${{ matrix.python }}`) through what hands it on
(an `env` entry, a caller's `with`, an input's default) to the literal. The labels of the chain
name the contexts: `env.NAME`, `inputs.name`, `matrix.name`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from collections.abc import Sequence as Places

import msgspec
from msgspec.structs import replace

from azlint.languages.workflow import scalars
from azlint.languages.workflow.chains import handed_on, sublabel
from azlint.languages.workflow.coercion import to_text, truthy
from azlint.languages.workflow.contexts import ALLOWED, Level
from azlint.languages.workflow.evaluate import evaluate, one_of
from azlint.languages.workflow.expressions import (
    has_expression,
    parse_template,
)
from azlint.languages.workflow.frames import Frame, Frames
from azlint.languages.workflow.link import Call, Workflows
from azlint.languages.workflow.matrix import expand
from azlint.languages.workflow.model import (
    Action,
    Event,
    File,
    Input,
    Job,
    by_name,
    input_named,
)
from azlint.languages.workflow.offsets import offsets
from azlint.languages.workflow.place import Place, conditions_of, written_anew
from azlint.languages.workflow.references import Reference, Site, read, references, sites
from azlint.languages.workflow.syntax import Entry, Mapping, Scalar, Sequence, Yaml
from azlint.languages.workflow.syntax import scalars as scalars_below
from azlint.source import Span
from azlint.value import NULL, Cause, Known, Origin, Reason, Unknown, Value, alternatives, structure

MAX_HOPS = 24


class Binding(msgspec.Struct, frozen=True):
    """One way to run a place: its frame, one matrix combination, and how far values came."""

    frame: Frame
    vector: Value | None = None
    hops: int = 0


class Tracer:
    """Answers what places can hold; asks the repository nothing twice."""

    def __init__(self, workflows: Workflows) -> None:
        self.workflows = workflows
        self._frames = Frames(workflows)
        self._sites: dict[str, tuple[Site, ...]] = {}
        self._places: dict[tuple[str, int], Places[int]] = {}
        self._vectors: dict[tuple[Frame, str], tuple[Value, ...]] = {}
        self._inputs: dict[tuple[Frame, str], Value] = {}
        self._holding: dict[tuple[object, ...], bool] = {}

    def values(self, place: Place, node: Yaml) -> tuple[Value, ...]:
        """Every value of a node: one for each way to run it, equal ones from one literal once.

        A value may itself be Unknown with alternatives, where a condition is not known.
        """
        if isinstance(node, Scalar) and not has_expression(node.value):
            return (self.literal(place.file, node),)
        found: dict[object, Value] = {}
        for binding in self.bindings(place, node):
            value = self.resolve(place, node, binding)
            found.setdefault(_identity(value), value)
        return tuple(found.values())

    def literal(self, file: File, node: Scalar, label: str = "") -> Known:
        origin = Origin(Span(file.path, node.start, node.end), label)
        return Known(scalars.data(node), origin=origin)

    def references(self, file: File, contexts: Collection[str]) -> Iterator[Reference]:
        """Every read of some contexts in a file, in order."""
        return references(self.sites(file), self.workflows.texts[file.path], contexts)

    def sites(self, file: File) -> tuple[Site, ...]:
        """Every scalar of a file that holds an expression which GitHub evaluates, in order."""
        if file.path not in self._sites:
            self._sites[file.path] = tuple(sites(file))
        return self._sites[file.path]

    def places(self, file: File, node: Scalar) -> Places[int]:
        """Where each character of a scalar's value stands in its file, and where it ends."""
        key = (file.path, node.start)
        if key not in self._places:
            self._places[key] = offsets(self.workflows.texts[file.path], node)
        return self._places[key]

    def vectors(self, file: File, job: Job, frame: Frame) -> tuple[Value, ...]:
        """The combinations of a job's matrix."""
        if job.matrix is None:
            return ()
        key = (frame, job.id)
        if key not in self._vectors:
            self._vectors[key] = ()
            place = Place(file, Level.STRATEGY, job)
            matrix = self.resolve(place, job.matrix, Binding(frame), "matrix")
            self._vectors[key] = expand(matrix)
        return self._vectors[key]

    def bindings(self, place: Place, *nodes: Yaml) -> Iterator[Binding]:
        """Every way to run a place, as far as nodes can tell them apart, in which its `if` is not
        certainly false."""
        conditions = tuple(conditions_of(place))
        reads = frozenset(context for node in nodes for context in self._reads(place, node))
        reads |= self._tested(conditions)
        frames = self._ways(place)
        if not reads & {"inputs", "env", "matrix", "github"}:
            frames = frames[:1]
        for frame in frames:
            yield from self._runs(place, frame, conditions, reads)

    def may_run(self, place: Place, within: Callable[[Frame], bool]) -> bool:
        """Whether a place runs in some frame of a kind, as far as its `if` and its job's tell."""
        return next(self._chosen(place, within), None) is not None

    def may_read(
        self, place: Place, node: Scalar, member: tuple[str, str], within: Callable[[Frame], bool]
    ) -> bool:
        """Whether a place runs in some frame of a kind in which a node comes to read a member of a
        context: `a && b` reads no `b` where `a` is false."""
        expression = parse_template(node.value).expression
        for binding in self._chosen(place, within, node):
            scope = _Watch(self, place, binding, node, chosen=True)
            evaluate(expression, scope)
            if member in scope.read:
                return True
        return False

    def _chosen(
        self, place: Place, within: Callable[[Frame], bool], *nodes: Yaml
    ) -> Iterator[Binding]:
        """The ways to run a place in the frames of a kind, whatever inputs are chosen for them."""
        conditions = tuple(conditions_of(place))
        reads = self._tested(conditions).union(*(self._reads(place, node) for node in nodes))
        for frame in self._ways(place):
            if within(frame):
                yield from self._runs(place, frame, conditions, reads, chosen=True)

    def _ways(self, place: Place) -> tuple[Frame, ...]:
        return self._frames.of(place.file) or (Frame(place.file),)

    def _tested(self, conditions: Iterable[tuple[Place, Scalar]]) -> frozenset[str]:
        """The contexts that conditions read."""
        return frozenset(
            context for _, condition in conditions for context in _contexts(condition, bare=True)
        )

    def _runs(
        self,
        place: Place,
        frame: Frame,
        conditions: tuple[tuple[Place, Scalar], ...],
        reads: frozenset[str],
        *,
        chosen: bool = False,
    ) -> Iterator[Binding]:
        """The ways to run a place in one frame, as far as what is read tells them apart."""
        if "env" in reads:
            reads |= {"matrix"}  # which its entries may read
        vectors: Iterable[Value | None] = (None,)
        if place.job is not None and place.job.matrix is not None and "matrix" in reads:
            vectors = self.vectors(place.file, place.job, frame)
        for vector in vectors:
            binding = Binding(frame, vector)
            if all(self._may_hold(*each, binding, chosen=chosen) for each in conditions):
                yield binding

    def _may_hold(self, place: Place, condition: Scalar, binding: Binding, *, chosen: bool) -> bool:
        where = (place.file.path, place.level, id(place.job), id(place.step))
        key = (*where, binding.frame, id(binding.vector), chosen)
        if key not in self._holding:
            scope = _Scope(self, place, binding, condition, chosen=chosen)
            self._holding[key] = _may_be_true(condition, scope)
        return self._holding[key]

    def _reads(self, place: Place, node: Yaml) -> frozenset[str]:
        """The contexts that a node reads."""
        return frozenset().union(
            *(_contexts(scalar) for scalar in scalars_below(node) if has_expression(scalar.value))
        )

    def resolve(self, place: Place, node: Yaml, binding: Binding, label: str = "") -> Value:
        """The value of a node in one binding; `label` names it in the origin chain."""
        if isinstance(node, Sequence):
            listed = tuple(self.resolve(place, item, binding, label) for item in node.items)
            return Known(listed, origin=_at(place, node, label))
        if isinstance(node, Mapping):
            fields = {
                entry.key.value: self.resolve(
                    place, entry.value, binding, sublabel(label, entry.key.value)
                )
                for entry in node.entries
            }
            return Known(fields, origin=_at(place, node, label))
        if not has_expression(node.value):
            return self.literal(place.file, node, label)
        if binding.hops >= MAX_HOPS:
            reason = Reason(Cause.LIMIT, "handed on too often")
            return Unknown(reason, origin=_at(place, node, label))
        inner = replace(binding, hops=binding.hops + 1)
        value = evaluate(parse_template(node.value).expression, _Scope(self, place, inner, node))
        return handed_on(value, _at(place, node, label))

    def piece(self, place: Place, node: Scalar, start: int, end: int, binding: Binding) -> Value:
        """A part of a scalar's value that holds `${{ }}`."""
        said = parse_template(node.value[start:end])
        return evaluate(said.expression, _Scope(self, place, binding, node, start))

    def variable(self, place: Place, name: str, binding: Binding) -> Value:
        """What a name of the environment holds where a step runs."""
        return _Contexts(self, place, binding).member("env", name)

    def input_once(self, frame: Frame, name: str, find: Callable[[], Value]) -> Value:
        """An input of a frame, looked for once."""
        key = (frame, name.lower())
        if key not in self._inputs:
            self._inputs[key] = find()
        return self._inputs[key]

    def called_by(self, file: File) -> bool:
        return self._frames.called_by(file)


class _Contexts:
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
        parent = frame.parent or Frame(call.file)
        vectors: tuple[Value | None, ...] = (None,)
        if call.job is not None and call.job.matrix is not None:
            vectors = self._tracer.vectors(call.file, call.job, parent) or (None,)
        hops = self._binding.hops + 1
        options: list[Value] = []
        for vector in vectors:
            binding = Binding(parent, vector, hops)
            options.append(self._tracer.resolve(place, entry.value, binding, f"inputs.{name}"))
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
        parent = frame.parent or Frame(call.file)
        binding = Binding(parent, None, self._binding.hops + 1)
        if binding.hops > MAX_HOPS:
            return self._unknown(f"env.{name}", Cause.LIMIT)
        return _Contexts(self._tracer, place, binding).member("env", name)


class _Scope(_Contexts):
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


class _Watch(_Scope):
    """A scope that remembers which members of its contexts are read, in lower case."""

    def __init__(
        self, tracer: Tracer, place: Place, binding: Binding, node: Scalar, *, chosen: bool
    ) -> None:
        super().__init__(tracer, place, binding, node, chosen=chosen)
        self.read: set[tuple[str, str]] = set()

    def member(self, context: str, name: str) -> Value:
        self.read.add((context, name.lower()))
        return super().member(context, name)


def _may_be_true(condition: Scalar, scope: _Scope) -> bool:
    said = read(condition, condition=True)
    value = NULL if said is None else evaluate(said.expression, scope)
    return any(isinstance(each, Unknown) or truthy(each.data) for each in alternatives(value))


def _contexts(node: Scalar, *, bare: bool = False) -> frozenset[str]:
    """The contexts that a scalar reads; a bare one needs no braces."""
    said = read(node, condition=bare)
    return frozenset() if said is None else said.contexts


def _as_text(value: Value) -> Value:
    if isinstance(value, Known) and isinstance(value.data, bool | float):
        return msgspec.structs.replace(value, data=to_text(value.data))
    return value


def _at(place: Place, node: Yaml, label: str) -> Origin:
    return Origin(Span(place.file.path, node.start, node.end), label)


def _identity(value: Value) -> object:
    return (structure(value), value.origin, tuple(each.origin for each in alternatives(value)))
