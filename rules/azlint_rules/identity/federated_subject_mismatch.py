"""AZL702."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar, TypedDict

from azlint.finding import Finding, Related, Severity
from azlint.node import TEMPLATES, Language
from azlint.rule import Citation, Message, Meta, ResourceRule, Scene
from azlint.value import Cause, Known, Reason, Unknown, Value, alternatives
from azlint_rules.identity.script_credentials import script_credentials
from azlint_rules.identity.subjects import (
    ENVIRONMENT,
    ISSUER,
    PULL_REQUEST,
    REF,
    Runner,
    Subject,
    fits,
    runners,
    serves,
    subject_of,
)

if TYPE_CHECKING:
    from azlint.azure.resource import Resource
    from azlint.graph import Graph

IDENTITY = "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials"
APPLICATION = "Microsoft.Graph/applications/federatedIdentityCredentials"
SUBJECTS = {IDENTITY.lower(): "properties.subject", APPLICATION.lower(): "subject"}
ISSUERS = {IDENTITY.lower(): "properties.issuer", APPLICATION.lower(): "issuer"}
MAX_RELATED = 5


class FederatedSubjectMismatch(ResourceRule):
    """Federated credentials whose subject no job of the repository can have.

    ## What it flags
    A federated credential for this repository (`azurerm_federated_identity_credential`,
    `azuread_application_federated_identity_credential`, the same in azapi, Bicep and ARM, and the
    commands of the Azure CLI and of Az in shell scripts and workflows that make one) whose
    subject is of another kind than the tokens of all jobs that log in: `ref:refs/heads/main`
    where they have an `environment:`, an environment that none of them names, `pull_request`
    where none runs for one.

    ## Why it matters
    GitHub names the environment in the token of a job that has one, and no branch. Entra ID
    compares the whole subject: the login fails with AADSTS700213, and only when it is deployed.

    ## Before you change this
    One credential is needed for each subject: for each environment, and for the branch if jobs
    without an environment log in too. Twenty fit on one application or identity.

    ## What the change does
    The subject of a credential is changed in place. Jobs that logged in with the old one no
    longer can.

    ## How to fix
    Add a credential with the subject `repo:OWNER/NAME:environment:ENVIRONMENT`.

    ## Way back
    Put the old subject back.

    ## What it stays silent about
    Credentials for other issuers and repositories, subjects with customised claims, repositories
    without a login, and those of which every job that logs in has a credential: one more is in
    nobody's way. Environments, where a workflow of another repository is called with
    `id-token: write`: it names its own. It is undecided where the name of the repository is not
    known (it comes from the remote `origin` or the key `repository`), and where another
    credential may be the one that a job needs: a job for several environments, one of which has
    no credential, where a condition (`if`) may keep it from logging in for that one.
    """

    meta: ClassVar[Meta] = Meta(
        id="AZL702",
        name="federated-subject-mismatch",
        severity=Severity.WARNING,
        security_severity="3.0",
        languages=frozenset({Language.TERRAFORM, *TEMPLATES, Language.WORKFLOW}),
        citations=(
            Citation(
                "az ad app federated-credential",
                "https://learn.microsoft.com/cli/azure/ad/app/federated-credential",
                "2026-11-28",
            ),
            Citation(
                "OpenID Connect reference",
                "https://docs.github.com/actions/reference/security/oidc",
                "2026-11-28",
            ),
        ),
    )
    messages: ClassVar[dict[str, Message]] = {
        "subject": Message(
            "No job that logs in can use {subject}: its subject is for {asked}, and they run "
            "{having}",
            "add a credential with the subject {needed}",
        ),
    }
    paths: ClassVar[dict[str, frozenset[str]]] = {
        IDENTITY: frozenset({"properties.subject", "properties.issuer"}),
        APPLICATION: frozenset({"subject", "issuer"}),
    }

    def check(self, resource: Resource, scene: Scene) -> Iterator[Finding]:
        written = resource.property(SUBJECTS[resource.arm_type.lower()])
        if not _is_of_github(resource):
            return
        misfit = _misfit(written.value, scene)
        if misfit is not None:
            yield self.finding(
                "subject",
                written.span,
                resource.declaration,
                resource.context,
                value=written.value,
                subject=resource.declaration.address,
                **misfit,
            )

    def check_workflows(self, scene: Scene) -> Iterator[Finding]:
        for made in script_credentials(scene.graph).made:
            found = (_misfit(option, scene) for option in alternatives(made.value))
            misfit = next((each for each in found if each is not None), None)
            if misfit is not None:
                yield self.finding(
                    "subject", made.span, made.declaration, subject="this credential", **misfit
                )


class _Misfit(TypedDict):
    """What a finding says of a subject that no job has."""

    because: Value | None
    related: tuple[Related, ...]
    asked: str
    having: str
    needed: str


def _misfit(value: Value, scene: Scene) -> _Misfit | None:
    """What is wrong with a subject; None where a job may have it, or it is for others."""
    subject = subject_of(value)
    if subject is None or _is_elsewhere(subject, scene):
        return None
    jobs = tuple(runners(scene.graph))
    if not jobs or any(fits(subject, job) for job in jobs):
        return None
    others = tuple(_subjects(scene))
    if all(any(serves(each, job) for each in others) for job in jobs):
        return None
    headers = tuple(dict.fromkeys(job.header for job in jobs))
    return _Misfit(
        because=_doubt(value, subject, jobs, others, scene),
        related=tuple(Related(header, "logs in here") for header in headers[:MAX_RELATED]),
        asked=_asked(subject),
        having=_having(jobs),
        needed=_needed(jobs, scene.repository),
    )


def _is_of_github(resource: Resource) -> bool:
    issuer = resource.property(ISSUERS[resource.arm_type.lower()]).value
    return isinstance(issuer, Known) and str(issuer.data).rstrip("/") == ISSUER


def _may_be_of_github(resource: Resource) -> bool:
    issuer = resource.property(ISSUERS[resource.arm_type.lower()]).value
    return not isinstance(issuer, Known) or _is_of_github(resource)


def _is_elsewhere(subject: Subject, scene: Scene) -> bool:
    """It is certainly for another repository."""
    own = scene.repository.lower()
    return bool(own) and subject.repository is not None and subject.repository != own


def _doubt(
    value: Value,
    subject: Subject,
    jobs: Sequence[Runner],
    others: Sequence[Subject | None],
    scene: Scene,
) -> Value | None:
    """What leaves open whether the credential is the one for the jobs of this repository."""
    if subject.repository is None or subject.repository != scene.repository.lower():
        text = "whether the subject names this repository"
    elif all(any(each is None or fits(each, job) for each in others) for job in jobs):
        text = "which of several credentials is for which jobs"
    else:
        return None
    return Unknown(Reason(Cause.RUNTIME, text), origin=value.origin)


def _subjects(scene: Scene) -> Iterator[Subject | None]:
    """What every credential that may be for this repository asks for; None where that is not
    known."""
    for value in _values(scene.graph):
        for option in alternatives(value):
            subject = subject_of(option)
            if subject is None or not _is_elsewhere(subject, scene):
                yield subject


def _values(graph: Graph) -> Iterator[Value]:
    """The subject of each credential that is declared, or made by scripts."""
    for evaluation in graph.evaluations:
        for arm_type, path in SUBJECTS.items():
            for resource in evaluation.of_type(arm_type):
                if _may_be_of_github(resource):
                    yield resource.property(path).value
    scripted = script_credentials(graph)
    yield from (made.value for made in scripted.made)
    yield from [Unknown(Reason(Cause.RUNTIME, "a subject"))] * (scripted.count - len(scripted.made))


def _asked(subject: Subject) -> str:
    if subject.kind == ENVIRONMENT:
        return f"the environment {subject.name}" if subject.name else "an environment"
    return "pull requests" if subject.kind == PULL_REQUEST else f"the ref {subject.name or '…'}"


def _names(jobs: Sequence[Runner], kind: str) -> list[str]:
    return sorted({name for job in jobs for each, name in job.kinds if each == kind and name})


def _kinds(jobs: Sequence[Runner]) -> set[str]:
    return {kind for job in jobs for kind, _ in job.kinds}


def _needed(jobs: Sequence[Runner], repository: str) -> str:
    """The subjects that jobs have; GitHub writes the owner and name as the repository has them."""
    kinds = _kinds(jobs)
    places = [f"{ENVIRONMENT}:{name}" for name in _named(jobs, ENVIRONMENT, "ENVIRONMENT")]
    places += [PULL_REQUEST] * (PULL_REQUEST in kinds)
    places += [f"{REF}:{name}" for name in _named(jobs, REF, "refs/heads/BRANCH")]
    return ", and with ".join(f"repo:{repository}:{place}" for place in places)


def _named(jobs: Sequence[Runner], kind: str, otherwise: str) -> Sequence[str]:
    """The names in the subjects of a kind; what stands for one where none is known."""
    return _names(jobs, kind) or [otherwise] * (kind in _kinds(jobs))


def _having(jobs: Sequence[Runner]) -> str:
    """What the subjects of jobs name."""
    names, kinds = _names(jobs, ENVIRONMENT), _kinds(jobs)
    parts = []
    if ENVIRONMENT in kinds:
        plural = "s" * (len(names) > 1)
        parts.append(f"in the environment{plural} {', '.join(names)}" if names else "in another")
    if kinds - {ENVIRONMENT}:
        parts.append("without an environment")
    return " or ".join(parts)
