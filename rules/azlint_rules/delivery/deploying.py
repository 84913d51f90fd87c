"""Which steps and jobs deploy to Azure, told by what they run."""

from __future__ import annotations

import re
from collections.abc import Iterator

from azlint.languages.script.syntax import Command
from azlint.languages.workflow.deployments import CMDLET
from azlint.languages.workflow.model import Action, File, Job, Step, Workflow
from azlint.languages.workflow.scripts import Scripted, Scripts
from azlint_rules.delivery.programs import python_script, runs
from azlint_rules.delivery.python_files import Imports, importing, script_file
from azlint_rules.facts.delivery import (
    DEPLOYING_ACTIONS,
    DEPLOYING_COMMANDS,
    DEPLOYING_LIBRARIES,
)
from azlint_rules.workflows.claims import action_of
from azlint_rules.workflows.previews import is_preview

MAX_DEPTH = 8
_TELLING = frozenset({"--dry-run", "--dry-run=client", "--what-if", "-h", "--help"})
_SCRIPT = re.compile(
    r"(^|[/. ])(deploy|(create|publish|promote|register|update)[-_](\w*[-_])?agents?([-_.]|$))",
    re.IGNORECASE,
)
"""Names of scripts that deploy, or make the next version of an agent."""
_LIBRARIES = importing(DEPLOYING_LIBRARIES)
_DEPLOY = re.compile(r"(^|[-_./])deploy(ment|s)?([-_./]|$)", re.IGNORECASE)


class Deploying:
    """Answers for steps and jobs, following calls of the repository's own files."""

    def __init__(self, scripts: Scripts) -> None:
        self._scripts = scripts
        self._workflows = scripts.tracer.workflows
        self._imports = scripts.once(Imports)
        self._known: dict[tuple[str, str], bool] = {}

    def jobs(self, file: Workflow) -> Iterator[Job]:
        """The jobs of a workflow that deploy."""
        return (job for job in file.jobs if self.job(file, job))

    def job(self, file: File, job: Job, depth: int = MAX_DEPTH) -> bool:
        key = (file.path, job.id)
        if key not in self._known:
            self._known[key] = False
            self._known[key] = self._job(file, job, depth)
        return self._known[key]

    def _job(self, file: File, job: Job, depth: int) -> bool:
        if job.uses is None:
            return any(self.step(file, job, step, depth) for step in job.steps)
        called = self._workflows.called(job.uses.value)
        if isinstance(called, Workflow):
            return depth > 0 and any(self.job(called, each, depth - 1) for each in called.jobs)
        if called is not None or "/" not in job.uses.value or job.uses.value.startswith("."):
            return False
        name = job.uses.value.partition("@")[0].rpartition("/")[2]
        return bool(_DEPLOY.search(name)) and job.argument("environment") is not None

    def step(self, file: File, job: Job | None, step: Step, depth: int = MAX_DEPTH) -> bool:
        """Whether a step changes what runs on Azure."""
        read = self._scripts.read(file, job, step)
        if read is not None or step.uses is None:
            return read is not None and any(
                _deploys(each) or self._by_script(read, each) for each in read.script.commands
            )
        if action_of(step.uses.value)[0] in DEPLOYING_ACTIONS:
            return not is_preview(step)
        called = self._workflows.called(step.uses.value)
        return (
            isinstance(called, Action)
            and depth > 0
            and any(self.step(called, None, each, depth - 1) for each in called.steps)
        )

    def _by_script(self, read: Scripted, command: Command) -> bool:
        """Whether a command runs a Python script that deploys with a library for it."""
        script = python_script(command)
        if script is None or not _SCRIPT.search(script) or _only_tells(command):
            return False
        path, _ = script_file(self._scripts, read, command, script)
        return bool(path) and self._imports.reach(path, _LIBRARIES)


def _deploys(command: Command) -> bool:
    if _only_tells(command):
        return False
    return runs(command, DEPLOYING_COMMANDS) or CMDLET.fullmatch(command.name or "") is not None


def _only_tells(command: Command) -> bool:
    """Whether a command only says what it would do."""
    return any(each.literal in _TELLING for each in command.words)
