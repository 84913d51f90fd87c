"""Gates that pass although what they check has failed."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterator, Sequence
from functools import cached_property
from itertools import pairwise

from msgspec.structs import replace

from azlint.finding import Related
from azlint.languages.script.mention import mention
from azlint.languages.script.parse import Shell
from azlint.languages.script.syntax import Branch, Command
from azlint.languages.workflow.model import File, Job, Step, Workflow
from azlint.languages.workflow.scalars import is_true
from azlint.languages.workflow.scripts import Scripted, Scripts
from azlint.languages.workflow.shells import setting
from azlint.languages.workflow.task_files import Task
from azlint.node import declared_by_file
from azlint.patterns import regex
from azlint.source import Span
from azlint_rules.delivery.calculated import calculated
from azlint_rules.delivery.comparisons import fails_somewhere, in_shell
from azlint_rules.delivery.endings import Endings
from azlint_rules.delivery.evaluations import MENTION as EVALUATES
from azlint_rules.delivery.evaluations import Evaluations
from azlint_rules.delivery.holding import Holding
from azlint_rules.delivery.judging import Judging
from azlint_rules.delivery.operands import Comparison
from azlint_rules.delivery.passing_fallbacks import passing_fallbacks
from azlint_rules.facts.commands import SAYING, Act
from azlint_rules.facts.delivery import MEASURES, SCORES
from azlint_rules.workflows.flaws import Flaw
from azlint_rules.workflows.programs import does, running

MAX_SHOWN = 40
"""How long a word of a command is that still names it."""

_CHECKS = EVALUATES | running(Act.TEST) | mention(parts=(*MEASURES, "rate"))
"""What a script must hold to test or to evaluate."""
_CATCHES = mention("catch")
_STATUS = regex(r"\$\?")
_IF = regex(r"if\b")
_GOES_ON = regex(r"\+[a-z]*e[a-z]*|\+o errexit", re.IGNORECASE)
_STOPS = regex(r"-[a-z]*e[a-z]*|-o errexit", re.IGNORECASE)
"""Words of `set`, alone or two together, with which a script goes on after a failure, or stops."""
_STEPS = frozenset({"steps"})
_RESULTS = frozenset({"outcome", "conclusion"})
_NOTHING_SAID = {"step-continues": frozenset({"conclusion"}), "job-continues": frozenset[str]()}
"""What of a step says `success` whatever its command did, by how the failure gets lost; else both
results do."""
_HARMLESS = SAYING | {"true", ":"}


def openings(scripts: Scripts) -> Iterator[Flaw]:
    """Every opening, in order of the files."""
    yield from passing_fallbacks(scripts)
    yield from _caught(scripts)
    yield from _Swallowing(scripts).openings()


def _caught(scripts: Scripts) -> Iterator[Flaw]:
    """Gates in a block whose handler ends well."""
    for scripted in scripts.steps(_CATCHES):
        script, text = scripted.script, scripted.run.value
        bare = replace(scripted, script=replace(script, attempts=()))
        found = (each for each in in_shell(bare) if SCORES.search(text[each.start : each.end]))
        gates = sorted(found, key=_start)
        endings = Endings(script, text)
        way = scripts.way(scripted)
        for attempt in script.attempts:
            first, behind = (bisect_left(gates, each, key=_start) for each in attempt.body)
            lost = not endings.always(attempt.handler) and not endings.after(attempt.end)
            if first < behind and lost and way is not None:
                gate = Related(way.span(gates[first].start, gates[first].end), "the gate")
                place = way.span(*attempt.handler)
                yield Flaw("caught", place, scripted.step.declaration, related=gate)


def _start(comparison: Comparison) -> int:
    return comparison.start


class _Swallowing:
    """Tests and evaluations before a deployment whose failure ends nothing."""

    def __init__(self, scripts: Scripts) -> None:
        self._scripts = scripts
        self._workflows = scripts.tracer.workflows
        self._holding = scripts.once(Holding)
        self._judging = scripts.once(Judging)
        self._evaluations = scripts.once(Evaluations)

    def openings(self) -> Iterator[Flaw]:
        for file in self._workflows.workflows.values():
            for job in file.jobs:
                for step in job.steps:
                    yield from self._of_step(file, job, step)

    def _of_step(self, file: Workflow, job: Job, step: Step) -> Iterator[Flaw]:
        lost = list(self._swallowed(file, job, step))
        held = self._holding.job(file, job, step) if lost else None
        if held is None or self._judging.later(file, job, step):
            return
        for command, key, place in lost:
            if self._is_read(file, job, step, _NOTHING_SAID.get(key, _RESULTS)):
                continue
            owner = step.declaration if place.path == file.path else declared_by_file(place)
            yield Flaw(key, place, owner, {"command": command, "job": held.id})

    def _is_read(self, file: File, job: Job, step: Step, nothing: Container[str]) -> bool:
        """Whether an expression of the job reads what became of a step, or of all of its steps;
        `nothing` are the properties of a step that do not tell."""
        about = ((), (step.id.lower(),)) if step.id else ((),)
        return any(
            reference.site.job is job
            and reference.path[1:2] in about
            and not any(each in nothing for each in reference.path[2:3])
            for reference in self._scripts.tracer.references(file, _STEPS)
        )

    def _swallowed(self, file: Workflow, job: Job, step: Step) -> Iterator[tuple[str, str, Span]]:
        """What a step runs that may fail without ending the job: its name, how, and where."""
        read = self._scripts.read(file, job, step, _CHECKS)
        checking = [] if read is None else self._checking(read)
        if read is not None:
            yield from self._lost_in_tasks(read)
        if not checking and not any(self._evaluations.step(file, job, step)):
            return
        name = _shown(checking[0]) if checking else "the evaluation"
        node = step.get("continue-on-error")
        if is_true(node):
            yield name, "step-continues", Span(file.path, node.start, node.end)
            return
        node = job.get("continue-on-error")
        if is_true(node):
            yield name, "job-continues", Span(file.path, node.start, node.end)
            return
        way = self._scripts.way(read) if read is not None else None
        if read is None or way is None or fails_somewhere(read):
            return
        behind = self._judging.behind(read)
        failures = _Failures(read)
        for command in checking:
            key = failures.lost(command)
            if key and behind < command.end:
                yield _shown(command), key, way.span(command.start, command.end)

    def _checking(self, read: Scripted) -> list[Command]:
        """The commands of a script that test or evaluate."""
        found = self._evaluations.step(read.file, read.job, read.step)
        evaluating = {each.command.start for each in found if each.command is not None}
        text = read.run.value
        return [
            each
            for each in read.script.commands
            if each.start in evaluating
            or does(each, Act.TEST)
            or (any(calculated(text, each)) and SCORES.search(text, each.start, each.end))
        ]

    def _lost_in_tasks(self, read: Scripted) -> Iterator[tuple[str, str, Span]]:
        """What gets lost in the tasks that the commands of a script run."""
        for task, command in self._evaluations.in_tasks(read):
            key = _lost_in(task, command)
            if key:
                yield _shown(command), key, task.span(command.start, command.end)


class _Failures:
    """What becomes of the failures of the commands of one script."""

    def __init__(self, read: Scripted) -> None:
        text = read.run.value
        self._read = read
        self._asks_pipes = "PIPESTATUS" in text
        self._pipes_fail = "pipefail" in text or _fails_in_pipes(read)
        self._asking = _last_question(read)
        self._last = max((each.start for each in read.script.commands), default=-1)
        sets = [each for each in read.script.commands if each.name == "set"]
        going_on = (each.end for each in sets if _sets(each, _GOES_ON))
        self._going_on = next(going_on, len(text) + 1)
        self._stopping = [each.start for each in sets if _sets(each, _STOPS)]
        self._decisions = [
            each.condition for each in read.script.branches if each.otherwise[0] < each.otherwise[1]
        ]

    def lost(self, command: Command) -> str:
        """How the failure of a command gets lost, if it does."""
        if self._asks_pipes:
            return ""
        if command.tested:
            return "both-ways" if self._only_said(command) else ""
        if command.otherwise and all(map(_is_harmless, command.otherwise)):
            return "swallowed"
        if command.piped and not self._pipes_fail:
            return "piped"
        ignored = self._goes_on(command) and self._asking < command.end
        return "goes-on" if ignored and command.start != self._last else ""

    def _only_said(self, command: Command) -> bool:
        """Whether an `if` around a command only says how it went."""
        at = bisect_right(self._idle, (command.start, len(self._read.run.value))) - 1
        return at >= 0 and command.start < self._idle[at][1]

    @cached_property
    def _idle(self) -> Sequence[tuple[int, int]]:
        """The conditions of each `if` of which nothing comes, whichever way it goes."""
        script, text = self._read.script, self._read.run.value
        asking = (each for each in script.branches if _IF.match(text, each.start))
        found = (each.condition for each in asking if self._is_idle(each))
        return sorted(found) if self._read.shell is Shell.BASH else ()

    def _is_idle(self, branch: Branch) -> bool:
        return all(
            bisect_left(self._doing, first) == bisect_left(self._doing, behind)
            for first, behind in (branch.then, branch.otherwise)
        )

    @cached_property
    def _doing(self) -> Sequence[int]:
        """Where something more than words comes of the script."""
        script = self._read.script
        commands = (each.start for each in script.commands if not _only_says(each))
        return sorted((*commands, *(each.start for each in script.assignments)))

    def _goes_on(self, command: Command) -> bool:
        """Whether the script goes on after a failure, nothing around the command ends that, and no
        `||` does something else for it."""
        return (
            self._going_on <= command.start
            and all(command.start <= at < command.end for at in self._stopping)
            and not any(start <= command.start < end for start, end in self._decisions)
        )


def _sets(command: Command, option: re.Pattern[str]) -> bool:
    """Whether `set` turns something on or off."""
    words = [each.literal or "" for each in command.words[1:]]
    pairs = (" ".join(pair) for pair in pairwise(words))
    return any(option.fullmatch(each) for each in (*words, *pairs))


def _last_question(read: Scripted) -> int:
    """Where a script last does more with `$?` than to print it; -1 where it does not."""
    text = read.run.value
    said = (each for each in read.script.commands if each.name in SAYING)
    printed = {
        found.start() for each in said for found in _STATUS.finditer(text, each.start, each.end)
    }
    asking = (found.start() for found in _STATUS.finditer(text))
    return max((at for at in asking if at not in printed), default=-1)


def _lost_in(task: Task, command: Command) -> str:
    """How the failure of a command gets lost in a task, which runs without pipefail."""
    if command.tested:
        return ""
    if command.otherwise and all(map(_is_harmless, command.otherwise)):
        return "swallowed"
    if any(start <= command.start < end for start, end in task.ignored):
        return "ignored"
    return "piped-in-task" if command.piped and "pipefail" not in task.text else ""


def _fails_in_pipes(read: Scripted) -> bool:
    """GitHub starts `shell: bash` with pipefail, and the default, `sh` or one's own without;
    PowerShell remembers what failed."""
    named = setting(read.file, read.job, read.step, "shell")
    return read.shell is Shell.POWERSHELL or (named is not None and named.value.strip() == "bash")


def _is_harmless(command: Command) -> bool:
    ends = command.name == "exit" and len(command.words) > 1 and command.words[1].literal == "0"
    return (ends and not command.redirects) or _only_says(command)


def _only_says(command: Command) -> bool:
    return command.name in _HARMLESS and not command.redirects


def _shown(command: Command) -> str:
    """The first words of a command, as a name for it."""
    words = [each.literal for each in command.words[:4]]
    shown: list[str] = []
    for word in words:
        if word is None or "\n" in word or len(word) > MAX_SHOWN:
            break
        shown.append(word)
    return f"`{' '.join(shown)}`"
