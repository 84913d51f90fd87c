"""Which files the steps of a job may make or fetch before an evaluation reads them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from azlint.graph import Graph
from azlint.languages.script.syntax import Command
from azlint.languages.workflow.model import Step, Workflow, text
from azlint.languages.workflow.scripts import Scripted
from azlint_rules.delivery.evaluations import Evaluation
from azlint_rules.facts.actions import KEEPING
from azlint_rules.facts.commands import FETCHING, SAYING, Act
from azlint_rules.workflows.actions import used
from azlint_rules.workflows.programs import does, python_script

_ACTS = (Act.EVALUATE, Act.INSTALL, Act.LINT, Act.SIGN_IN, Act.TEST)
_STILL = SAYING | {"[", "[[", "cat", "cd", "export", "head", "ls", "rm", "set", "tail", "test"}
"""Commands that make no file."""

_LOADING = frozenset({"curl", "wget"})
_SHELLS = frozenset({"bash", "sh", "zsh"})


def may_be_brought(graph: Graph, workflow: Workflow, evaluation: Evaluation, path: str) -> bool:
    """Whether a step of the job names a file or its folder to what may make files, or fetches."""
    named = _naming(path)
    job = evaluation.job
    reached = graph.workflows.steps(workflow, job, *job.steps) if job is not None else ()
    for each in reached:
        if each.step.run is None:
            if _action_may(each.step, named):
                return True
            continue
        read = graph.scripts.read(*each)
        texts = (each.step.run.value,) if read is None else tuple(_acting(read, evaluation))
        places = (*map(text, (entry.value for entry in each.step.env)), _folder(each.step))
        if any(map(FETCHING.search, texts)):
            return True
        if texts and any(map(named.search, (*texts, *places))):
            return True
    return False


def _naming(path: str) -> re.Pattern[str]:
    """A file by its name, or its folder or something in it, as whole words of a path."""
    folder = posixpath.dirname(path).replace("../", "").strip("./")
    name = re.escape(posixpath.basename(path))
    within = rf"|{re.escape(folder)}(?![\w.-])" if folder else ""
    return re.compile(rf"(?<![\w.-])(?:{name}(?![\w-]){within})")


def _folder(step: Step) -> str:
    return text(step.get("working-directory"))


def _action_may(step: Step, named: re.Pattern[str]) -> bool:
    action = used(step)
    if step.action in KEEPING or action.evaluates:
        return False
    return action.fetches or any(named.search(text(entry.value)) for entry in step.with_)


def _acting(read: Scripted, evaluation: Evaluation) -> Iterator[str]:
    """What a script tells the commands that may make files, and where it sends what others print;
    what it prepares for them, too."""
    script, written = read.script, read.run.value
    sent = [to for each in script.commands for to in each.redirects if ">" in to.operator]
    acting = [
        each
        for each, following in pairwise((*_in_order(script.commands), None))
        if each is not None and not _is_still(each, following, evaluation)
    ]
    for each in acting:
        yield written[each.start : each.end]
        yield _module(each)
        yield from (written[to.target.start : to.target.end] for to in each.redirects)
    yield from (written[to.target.start : to.target.end] for to in sent)
    yield from (written[slice(*each)] for each in script.broken)
    if acting or sent:
        words = (word for each in script.assignments for word in each.values)
        yield from (written[each.start : each.end] for each in words)
        moves = (each for each in script.commands if each.name == "cd")
        yield from (written[each.start : each.end] for each in moves)


def _module(command: Command) -> str:
    """The path of a module that Python runs (`-m eval.make`)."""
    ran = python_script(command) or ""
    return ran.removeprefix("-m ").replace(".", "/") if ran.startswith("-m ") else ""


def _in_order(commands: Sequence[Command]) -> Sequence[Command]:
    return sorted(commands, key=lambda each: each.start)


def _is_still(command: Command, following: Command | None, evaluation: Evaluation) -> bool:
    """Whether a command makes no file by which an evaluation could come to its own."""
    if command.name in _STILL or any(does(command, act) for act in _ACTS):
        return True
    if command.name in _SHELLS and len(command.words) == 1:
        return True
    installs = command.piped and following is not None and following.name in _SHELLS
    if command.name in _LOADING and installs:
        return True
    return _evaluates(command, evaluation)


def _evaluates(command: Command, evaluation: Evaluation) -> bool:
    """Whether a command is the evaluation, or runs its script again."""
    if evaluation.command is not None and command == evaluation.command:
        return True
    ran = python_script(command)
    scoring = evaluation.scoring
    return ran is not None and scoring is not None and ran == python_script(scoring)
