"""Keys of Azure services that take a token of Entra ID instead. Read 2026-11-28.

The names are those of the services' own quickstarts and SDKs, of Terraform's azurerm backend
(`ARM_ACCESS_KEY`, `ARM_SAS_TOKEN`) and their usual variants.
"""

from __future__ import annotations

from azlint.patterns import regex

SERVICE_KEY = regex(
    r"ARM_(ACCESS_KEY|SAS_TOKEN)"
    r"|(AZURE_?OPENAI|(AZURE_)?AOAI)_(API_)?KEY"
    r"|AZURE_?(AI|COGNITIVE|SPEECH|LANGUAGE|VISION|DOCUMENT_?INTELLIGENCE|FORM_?RECOGNIZER)"
    r"_?(FOUNDRY|INFERENCE|SERVICES?|SEARCH)?_(API_)?KEY"
    r"|AZURE_(AI_)?SEARCH_(ADMIN_|API_|SERVICE_)?KEY"
    r"|AZURE_STORAGE_((ACCOUNT_|ACCESS_)?KEY|CONNECTION_STRING|SAS_TOKEN)"
    r"|(STORAGE_ACCOUNT|AZURE_STORAGE_ACCOUNT)_(ACCESS_)?KEY"
    r"|(AZURE_)?COSMOS_?(DB)?(_NO_SQL)?_(ACCOUNT_|PRIMARY_)?(KEY|CONNECTION_STRING)"
    r"|(AZURE_)?(SERVICE_?BUS|EVENT_?HUBS?)_CONNECTION_STRING"
)
