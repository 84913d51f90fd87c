"""The images that Dockerfiles build upon, and how they move."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from msgspec.structs import replace

from azlint.graph import Graph
from azlint.languages.docker.model import Dockerfile, Stage
from azlint.source import Span
from azlint.value import Known, Value, chain
from azlint_rules.workflows.claims import Claim, Tier, Use, is_test_data
from azlint_rules.workflows.dockerfiles import dockerfiles
from azlint_rules.workflows.image_claims import claims_of

_NOTHING = "scratch"


def dockerfile_claims(graph: Graph) -> Iterator[Claim]:
    """One claim for each image that a stage starts from or copies from, as workflows build it."""
    for file, readings in dockerfiles(graph):
        if not readings and is_test_data(file.path):
            continue
        read = [each.file for each in readings] or [file]
        text = graph.sources[file.path]
        for stage in file.stages:
            places: dict[Span, list[Value]] = defaultdict(list)
            for value in (value for each in read for value in _images(each.stages[stage.index])):
                places[value.origin.span if value.origin else stage.declaration.header].append(
                    value
                )
            for place, values in places.items():
                claims = claims_of(values, Use(None, None, None, place), text[place])
                yield from (_placed(claim, file, stage) for claim in claims)


def _images(stage: Stage) -> Iterator[Value]:
    if stage.parent is None and not (isinstance(stage.base, Known) and stage.base.data == _NOTHING):
        yield stage.base
    for copy in stage.copies:
        if copy.source is not None and copy.stage is None:
            yield copy.source


def _placed(claim: Claim, file: Dockerfile, stage: Stage) -> Claim:
    """A claim as it weighs in a Dockerfile: most name a line of releases, so that its fixes come
    with every build, and a default is what a build takes that asks for nothing else."""
    if claim.span.path != file.path:  # what a workflow passes
        return claim
    own = stage.declaration.span.holds(claim.span)
    owner = stage.declaration if own else file.declaration
    tier = claim.tier
    if tier is Tier.PARTIAL:
        tier = Tier.PINNABLE
    elif tier is Tier.MOVING and claim.value is not None and len(chain(claim.value)) > 1:
        tier = Tier.PARTIAL
    return replace(claim, owner=owner, tier=tier)
