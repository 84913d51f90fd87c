"""AZL601 in the scripts of workflows: which commands, which targets, where it points."""

from __future__ import annotations

from pathlib import Path

import pytest

from tiny import found

HEAD = "on: push\njobs:\n  logs:\n    runs-on: ubuntu-24.04\n    steps:\n"
GROUP = "/subscriptions/s/resourceGroups/r/providers/Microsoft.Network/networkSecurityGroups/n"
NETWORK = "/subscriptions/s/resourceGroups/r/providers/Microsoft.Network/virtualNetworks/n"
STEP = "step.logs.run "


def said(root: Path, script: str, shell: str) -> list[str]:
    """What is found, without the step, which is the same in all of them."""
    text = f"{HEAD}      - shell: {shell}\n        run: |\n          {script}\n"
    lines = found(root, "AZL601", {".github/workflows/w.yml": text})
    return [line.replace(STEP, "") for line in lines]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("az network watcher flow-log create --nsg n -l x", "error refused n"),
        (
            "az network watcher flow-log create --nsg=$NAME -l x",
            "error refused az network watcher flow-log create --nsg=$NAME -l x",
        ),
        (f"az network watcher flow-log update -n f --nsg {GROUP}", f"nsg-target {GROUP}"),
        ("az network watcher flow-log configure -g r --nsg n --enabled true", "nsg-target n"),
        ("az network watcher flow-log update --nsg n --enabled false", "note disabled n"),
        ("az network watcher flow-log create --vnet n -l x", None),
        ("az network watcher flow-log show --nsg n", None),
        ("az network watcher flow-log delete --nsg n", None),
        ("az network watcher show-topology --nsg n # flow-log", None),
        ("echo az network watcher flow-log create --nsg n", None),
    ],
)
def test_azure_cli(tmp_path: Path, script: str, expected: str | None) -> None:
    assert said(tmp_path, script, "bash") == ([] if expected is None else [expected])


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (
            f"New-AzNetworkWatcherFlowLog -Name f -TargetResourceId {GROUP}",
            f"error refused {GROUP}",
        ),
        (f"Set-AzNetworkWatcherFlowLog -Name f -TargetResourceId {GROUP}", f"nsg-target {GROUP}"),
        (f"Set-AzNetworkWatcherConfigFlowLog -TargetResourceId {GROUP}", f"nsg-target {GROUP}"),
        (f"New-AzNetworkWatcherFlowLog -Name f -TargetResourceId {NETWORK}", None),
        ("New-AzNetworkWatcherFlowLog -TargetResourceId $x.Id", "? error refused $x.Id"),
        ("New-AzNetworkWatcherFlowLog -Name f", None),
        (f"Get-AzNetworkWatcherFlowLog -TargetResourceId {GROUP}", None),
    ],
)
def test_az_powershell(tmp_path: Path, script: str, expected: str | None) -> None:
    assert said(tmp_path, script, "pwsh") == ([] if expected is None else [expected])
