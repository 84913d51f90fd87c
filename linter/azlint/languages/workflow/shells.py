"""Which script a step runs, and the shell that runs it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from azlint.languages.script.parse import SHELLS, Shell
from azlint.languages.workflow.model import File, Job, Step, by_name
from azlint.languages.workflow.place import job_place
from azlint.languages.workflow.syntax import Mapping as YamlMapping
from azlint.languages.workflow.syntax import Scalar, Sequence, Yaml, entries
from azlint.languages.workflow.trace import Tracer
from azlint.value import Known, alternatives

_RUNNERS: Final[Mapping[str, Shell]] = {
    "azure/cli": Shell.BASH,
    "azure/powershell": Shell.POWERSHELL,
}
"""Actions that run a script in a shell of their own."""

_INLINE = "inlineScript"
_WINDOWS = "windows"


def written_script(step: Step) -> Scalar | None:
    """The script of a step: its own, or the one that it has an action run."""
    if step.action in _RUNNERS:
        inline = step.argument(_INLINE)
        return inline.value if inline is not None and isinstance(inline.value, Scalar) else None
    return step.run


def shell_of(
    file: File, job: Job | None, step: Step, runners: Callable[[Job], Shell]
) -> Shell | None:
    """The shell of a step: the one that is named, else that of its runner; None where it is not
    read. Where runners differ it is bash, which most of them have."""
    if step.action in _RUNNERS:
        return _RUNNERS[step.action]
    named = setting(file, job, step, "shell")
    if named is not None:
        return SHELLS.get(named.value.split(" ")[0].rpartition("/")[2])
    return Shell.BASH if job is None else runners(job)


def shell_of_runner(tracer: Tracer, file: File, job: Job) -> Shell:
    """The shell of a job's runner, where nothing names another one."""
    return Shell.POWERSHELL if any(_on_windows(tracer, file, job)) else Shell.BASH


def setting(file: File, job: Job | None, step: Step, key: str) -> Scalar | None:
    """A key of a step, or the default of its job or workflow."""
    own = step.get(key)
    if isinstance(own, Scalar):
        return own
    for owner in (job, file):
        defaults = owner.get("defaults") if owner is not None else None
        run = by_name(entries(defaults), "run") if defaults is not None else None
        found = by_name(entries(run.value), key) if run is not None else None
        if found is not None and isinstance(found.value, Scalar):
            return found.value
    return None


def working_directory(file: File, job: Job | None, step: Step) -> Scalar | None:
    """The folder that a step starts in, where one is named."""
    return setting(file, job, step, "working-directory")


def _on_windows(tracer: Tracer, file: File, job: Job) -> Iterator[bool]:
    """Of each label of the runner, whether it is one of Windows in every way to run the job."""
    for label in _labels(job.get("runs-on")):
        values = tracer.values(job_place(file, job), label)
        options = [option for value in values for option in alternatives(value)]
        yield bool(options) and all(
            _WINDOWS in str(option.data).lower() if isinstance(option, Known) else False
            for option in options
        )


def _labels(runs_on: Yaml | None) -> Iterator[Yaml]:
    """Labels, alone or in a list; `{group, labels}` holds them, too."""
    if isinstance(runs_on, YamlMapping):
        yield from _labels(runs_on.get("labels"))
        yield from _labels(runs_on.get("group"))
    elif isinstance(runs_on, Sequence):
        yield from runs_on.items
    elif runs_on is not None:
        yield runs_on
