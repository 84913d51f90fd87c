"""Which runtimes the images of Dockerfiles bring."""

from __future__ import annotations

from azlint.languages.docker.model import Dockerfile, Stage
from azlint.value import Known, chain
from azlint_rules.facts.base_images import Runtime
from azlint_rules.workflows.declared import Declared, allowed
from azlint_rules.workflows.precision import image


def runtime_of(file: Dockerfile, runtime: Runtime) -> Declared | None:
    """What the image that a file builds runs on; where that brings no such runtime, the only one
    that the stages it copies from bring."""
    if file.final is None:
        return None
    own = _brought(_start(file, file.final), file, runtime)
    if own is not None:
        return own
    copied = (copy.stage for each in file.line(file.final) for copy in each.copies)
    stages = [file.stages[at] for at in {at for at in copied if at is not None}]
    bases = (_brought(_start(file, stage), file, runtime) for stage in stages)
    found = [each for each in bases if each is not None]
    return found[0] if len({each.text for each in found}) == 1 else None


def _start(file: Dockerfile, stage: Stage) -> Stage:
    """The stage that a stage goes back to, which starts from an image."""
    return [*file.line(stage)][-1]


def _brought(stage: Stage, file: Dockerfile, runtime: Runtime) -> Declared | None:
    base = stage.base
    parts = image(str(base.data)) if isinstance(base, Known) else None
    if parts is None:
        return None
    for name, tag in runtime.images:
        match = tag.fullmatch(parts.tag) if name.fullmatch(parts.name) else None
        found = allowed(runtime, match["version"]) if match else None
        if match is not None and found is not None:
            places = chain(base)
            span = places[-1].span if places else stage.declaration.header
            own = stage.declaration if stage.declaration.span.holds(span) else file.declaration
            return Declared(match["version"], found, span, own, base, len(places) > 1)
    return None
