"""Published modules whose inputs are properties of what they deploy.

Source of every row: the modules' own parameters, Azure/bicep-registry-modules at 9f9ea1a182
(2026-08-07) and Azure/terraform-azurerm-avm-res-keyvault-vault, read 2026-08-22.
"""

from __future__ import annotations

import re

from azlint.azure.azurerm import VAULT
from azlint.azure.view import Row, TypeView, defaulted
from azlint.languages.terraform.installed import parts
from azlint.patterns import regex

BICEP_VAULT = TypeView(
    VAULT,
    {
        "properties.enablePurgeProtection": defaulted("enablePurgeProtection", True),
        "properties.createMode": defaulted("createMode", "default"),
        "location": Row("location"),
        "name": Row("name"),
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
        regex(r"(?:br[:/].*[:/])?(?:bicep/)?avm/res/key-vault/vault", re.IGNORECASE),
        BICEP_VAULT,
    ),
    (
        regex(r"(?:registry\.terraform\.io/)?Azure/avm-res-keyvault-vault/azurerm", re.IGNORECASE),
        TERRAFORM_VAULT,
    ),
)
REPOSITORIES = {"github.com/azure/terraform-azurerm-avm-res-keyvault-vault": TERRAFORM_VAULT}
"""Published Terraform modules that are whole packages, by the repository they are made from."""

NAMED = {
    "cache/redis": "Microsoft.Cache/redis",
    "cache/redis-enterprise": "Microsoft.Cache/redisEnterprise",
    "container-registry/registry": "Microsoft.ContainerRegistry/registries",
    "container-service/managed-cluster": "Microsoft.ContainerService/managedClusters",
    "data-protection/backup-vault": "Microsoft.DataProtection/backupVaults",
    "db-for-my-sql/flexible-server": "Microsoft.DBforMySQL/flexibleServers",
    "db-for-postgre-sql/flexible-server": "Microsoft.DBforPostgreSQL/flexibleServers",
    "document-db/database-account": "Microsoft.DocumentDB/databaseAccounts",
    "document-db/mongo-cluster": "Microsoft.DocumentDB/mongoClusters",
    "event-hub/namespace": "Microsoft.EventHub/namespaces",
    "kusto/cluster": "Microsoft.Kusto/clusters",
    "machine-learning-services/workspace": "Microsoft.MachineLearningServices/workspaces",
    "operational-insights/workspace": "Microsoft.OperationalInsights/workspaces",
    "recovery-services/vault": "Microsoft.RecoveryServices/vaults",
    "resources/resource-group": "Microsoft.Resources/resourceGroups",
    "search/search-service": "Microsoft.Search/searchServices",
    "service-bus/namespace": "Microsoft.ServiceBus/namespaces",
    "sql/managed-instance": "Microsoft.Sql/managedInstances",
    "sql/server": "Microsoft.Sql/servers",
    "storage/storage-account": "Microsoft.Storage/storageAccounts",
}
"""Verified Bicep modules below `avm/res` of which no more is told than what their parameter `name`
names. Read 2026-11-23."""

_VERIFIED = regex(r"br[:/].*[:/](?:bicep/)?avm/res/([\w/-]+)", re.IGNORECASE)


def view_of(source: str) -> TypeView | None:
    """The view of a published module, by its source without the version."""
    found = next((view for pattern, view in MODULES if pattern.fullmatch(source)), _fetched(source))
    match = _VERIFIED.fullmatch(source) if found is None else None
    arm_type = NAMED.get(match[1].lower()) if match is not None else None
    return found if arm_type is None else TypeView(arm_type, {"name": Row("name")})


def _fetched(source: str) -> TypeView | None:
    """The view of a module that git brings, at whatever revision."""
    package, folder, _ = parts(source)
    return None if folder else REPOSITORIES.get(package.lower())


OUTPUTS = frozenset({("outputs", "resourceid")})
IDENTIFIED = {
    "network-security-group": "microsoft.network/networksecuritygroups",
    "virtual-network": "microsoft.network/virtualnetworks",
    "virtual-network/subnet": "microsoft.network/virtualnetworks/subnets",
    "network-interface": "microsoft.network/networkinterfaces",
}
"""What the id outputs of verified Bicep modules below `avm/res/network` are ids of."""

_NETWORK = regex(r"br[:/].*[:/](?:bicep/)?avm/res/network/([\w/-]+)", re.IGNORECASE)


def type_of_output(source: str, path: tuple[str, ...]) -> str:
    """The lower-case ARM type of the resource whose id a published module's output is."""
    match = _NETWORK.fullmatch(source)
    return IDENTIFIED.get(match[1].lower(), "") if match and path in OUTPUTS else ""
