"""Every root of a repository in each of its environments: resources, modules, their values.

An instance's address is that of its module calls, each as `module.name` with its key (`[0]`),
followed by its own declaration's; keys stand in its context. Nothing is worked out before it is
asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final, Never, TypeVar

from azlint.finding import Context, Entrance
from azlint.guard import UNGUARDED, Guard
from azlint.languages.bicep import cases
from azlint.languages.bicep.frame import Frame, Given
from azlint.languages.bicep.passed import typed
from azlint.languages.bicep.places import places
from azlint.languages.bicep.syntax import Loop
from azlint.languages.bicep.targets import ModuleTarget, ResourceTarget
from azlint.languages.bicep.template import (
    ModuleEntry,
    ParameterSet,
    Repository,
    ResourceEntry,
    Root,
)
from azlint.languages.bicep.values import stopped
from azlint.languages.bicep.world import Reader, World
from azlint.node import Declaration, Instance, ModuleCall
from azlint.syntax import plain
from azlint.tokens import Tokens
from azlint.value import Cause, Reference, Value
from azlint.yaml_tree import YamlReader

T = TypeVar("T")

_INSTANCES: Final = "telling its instances"

EXTENDED: Final = 8
"""Parameter files that extend one another."""


def evaluate(
    repository: Repository,
    reader: Reader,
    yaml: YamlReader | None = None,
    tokens: Tokens | None = None,
    guard: Guard = UNGUARDED,
) -> list[Evaluation]:
    """The evaluations of a repository, lazily: roots in order, each in its environments.

    reader: the text of a file of the repository, for the functions that load files · yaml: who
    reads YAML for them · tokens: what a pipeline replaces in parameter files · guard: notes the
    parts that are lost to a defect.
    """
    return [
        Evaluation(
            root,
            environment,
            World(repository, reader, yaml, tokens, library=root.library, guard=guard),
        )
        for root in repository.roots
        for environment in (root.environments or (ParameterSet(""),))
    ]


class Evaluation:
    """One root in one environment."""

    def __init__(self, root: Root, environment: ParameterSet, world: World) -> None:
        self.root = root.path
        self.environment = environment.name
        self.library = root.library
        self.world = world
        self.frame = _file(world, root.path)
        self.frame.given = _given(self.frame, environment)
        self._walks: dict[frozenset[str], Sequence[tuple[Frame, bool]]] = {}

    def instances(self, paths: Mapping[str, Collection[str]]) -> Iterator[Instance]:
        """The resources that are or may be deployed, of the types given in lower case; each in
        cases by what some of its top-level properties read of its loop.
        """
        for frame, alive in self._frames(paths):
            if alive:
                yield from self._resources(frame, paths, disabled=False)

    def disabled(self, paths: Mapping[str, Collection[str]]) -> Iterator[Instance]:
        """The resources whose condition, or that of a call that leads to them, is false, and
        those in loops over nothing."""
        types = self.world.repository.reach[self.root].types
        if all(paths.get(name) is None for name in types):
            return
        for frame, alive in self._frames(paths):
            yield from self._resources(frame, paths, disabled=alive or None)

    def module_instances(self, *, followed: bool = False) -> Iterator[Instance]:
        """The module calls that are or may be made and are not followed, or those that are: their
        type is the name of what they call, their API version its version, their properties the
        arguments."""
        for frame, alive in self._frames({}):
            if not alive:
                continue
            for name, entry in frame.template.modules.items():
                if followed is (entry.source.path is None):
                    continue
                yield from self._guarded(partial(self._calls, frame, name), entry.declaration)

    def _calls(self, frame: Frame, name: str) -> Iterator[Instance]:
        for target, keys in _made(frame, name):
            if not target.absent():
                yield self._call(frame, target, keys)

    def module_calls(self) -> Iterator[ModuleCall]:
        """Every module call in every template that this one leads to."""
        repository = self.world.repository
        templates = repository.templates
        for path in sorted(repository.reach[self.root].templates):
            for entry in () if templates[path].foreign else templates[path].modules.values():
                source = entry.source
                name = source.name or source.path or plain(entry.statement.path) or ""
                call = entry.declaration
                yield ModuleCall(
                    call, call.address, name, call.header, source.version, source.reason
                )

    def entrances(self) -> Iterator[tuple[str, Entrance]]:
        """Each template from elsewhere, with a call of the repository that brings it."""
        repository = self.world.repository
        if any(template.foreign for template in repository.templates.values()):
            for frame, _ in self._frames(dict.fromkeys(repository.reach[self.root].types, ())):
                if frame.entrance is not None:
                    yield frame.template.path, frame.entrance

    def values(self) -> Iterator[tuple[str, Value]]:
        """The values of every template that is reached: of variables, outputs, properties and
        arguments, each with the file that writes it; of a loop those of its first element."""
        reach = self.world.repository.reach[self.root]
        for frame, _ in self._frames(dict.fromkeys(reach.types, ())):
            yield from ((frame.template.path, value) for value in written(frame))

    def resolve(self, reference: Reference) -> Sequence[Instance]:
        """The resource that a reference leads to; none where it leads outside."""
        target = self.world.at(reference)
        if not isinstance(target, ResourceTarget):
            return ()
        keys = (reference.key,) if reference.key else ()
        return (self._instance(target.frame, target, keys),)

    def target(self, address: str, key: str) -> ResourceTarget | ModuleTarget | None:
        """The resource or module call at an address, where it has been asked for."""
        target = self.world.targets.get((address, key))
        return target if isinstance(target, (ResourceTarget, ModuleTarget)) else None

    def template_of(self, path: str) -> str | None:
        """The template that a parameter file is for."""
        template = self.world.repository.templates.get(path)
        using = template.using if template is not None else None
        return None if using is None else using.path

    def moves(self) -> Sequence[tuple[str, str]]:
        """Bicep tells resources by what they are named in Azure: nothing is declared as moved."""
        return ()

    def adopted(self) -> Sequence[str]:
        """Bicep has no state that takes up what is deployed."""
        return ()

    def removed(self) -> Sequence[str]:
        """Bicep has no state that gives anything up."""
        return ()

    def blocks(self) -> Sequence[Never]:
        """Bicep has no blocks that rules read as written."""
        return ()

    def provider_constraint(self, folder: str, provider: str) -> str:
        """Bicep has no providers with versions: empty for each."""
        del folder, provider
        return ""

    def _frames(self, paths: Mapping[str, Collection[str]]) -> Sequence[tuple[Frame, bool]]:
        """The frames that lead to resources of some types or out of the repository, callers
        first, and whether each is or may be deployed."""
        reach = self.world.repository.reach[self.root]
        wanted = frozenset(name for name in reach.types if paths.get(name) is not None)
        if wanted not in self._walks:
            self._walks[wanted] = self._walk(wanted)
        return self._walks[wanted]

    def _leads(self, entry: ModuleEntry, wanted: frozenset[str]) -> bool:
        reach = self.world.repository.reach.get(entry.source.path or "")
        return reach is not None and (reach.leaves or not wanted.isdisjoint(reach.types))

    def _walk(self, wanted: frozenset[str]) -> Sequence[tuple[Frame, bool]]:
        pending = [(self.frame, True)]
        found: list[tuple[Frame, bool]] = []
        while pending:
            frame, alive = pending.pop()
            found.append((frame, alive))
            called: list[tuple[Frame, bool]] = []
            for name, entry in frame.template.modules.items():
                if self._leads(entry, wanted):
                    behind = self._guarded(partial(_behind, frame, name), entry.declaration)
                    called += [(inner, alive and deployed) for inner, deployed in behind]
            pending.extend(reversed(called))
        return found

    def _guarded(self, make: Callable[[], Iterable[T]], declaration: Declaration) -> list[T]:
        return self.world.guard.several(make, declaration.header, _INSTANCES)

    def _resources(
        self, frame: Frame, paths: Mapping[str, Collection[str]], *, disabled: bool | None
    ) -> Iterator[Instance]:
        """Resources of a frame: those deployed, those not, or (None) all."""
        for entry in frame.template.resources.values():
            wanted = paths.get(entry.declaration.type.lower())
            if wanted is not None:
                found = partial(self._cases, frame, entry, tuple(wanted), disabled=disabled)
                yield from self._guarded(found, entry.declaration)

    def _cases(
        self, frame: Frame, entry: ResourceEntry, wanted: tuple[str, ...], *, disabled: bool | None
    ) -> Iterator[Instance]:
        first = frame.resource(entry.name, None)
        loop = entry.statement.loop
        read = () if first is None or loop is None else tuple(first.read_by(wanted))
        found = cases.cases(loop, frame.scope, read)
        if not found and first is not None and disabled is not False:
            yield self._instance(frame, first, ())
        for case in found:
            target = frame.resource(entry.name, case.at)
            if target is not None and disabled in {None, self._absent(frame, target)}:
                yield self._instance(frame, target, case.keys)

    def _absent(self, frame: Frame, target: ResourceTarget) -> bool:
        """The resource, or one that it is nested in, is not deployed."""
        name = target.entry.parent
        while name:
            outer = frame.resource(name, None)
            if outer is None:
                break
            if outer.absent():
                return True
            name = outer.entry.parent
        return target.absent()

    def _instance(self, frame: Frame, target: ResourceTarget, keys: tuple[str, ...]) -> Instance:
        entry = target.entry
        return Instance(
            declaration=entry.declaration,
            context=Context(self.environment, frame.calls, keys, frame.entrance),
            address=target.address,
            read=target.read,
            existing=entry.statement.existing,
            api_version=entry.api_version,
            meta={"name": target.full_name()},
            keys=keys or _every_key(frame, target),
            abstract=entry.statement.loop is not None and target.at is None,
            alone=lambda key: self._alone(frame, target, key),
            places=lambda name: places(target, name),
            names=lambda: entry.body.names,
        )

    def _alone(self, frame: Frame, target: ResourceTarget, key: str) -> Instance:
        single = frame.resource(target.entry.name, _number(key))
        return self._instance(frame, single or target, (key,) if key else ())

    def _call_alone(self, frame: Frame, target: ModuleTarget, key: str) -> Instance:
        single = frame.module(target.entry.name, _number(key))
        return self._call(frame, single or target, (key,) if key else ())

    def _call(self, frame: Frame, target: ModuleTarget, keys: tuple[str, ...]) -> Instance:
        entry = target.entry
        return Instance(
            declaration=entry.declaration,
            context=Context(self.environment, frame.calls, keys, frame.entrance),
            address=target.address,
            read=target.argument,
            api_version=entry.source.version,
            keys=keys or _every_key(frame, target),
            abstract=entry.statement.loop is not None and target.at is None,
            alone=lambda key: self._call_alone(frame, target, key),
            names=lambda: () if entry.params is None else entry.params.names,
        )


def written(frame: Frame) -> Iterator[Value]:
    """The values that a template writes down."""
    template = frame.template
    found = [frame.value(name) for name in template.variables]
    found += [frame.output(name) for name in template.outputs]
    for entry in template.resources.values():
        one = frame.resource(entry.name, _first(entry.statement.loop, frame))
        found += [] if one is None else [one.read(name) for name in entry.body.items]
    for call in template.modules.values():
        made = frame.module(call.name, _first(call.statement.loop, frame))
        names = call.params.items if call.params is not None else ()
        found += [] if made is None else [made.argument(name) for name in names]
    return (value for value in found if value is not None)


def _first(loop: Loop | None, frame: Frame) -> int | None:
    """The first element of a loop over known ones."""
    return 0 if loop is not None and cases.elements(loop, frame.scope) else None


def _made(frame: Frame, name: str) -> Iterator[tuple[ModuleTarget, tuple[str, ...]]]:
    """The cases of a module call."""
    first = frame.module(name, None)
    if first is None:
        return
    loop = first.entry.statement.loop
    read = () if loop is None else tuple(first.read_by())
    for case in cases.cases(loop, frame.scope, read):
        target = frame.module(name, case.at)
        if target is not None:
            yield target, case.keys


def _behind(frame: Frame, name: str) -> Iterator[tuple[Frame, bool]]:
    """What each case of a module call leads to, and whether it is or may be made."""
    made = [(target, not target.absent()) for target, _ in _made(frame, name)]
    nobody = frame.module(name, None) if not made else None
    for target, deployed in [(nobody, False)] if nobody is not None else made:
        inner = target.called()
        if inner is not None:
            yield inner, deployed


def _number(key: str) -> int | None:
    """The element of a loop that a key names."""
    return int(key.strip("[]")) if key else None


def _every_key(frame: Frame, target: ResourceTarget | ModuleTarget) -> tuple[str, ...]:
    """The keys of a loop whose elements are all alike."""
    loop = target.entry.statement.loop
    items = (
        cases.elements(loop, frame.scope) if loop is not None and target.at is not None else None
    )
    return ("",) if items is None else tuple(f"[{at}]" for at in range(len(items)))


def _given(frame: Frame, environment: ParameterSet) -> Given:
    """What one way to deploy gives the parameters of a template."""
    world = frame.world
    files = [_file(world, path) for path in reversed(environment.files)]

    def given(name: str) -> Value | None:
        passed = environment.variables.get(name.lower())
        if passed is not None:
            return typed(passed, frame.shape(name))
        values = (file.assigned(name) for file in files)
        value = next((value for value in values if value is not None), None)
        if value is not None or not environment.missing:
            return value
        return stopped(Cause.PLACEHOLDER, environment.missing)

    return given


def _file(world: World, path: str) -> Frame:
    """The frame of a file, of a parameter file with those that it extends."""
    templates = world.repository.templates
    first = frame = Frame(world, templates[path])
    for _ in range(EXTENDED):
        extends = frame.template.extends
        base = templates.get(extends.path) if extends is not None and extends.path else None
        if base is None:
            break
        frame.extended = Frame(world, base)
        frame = frame.extended
    return first
