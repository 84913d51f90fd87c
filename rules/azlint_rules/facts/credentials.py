"""What workflows prove with who they are to Azure. Read 2026-11-28: the sources of Azure/login v3,
and the azurerm provider's guide to authentication."""

from __future__ import annotations

PUBLISH_PROFILE = "publish-profile"
"""The input of actions that take the password of an app's publish profile instead of a login."""

TERRAFORM_SECRET = "ARM_CLIENT_SECRET"  # noqa: S105 (the name of a variable)
"""The client secret of the azurerm, azapi and azuread providers."""

WITHOUT_OIDC = frozenset({"azurestack"})
"""Clouds whose directory takes no tokens of GitHub."""
