"""What a language is given, and what it makes of that."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import msgspec

from azlint.config import Wanted
from azlint.finding import Finding
from azlint.graph import LanguageEvaluation
from azlint.guard import Guard
from azlint.languages.workflow.deployments import Deployment
from azlint.load import Loaded
from azlint.node import ModuleCall
from azlint.result import Failure
from azlint.tree import Tree


class Given(msgspec.Struct, frozen=True):
    """A tree and what was read of it.

    checkouts: folders that stand for module sources · deployed: what the steps of workflows
    deploy · wanted: which environments are evaluated, and with what values · guard: notes what is
    lost to defects.
    """

    tree: Tree
    loaded: Loaded
    checkouts: Mapping[str, str]
    deployed: Sequence[Deployment]
    wanted: Wanted
    guard: Guard


class Stack(msgspec.Struct, frozen=True):
    """The evaluations of one language, and what there is to say about its files.

    roots: folders that environments can be declared for, with their variables · others: folders
    of the repository that hold declarations and are no root · calls: of modules,
    besides those of the evaluations · broken: declarations that the language refuses or that lead
    nowhere.
    """

    evaluations: Sequence[LanguageEvaluation]
    roots: Mapping[str, Collection[str]] = {}
    others: Collection[str] = ()
    calls: Sequence[ModuleCall] = ()
    broken: Sequence[Finding] = ()
    failures: Sequence[Failure] = ()
    notes: Sequence[str] = ()


def together(stacks: Sequence[Stack]) -> Stack:
    """What there is of all languages."""
    return Stack(
        evaluations=[each for stack in stacks for each in stack.evaluations],
        roots={root: names for stack in stacks for root, names in stack.roots.items()},
        others=[folder for stack in stacks for folder in stack.others],
        calls=[each for stack in stacks for each in stack.calls],
        broken=[each for stack in stacks for each in stack.broken],
        failures=[each for stack in stacks for each in stack.failures],
        notes=[each for stack in stacks for each in stack.notes],
    )
