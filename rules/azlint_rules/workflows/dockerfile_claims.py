"""The images that Dockerfiles build upon, and how they move."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from azlint.graph import Graph
from azlint.languages.docker.model import Dockerfile, Stage
from azlint.value import Known, Value, chain
from azlint_rules.workflows.claims import Claim, Tier, Use
from azlint_rules.workflows.image_claims import claims_of

_NOTHING = "scratch"


def dockerfile_claims(graph: Graph) -> Iterator[Claim]:
    """One claim for each image that a stage starts from or copies from."""
    for path, file in sorted(graph.dockerfiles.items()):
        for stage in file.stages:
            for value in _images(stage):
                place = value.origin.span if value.origin else stage.declaration.header
                use = Use(None, None, None, place)
                text = graph.sources[path][place]
                yield from (_placed(claim, file, stage) for claim in claims_of([value], use, text))


def _images(stage: Stage) -> Iterator[Value]:
    if stage.parent is None and not (isinstance(stage.base, Known) and stage.base.data == _NOTHING):
        yield stage.base
    for copy in stage.copies:
        if copy.source is not None and copy.stage is None:
            yield copy.source


def _placed(claim: Claim, file: Dockerfile, stage: Stage) -> Claim:
    """A claim as it weighs in a Dockerfile: most name a line of releases, so that its fixes come
    with every build, and a default is what a build takes that asks for nothing else."""
    own = stage.declaration.span.holds(claim.span)
    owner = stage.declaration if own else file.declaration
    tier = claim.tier
    if tier is Tier.PARTIAL:
        tier = Tier.PINNABLE
    elif tier is Tier.MOVING and claim.value is not None and len(chain(claim.value)) > 1:
        tier = Tier.PARTIAL
    return replace(claim, owner=owner, tier=tier)
