"""Every value that a place of a workflow can have, with the literal it was written as.

A value's origin chain runs from the use (`${{ matrix.python }}`) through what hands it on
(an `env` entry, a caller's `with`, an input's default) to the literal. The labels of the chain
name the contexts: `env.NAME`, `inputs.name`, `matrix.name`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from collections.abc import Sequence as Places

from msgspec.structs import replace

from azlint.languages.workflow import scalars
from azlint.languages.workflow.chains import handed_on, sublabel
from azlint.languages.workflow.coercion import truthy
from azlint.languages.workflow.contexts import Level
from azlint.languages.workflow.evaluate import evaluate
from azlint.languages.workflow.expressions import has_expression, parse_template
from azlint.languages.workflow.frames import MAX_HOPS, Binding, Frame, Frames
from azlint.languages.workflow.link import Workflows
from azlint.languages.workflow.matrix import expand
from azlint.languages.workflow.model import File, Job
from azlint.languages.workflow.offsets import offsets
from azlint.languages.workflow.place import Place, conditions_of
from azlint.languages.workflow.references import Reference, Site, read, references, sites
from azlint.languages.workflow.scope import Contexts, PlaceScope, WatchingScope
from azlint.languages.workflow.syntax import Mapping, Scalar, Sequence, Yaml
from azlint.languages.workflow.syntax import scalars as scalars_below
from azlint.source import Span
from azlint.value import NULL, Cause, Known, Origin, Reason, Unknown, Value, alternatives, structure


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
        frames = self._frames.of(place.file)
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
            scope = WatchingScope(self, place, binding, node, chosen=True)
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
        for frame in self._frames.of(place.file):
            if within(frame):
                yield from self._runs(place, frame, conditions, reads, chosen=True)

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
            scope = PlaceScope(self, place, binding, condition, chosen=chosen)
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
        value = evaluate(
            parse_template(node.value).expression, PlaceScope(self, place, inner, node)
        )
        return handed_on(value, _at(place, node, label))

    def piece(self, place: Place, node: Scalar, start: int, end: int, binding: Binding) -> Value:
        """A part of a scalar's value that holds `${{ }}`."""
        said = parse_template(node.value[start:end])
        return evaluate(said.expression, PlaceScope(self, place, binding, node, start))

    def variable(self, place: Place, name: str, binding: Binding) -> Value:
        """What a name of the environment holds where a step runs."""
        return Contexts(self, place, binding).member("env", name)

    def input_once(self, frame: Frame, name: str, find: Callable[[], Value]) -> Value:
        """An input of a frame, looked for once."""
        key = (frame, name.lower())
        if key not in self._inputs:
            self._inputs[key] = find()
        return self._inputs[key]

    def callers(self, frame: Frame, hops: int = 0) -> Places[Binding]:
        """The ways to run what calls a file in one of its frames: one for each combination of its
        matrix."""
        call = frame.call
        if call is None:
            return ()
        parent = frame.parent or Frame(call.file)
        vectors = () if call.job is None else self.vectors(call.file, call.job, parent)
        return [Binding(parent, vector, hops) for vector in vectors or (None,)]

    def called_by(self, file: File) -> bool:
        return self._frames.called_by(file)


def _may_be_true(condition: Scalar, scope: PlaceScope) -> bool:
    said = read(condition, condition=True)
    value = NULL if said is None else evaluate(said.expression, scope)
    return any(isinstance(each, Unknown) or truthy(each.data) for each in alternatives(value))


def _contexts(node: Scalar, *, bare: bool = False) -> frozenset[str]:
    """The contexts that a scalar reads; a bare one needs no braces."""
    said = read(node, condition=bare)
    return frozenset() if said is None else said.contexts


def _at(place: Place, node: Yaml, label: str) -> Origin:
    return Origin(Span(place.file.path, node.start, node.end), label)


def _identity(value: Value) -> object:
    return (structure(value), value.origin, tuple(each.origin for each in alternatives(value)))
