"""AZL501."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import ClassVar

import msgspec

from azlint.finding import Consequence, Context, Edit, Finding, Related, Severity
from azlint.languages.workflow.model import Action, enclosing
from azlint.languages.workflow.trace import Tracer
from azlint.node import Declaration, Language
from azlint.rule import Citation, Message, Meta, Option, Scene, WorkflowRule, steps
from azlint.source import Span
from azlint_rules.workflows.claims import Claim, Tier, Use, is_reusable, is_test_data
from azlint_rules.workflows.dockerfile_claims import dockerfile_claims
from azlint_rules.workflows.image_claims import image_claims, ref_claims, runner_claims
from azlint_rules.workflows.install_claims import install_claims
from azlint_rules.workflows.logins import anywhere
from azlint_rules.workflows.may_deploy import MayDeploy
from azlint_rules.workflows.module_claims import module_claims
from azlint_rules.workflows.reads import Gaps
from azlint_rules.workflows.version_claims import EMPTY, version_claims

MAX_RELATED = 10
_PRECISE_ENOUGH = {
    "patch": frozenset({""}),
    "minor": frozenset({"minor"}),
    "major": frozenset({"minor", "major"}),
}


class FloatingRuntimeVersion(WorkflowRule):
    """Runtimes and images whose version changes without a commit.

    ## What it flags
    Versions that the setup actions (Python, Node.js, Java, .NET, Go, Ruby, Terraform, OpenTofu,
    kubectl, Helm, TFLint, uv, Deno, Bun, pnpm, PHP, Rust, Azure CLI, Az PowerShell) are given as
    an alias (`latest`, `lts/*`, `stable`), or are not given where the action then installs the
    newest release; images without a tag or with one that moves; actions that follow a branch;
    and unquoted numbers that YAML shortens (`3.10` is 3.1: the wrong version is installed).
    Images that a Dockerfile builds upon or copies from, and Terraform modules from a registry
    without a version or from a repository without a ref, are held to the same.
    Ranges such as `3.12`, `20` or `>=1.9` are notes. Values are followed through `matrix`,
    `env`, inputs, local actions, reusable workflows and version files to the place where they
    are written.

    ## Why it matters
    The same commit builds, tests and deploys with another runtime tomorrow. A pipeline that
    passed yesterday fails, or deploys with a tool nobody has tried, and nothing in the
    repository says what changed.

    ## Before you change this
    An exact version gets no fixes by itself: let Dependabot or Renovate raise it.

    ## What the change does
    The next run installs the named version. Nothing that is deployed changes.

    ## How to fix
    Write the full version in quotes (`python-version: '3.12.8'`), give images a full tag or a
    digest, and actions a tag or a commit. One version file that every workflow reads keeps
    them together.

    ## Way back
    Write the range again.

    ## What it stays silent about
    Matrices with two or more versions, which test a range on purpose; the Java build number and the
    PHP patch, which cannot be chosen; versions of App Service and Functions; jobs and steps that
    never run. An `ARG` is what the builds of the workflows pass for it; its default, where nothing
    is passed, makes a note only. Actions and Dockerfiles below `testdata/` or `fixtures/`, unless a
    workflow uses them: a test reads them. With `strict = true` it also notes `ubuntu-latest`,
    action tags, actions and workflows of your own organisation by branch, image tags without a
    digest, base images that name a line of releases (`FROM python:3.12`), module tags and ranges,
    tools taken from the runner by documented default, and tools that scripts and `RUN` lines
    install without a version (`pip install`, `npm install`, `az extension add`, downloads of
    `/latest/`); packages of the distribution never. A version known only at run time is undecided.
    """

    meta: ClassVar[Meta] = Meta(
        id="AZL501",
        name="floating-runtime-version",
        severity=Severity.WARNING,
        languages=frozenset({Language.WORKFLOW, Language.DOCKER, Language.TERRAFORM}),
        citations=(
            Citation(
                "setup-python: advanced usage",
                "https://github.com/actions/setup-python/blob/main/docs/advanced-usage.md",
                "2026-08-22",
            ),
            Citation(
                "Security hardening for GitHub Actions",
                "https://docs.github.com/actions/security-for-github-actions/security-guides/security-hardening-for-github-actions",
                "2026-08-22",
            ),
        ),
    )
    messages: ClassVar[dict[str, Message]] = {
        "lossy": Message(
            "{product} {written} without quotes is the number {seen}, so {product} {seen} is "
            "asked for instead",
            "write it as text: '{written}'",
        ),
        "alias": Message(
            "{product} {version} is whatever release is newest when the job runs",
            "write an exact version, such as '{example}', and let Dependabot or Renovate raise it",
        ),
        "unread": Message(
            "{input} {version} is not read as a version, so the latest {product} is installed",
            "write an exact version that the action understands, such as '{example}'",
        ),
        "absent": Message(
            "{action} installs the latest {product}, because {input} {state}",
            "set {input} to an exact version, such as '{example}'",
        ),
        "default": Message(
            "{action} installs the newest {product} {version}, because {input} {state}",
            "set {input} to an exact version, such as '{example}'",
        ),
        "runner": Message(
            "{action} takes the {product} of the runner image, because {input} {state}; it changes "
            "with the image",
            "set {input} to an exact version, such as '{example}'",
        ),
        "partial": Message(
            "{product} {version} stands for a range: the newest release that fits is installed",
            "write an exact version, such as '{example}', and let Dependabot or Renovate raise it",
        ),
        "unknown": Message(
            "{product} {version} is known only at run time, so whether it names one release "
            "cannot be told",
            "write the version where azlint can read it, or check where it is computed",
        ),
        "image-untagged": Message(
            "Image {image} has no tag, so whatever is pushed as latest runs",
            "add a full version tag or a digest: {name}@sha256:…",
        ),
        "image-moving": Message(
            "Image {image} moves: whatever is pushed as {tag} next runs here",
            "use a full version tag or a digest: {name}@sha256:…",
        ),
        "image-partial": Message(
            "Image {image} names a line of releases: its tag moves with each of them",
            "use a full version tag or a digest",
        ),
        "branch": Message(
            "{uses} follows the branch {ref}: every push there changes what runs here",
            "use a release tag or the commit of one",
        ),
        "own-branch": Message(
            "{uses} follows the branch {ref} of your own organisation",
            "use a release tag or the commit of one where callers must not move together",
        ),
        "action-tag": Message(
            "{uses} is named by {ref}, which can be moved to another commit",
            "use the commit of the release",
        ),
        "image-tag": Message(
            "Image {image} has no digest: its tag can be moved to another image",
            "add the digest: {name}:{tag}@sha256:…",
        ),
        "module-unversioned": Message(
            "Module {name} has no version, so the next init takes the newest release of {source}",
            "set version to an exact release, and let Dependabot or Renovate raise it",
        ),
        "module-untracked": Message(
            "Module {name} names no ref, so the next init takes whatever the default branch holds",
            "add ?ref= with a release tag or a commit",
        ),
        "module-branch": Message(
            "Module {name} follows the branch {ref}: every push there changes what is deployed",
            "use a release tag or a commit",
        ),
        "module-own": Message(
            "Module {name} follows a branch of your own organisation",
            "use a release tag or a commit where callers must not move together",
        ),
        "module-tag": Message(
            "Module {name} is named by {ref}, which can be moved to another commit",
            "use the commit of the release",
        ),
        "module-range": Message(
            "Module {name} takes the newest release within {version}, and no lock file holds it",
            "set version to an exact release, and let Dependabot or Renovate raise it",
        ),
        "install": Message(
            "{installer} installs the newest release of {name} on every run",
            "name the release, and let Dependabot or Renovate raise it where it can",
        ),
        "download": Message(
            "{url} is whatever release is newest when this runs",
            "name the release in the address, and check the file against its checksum",
        ),
        "runner-label": Message(
            "Runner {label} moves to the next operating system when GitHub decides",
            "name the image, such as ubuntu-24.04",
        ),
        "provided": Message(
            "{action} uses the {product} of the runner image, which changes with the image",
            "set {input} to an exact version, such as '{example}'",
        ),
    }
    options: ClassVar[dict[str, Option]] = {
        "partial": Option(
            "note",
            "severity of ranges such as 3.12: note; deploy (a warning in jobs that deploy and in "
            "reusable workflows); warning",
            ("note", "deploy", "warning"),
        ),
        "precision": Option(
            "patch",
            "how much of a version must be written: patch (3.12.8), minor (3.12) or major (3)",
            ("patch", "minor", "major"),
        ),
        "strict": Option(
            default=False,
            text="also note runner labels that move, action and module tags, our own actions by "
            "branch, module ranges, image tags without a digest, base images of a line, tools "
            "installed without a version",
        ),
    }

    def check(self, scene: Scene) -> Iterator[Finding]:
        tracer = scene.graph.tracer
        deploys = MayDeploy(scene.graph.scripts)
        claims = [
            *version_claims(tracer),
            *image_claims(tracer),
            *ref_claims(tracer, scene.trusted),
            *dockerfile_claims(scene.graph),
            *module_claims(scene.graph, scene.trusted),
        ]
        if scene.options["strict"]:
            claims.extend(runner_claims(tracer))
            claims.extend(install_claims(scene.graph))
        wanted = (
            claim
            for claim in _deliberate(claims, deploys)
            if _asked_for(claim, scene) and _may_count(claim, tracer)
        )
        for group in _by_literal(wanted):
            if not _reads_nothing(group[0], scene):
                yield self._finding(group, deploys, scene)

    def _finding(self, claims: list[Claim], deploys: MayDeploy, scene: Scene) -> Finding:
        claim = claims[0]
        finding = self.finding(
            claim.key,
            claim.span,
            _owner(claim, scene),
            Context(),
            value=claim.value,
            anchored=False,
            general=None,
            because=claim.because,
            severity=_severity(claims, deploys, scene),
            consequence=Consequence.NONE,
            confidence=None,
            related=tuple(_related(claims)),
            **claim.fields,
        )
        also = {steps(each.value) for each in claims} - {finding.chain}
        edits = (Edit(claim.span, claim.quote),) if claim.quote else ()
        return msgspec.structs.replace(finding, fix=edits, also=tuple(sorted(also)))


def _deliberate(claims: Iterable[Claim], deploys: MayDeploy) -> Iterator[Claim]:
    """Drop what is chosen on purpose: a matrix of several versions tests a range of them.

    A lossy number is wrong there too; an alias still moves under a deployment.
    """
    groups: dict[Span, set[str]] = defaultdict(set)
    listed = list(claims)
    for claim in listed:
        if claim.group is not None:
            groups[claim.group].add(claim.text)
    for claim in listed:
        several = claim.group is not None and len(groups[claim.group]) > 1
        if several and claim.tier in (Tier.PARTIAL, Tier.PINNABLE):
            continue
        moving = several and claim.tier is Tier.MOVING
        if moving and not _deploys(claim.use, deploys):
            continue
        if claim.tier is not Tier.FINE:
            yield claim


def _reads_nothing(claim: Claim, scene: Scene) -> bool:
    """What a step is given is empty for a reason that is a finding of its own."""
    empty = claim.fields.get("state") == EMPTY
    return empty and scene.graph.scripts.once(Gaps).within(claim.span)


def _asked_for(claim: Claim, scene: Scene) -> bool:
    if claim.tier is Tier.PINNABLE:
        return bool(scene.options["strict"])
    enough = _PRECISE_ENOUGH[str(scene.options["precision"])]
    return claim.tier is not Tier.PARTIAL or claim.fields.get("precision", "range") not in enough


def _may_count(claim: Claim, tracer: Tracer) -> bool:
    """Not in a job or a step that never runs (`if: false`), nor in an action that is test data."""
    use = claim.use
    kept = isinstance(use.file, Action) and is_test_data(use.file.path)
    if use.file is not None and kept and not tracer.called_by(use.file):
        return False
    placed = use.file is not None and (use.step is not None or use.job is not None)
    return not placed or tracer.may_run(use.place, anywhere)


def _by_literal(claims: Iterable[Claim]) -> Iterator[list[Claim]]:
    """Claims about one literal together, in order of the literals."""
    groups: dict[tuple[Span, str], list[Claim]] = defaultdict(list)
    for claim in claims:
        groups[(claim.span, claim.key)].append(claim)
    for _, group in sorted(groups.items()):
        decided = [claim for claim in group if claim.because is None]
        yield decided or group


def _severity(claims: list[Claim], deploys: MayDeploy, scene: Scene) -> Severity | None:
    tier, key = claims[0].tier, claims[0].key
    if tier is Tier.WRONG:
        return Severity.ERROR
    if tier is Tier.PINNABLE or key == "module-own":
        return Severity.NOTE
    if tier is Tier.MOVING:
        return Severity.WARNING
    raised = scene.options["partial"]
    exposed = raised == "deploy" and any(_exposed(claim.use, deploys) for claim in claims)
    return Severity.WARNING if exposed or raised == "warning" else Severity.NOTE


def _exposed(use: Use, deploys: MayDeploy) -> bool:
    """Whether a use stands where something is deployed, or may be called to."""
    return (use.file is not None and is_reusable(use.file)) or _deploys(use, deploys)


def _deploys(use: Use, deploys: MayDeploy) -> bool:
    return use.file is not None and deploys.use(use.file, use.job)


def _related(claims: list[Claim]) -> Iterator[Related]:
    """The places that read a literal written elsewhere, and those that hand it on."""
    own = claims[0].span
    uses = sorted({claim.via or claim.use.span for claim in claims if not _in_place(claim, own)})
    handed = sorted({span for claim in claims for span in claim.hops if not span.holds(own)})
    for spans, text in ((uses, "used here"), (handed, "handed on here")):
        for span in spans[:MAX_RELATED]:
            yield Related(span, text)
        if len(spans) > MAX_RELATED:
            yield Related(spans[MAX_RELATED], f"and in {len(spans) - MAX_RELATED} more places")


def _in_place(claim: Claim, literal: Span) -> bool:
    """Whether a literal stands in the step that uses it."""
    step = claim.use.step
    whole = claim.use.span if step is None else step.declaration.span
    return whole.holds(literal)


def _owner(claim: Claim, scene: Scene) -> Declaration:
    """The declaration in which the literal stands."""
    if claim.owner is not None:
        return claim.owner
    file = scene.graph.workflows.file(claim.span.path) or claim.use.file
    if file is None:
        raise ValueError("a claim outside of workflows names its owner")
    return enclosing(file, claim.span)
