"""What actions of others do, by `owner/name` in lower case.

Sources: the metadata of the actions, read 2026-11-28; of the logins, the sources of Azure/login v3
(833e823, 2026-08-05) and google-github-actions/auth (fc21748, 2025-09-03).
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec


class Token(msgspec.Struct, frozen=True, kw_only=True):
    """How an action is asked to log in with a token that GitHub issues (OIDC).

    given, absent: the inputs that it takes, and those that ask for another kind of login · only:
    inputs that do so with any other value, in lower case.
    """

    given: frozenset[str]
    absent: frozenset[str]
    only: Mapping[str, frozenset[str]] = {}


class Action(msgspec.Struct, frozen=True, kw_only=True):
    """What an action does.

    deploys: it changes what runs on Azure · profile: it takes the password of an app's publish
    profile instead of a login · registry: the input that names the registry to which it logs in
    with a password · credentials: the input that takes the client secret of a service principal ·
    signs_in: it logs in to a cloud · token: how it is asked to do so without a secret · evaluates:
    it scores a model, a prompt or an agent · reports: it succeeds whatever the scores are, and
    writes a summary · fetches: it brings files, or the tool that does.
    """

    deploys: bool = False
    profile: bool = False
    registry: str = ""
    credentials: str = ""
    signs_in: bool = False
    token: Token | None = None
    evaluates: bool = False
    reports: bool = False
    fetches: bool = False


LOGIN = "azure/login"
CLIENT = "client-id"
SUBSCRIPTION = "subscription-id"
IDENTIFIERS = (CLIENT, "tenant-id", SUBSCRIPTION)
SECRET = "creds"  # noqa: S105 (the name of an input)
"""Inputs of azure/login: what a token is asked for with, and what holds a secret instead."""

PREVIEWS = frozenset({"validate", "whatif"})
"""Operations of an action that deploy nothing."""

KEEPING = frozenset(
    {
        "actions/setup-dotnet",
        "actions/setup-go",
        "actions/setup-java",
        "actions/setup-node",
        "actions/setup-python",
        "actions/upload-artifact",
        "astral-sh/setup-uv",
    }
)
"""Actions that take paths and make no file there."""

ACTIONS: Mapping[str, Action] = {
    "actions/cache": Action(fetches=True),
    "actions/cache/restore": Action(fetches=True),
    "actions/download-artifact": Action(fetches=True),
    "aws-actions/configure-aws-credentials": Action(signs_in=True),
    "azure/aci-deploy": Action(deploys=True),
    "azure/aks-set-context": Action(credentials="creds"),
    "azure/arm-deploy": Action(deploys=True),
    "azure/bicep-deploy": Action(deploys=True),
    "azure/container-apps-deploy-action": Action(deploys=True, credentials="azureCredentials"),
    "azure/docker-login": Action(registry="login-server"),
    "azure/functions-action": Action(deploys=True, profile=True),
    "azure/functions-container-action": Action(deploys=True, profile=True),
    "azure/k8s-deploy": Action(deploys=True),
    LOGIN: Action(
        signs_in=True,
        token=Token(
            given=frozenset({CLIENT}),
            absent=frozenset({SECRET}),
            only={"auth-type": frozenset({"", "service_principal"})},
        ),
    ),
    "azure/spring-apps-deploy": Action(deploys=True),
    "azure/static-web-apps-deploy": Action(deploys=True),
    "azure/webapps-deploy": Action(deploys=True, profile=True),
    "braintrustdata/eval-action": Action(evaluates=True),
    "dflook/terraform-apply": Action(deploys=True),
    "docker/login-action": Action(registry="registry"),
    "google-github-actions/auth": Action(
        signs_in=True,
        token=Token(
            given=frozenset({"workload_identity_provider"}),
            absent=frozenset({"credentials_json"}),
        ),
    ),
    "iterative/setup-dvc": Action(fetches=True),
    "microsoft/ai-agent-evals": Action(evaluates=True, reports=True),
    "microsoft/genai-evals": Action(evaluates=True, reports=True),
    "promptfoo/promptfoo-action": Action(evaluates=True),
}
"""azure/login reads `creds` before `client-id` up to v1 and not since. Without a token
aws-actions/configure-aws-credentials falls back on what the machine has, so nothing says that it
needs one."""
