"""Which steps and jobs deploy to Azure, told by what they run."""

from __future__ import annotations

import re
from collections.abc import Iterator

from azlint.languages.script.mention import mention
from azlint.languages.script.syntax import Command
from azlint.languages.workflow.link import Reached
from azlint.languages.workflow.model import File, Job, Step, Workflow
from azlint.languages.workflow.place import step_place
from azlint.languages.workflow.scripts import Scripted, Scripts
from azlint.languages.workflow.shells import written_script
from azlint.patterns import regex
from azlint_rules.delivery.python_files import Imports, importing, script_file
from azlint_rules.facts.commands import Act
from azlint_rules.facts.delivery import DEPLOYING_LIBRARIES
from azlint_rules.workflows.actions import uses_deployment
from azlint_rules.workflows.deploy_commands import deploys, only_tells
from azlint_rules.workflows.logins import anywhere
from azlint_rules.workflows.programs import python_script, running

_SCRIPT = regex(
    r"(^|[/. ])(deploy|(create|publish|promote|register|update)[-_](\w*[-_])?agents?([-_.]|$))",
    re.IGNORECASE,
)
"""Names of scripts that deploy, or make the next version of an agent."""
_MENTION = running(Act.DEPLOY) | mention(parts=("deploy", "agent"))
"""What a script must hold to deploy."""
_LIBRARIES = importing(DEPLOYING_LIBRARIES)
_DEPLOY = regex(r"(^|[-_./])deploy(ment|s)?([-_./]|$)", re.IGNORECASE)


class Deploying:
    """Answers for steps and jobs, following calls of the repository's own files."""

    def __init__(self, scripts: Scripts) -> None:
        self._scripts = scripts
        self._workflows = scripts.tracer.workflows
        self._imports = scripts.once(Imports)
        self._jobs: dict[tuple[str, str], bool] = {}
        self._steps: dict[tuple[str, int], bool] = {}

    def jobs(self, file: Workflow) -> Iterator[Job]:
        """The jobs of a workflow that deploy."""
        return (job for job in file.jobs if self.job(file, job))

    def job(self, file: File, job: Job) -> bool:
        key = (file.path, job.id)
        if key not in self._jobs:
            self._jobs[key] = any(self._job(*each) for each in self._workflows.jobs(file, job))
        return self._jobs[key]

    def _job(self, file: File, job: Job) -> bool:
        """Whether a job deploys by its own steps, or calls what another repository deploys with."""
        if job.uses is None:
            return any(map(self._step, self._workflows.steps(file, job, *job.steps)))
        uses = job.uses.value
        if self._workflows.called(uses) is not None or "/" not in uses or uses.startswith("."):
            return False
        name = uses.partition("@")[0].rpartition("/")[2]
        return bool(_DEPLOY.search(name)) and job.argument("environment") is not None

    def step(self, file: File, job: Job | None, step: Step) -> bool:
        """Whether a step changes what runs on Azure."""
        return any(map(self._step, self._workflows.steps(file, job, step)))

    def _step(self, reached: Reached) -> bool:
        key = (reached.file.path, reached.step.declaration.span.start)
        if key not in self._steps:
            self._steps[key] = self._runs(reached)
        return self._steps[key]

    def _runs(self, reached: Reached) -> bool:
        """Whether a step does so by itself, if it runs at all."""
        runs = self._scripts.tracer.may_run
        return self._changes(reached) and runs(step_place(*reached), anywhere)

    def _changes(self, reached: Reached) -> bool:
        if written_script(reached.step) is None:
            return uses_deployment(reached.step)
        read = self._scripts.read(*reached, _MENTION)
        return read is not None and any(
            deploys(each) or self._by_script(read, each) for each in read.script.commands
        )

    def _by_script(self, read: Scripted, command: Command) -> bool:
        """Whether a command runs a Python script that deploys with a library for it."""
        script = python_script(command)
        if script is None or not _SCRIPT.search(script) or only_tells(command):
            return False
        path, _ = script_file(self._scripts, read, command, script)
        return bool(path) and self._imports.reach(path, _LIBRARIES)
