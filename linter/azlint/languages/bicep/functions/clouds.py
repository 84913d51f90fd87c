"""What `environment()` says of each cloud. Read 2026-11-28.

AzureCloud: the object that the function's page shows
(https://learn.microsoft.com/azure/azure-resource-manager/bicep/bicep-functions-deployment#environment).
The others may answer slightly otherwise, says that page, and points to `az cloud list`
(`azure/cli/core/cloud.py` of Azure/azure-cli): its suffixes are those of the function in
AzureCloud, to the dot, so they are taken for the others too; its endpoints differ in final
slashes, so they are left open. Clouds that have no name here (Azure Stack Hub, air-gapped ones)
stand as one of which nothing is known.
"""

from __future__ import annotations

from typing import Final

from azlint.languages.bicep.values import OBJECT, Plain, Values, failed, from_plain, text
from azlint.value import Cause, Reason, Unknown, Value

PUBLIC: Final[dict[str, Plain]] = {
    "name": "AzureCloud",
    "gallery": "https://gallery.azure.com/",
    "graph": "https://graph.windows.net/",
    "portal": "https://portal.azure.com",
    "graphAudience": "https://graph.windows.net/",
    "activeDirectoryDataLake": "https://datalake.azure.net/",
    "batch": "https://batch.core.windows.net/",
    "media": "https://rest.media.azure.net",
    "sqlManagement": "https://management.core.windows.net:8443/",
    "vmImageAliasDoc": (
        "https://raw.githubusercontent.com/Azure/azure-rest-api-specs/master/arm-compute/"
        "quickstart-templates/aliases.json"
    ),
    "resourceManager": "https://management.azure.com/",
    "authentication": {
        "loginEndpoint": "https://login.microsoftonline.com/",
        "audiences": ["https://management.core.windows.net/", "https://management.azure.com/"],
        "tenant": "common",
        "identityProvider": "AAD",
    },
    "suffixes": {
        "acrLoginServer": ".azurecr.io",
        "azureDatalakeAnalyticsCatalogAndJob": "azuredatalakeanalytics.net",
        "azureDatalakeStoreFileSystem": "azuredatalakestore.net",
        "azureFrontDoorEndpointSuffix": "azurefd.net",
        "keyvaultDns": ".vault.azure.net",
        "sqlServerHostname": ".database.windows.net",
        "storage": "core.windows.net",
    },
}
SUFFIXES: Final = {
    "AzureUSGovernment": {
        "acrLoginServer": ".azurecr.us",
        "keyvaultDns": ".vault.usgovcloudapi.net",
        "sqlServerHostname": ".database.usgovcloudapi.net",
        "storage": "core.usgovcloudapi.net",
    },
    "AzureChinaCloud": {
        "acrLoginServer": ".azurecr.cn",
        "keyvaultDns": ".vault.azure.cn",
        "sqlServerHostname": ".database.chinacloudapi.cn",
        "storage": "core.chinacloudapi.cn",
    },
}


def _partly(what: str, entries: dict[str, Value] | None = None) -> Unknown:
    return Unknown(Reason(Cause.RUNTIME, what), OBJECT, not_null=True, entries=entries)


def _cloud(name: str, suffixes: dict[str, str]) -> Unknown:
    known = {key: text(suffix) for key, suffix in suffixes.items()}
    within = {"name": text(name), "suffixes": _partly("environment().suffixes", known)}
    return _partly("environment()", within)


CLOUDS: Final = Unknown(
    Reason(Cause.RUNTIME, "environment()"),
    OBJECT,
    one_of=(
        from_plain(PUBLIC),
        *(_cloud(name, suffixes) for name, suffixes in SUFFIXES.items()),
        _partly("environment()"),
    ),
    not_null=True,
)


def environment(values: Values) -> Value:
    """One of the clouds, whatever the scope of the deployment."""
    return failed("environment: it takes no arguments") if values else CLOUDS
