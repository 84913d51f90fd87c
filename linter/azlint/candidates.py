"""Everything in a graph that a user can ask about, by the addresses it goes by."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import chain

import msgspec

from azlint.addresses import Address, Step, fits, split
from azlint.azure.resource import Resource
from azlint.graph import Evaluation, Graph
from azlint.languages import terraform
from azlint.languages.workflow.model import File as WorkflowFile
from azlint.languages.workflow.model import Job, Workflow, text
from azlint.languages.workflow.model import Step as JobStep
from azlint.languages.workflow.model import steps as steps_of
from azlint.node import Declaration, Instance
from azlint.source import Span
from azlint.value import Value


class Every(Mapping[str, Collection[str]]):
    """The same attributes of every type."""

    def __init__(self, names: Collection[str]) -> None:
        self._names = names

    def __getitem__(self, _: str) -> Collection[str]:
        return self._names

    def __contains__(self, _: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


class Block(msgspec.Struct, frozen=True):
    """A resource, data source or module call in one evaluation.

    followed: a call whose resources stand for themselves; it goes by no less than `module.NAME`.
    """

    evaluation: Evaluation
    instance: Instance
    disabled: bool = False
    followed: bool = False

    @property
    def resource(self) -> Resource | None:
        """As ARM sees it."""
        return None if self.followed else self.evaluation.view(self.instance)

    @property
    def root(self) -> str:
        return self.evaluation.root

    @property
    def address(self) -> str:
        return self.instance.address

    @property
    def declared(self) -> Span:
        return self.instance.declaration.header

    def fits(self, asked: Address, *, whole: bool) -> bool:
        *outer, last = asked.steps
        if (last.key and last.key not in self.instance.keys) or (self.followed and not outer):
            return False
        steps = split(self.address)
        symbolic = Step(self.instance.declaration.name)
        plain = (*outer, Step(last.name))
        at_place = asked.place in {"", *_places(self.root, self.declared.path)}
        named = not outer and fits(plain, (symbolic,), whole=True)
        return at_place and (fits(plain, steps, whole=whole) or (named and not whole))


class Named(msgspec.Struct, frozen=True):
    """A variable, local or output in one evaluation."""

    evaluation: Evaluation
    address: str
    declared: Span
    read: Callable[[], Value]

    @property
    def root(self) -> str:
        return self.evaluation.root

    def fits(self, asked: Address, *, whole: bool) -> bool:
        at_place = asked.place in {"", *_places(self.root, self.declared.path)}
        return at_place and fits(asked.steps, split(self.address), whole=whole)


class Task(msgspec.Struct, frozen=True):
    """A job or a step of a workflow or an action."""

    file: WorkflowFile
    job: Job | None
    step: JobStep | None

    @property
    def root(self) -> str:
        return self.file.path

    @property
    def declaration(self) -> Declaration:
        if self.step is not None:
            return self.step.declaration
        return self.job.declaration if self.job is not None else self.file.declaration

    @property
    def declared(self) -> Span:
        return self.declaration.header

    @property
    def names(self) -> Iterator[str]:
        """What a step goes by: its id, its name, its number, what it uses."""
        if self.step is not None:
            uses = self.step.uses.value.partition("@")[0] if self.step.uses else ""
            number = str(self.step.index + 1)
            action = uses.rpartition("/")[2]
            yield from (self.step.id, text(self.step.get("name")), action, uses, number)

    @property
    def address(self) -> str:
        job = self.job.id if self.job is not None else ""
        step = next((name for name in self.names if name and "." not in name), "")
        return f"{self.file.path}:{'.'.join(part for part in (job, step) if part)}"

    def fits(self, asked: Address, *, whole: bool) -> bool:
        path = self.file.path
        if asked.place not in {path, path.rpartition("/")[2]} and (whole or asked.place):
            return False
        job = f"{self.job.id}." if self.job is not None else ""
        if self.step is None:
            return self.job is not None and asked.text.lower() == self.job.id.lower()
        wanted = {f"{job}{name}".lower() for name in self.names if name}
        return asked.text.lower() in wanted


Candidate = Block | Named | Task


def candidates(graph: Graph) -> Iterator[Candidate]:
    """Everything, in the order of evaluations."""
    for evaluation in graph.evaluations:
        yield from blocks(evaluation, Every(()))
        yield from _values(evaluation)
    for file in graph.workflows.files():
        if isinstance(file, Workflow):
            yield from (Task(file, job, None) for job in file.jobs)
        yield from (Task(file, job, step) for job, step in steps_of(file))


def blocks(evaluation: Evaluation, names: Mapping[str, Collection[str]]) -> Iterator[Block]:
    """The cases of every block, told apart by what the attributes of some names read."""
    native = evaluation.native
    for instance in chain(native.instances(names), native.module_instances()):
        yield Block(evaluation, instance)
    for instance in native.module_instances(followed=True):
        yield Block(evaluation, instance, followed=True)
    for instance in native.disabled(names):
        yield Block(evaluation, instance, disabled=True)


def _values(evaluation: Evaluation) -> Iterator[Named]:
    native = evaluation.native
    if isinstance(native, terraform.evaluate.Evaluation):
        for address, declared, read in native.values():
            yield Named(evaluation, address, declared, read)


def _places(root: str, path: str) -> set[str]:
    """What a root and a file in it go by before the colon."""
    return {root, root.rpartition("/")[2], path, path.rpartition("/")[2], path.rpartition("/")[0]}
