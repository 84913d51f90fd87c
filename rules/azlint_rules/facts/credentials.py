"""What workflows prove with who they are to Azure. Read 2026-11-28: the sources of Azure/login v3,
the azurerm provider's guide to authentication, and the references of `azd auth login`,
Connect-AzAccount, `az acr login`, Connect-AzContainerRegistry and of `login` in Docker, Podman,
Buildah, Helm and ORAS."""

from __future__ import annotations

import msgspec

PUBLISH_PROFILE = "publish-profile"
"""The input of actions that take the password of an app's publish profile instead of a login."""


class PasswordLogin(msgspec.Struct, frozen=True):
    """A command that logs in with a client secret: its first words, the options that take one, and
    the option that asks for this login, if any does."""

    name: str
    options: tuple[str, ...]
    asked: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(self.name.lower().split())


PASSWORD_LOGINS = (
    PasswordLogin("az login", ("password", "p"), "service-principal"),
    PasswordLogin("azd auth login", ("client-secret",)),
    PasswordLogin("Connect-AzAccount", ("credential",), "serviceprincipal"),
)


class RegistryLogin(msgspec.Struct, frozen=True):
    """A command that logs in to a registry of containers with the options `username` and
    `password`: its first words, and whether it knows none but those of Azure, and else names the
    server."""

    name: str
    azure: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(self.name.lower().split())


REGISTRY_LOGINS = (
    RegistryLogin("docker login"),
    RegistryLogin("podman login"),
    RegistryLogin("buildah login"),
    RegistryLogin("oras login"),
    RegistryLogin("helm registry login"),
    RegistryLogin("az acr login", azure=True),
    RegistryLogin("Connect-AzContainerRegistry", azure=True),
)
REGISTRY = ".azurecr.io"
TOKEN_USER = "00000000-0000-0000-0000-000000000000"  # noqa: S105 (the name of a user)
"""Who logs in to a registry with a token of Entra ID."""

TERRAFORM_SECRET = "ARM_CLIENT_SECRET"  # noqa: S105 (the name of a variable)
"""The client secret of the azurerm, azapi and azuread providers."""

WITHOUT_OIDC = frozenset({"azurestack"})
"""Clouds whose directory takes no tokens of GitHub."""
