"""The types of azurerm in ARM terms.

Source of every row: the provider's schemas, v2 to v5.2.0, read 2026-08-22. A type or property
without a row is Unknown to rules, never absent.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from azlint.azure.view import Association, Row, TypeView
from azlint.node import Instance, Presence, Property
from azlint.value import Cause, Known, Reason, Unknown, Value


def security_type(instance: Instance) -> Property:
    """azurerm sends securityType=ConfidentialVM exactly when the OS disk names an encryption; the
    security type of a disk in `os_managed_disk_id` is the disk's."""
    encryption = instance.native("os_disk.security_encryption_type")
    name, span = encryption.name, encryption.span
    value = _sent(encryption.value)
    disk = instance.native("os_managed_disk_id")
    if isinstance(value, Known) and value.data is None and disk.presence is Presence.WRITTEN:
        reason = Reason(Cause.REFERENCE, "the security type of the disk in os_managed_disk_id")
        return Property(Unknown(reason), Presence.WRITTEN, disk.name, disk.span)
    unset = isinstance(value, Known) and value.data is None
    return Property(value, Presence.UNSET if unset else Presence.WRITTEN, name, span)


def _sent(encryption: Value) -> Value:
    """The security type that goes with an encryption, or with each that it can be."""
    if isinstance(encryption, Unknown):
        options = tuple(map(_sent, encryption.one_of))
        return replace(encryption, one_of=options)
    data = None if encryption.data in (None, "") else "ConfidentialVM"
    return replace(encryption, data=data)


OS_DISK = "properties.storageProfile.osDisk"
MACHINE = {
    "properties.securityProfile.securityType": Row(adapter=security_type),
    f"{OS_DISK}.managedDisk.storageAccountType": Row("os_disk.storage_account_type"),
    f"{OS_DISK}.managedDisk.id": Row("os_managed_disk_id"),
    f"{OS_DISK}.diffDiskSettings.option": Row("os_disk.diff_disk_settings.option"),
    "properties.hardwareProfile.vmSize": Row("size"),
    "properties.capacityReservation.capacityReservationGroup.id": Row(
        "capacity_reservation_group_id"
    ),
    "zones": Row("zone"),
    "location": Row("location"),
    "properties.storageProfile.dataDisks": Row(),
    "placement.zonePlacementPolicy": Row(),
}
SCALE = "properties.virtualMachineProfile"
SCALE_SET = {
    f"{SCALE}.securityProfile.securityType": Row(adapter=security_type),
    f"{SCALE}.storageProfile.osDisk.managedDisk.storageAccountType": Row(
        "os_disk.storage_account_type"
    ),
    f"{SCALE}.storageProfile.osDisk.diffDiskSettings.option": Row(
        "os_disk.diff_disk_settings.option"
    ),
    f"{SCALE}.capacityReservation.capacityReservationGroup.id": Row(
        "capacity_reservation_group_id"
    ),
    f"{SCALE}.storageProfile.osDisk.managedDisk.id": Row(),
    "placement.zonePlacementPolicy": Row(),
    "zones": Row("zones"),
    "location": Row("location"),
}
SCALE_SET_DISKS = {
    f"{SCALE}.storageProfile.dataDisks": (
        "data_disk",
        {"managedDisk.storageAccountType": Row("storage_account_type")},
    )
}
VM = "Microsoft.Compute/virtualMachines"
VMSS = "Microsoft.Compute/virtualMachineScaleSets"
VAULT = "Microsoft.KeyVault/vaults"
HSM = "Microsoft.KeyVault/managedHSMs"
CONTAINER_APP = "Microsoft.App/containerApps"
CONTAINER_JOB = "Microsoft.App/jobs"
CONTAINERS = {
    "name": Row("name"),
    "image": Row("image"),
    "env": Row("env"),
    "command": Row("command"),
    "args": Row("args"),
}

RUNNING = {
    "name": Row("name"),
    "tags": Row("tags"),
    "identity.type": Row("identity.type"),
    "identity.userAssignedIdentities": Row("identity.identity_ids"),
}
PULLED = {
    "properties.configuration.registries": (
        "registry",
        {
            "server": Row("server"),
            "identity": Row("identity"),
            "username": Row("username"),
            "passwordSecretRef": Row("password_secret_name"),
        },
    ),
    "properties.template.containers": ("template.container", CONTAINERS),
}

TYPES: Mapping[str, TypeView] = {
    "azurerm_container_app": TypeView(
        CONTAINER_APP,
        {
            **RUNNING,
            "properties.configuration.ingress": Row("ingress"),
            "properties.configuration.ingress.targetPort": Row("ingress.target_port"),
        },
        PULLED,
    ),
    "azurerm_container_app_job": TypeView(CONTAINER_JOB, RUNNING, PULLED),
    "azurerm_container_registry": TypeView(
        "Microsoft.ContainerRegistry/registries",
        {
            "name": Row("name"),
            "properties.anonymousPullEnabled": Row("anonymous_pull_enabled"),
        },
    ),
    "azurerm_role_assignment": TypeView(
        "Microsoft.Authorization/roleAssignments",
        {
            "properties.roleDefinitionId": Row("role_definition_id"),
            "properties.roleDefinitionName": Row("role_definition_name"),
            "properties.principalId": Row("principal_id"),
            "scope": Row("scope"),
        },
    ),
    "azurerm_key_vault": TypeView(
        VAULT,
        {
            "properties.enablePurgeProtection": Row("purge_protection_enabled"),
            "properties.createMode": Row(),
            "properties.sku.name": Row("sku_name"),
            "location": Row("location"),
        },
    ),
    "azurerm_key_vault_managed_hardware_security_module": TypeView(
        HSM,
        {
            "properties.enablePurgeProtection": Row("purge_protection_enabled"),
            "properties.createMode": Row(),
            "location": Row("location"),
        },
    ),
    "azurerm_linux_virtual_machine": TypeView(VM, MACHINE),
    "azurerm_windows_virtual_machine": TypeView(VM, MACHINE),
    "azurerm_linux_virtual_machine_scale_set": TypeView(VMSS, SCALE_SET, SCALE_SET_DISKS),
    "azurerm_windows_virtual_machine_scale_set": TypeView(VMSS, SCALE_SET, SCALE_SET_DISKS),
    "azurerm_orchestrated_virtual_machine_scale_set": TypeView(
        VMSS, {**SCALE_SET, f"{SCALE}.securityProfile.securityType": Row()}, SCALE_SET_DISKS
    ),
    "azurerm_managed_disk": TypeView(
        "Microsoft.Compute/disks",
        {
            "sku.name": Row("storage_account_type"),
            "properties.securityProfile.securityType": Row("security_type"),
            "location": Row("location"),
        },
    ),
    "azurerm_virtual_machine_data_disk_attachment": TypeView(
        "Microsoft.Compute/virtualMachines/dataDisks",
        {
            "properties.managedDisk.id": Row("managed_disk_id"),
            "properties.virtualMachine.id": Row("virtual_machine_id"),
        },
    ),
    "azurerm_capacity_reservation_group": TypeView(
        "Microsoft.Compute/capacityReservationGroups",
        {"name": Row("name"), "location": Row("location"), "zones": Row("zones")},
    ),
    "azurerm_kubernetes_cluster": TypeView(
        "Microsoft.ContainerService/managedClusters",
        {
            "properties.agentPoolProfiles.capacityReservationGroupID": Row(
                "default_node_pool.capacity_reservation_group_id"
            )
        },
    ),
    "azurerm_kubernetes_cluster_node_pool": TypeView(
        "Microsoft.ContainerService/managedClusters/agentPools",
        {"properties.capacityReservationGroupID": Row("capacity_reservation_group_id")},
    ),
    "azurerm_disk_encryption_set": TypeView(
        "Microsoft.Compute/diskEncryptionSets",
        {
            "properties.activeKey.keyUrl": Row("key_vault_key_id"),
            "properties.activeKey.managedHsmKeyUrl": Row("managed_hsm_key_id"),
            "properties.encryptionType": Row("encryption_type"),
        },
    ),
    "azurerm_key_vault_key": TypeView(
        "Microsoft.KeyVault/vaults/keys",
        {"properties.vault.id": Row("key_vault_id"), "parent": Row(), "parent_id": Row()},
    ),
    "azurerm_key_vault_managed_hardware_security_module_key": TypeView(
        "Microsoft.KeyVault/managedHSMs/keys",
        {"properties.vault.id": Row("managed_hsm_id"), "parent": Row(), "parent_id": Row()},
    ),
    "azurerm_storage_account": TypeView(
        "Microsoft.Storage/storageAccounts",
        {
            "properties.encryption.keyUrl": Row("customer_managed_key.key_vault_key_id"),
            "properties.encryption.managedHsmKeyUrl": Row(
                "customer_managed_key.managed_hsm_key_id"
            ),
        },
    ),
    "azurerm_storage_account_customer_managed_key": TypeView(
        "Microsoft.Storage/storageAccounts/customerManagedKeys",
        {
            "properties.encryption.keyVaultId": Row("key_vault_id"),
            "properties.encryption.keyVaultUri": Row("key_vault_uri"),
            "properties.encryption.keyUrl": Row("key_vault_key_id"),
            "properties.encryption.managedHsmKeyUrl": Row("managed_hsm_key_id"),
        },
    ),
    "azurerm_federated_identity_credential": TypeView(
        "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials",
        {"properties.issuer": Row("issuer"), "properties.subject": Row("subject")},
    ),
    "azuread_application_federated_identity_credential": TypeView(
        "Microsoft.Graph/applications/federatedIdentityCredentials",
        {"issuer": Row("issuer"), "subject": Row("subject")},
    ),
    "azuread_application_flexible_federated_identity_credential": TypeView(
        "Microsoft.Graph/applications/federatedIdentityCredentials",
        {"issuer": Row("issuer"), "subject": Row("claims_matching_expression")},
    ),
    "azurerm_network_watcher_flow_log": TypeView(
        "Microsoft.Network/networkWatchers/flowLogs",
        {
            "properties.targetResourceId": Row("target_resource_id"),
            "properties.networkSecurityGroupId": Row("network_security_group_id"),
            "properties.enabled": Row("enabled"),
        },
    ),
    "azurerm_subnet_network_security_group_association": TypeView(
        "Microsoft.Network/virtualNetworks/subnets/networkSecurityGroupAssociations",
        {
            "properties.subnet.id": Row("subnet_id"),
            "properties.networkSecurityGroup.id": Row("network_security_group_id"),
        },
    ),
    "azurerm_network_security_group": TypeView(
        "Microsoft.Network/networkSecurityGroups", {"name": Row("name")}
    ),
    "azurerm_network_interface": TypeView(
        "Microsoft.Network/networkInterfaces", {"name": Row("name")}
    ),
    "azurerm_virtual_network": TypeView("Microsoft.Network/virtualNetworks", {"name": Row("name")}),
    "azurerm_subnet": TypeView(
        "Microsoft.Network/virtualNetworks/subnets",
        {"name": Row("name"), "properties.virtualNetworkName": Row("virtual_network_name")},
        associations={
            "properties.networkSecurityGroup.id": Association(
                "azurerm_subnet_network_security_group_association",
                subject="subnet_id",
                value="network_security_group_id",
            )
        },
    ),
}
