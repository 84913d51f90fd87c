"""The one graph: every evaluation of every root, every workflow, and how they refer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Protocol

import msgspec
from msgspec.structs import replace

from azlint.azure.associations import Associations
from azlint.azure.resource import Resource, native_paths, resource_of
from azlint.differences import Differences
from azlint.finding import Entrance
from azlint.guard import UNGUARDED, Guard
from azlint.languages.azd import Service, services
from azlint.languages.workflow.deployments import Deployment
from azlint.languages.workflow.images import Images, images
from azlint.languages.workflow.link import Workflows
from azlint.languages.workflow.scripts import Scripts
from azlint.languages.workflow.trace import Tracer
from azlint.node import Declaration, Instance, ModuleCall
from azlint.pairing import pairs
from azlint.source import Source
from azlint.value import Reference, Value, references

if TYPE_CHECKING:
    from azlint.languages.docker.model import Dockerfile
    from azlint.languages.python import syntax as python
    from azlint.languages.terraform.evaluate import ScopedBlock


class LanguageEvaluation(Protocol):
    """What a language's evaluator offers: one root in one environment."""

    root: str
    environment: str
    library: bool

    def instances(self, paths: Mapping[str, Collection[str]]) -> Iterator[Instance]: ...

    def disabled(self, paths: Mapping[str, Collection[str]]) -> Iterator[Instance]:
        """The resources that certainly have no instance, as `instances` gives the others."""
        ...

    def resolve(self, reference: Reference) -> Sequence[Instance]: ...

    def moves(self) -> Sequence[tuple[str, str]]:
        """What is declared to have moved: addresses with keys, from and to."""
        ...

    def adopted(self) -> Iterable[str]:
        """The addresses that are declared to be those of what is deployed already."""
        ...

    def removed(self) -> Iterable[str]:
        """The addresses that are declared to be given up."""
        ...

    def blocks(self) -> Iterable[ScopedBlock]:
        """Terraform blocks as written, with the scope they are evaluated in."""
        ...

    def module_instances(self, *, followed: bool = False) -> Iterator[Instance]:
        """The module calls that are not followed, or those that are; their type is what they
        call."""
        ...

    def module_calls(self) -> Iterable[ModuleCall]:
        """Every module call, followed or not."""
        ...

    def entrances(self) -> Iterable[tuple[str, Entrance]]:
        """Each file from elsewhere, with a call of the repository that brings it."""
        ...

    def provider_constraint(self, folder: str, provider: str) -> str:
        """The version constraint of a provider in a module folder, a locked version as
        `= X.Y.Z`, empty where nothing is written."""
        ...


class Change(msgspec.Struct, frozen=True):
    """One case of a resource at two revisions; None where it does not exist.

    keys: of its instances, each before and after.
    """

    before: Resource | None
    after: Resource | None
    evaluation_before: Evaluation
    evaluation_after: Evaluation
    keys: Sequence[tuple[str, str]] = ()

    def single(self) -> Iterator[Change]:
        """The same change for one instance at a time."""
        for old, new in self.keys:
            before = self.before and self.before.alone(old)
            after = self.after and self.after.alone(new)
            yield replace(self, before=before, after=after, keys=((old, new),))


class Evaluation(msgspec.Struct, frozen=True, dict=True):
    """One root in one environment, as ARM resources.

    paths: which ARM properties will be read, per ARM type; types without an entry are not
    evaluated · guard: notes the resources that are lost to a defect.
    """

    native: LanguageEvaluation
    paths: Mapping[str, frozenset[str]]
    guard: Guard = UNGUARDED

    @property
    def root(self) -> str:
        return self.native.root

    @property
    def environment(self) -> str:
        return self.native.environment

    @property
    def library(self) -> bool:
        return self.native.library

    def view(self, instance: Instance) -> Resource | None:
        """An instance as ARM sees it; None for a type that has no view (or cannot be told)."""
        return resource_of(instance, self._associations)

    @cached_property
    def _instances(self) -> Sequence[Instance]:
        return tuple(self.native.instances(native_paths(self.paths)))

    @cached_property
    def _associations(self) -> Associations:
        return Associations(self._instances, self.native.resolve)

    @cached_property
    def _by_type(self) -> Mapping[str, Sequence[Resource]]:
        found: dict[str, list[Resource]] = {}
        for instance in chain(self._instances, self.native.module_instances()):
            resource = self._seen(instance)
            if resource is not None:
                found.setdefault(resource.arm_type.lower(), []).append(resource)
        return found

    def _seen(self, instance: Instance) -> Resource | None:
        header = instance.declaration.header
        return self.guard.single(lambda: self.view(instance), header, "telling what it is to ARM")

    @cached_property
    def moves(self) -> Sequence[tuple[str, str]]:
        """What is declared to have moved: addresses with keys, from and to."""
        return self.native.moves()

    @cached_property
    def _adopted(self) -> Sequence[str]:
        return tuple(self.native.adopted())

    @cached_property
    def _removed(self) -> Sequence[str]:
        return tuple(self.native.removed())

    def is_adopted(self, resource: Resource) -> bool:
        """A `moved` or `import` block says that an instance is deployed already."""
        return _names(self._adopted, resource)

    def is_removed(self, resource: Resource) -> bool:
        """A `removed` block gives it up."""
        return _names(self._removed, resource)

    @cached_property
    def calls(self) -> Mapping[str, Declaration]:
        """The module calls that are not followed, by address."""
        return {each.address: each.declaration for each in self.native.module_instances()}

    def of_type(self, arm_type: str) -> Sequence[Resource]:
        """Every resource of an ARM type, whatever its case."""
        return self._by_type.get(arm_type.lower(), ())

    @cached_property
    def _disabled(self) -> Mapping[str, Sequence[Resource]]:
        found: dict[str, list[Resource]] = {}
        for instance in self.native.disabled(native_paths(self.paths)):
            resource = self._seen(instance)
            if resource is not None:
                disabled = replace(resource, disabled=True)
                found.setdefault(resource.arm_type.lower(), []).append(disabled)
        return found

    def disabled(self, arm_type: str) -> Sequence[Resource]:
        """The resources of an ARM type that are declared and certainly not deployed."""
        return self._disabled.get(arm_type.lower(), ())

    def resources(self) -> Iterator[Resource]:
        for resources in self._by_type.values():
            yield from resources

    def resolve(self, reference: Reference) -> Sequence[Resource]:
        """The resources that a reference names; empty where it leads outside."""
        views = map(self.view, self.native.resolve(reference))
        return [view for view in views if view is not None]

    def blocks(self) -> Iterable[ScopedBlock]:
        """Terraform blocks as written, with the scope they are evaluated in."""
        return self.native.blocks()

    def referred(self, value: Value) -> Iterator[Resource]:
        """The resources that a value refers to, anywhere in it."""
        for reference in references(value):
            yield from self.resolve(reference)


class Graph(msgspec.Struct, frozen=True, dict=True):
    """Everything that was read.

    sources: every file read, by path · scripts: what the steps of workflows run · base: the
    graph of the base revision, where one was asked for · deployments: what the steps of workflows
    deploy · dockerfiles: by path · requirements: what Python projects ask for, by the path of the
    file that says it.
    """

    sources: Mapping[str, Source]
    evaluations: Sequence[Evaluation]
    scripts: Scripts
    base: Graph | None = None
    deployments: Sequence[Deployment] = ()
    dockerfiles: Mapping[str, Dockerfile] = msgspec.field(default_factory=dict)
    requirements: Mapping[str, python.File] = msgspec.field(default_factory=dict)

    @property
    def tracer(self) -> Tracer:
        """Tells the values that places of workflows can have."""
        return self.scripts.tracer

    @property
    def workflows(self) -> Workflows:
        """Every workflow and action."""
        return self.tracer.workflows

    @cached_property
    def entrances(self) -> Mapping[str, Sequence[Entrance]]:
        """The calls of the repository that bring each file from elsewhere, by path."""
        found: dict[str, dict[Entrance, None]] = {}
        for evaluation in self.evaluations:
            for path, entrance in evaluation.native.entrances():
                found.setdefault(path, {})[entrance] = None
        return {path: tuple(entrances) for path, entrances in found.items()}

    @cached_property
    def images(self) -> Images:
        """What the steps of workflows do with container images."""
        return images(self.scripts)

    @cached_property
    def services(self) -> Sequence[Service]:
        """What the Azure Developer CLI builds images for."""
        return tuple(services(self.workflows.paths, self.workflows.read, self.scripts.guard))

    @cached_property
    def differences(self) -> Differences:
        """The lines in which files differ from those of the base."""
        return Differences(self.base.sources if self.base else {}, self.sources)

    @cached_property
    def environments(self) -> Mapping[str, Sequence[str]]:
        """The names of the environments of each root that has any."""
        found: dict[str, list[str]] = {}
        for evaluation in self.evaluations:
            if evaluation.environment:
                found.setdefault(evaluation.root, []).append(evaluation.environment)
        return found

    def earlier(self, evaluation: Evaluation) -> Evaluation | None:
        """The same root and environment at the base revision; its only one if it had no name."""
        ways = self._ways
        root = evaluation.root
        return ways.get((root, evaluation.environment)) or ways.get((root, ""))

    @cached_property
    def _ways(self) -> Mapping[tuple[str, str], Evaluation]:
        before = self.base.evaluations if self.base else ()
        return {(each.root, each.environment): each for each in before}

    def changes(self, types: Collection[str]) -> Iterator[Change]:
        """Every resource of some ARM types at both revisions, matched by root, environment,
        address after `moved` blocks, and instance key.
        """
        for evaluation in self.evaluations:
            base = self.earlier(evaluation)
            if base is None:
                continue
            for arm_type in sorted(types):
                old, new = base.of_type(arm_type), evaluation.of_type(arm_type)
                for pair in pairs(old, new, evaluation.moves):
                    yield Change(pair.before, pair.after, base, evaluation, pair.keys)


def _names(addresses: Sequence[str], resource: Resource) -> bool:
    """Whether one of the addresses is that of a resource, of an instance, or of a module above."""
    own = [f"{resource.address}{key}" for key in resource.keys] if addresses else []
    return any(
        address == one or one.startswith((f"{address}.", f"{address}["))
        for address in addresses
        for one in own
    )
