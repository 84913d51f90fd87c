"""AZL507."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar

from azlint.finding import Finding, Severity
from azlint.languages.workflow.image_names import ImageName, image_name
from azlint.languages.workflow.images import Images, Push
from azlint.languages.workflow.model import enclosing
from azlint.languages.workflow.runs import Run
from azlint.node import Language
from azlint.rule import Citation, Message, Meta, Scene, WorkflowRule
from azlint.value import Known, Value, alternatives
from azlint_rules.facts.images import (
    CHANNELS,
    LOCAL,
    PACKAGES,
    PLACEHOLDER,
    UNTAGGED,
    VERSIONED,
)


class UntraceableImageTag(WorkflowRule):
    """Images whose tag says nothing of the commit they were built from.

    ## What it flags
    An image of the repository that a workflow pushes under words only (`latest`, `dev`, no tag at
    all), with no other tag of the same image beside it in that workflow; and a container app, web
    app, container group or Kubernetes workload that a workflow gives an image of the repository by
    such a tag.

    ## Why it matters
    The next push moves the tag. What runs in production then cannot be traced to a commit, two
    replicas of one revision can run different code, and a rollback has no name to go back to.
    Container Apps makes no new revision where the name of the image stays the same, so that a
    deployment of `latest` can change nothing at all.

    ## Before you change this
    Something else may pull the moving tag: keep it, and push a second one.

    ## What the change does
    The next run pushes one more tag, and deploys by it. Container apps get a new revision.

    ## How to fix
    Tag the image with `${{ github.sha }}`, and hand the tag from the build to every deployment
    through an output. A release's version, `github.run_number` or the digest does as well.

    ## Way back
    Undo the commit.

    ## What it stays silent about
    Tags with a digit in them, tags that cannot be told (an input, a secret, the branch, the
    `{{.Run.ID}}` of a registry) or that one caller of several chooses, digests, pushes to a
    channel (`nightly`, `edge`, `canary`), placeholders, images that the repository does not push
    (but what lies in GitHub's registry under its name), registries on the runner, and images that
    the job pulls by another tag and only names anew.
    """

    meta: ClassVar[Meta] = Meta(
        id="AZL507",
        name="untraceable-image-tag",
        severity=Severity.WARNING,
        languages=frozenset({Language.WORKFLOW}),
        citations=(
            Citation(
                "Recommendations for tagging and versioning container images",
                "https://learn.microsoft.com/azure/container-registry/container-registry-image-tag-version",
                "2026-11-28",
            ),
            Citation(
                "Revisions in Azure Container Apps",
                "https://learn.microsoft.com/azure/container-apps/revisions",
                "2026-11-28",
            ),
        ),
    )
    messages: ClassVar[dict[str, Message]] = {
        "pushed": Message(
            "{image} is pushed as {tag} only: nothing tells which commit it was built from",
            "push it as ${{{{ github.sha }}}} too, and deploy by that tag",
        ),
        "released": Message(
            "This {host} gets {image} by the tag {tag}: nothing tells which commit it runs",
            "deploy by the tag that names the commit, handed on from the build as an output",
        ),
    }

    def check(self, scene: Scene) -> Iterator[Finding]:
        images = scene.graph.images
        own = {name.full for push in images.pushes for name in _names(push.name)}
        for push in images.pushes:
            for name in _moving(push.name):
                if _stands_alone(name) and not _named_too(images, push, name):
                    yield self._found("pushed", push.run, name)
        for release in images.releases:
            for name in _moving(release.name):
                if name.full in own or _is_named_for(name, scene.repository):
                    yield self._found("released", release.run, name, release.host.value)

    def _found(self, key: str, run: Run, name: ImageName, host: str = "") -> Finding:
        return self.finding(
            key,
            run.span,
            enclosing(run.file, run.span),
            severity=Severity.NOTE if key == "pushed" else None,
            image=name.shown,
            tag=_tag(name),
            host=host,
        )


def _is_named_for(name: ImageName, repository: str) -> bool:
    """Whether it lies in the registry of GitHub under the name of the repository."""
    return name.registry == PACKAGES and name.repository == repository.lower()


def _names(value: Value) -> Iterator[ImageName]:
    return map(image_name, alternatives(value))


def _moving(value: Value) -> Iterable[ImageName]:
    """The names that a value can be, if each of them has a tag of words only."""
    names = tuple(_names(value))
    return names[:1] if all(_moves(name) for name in names) else ()


def _moves(name: ImageName) -> bool:
    known = name.tag is None or isinstance(name.tag, Known)
    tag = _tag(name)
    names = VERSIONED.search(tag) or PLACEHOLDER.fullmatch(tag)
    return known and not name.digest and tag != "" and not names


def _stands_alone(name: ImageName) -> bool:
    """It goes where others pull it, and not as what is known to move."""
    return not LOCAL.fullmatch(name.registry) and _tag(name) not in CHANNELS


def _tag(name: ImageName) -> str:
    return str(name.tag.data) if isinstance(name.tag, Known) else UNTAGGED


def _named_too(images: Images, push: Push, name: ImageName) -> bool:
    """Whether the same job pulled the image by a tag that may name the commit, the same workflow
    pushes it by one, the same step pushes something that may be it, or pushes it by one where it
    is called another way."""
    pulled = any(
        other.full == name.full
        for each in images.pulls
        if each.run.job is push.run.job
        for other in _traceable(each.name)
    )
    chosen = any(
        other.full == name.full
        for each in images.pushes
        if each.run.span == push.run.span
        for other in _traceable(each.name)
    )
    return (
        pulled
        or chosen
        or any(
            other.full == name.full or (each.run.step is push.run.step and "{" in other.full)
            for each in images.pushes
            if each.run.start[0] is push.run.start[0]
            for other in _traceable(each.name)
        )
    )


def _traceable(value: Value) -> Iterator[ImageName]:
    return (name for name in _names(value) if not _moves(name))
