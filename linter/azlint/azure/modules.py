"""Published modules whose inputs are properties of what they deploy.

Source of every row: the modules' own parameters, Azure/bicep-registry-modules at 9f9ea1a182
(2026-08-07) and Azure/terraform-azurerm-avm-res-keyvault-vault, read 2026-08-22.
"""

from __future__ import annotations

import re

from azlint.azure.azurerm import VAULT
from azlint.azure.view import Row, TypeView, defaulted

BICEP_VAULT = TypeView(
    VAULT,
    {
        "properties.enablePurgeProtection": defaulted("enablePurgeProtection", True),
        "properties.createMode": defaulted("createMode", "default"),
        "location": Row("location"),
    },
)
TERRAFORM_VAULT = TypeView(
    VAULT,
    {
        "properties.enablePurgeProtection": defaulted("purge_protection_enabled", True),
        "properties.createMode": Row(),
        "location": Row("location"),
    },
)
MODULES = (
    (
        re.compile(r"(?:br[:/].*[:/])?(?:bicep/)?avm/res/key-vault/vault", re.IGNORECASE),
        BICEP_VAULT,
    ),
    (
        re.compile(
            r"(?:registry\.terraform\.io/)?Azure/avm-res-keyvault-vault/azurerm", re.IGNORECASE
        ),
        TERRAFORM_VAULT,
    ),
)


def view_of(source: str) -> TypeView | None:
    """The view of a published module, by its source without the version."""
    return next((view for pattern, view in MODULES if pattern.fullmatch(source)), None)


OUTPUTS = frozenset({("outputs", "resourceid")})
IDENTIFIED = {
    "network-security-group": "microsoft.network/networksecuritygroups",
    "virtual-network": "microsoft.network/virtualnetworks",
    "virtual-network/subnet": "microsoft.network/virtualnetworks/subnets",
    "network-interface": "microsoft.network/networkinterfaces",
}
"""What the id outputs of verified Bicep modules below `avm/res/network` are ids of."""

_NETWORK = re.compile(r"br[:/].*[:/](?:bicep/)?avm/res/network/([\w/-]+)", re.IGNORECASE)


def type_of_output(source: str, path: tuple[str, ...]) -> str:
    """The lower-case ARM type of the resource whose id a published module's output is."""
    match = _NETWORK.fullmatch(source)
    return IDENTIFIED.get(match[1].lower(), "") if match and path in OUTPUTS else ""
