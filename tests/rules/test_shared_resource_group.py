"""AZL510: whether two environments go into one resource group."""

from __future__ import annotations

from pathlib import Path

import pytest

from tiny import found

ONE = "b7a1"
OTHER = "c8d2"
UNKNOWN = "${{ secrets.SUBSCRIPTION }}"


def job(environment: str, group: str, subscription: str) -> str:
    return (
        f"  {environment}:\n    environment: {environment}\n    steps:\n"
        f"      - uses: azure/login@v2\n        with: {{subscription-id: '{subscription}'}}\n"
        f"      - run: az containerapp update -n {environment} -g {group}\n"
    )


SAID = "shared step.production.run az containerapp update -n production -g rg"


@pytest.mark.parametrize(
    ("group", "subscriptions", "expected"),
    [
        ("rg", (ONE, ONE), [SAID]),
        ("rg", (ONE, OTHER), []),
        ("rg", (ONE, UNKNOWN), [f"? {SAID}"]),
        ("rg", (UNKNOWN, UNKNOWN), [f"? {SAID}"]),
        ("${{ secrets.GROUP }}", (ONE, ONE), []),
        ("${{ secrets.GROUP }}", (UNKNOWN, UNKNOWN), []),
    ],
)
def test_groups(
    tmp_path: Path, group: str, subscriptions: tuple[str, str], expected: list[str]
) -> None:
    jobs = job("staging", group, subscriptions[0]) + job("production", group, subscriptions[1])
    text = f"on: push\njobs:\n{jobs}"
    assert found(tmp_path, "AZL510", {".github/workflows/w.yml": text}) == expected


def test_a_certain_one_is_named_before_one_in_doubt(tmp_path: Path) -> None:
    jobs = job("staging", "rg", UNKNOWN) + job("test", "rg", ONE) + job("production", "rg", ONE)
    text = f"on: push\njobs:\n{jobs}"
    assert found(tmp_path, "AZL510", {".github/workflows/w.yml": text}) == [SAID]


def test_a_job_that_does_several_things_is_named_once(tmp_path: Path) -> None:
    again = job("production", "rg", ONE) + "      - run: az containerapp ingress update -g rg\n"
    text = f"on: push\njobs:\n{job('staging', 'rg', ONE)}{again}"
    assert found(tmp_path, "AZL510", {".github/workflows/w.yml": text}) == [SAID]


@pytest.mark.parametrize(
    ("step", "placed"),
    [
        ("run: az webapp config appsettings set -n a -g rg --settings A=b", True),
        ("run: az functionapp config container set -n a -g rg --image a:1", True),
        ("run: az webapp deployment slot swap -n a -g rg --slot next", False),
        ("run: az webapp config container set -n a -s next -g rg -i a:1", False),
        ("run: az containerapp update -n a -s next -g rg", True),
        ("run: az stack group create -n a -g rg --template-file main.bicep", True),
        ("run: az deployment group create -g rg --template-file main.bicep --what-if", False),
        ("{shell: pwsh, run: New-AzResourceGroupDeployment -ResourceGroupName rg}", True),
        ("{shell: pwsh, run: New-AzResourceGroupDeployment -WhatIf -ResourceGroupName rg}", False),
        ("run: az webapp deployment list-publishing-profiles -n a -g rg", False),
        ("run: az webapp show -n deployment -g rg", False),
        ("{uses: azure/aci-deploy@v1, with: {resource-group: rg, image: a, name: a}}", True),
        ("{uses: azure/arm-deploy@v2, with: {resourceGroupName: rg, template: a.json}}", True),
        (
            (
                "{uses: azure/arm-deploy@v2, with: {resourceGroupName: rg, template: a.json, "
                "deploymentMode: Validate}}"
            ),
            False,
        ),
    ],
)
def test_what_deploys_into_a_group(tmp_path: Path, step: str, *, placed: bool) -> None:
    deployed = job("staging", "rg", ONE) + job("production", "rg", ONE)
    before, last, _ = deployed.rpartition("run: az containerapp update -n production -g rg")
    assert last
    text = f"on: push\njobs:\n{before}{step}\n"
    told = found(tmp_path, "AZL510", {".github/workflows/w.yml": text})
    assert [each.split()[0] for each in told] == ["shared"] * placed
