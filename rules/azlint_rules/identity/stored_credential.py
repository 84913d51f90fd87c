"""AZL701."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from azlint.finding import Finding, Severity
from azlint.node import Language
from azlint.rule import Citation, Message, Meta, Scene, WorkflowRule
from azlint_rules.identity.stored_credentials import beside_a_token, stored_credentials
from azlint_rules.workflows.flaws import told

_OIDC = (
    "let GitHub's token log in: add a federated credential for this repository to the "
    "application or a managed identity, grant `id-token: write` to the job, "
)


class StoredCredential(WorkflowRule):
    """Logins to Azure with a secret that outlives the run.

    ## What it flags
    `azure/login` with `creds`; `az login --service-principal` with a password, `azd auth login`
    with a client secret and `Connect-AzAccount` with a credential (in a step, or in a shell script
    of the repository that a step runs); the variable `ARM_CLIENT_SECRET` of the Terraform
    providers, in an `env` or where a script exports it or writes it to `$GITHUB_ENV`; deployment
    actions with a `publish-profile`; `azure/aks-set-context` and
    `azure/container-apps-deploy-action` with the secret of a service principal; and actions and
    commands of steps (`docker login`, `az acr login` and their like) that log in to an Azure
    registry with a password from a secret. A note where the same job or action
    logs in with a token, too: there the secret is an exception that somebody chose.

    ## Why it matters
    A client secret or a publish profile works from anywhere until it expires, for whoever gets
    hold of it, and the pipeline stops on the day it expires. With OpenID Connect GitHub gives
    each job a token of its own, Azure trusts it for the repository, branch or environment that
    the federated credential names, and there is nothing to store, leak or renew.

    ## Before you change this
    The subject of the federated credential must be that of the job: a job with `environment:`
    has another one than a push to a branch. Keep the secret until each job has logged in once
    without it.

    ## What the change does
    Nothing to what is deployed. The next run logs in another way.

    ## How to fix
    Add a federated credential to the application, or to a user-assigned managed identity. Grant
    the job `id-token: write`, give `azure/login` the inputs `client-id`, `tenant-id` and
    `subscription-id`, and Terraform `ARM_USE_OIDC: true`. Then delete the secret, in GitHub and
    in Entra ID.

    ## Way back
    Make a new client secret and pass it as before.

    ## What it stays silent about
    Managed identities of self-hosted runners, certificates, Azure Stack, `creds` beside a
    `client-id` (which then counts), logins whose command cannot be read, registries that only a
    secret or a variable of GitHub names, passwords of registries that come from a file or a
    here-string or go through a script of the repository, a step that never runs (`if: false`), and
    a secret in a step that runs only if it is there, beside a login with a token.
    """

    meta: ClassVar[Meta] = Meta(
        id="AZL701",
        name="stored-credential",
        severity=Severity.WARNING,
        languages=frozenset({Language.WORKFLOW}),
        security_severity="5.5",
        citations=(
            Citation(
                "Azure Login Action",
                "https://github.com/Azure/login#readme",
                "2026-11-28",
            ),
            Citation(
                "Configuring OpenID Connect in Azure",
                "https://docs.github.com/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-azure",
                "2026-11-28",
            ),
        ),
    )
    messages: ClassVar[dict[str, Message]] = {
        "creds": Message(
            "azure/login logs in with a stored client secret, which works from anywhere until it "
            "expires",
            f"{_OIDC}and pass client-id, tenant-id and subscription-id instead of creds",
        ),
        "password": Message(
            "{action} is given a stored client secret, which works from anywhere until it expires",
            f"{_OIDC}and use azure/login with client-id, tenant-id and subscription-id",
        ),
        "registry": Message(
            "{action} logs in to an Azure registry with a stored password, which works from "
            "anywhere until it is renewed",
            f"{_OIDC}and log in with azure/login and `az acr login`",
        ),
        "variable": Message(
            "ARM_CLIENT_SECRET is a stored client secret, which works from anywhere until it "
            "expires",
            f"{_OIDC}and set ARM_USE_OIDC to true for Terraform instead of ARM_CLIENT_SECRET",
        ),
        "publish-profile": Message(
            "{action} deploys with a publish profile, a password that works from anywhere until it "
            "is reset",
            f"{_OIDC}and log in with azure/login instead of publish-profile",
        ),
    }

    def check(self, scene: Scene) -> Iterator[Finding]:
        for flaw in stored_credentials(scene.graph):
            beside = beside_a_token(scene.graph, flaw.place)
            yield told(self, flaw, severity=Severity.NOTE if beside else None, anchored=True)
