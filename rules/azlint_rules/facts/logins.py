"""Logins with a token that GitHub issues (OIDC), and what tells them from other logins.

Read 2026-08-22 from the sources of Azure/login 833e823 (2026-08-05) and
google-github-actions/auth fc21748 (2025-09-03), and from the reference of `azd auth login`.
aws-actions/configure-aws-credentials is left out: without a token it falls back on what the
machine has.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec


class LoginAction(msgspec.Struct, frozen=True):
    """An action that logs in with a token of GitHub where it is given some inputs and not others.

    `except_for` are inputs with values that ask for another kind of login, in lower case; any
    value that is not one of `only` counts as such.
    """

    given: frozenset[str]
    absent: frozenset[str]
    only: Mapping[str, frozenset[str]] = msgspec.field(default_factory=dict)


LOGIN_ACTIONS: Mapping[str, LoginAction] = {
    "azure/login": LoginAction(
        given=frozenset({"client-id"}),
        absent=frozenset({"creds"}),
        only={"auth-type": frozenset({"", "service_principal"})},
    ),
    "google-github-actions/auth": LoginAction(
        given=frozenset({"workload_identity_provider"}),
        absent=frozenset({"credentials_json"}),
    ),
}
"""By `owner/name`. azure/login reads `creds` before `client-id` up to v1 and not since."""

LOGIN_COMMANDS: Mapping[tuple[str, ...], tuple[str, str]] = {
    ("azd", "auth", "login"): ("federated-credential-provider", "github"),
}
"""Commands, and the option with the value that asks for such a login."""
