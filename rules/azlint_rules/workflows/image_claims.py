"""Container images and action refs of workflows, and how they move."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from azlint.languages.workflow.coercion import to_text
from azlint.languages.workflow.link import calls
from azlint.languages.workflow.model import Workflow, span_of, texts
from azlint.languages.workflow.place import job_place
from azlint.languages.workflow.syntax import Scalar, Yaml
from azlint.languages.workflow.trace import Tracer
from azlint.source import Span
from azlint.value import Known, Unknown, Value, alternatives
from azlint_rules.facts.runtimes import BRANCHES, RUST_ACTION
from azlint_rules.workflows.claims import (
    Claim,
    Tier,
    Use,
    literal_origin,
    matrix_group,
    step_uses,
)
from azlint_rules.workflows.precision import Precision, image, image_precision

_DOCKER = "docker://"
_SHA_LENGTH = 40


def image_claims(tracer: Tracer) -> Iterator[Claim]:
    """One claim for each image that a container, a service or a docker step can run."""
    for file in tracer.workflows.files():
        if isinstance(file, Workflow):
            for job in file.jobs:
                for each in job.images:
                    use = Use(file, job, None, span_of(file.path, each.name))
                    yield from _images(tracer, use, each.name)
        elif file.image is not None and file.image.value.startswith(_DOCKER):
            use = Use(file, None, None, span_of(file.path, file.image))
            yield from _literal(tracer.literal(file, file.image), use)
        for use, step in step_uses(file):
            if step.uses is not None and step.uses.value.startswith(_DOCKER):
                yield from _literal(tracer.literal(file, step.uses), use)


def _images(tracer: Tracer, use: Use, node: Yaml) -> Iterator[Claim]:
    text = tracer.workflows.texts[use.span.path][use.span.start : use.span.end].strip("'\"")
    yield from claims_of(tracer.values(use.place, node), use, text)


def claims_of(values: Iterable[Value], use: Use, text: str) -> Iterator[Claim]:
    """What the values of an image, written as `text`, say; undecided only where none is known."""
    found: list[Claim] = []
    for value in values:
        options = tuple(alternatives(value))
        if any(_is_opaque(option) for option in options):
            fields = {"product": "Image", "version": text}
            found.append(Claim("unknown", use.span, Tier.OPEN, use, text, fields, because=value))
        else:
            for option in options:
                found.extend(_literal(option, use, text))
    decided = [claim for claim in found if claim.tier is not Tier.OPEN]
    yield from decided or found[:1]


def _is_opaque(value: Value) -> bool:
    return isinstance(value, Unknown) and not _known_end(value)


def _known_end(value: Unknown) -> str:
    """The tag with which a text in pieces ends, where that piece is known."""
    last = value.parts[-1] if value.parts else None
    end = to_text(last.data) if isinstance(last, Known) else ""
    return end[end.index(":") :] if ":" in end else ""


def _literal(value: Value, use: Use, written: str = "") -> Iterator[Claim]:
    """What one image says; of one known in pieces, `written`, only the tag is judged."""
    if isinstance(value, Known):
        text = to_text(value.data).strip().removeprefix(_DOCKER)
        parts = image(text)
    else:
        text, end = written, _known_end(value)
        parts = image(f"image{end}")
        parts = parts and parts._replace(name=text.removesuffix(end))
    if parts is None:
        return
    span = literal_origin(value, use)
    group = matrix_group(value)
    fields = {"image": text, "name": parts.name, "tag": parts.tag}
    found = image_precision(parts)
    if found is Precision.ALIAS:
        key = "image-moving" if parts.tag else "image-untagged"
        yield Claim(key, span, Tier.MOVING, use, text, fields, group, value=value)
    elif found is Precision.EXACT:
        tier = Tier.FINE if parts.digest else Tier.PINNABLE
        yield Claim("image-tag", span, tier, use, text, fields, group, value=value)
    else:
        fields["precision"] = found.value
        yield Claim("image-partial", span, Tier.PARTIAL, use, text, fields, group, value=value)


def ref_claims(tracer: Tracer, trusted: tuple[str, ...]) -> Iterator[Claim]:
    """Actions and reusable workflows whose ref is a branch, or a tag."""
    for file in tracer.workflows.files():
        for call in calls(file):
            uses = call.uses.value
            action, _, ref = uses.partition("@")
            name = "/".join(action.lower().split("/")[:2])
            if uses.startswith(("./", "$/", _DOCKER)) or not ref or name == RUST_ACTION:
                continue
            use = Use(file, call.job, call.step, call.span)
            fields = {"uses": action, "ref": ref}
            if ref in BRANCHES:
                own = any(fnmatchcase(name, pattern.lower()) for pattern in trusted)
                key = "own-branch" if own else "branch"
                yield Claim(key, call.span, Tier.MOVING, use, uses, fields)
            elif not _is_commit(ref):
                yield Claim("action-tag", call.span, Tier.PINNABLE, use, uses, fields)


def _is_commit(ref: str) -> bool:
    return len(ref) == _SHA_LENGTH and all(char in "0123456789abcdef" for char in ref.lower())


def runner_claims(tracer: Tracer) -> Iterator[Claim]:
    """Runner labels that move to the next image: `ubuntu-latest` and its kin."""
    for file in tracer.workflows.files():
        if not isinstance(file, Workflow):
            continue
        for job in file.jobs:
            node = job.get("runs-on")
            if node is None or not isinstance(node, Scalar) or not texts(node):
                continue
            use = Use(file, job, None, span_of(file.path, node))
            for value in tracer.values(job_place(file, job), node):
                yield from _runner(value, use)


def _runner(value: Value, use: Use) -> Iterator[Claim]:
    for option in alternatives(value):
        if isinstance(option, Known) and to_text(option.data).endswith("-latest"):
            label = to_text(option.data)
            span: Span = literal_origin(option, use)
            yield Claim(
                "runner-label", span, Tier.PINNABLE, use, label, {"label": label}, value=option
            )
