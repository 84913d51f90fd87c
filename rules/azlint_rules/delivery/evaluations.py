"""What counts as an evaluation: something that scores a model, a prompt or an agent.

A name alone is no evidence: a script must score with a library that does, itself or through
modules of the repository, or take a threshold, or hold a score against one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename

import msgspec

from azlint.languages.script.mention import mention
from azlint.languages.script.syntax import Command
from azlint.languages.workflow.model import File, Job, Step, span_of
from azlint.languages.workflow.scripts import Scripted, Scripts
from azlint.languages.workflow.task_files import RUNNERS, Task, Tasks
from azlint.patterns import regex
from azlint.source import Span
from azlint_rules.delivery.python_files import Imports, importing, script_file, script_in
from azlint_rules.delivery.python_gates import program as gates
from azlint_rules.facts.commands import Act
from azlint_rules.facts.delivery import EVALUATING_LIBRARIES, SCORES, TELLING
from azlint_rules.workflows.actions import used
from azlint_rules.workflows.programs import does, node_script, program, python_script, running

_WORD = r"(?:eval|evals|evaluate|evaluates|evaluation|evaluations|evaluator|evaluators)"
NAMED = regex(rf"(?:^|[-_./ ]){_WORD}(?=[-_./ 0-9]|$)", re.IGNORECASE)
"""A name that has the word in it, between separators."""

THRESHOLD = regex(
    r"threshold|min[-_]?(score|accuracy|quality|pass)|(score|accuracy|quality|pass[-_]?rate)[-_]?min"
    r"|fail[-_]?(under|below|on)",
    re.IGNORECASE,
)
"""Names of what a score is held against."""

MENTION = running(Act.EVALUATE) | mention(*RUNNERS, parts=("eval",))
"""What a script must hold to evaluate, itself or by a task."""

ENDS = regex(r"\b(exit|exitCode|SystemExit|assert|raise|throw)\b")
"""What ends a script of Python or Node with a failure."""

_RESULTS = regex(
    rf"{SCORES.pattern}|{THRESHOLD.pattern}|pass|fail|regress|gate|code|status|result|breach|\bok\b",
    re.IGNORECASE,
)
"""What the conditions of a gate are about."""

_LIBRARIES = importing(EVALUATING_LIBRARIES)


class Evaluation(msgspec.Struct, frozen=True):
    """One evaluation: a command, an action, or a call of a workflow that evaluates.

    span: what runs it · command: the same in its script · task: what the command keeps elsewhere ·
    scoring: the command that evaluates, of the task or the script itself · reports: it succeeds
    whatever the scores are · script: the path of the script it runs, where it is in the repository.
    """

    file: File
    job: Job | None
    step: Step | None
    span: Span
    command: Command | None = None
    task: Task | None = None
    scoring: Command | None = None
    reports: bool = False
    script: str = ""


class Evaluations:
    """Finds evaluations, following calls of the repository's own files."""

    def __init__(self, scripts: Scripts) -> None:
        self._scripts = scripts
        self._workflows = scripts.tracer.workflows
        self._imports = scripts.once(Imports)
        self._tasks = scripts.once(Tasks)
        self._known: dict[tuple[str, str], tuple[Evaluation, ...]] = {}
        self._read: dict[tuple[str, int], tuple[Evaluation, ...]] = {}

    def job(self, file: File, job: Job) -> tuple[Evaluation, ...]:
        """The evaluations of a job, at its own steps or at its call."""
        key = (file.path, job.id)
        if key not in self._known:
            self._known[key] = tuple(self._job(file, job))
        return self._known[key]

    def _job(self, file: File, job: Job) -> Iterator[Evaluation]:
        if job.uses is None:
            for step in job.steps:
                yield from self.step(file, job, step)
        elif any(self._evaluates(*each) for each in self._workflows.jobs(file, job)):
            yield Evaluation(file, job, None, span_of(file.path, job.uses))

    def _evaluates(self, file: File, job: Job) -> bool:
        """Whether a job does by its own steps, or by a call of what is not of the repository."""
        if job.uses is not None:
            return self._workflows.called(job.uses.value) is None and _is_platform(job)
        return any(
            True for each in self._workflows.steps(file, job, *job.steps) for _ in self._own(*each)
        )

    def step(self, file: File, job: Job | None, step: Step) -> Iterator[Evaluation]:
        """The evaluations of one step; those of an action of the repository are one at its use."""
        own = tuple(self._own(file, job, step))
        yield from own
        if own or step.uses is None:
            return
        inner = self._workflows.steps(file, job, step)
        if any(True for each in inner for _ in self._own(*each)):
            yield Evaluation(file, job, step, span_of(file.path, step.uses))

    def _own(self, file: File, job: Job | None, step: Step) -> Iterator[Evaluation]:
        if step.uses is None:
            read = self._scripts.read(file, job, step, MENTION)
            if read is not None:
                yield from self._of_script(read)
            return
        action = used(step)
        if action.evaluates:
            span = span_of(file.path, step.uses)
            yield Evaluation(file, job, step, span, reports=action.reports)

    def _of_script(self, read: Scripted) -> tuple[Evaluation, ...]:
        key = (read.file.path, read.step.declaration.span.start)
        if key not in self._read:
            self._read[key] = tuple(self._commands(read))
        return self._read[key]

    def _commands(self, read: Scripted) -> Iterator[Evaluation]:
        for command in read.script.commands:
            for task, scoring in self._behind(read, command):
                script = self._scoring(read, task, scoring)
                if script is not None:
                    yield self._evaluation(read, command, task, scoring, script)
                    break

    def in_tasks(self, read: Scripted) -> Iterator[tuple[Task, Command]]:
        """What evaluates or tests in the tasks that the commands of a script run."""
        for command in read.script.commands:
            for task, each in self._behind(read, command):
                tests = does(each, Act.TEST)
                if task is not None and (tests or self._scoring(read, task, each) is not None):
                    yield task, each

    def _behind(self, read: Scripted, command: Command) -> Iterator[tuple[Task | None, Command]]:
        """A command, and those of the tasks that it runs."""
        yield None, command
        for task in self._tasks.of(read, command):
            yield from ((task, each) for each in task.script.commands)

    def _scoring(self, read: Scripted, task: Task | None, command: Command) -> str | None:
        """The script with which a command evaluates, empty for a program; None if it does not."""
        if does(command, Act.EVALUATE):
            return ""
        script = python_script(command) or node_script(command)
        if script is None or not NAMED.search(script) or TELLING.search(basename(script)):
            return None
        if task is None:
            path, text = script_file(self._scripts, read, command, script)
        else:
            path, text = script_in(self._scripts, task.folder_of(command) or "", script)
        return path if _takes_threshold(command) or self._scores(path, text) else None

    def _scores(self, path: str, text: str) -> bool:
        held = THRESHOLD.search(text) is not None and ENDS.search(text) is not None
        return held or bool(path and self._imports.reach(path, _LIBRARIES))

    def _evaluation(
        self, read: Scripted, command: Command, task: Task | None, scoring: Command, script: str
    ) -> Evaluation:
        way = self._scripts.way(read)
        run = span_of(read.file.path, read.run)
        span = way.span(command.start, command.end) if way is not None else run
        return Evaluation(
            read.file, read.job, read.step, span, command, task, scoring, script=script
        )


def can_fail(scripts: Scripts, evaluation: Evaluation) -> bool:
    """Whether an evaluation ends with a failure for bad scores, as far as the repository tells."""
    if evaluation.reports or evaluation.scoring is None:
        return not evaluation.reports
    if does(evaluation.scoring, Act.EVALUATE) or _takes_threshold(evaluation.scoring):
        return True
    text = scripts.tracer.workflows.read(evaluation.script) if evaluation.script else None
    return text is not None and ENDS.search(text) is not None


def fails_for_scores(scripts: Scripts, evaluation: Evaluation) -> bool:
    """Whether it is for its scores that an evaluation can fail: most scripts end for lack of a
    file or a key, too."""
    text = scripts.tracer.workflows.read(evaluation.script) if evaluation.script else None
    read = gates(text, {}) if text is not None else None
    if read is None or (evaluation.scoring and _takes_threshold(evaluation.scoring)):
        return can_fail(scripts, evaluation)
    return any(_RESULTS.search(each) for each in read.conditions())


def _takes_threshold(command: Command) -> bool:
    return any(
        (each.literal or "").startswith("-") and THRESHOLD.search(each.literal or "")
        for each in program(command)[1:]
    )


def _is_platform(job: Job) -> bool:
    """A call of another repository's workflow that is named for it and takes a threshold."""
    name = "" if job.uses is None else job.uses.value.partition("@")[0].rpartition("/")[2]
    return bool(NAMED.search(name)) and any(THRESHOLD.search(each.key.value) for each in job.with_)
