"""AZL703."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import ClassVar

from azlint.finding import Finding, Related, Severity
from azlint.languages.workflow.frames import Frame
from azlint.languages.workflow.link import Workflows
from azlint.languages.workflow.model import Event, Job, Workflow, enclosing, span_of
from azlint.node import Language
from azlint.rule import Citation, Message, Meta, Scene, WorkflowRule
from azlint_rules.workflows.logins import Login, Logins
from azlint_rules.workflows.permissions import ID_TOKEN, WRITE, Source, sources


class MissingIdToken(WorkflowRule):
    """Jobs that log in with OIDC and may not ask GitHub for the token.

    ## What it flags
    Jobs that run `azure/login` with a `client-id` and without `creds`, `google-github-actions/auth`
    with a `workload_identity_provider`, or `azd auth login` with the provider `github`, themselves
    or through an action of the repository, where `id-token: write` is not granted: by the block of
    the job, else by that of its workflow, else by that of the job that calls the workflow. Without
    any block it is not granted, as no default holds it.

    ## Why it matters
    GitHub gives the job no token to exchange, and the login fails. Those who do not know why go
    back to a stored secret that does not expire.

    ## Before you change this
    A `permissions` block names everything that is granted: write `contents: read` beside
    `id-token: write` where the job checks out code. A called workflow cannot ask for more than
    the calling job has.

    ## What the change does
    The next run logs in. Nothing that is deployed changes before.

    ## How to fix
    Grant `id-token: write` under `permissions` of the job that logs in, and of each job that calls
    its workflow.

    ## Way back
    Undo the commit.

    ## What it stays silent about
    Logins with stored credentials or a managed identity, `continue-on-error` steps, steps whose
    `if` is certainly false, permissions that an expression decides, callers in other
    repositories, and blocks that ask for more than a caller grants (AZL502).
    """

    meta: ClassVar[Meta] = Meta(
        id="AZL703",
        name="missing-id-token",
        severity=Severity.ERROR,
        security_severity="3.0",
        languages=frozenset({Language.WORKFLOW}),
        citations=(
            Citation(
                "OpenID Connect reference: workflow permissions",
                "https://docs.github.com/actions/reference/security/oidc",
                "2026-08-22",
            ),
            Citation(
                "Azure Login: login with OpenID Connect",
                "https://github.com/Azure/login#login-with-openid-connect-oidc-recommended",
                "2026-08-22",
            ),
        ),
    )
    messages: ClassVar[dict[str, Message]] = {
        "not-granted": Message(
            "{name} needs id-token: write, which the permissions of this job do not grant: the "
            "login fails",
            "add `id-token: write` to the permissions",
        ),
        "no-permissions": Message(
            "{name} needs id-token: write, which no default grants, and this job has no "
            "permissions block: the login fails",
            "add a `permissions` block with `id-token: write`, and `contents: read` to check out",
        ),
        "caller-grants-less": Message(
            "{callee} logs in by {name} with what this job grants, which is not id-token: write: "
            "the login fails",
            "grant `id-token: write` under the `permissions` of this job",
        ),
    }

    def check(self, scene: Scene) -> Iterator[Finding]:
        workflows = scene.graph.workflows
        logins = scene.graph.scripts.once(Logins)
        for path in sorted(workflows.workflows):
            file = workflows.workflows[path]
            for job in file.jobs:
                yield from self._of_job(workflows, logins, file, job)

    def _of_job(
        self, workflows: Workflows, logins: Logins, file: Workflow, job: Job
    ) -> Iterator[Finding]:
        for source in sources(workflows, file, job) if job.steps else ():
            if source.grant is None or source.grant.level(ID_TOKEN) < WRITE:
                login = next(logins.of(file, job, partial(_runs, source)), None)
                if login is not None:
                    yield self._finding(file, source, login)

    def _finding(self, file: Workflow, source: Source, login: Login) -> Finding:
        related: list[Related] = []
        uses = login.step.uses
        place = login.span if uses is None else span_of(file.path, uses)
        key = "no-permissions" if source.grant is None else "not-granted"
        if source.calls:
            place, key = source.calls[0].span, "caller-grants-less"
        if login.span != place:
            related.append(Related(login.span, "the login"))
        if source.node is not None:
            related.append(Related(span_of(source.file.path, source.node), "what is granted"))
        return self.finding(
            key,
            place,
            enclosing(source.file, place),
            related=tuple(related),
            name=login.name,
            callee=file.path,
        )


def _runs(source: Source, frame: Frame) -> bool:
    """Whether a file runs in the way in which its job's token comes from a source."""
    if source.calls:
        return frame.call is source.calls[-1]
    direct = frame.call is None and frame.event is not Event.CALL
    return direct or source.grant is not None
