"""Who takes an encryption key from a vault."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from azlint.azure.resource import Resource
    from azlint.graph import Evaluation

KEY_TYPES = ("Microsoft.KeyVault/vaults/keys", "Microsoft.KeyVault/managedHSMs/keys")
KEY_PATHS = frozenset({"properties.vault.id", "parent", "parent_id"})
ACTIVE_KEY = frozenset(
    {
        "properties.activeKey",
        "properties.activeKey.keyUrl",
        "properties.activeKey.managedHsmKeyUrl",
    }
)
ENCRYPTION = "properties.encryption"
STORAGE = frozenset({ENCRYPTION, f"{ENCRYPTION}.keyUrl", f"{ENCRYPTION}.managedHsmKeyUrl"})
STORAGE_KEY = frozenset(
    f"{ENCRYPTION}.{name}" for name in ("keyVaultId", "keyVaultUri", "keyUrl", "managedHsmKeyUrl")
)

CONSUMERS: Mapping[str, frozenset[str]] = {
    "Microsoft.Compute/diskEncryptionSets": ACTIVE_KEY,
    "Microsoft.Storage/storageAccounts": STORAGE,
    "Microsoft.Storage/storageAccounts/customerManagedKeys": STORAGE_KEY,
}
CONSUMER_PATHS: Mapping[str, frozenset[str]] = {
    **CONSUMERS,
    **dict.fromkeys(KEY_TYPES, KEY_PATHS),
}


def key_consumers(evaluation: Evaluation, vault: Resource) -> Sequence[Resource]:
    """Disk encryption sets and storage accounts whose key lives in a vault, one a declaration."""
    found = {
        consumer.declaration: consumer
        for arm_type, paths in CONSUMERS.items()
        for consumer in evaluation.of_type(arm_type)
        if any(holder.address == vault.address for holder in _holders(evaluation, consumer, paths))
    }
    return tuple(found.values())


def _holders(
    evaluation: Evaluation, consumer: Resource, paths: frozenset[str]
) -> Iterator[Resource]:
    """The vaults a consumer leads to, directly or through a key."""
    for target in _referred(evaluation, consumer, paths):
        yield target
        if target.arm_type.lower() in {key_type.lower() for key_type in KEY_TYPES}:
            yield from _referred(evaluation, target, KEY_PATHS)


def _referred(
    evaluation: Evaluation, resource: Resource, paths: frozenset[str]
) -> Iterator[Resource]:
    for path in sorted(paths):
        yield from evaluation.referred(resource.property(path).value)
