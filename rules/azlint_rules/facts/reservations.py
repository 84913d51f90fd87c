"""What azurerm does when a capacity reservation group changes, and what replaces its users.

Source of every row: the provider's schemas and update functions, v3.10.0 to v5.2.0, read
2026-08-22. Attributes of scale sets and clusters that do not touch reservations are those that
every version replaces for.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from azlint.analysis.changes import Forcing, Forcings, place
from azlint.azure.versions import Version
from azlint.finding import Consequence

LAST_KNOWN = "5.2.0"
AFTER_LAST_KNOWN: Version = (5, 2, 1)
"""The first version whose behaviour was not read; fixes for it are proposed upstream."""


class Effect(msgspec.Struct, frozen=True):
    """What a change of the group does to one native type.

    message: the key of the message · since: the first version that has the attribute.
    """

    message: str
    consequence: Consequence
    attribute: str
    since: Version


EFFECTS: Mapping[str, Effect] = {
    **dict.fromkeys(
        ("azurerm_linux_virtual_machine", "azurerm_windows_virtual_machine"),
        Effect("vm", Consequence.RESTART, "capacity_reservation_group_id", (3, 13, 0)),
    ),
    **dict.fromkeys(
        (
            "azurerm_linux_virtual_machine_scale_set",
            "azurerm_windows_virtual_machine_scale_set",
        ),
        Effect("scale-set", Consequence.REPLACE, "capacity_reservation_group_id", (3, 14, 0)),
    ),
    "azurerm_orchestrated_virtual_machine_scale_set": Effect(
        "scale-set", Consequence.REPLACE, "capacity_reservation_group_id", (3, 21, 0)
    ),
    "azurerm_kubernetes_cluster_node_pool": Effect(
        "node-pool", Consequence.REPLACE, "capacity_reservation_group_id", (3, 13, 0)
    ),
    "azurerm_kubernetes_cluster": Effect(
        "cluster",
        Consequence.REPLACE,
        "default_node_pool.capacity_reservation_group_id",
        (3, 13, 0),
    ),
}

NAME = Forcing("name")
GROUP = Forcing("resource_group_name", str.casefold)
LOCATION = Forcing("location", place)
COMMON = (NAME, GROUP, LOCATION)

_MACHINE = (
    *COMMON,
    Forcing("edge_zone", place),
    Forcing("computer_name", computed=True),
    Forcing("admin_username"),
    Forcing("admin_password"),
    Forcing("provision_vm_agent", default=True),
    Forcing("custom_data"),
    Forcing("priority", default="Regular"),
    Forcing("eviction_policy"),
    Forcing("plan"),
    Forcing("source_image_reference"),
    Forcing("secure_boot_enabled", default=False),
    Forcing("vtpm_enabled", default=False),
)
_VM = (
    *_MACHINE,
    Forcing("zone"),
    Forcing("platform_fault_domain", default=-1),
    Forcing("availability_set_id", str.casefold),
    Forcing("source_image_id", str.casefold),
    Forcing("os_managed_disk_id", str.casefold),
    Forcing("os_disk.storage_account_type"),
    Forcing("os_disk.name", computed=True),
    Forcing("os_disk.diff_disk_settings"),
    Forcing("os_disk.security_encryption_type"),
    Forcing("os_disk.secure_vm_disk_encryption_set_id", str.casefold),
)
_LINUX = (
    Forcing("admin_ssh_key", unordered=True),
    Forcing("disable_password_authentication", default=True),
)
_WINDOWS = (
    Forcing("timezone"),
    Forcing("winrm_listener", unordered=True),
    Forcing("additional_unattend_content"),
)
_SCALE_SET = (
    *COMMON,
    Forcing("edge_zone", place),
    Forcing("platform_fault_domain_count", computed=True),
    Forcing("priority", default="Regular"),
    Forcing("eviction_policy"),
    Forcing("plan"),
    Forcing("proximity_placement_group_id", str.casefold),
)

FORCES_NEW: Forcings = {
    "azurerm_capacity_reservation_group": (*COMMON, Forcing("zones", unordered=True)),
    "azurerm_resource_group": (NAME, LOCATION),
    "azurerm_linux_virtual_machine": (*_VM, *_LINUX),
    "azurerm_windows_virtual_machine": (*_VM, *_WINDOWS),
    "azurerm_linux_virtual_machine_scale_set": _SCALE_SET,
    "azurerm_windows_virtual_machine_scale_set": _SCALE_SET,
    "azurerm_orchestrated_virtual_machine_scale_set": _SCALE_SET,
    "azurerm_kubernetes_cluster": COMMON,
    "azurerm_kubernetes_cluster_node_pool": (
        NAME,
        Forcing("kubernetes_cluster_id", str.casefold),
        Forcing("priority", default="Regular"),
        Forcing("eviction_policy"),
    ),
    "azapi_update_resource": (
        NAME,
        Forcing("parent_id", str.casefold),
        Forcing("resource_id", str.casefold),
    ),
    "azapi_resource": (NAME, Forcing("parent_id", str.casefold), LOCATION),
}
