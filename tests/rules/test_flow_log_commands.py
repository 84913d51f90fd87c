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


BASH = "az network watcher flow-log create -n f --nsg {}\n"
GIVEN = BASH.format('"$1"')
POWERSHELL = "New-AzNetworkWatcherFlowLog -Name f -TargetResourceId {}\n"
FILES = {
    "scripts/logs.sh": f"GROUP=nsg-app\n{BASH.format('$GROUP')}",
    "scripts/given.sh": GIVEN,
    "scripts/network.sh": "az network watcher flow-log create -n f --vnet v\n",
    "scripts/logs.ps1": POWERSHELL.format(GROUP),
    "scripts/by_hand.sh": BASH.format("n"),
}


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        ("bash scripts/logs.sh", ["error refused file.logs.sh $GROUP"]),
        ("./scripts/logs.sh && scripts/logs.sh", ["error refused file.logs.sh $GROUP"]),
        ("cd scripts && bash logs.sh", ["error refused file.logs.sh $GROUP"]),
        ("bash scripts/given.sh nsg", ["error refused file.given.sh " + GIVEN.strip()]),
        ("pwsh scripts/logs.ps1", [f"error refused file.logs.ps1 {GROUP}"]),
        ("bash scripts/network.sh", []),
        ("cat scripts/by_hand.sh", []),
    ],
)
def test_scripts_that_steps_run(tmp_path: Path, runs: str, expected: list[str]) -> None:
    steps = f"      - run: {runs}\n      - run: {runs}\n"
    files = {**FILES, ".github/workflows/w.yml": f"{HEAD}{steps}"}
    assert found(tmp_path, "AZL601", files) == expected
