"""AZL401."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from azlint.analysis.consumers import CONSUMER_PATHS, key_consumers
from azlint.analysis.decide import Decision, decide
from azlint.finding import Consequence, Finding, Related, Severity
from azlint.node import TEMPLATES, Language, Presence
from azlint.rule import Citation, Message, Meta, ResourceRule, Scene
from azlint.value import Known

if TYPE_CHECKING:
    from azlint.azure.resource import Resource

VAULT = "Microsoft.KeyVault/vaults"
HSM = "Microsoft.KeyVault/managedHSMs"
PROTECTION = "properties.enablePurgeProtection"
CREATE_MODE = "properties.createMode"


class MissingPurgeProtection(ResourceRule):
    """Key Vaults and Managed HSMs that can be purged before their retention ends.

    ## What it flags
    A Key Vault or Managed HSM whose purge protection is absent, `false` or `null`, in azurerm,
    azapi, Bicep and in calls of the verified Key Vault modules that switch it off.

    ## Why it matters
    Without purge protection whoever may delete the vault can also purge it, and with it every
    key that disks, storage accounts and Confidential VMs depend on. Disk encryption sets and
    customer-managed keys refuse vaults without it, so the finding is an error where one of
    them takes its key from the vault.

    ## Before you change this
    Purge protection cannot be switched off again: the name stays taken until the retention has
    passed. For a Managed HSM in azurerm the attribute forces a new resource: adding it plans
    to destroy the HSM, and with the provider's default features the destroy also purges it.

    ## What the change does
    Vault: in place, irreversible. Managed HSM in Bicep and azapi: in place, irreversible.
    Managed HSM in azurerm: replaced, with the loss of every key.

    ## How to fix
    Vault: set the attribute to `true`. In Bicep use `true`, or `null` where a parameter may
    leave it out, never `false`.

    Managed HSM in azurerm, in this order: apply
    `lifecycle { prevent_destroy = true, ignore_changes = [purge_protection_enabled] }`; run
    `az keyvault update-hsm --hsm-name <name> --enable-purge-protection true`; set
    `purge_protection_enabled = true` and see a plan without changes; drop `ignore_changes`.

    ## Way back
    There is none: the setting is irreversible by design. Shorten the retention of a vault at
    its creation if its name must be free again soon.

    ## What it stays silent about
    `existing` references and data sources, vaults being recovered (`createMode: 'recover'`),
    vaults that an `azapi_update_resource` of the same configuration protects,
    App Configuration stores (another setting of the same name), and the provider's
    `features { key_vault { … } }` flags, which protect nothing. A value that cannot be told is
    undecided.
    """

    meta: ClassVar[Meta] = Meta(
        id="AZL401",
        name="missing-purge-protection",
        severity=Severity.WARNING,
        languages=frozenset({Language.TERRAFORM, *TEMPLATES}),
        security_severity="6.5",
        citations=(
            Citation(
                "Azure Key Vault soft-delete overview",
                "https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview",
                "2026-08-22",
            ),
            Citation(
                "azurerm_key_vault_managed_hardware_security_module",
                "https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/key_vault_managed_hardware_security_module",
                "2026-08-22",
            ),
        ),
    )
    messages: ClassVar[dict[str, Message]] = {
        "vault": Message(
            "Key Vault {subject} has no purge protection: its keys and secrets can be destroyed "
            "for good before the retention ends",
            "set {name} to true; it cannot be switched off again",
        ),
        "hsm": Message(
            "Managed HSM {subject} has no purge protection: its keys can be destroyed for good "
            "before the retention ends",
            "set {name} to true; it cannot be switched off again",
        ),
        "hsm-azurerm": Message(
            "Managed HSM {subject} has no purge protection, and just adding {name} = true makes "
            "azurerm replace the HSM and can purge its keys",
            "apply lifecycle {{ prevent_destroy = true, ignore_changes = [{name}] }} first, enable "
            "it with az keyvault update-hsm --enable-purge-protection true, then set {name}, "
            "see a plan without changes and drop ignore_changes; it stays on for good",
        ),
    }
    paths: ClassVar[dict[str, frozenset[str]]] = {
        VAULT: frozenset({PROTECTION, CREATE_MODE}),
        HSM: frozenset({PROTECTION, CREATE_MODE}),
        **CONSUMER_PATHS,
    }

    def check(self, resource: Resource, scene: Scene) -> Iterator[Finding]:
        if resource.arm_type.lower() not in {VAULT.lower(), HSM.lower()} or _recovered(resource):
            return
        protection = resource.property(PROTECTION)
        decision = decide(protection.value, _off)
        if decision is Decision.FINE or protection.presence is Presence.UNMAPPED:
            return
        key, consequence = _message(resource)
        consumers = key_consumers(scene.evaluation, resource) if scene.evaluation else ()
        yield self.finding(
            key,
            protection.span,
            resource.declaration,
            resource.context,
            because=protection.value if decision is Decision.UNDECIDED else None,
            severity=Severity.ERROR if consumers else None,
            consequence=consequence,
            value=protection.value,
            related=tuple(
                Related(c.declaration.header, "takes its key from here") for c in consumers
            ),
            subject=resource.declaration.address,
            name=protection.name,
        )


def _off(value: Known) -> bool:
    return value.data not in (True, "true")


def _recovered(resource: Resource) -> bool:
    mode = resource.property(CREATE_MODE).value
    return isinstance(mode, Known) and str(mode.data).lower() == "recover"


def _message(resource: Resource) -> tuple[str, Consequence]:
    if resource.arm_type.lower() == VAULT.lower():
        return "vault", Consequence.IRREVERSIBLE
    if resource.provider == "azurerm":
        return "hsm-azurerm", Consequence.REPLACE
    return "hsm", Consequence.IRREVERSIBLE
