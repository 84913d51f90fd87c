"""AZL704: the registry of an image against those that an app has credentials for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tiny import found

MADE = """resource {name} 'Microsoft.ContainerRegistry/registries@2023-07-01' = {{
  name: 'cr{name}'
  location: 'westeurope'
  sku: {{ name: 'Basic' }}
}}
"""
LOOKED_UP = """resource {name} 'Microsoft.ContainerRegistry/registries@2023-07-01' existing = {{
  name: last
}}
"""
APP = """param last string
resource app 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'api'
  location: 'westeurope'
  properties: {
    configuration: {
      registries: [ { server: two.properties.loginServer, passwordSecretRef: 'p' } ]
    }
    template: {
      containers: [ { name: 'api', image: '${one.properties.loginServer}/api:1' } ]
    }
  }
}
"""
REFUSED = [
    "anonymous Microsoft.App/containerApps.app '${one.properties.loginServer}/api:1'",
]


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        (MADE, MADE, REFUSED),
        (MADE, LOOKED_UP, []),
        (LOOKED_UP, MADE, []),
        (LOOKED_UP, LOOKED_UP, []),
    ],
)
def test_a_registry_that_is_looked_up_may_be_any(
    tmp_path: Path, one: str, two: str, expected: list[str]
) -> None:
    text = one.format(name="one") + two.format(name="two") + APP
    assert found(tmp_path, "AZL704", {"main.bicep": text}) == expected


JOB = """terraform {{
  backend "azurerm" {{}}
}}
resource "azurerm_container_app_job" "nightly" {{
  name                         = "nightly"
  location                     = "westeurope"
  resource_group_name          = "rg"
  container_app_environment_id = "e"
  replica_timeout_in_seconds   = 600
{block}
  template {{
    container {{
      name  = "nightly"
      image = "crone.azurecr.io/nightly:1"
    }}
  }}
}}
resource "azurerm_container_registry" "one" {{
  name                = "crone"
  resource_group_name = "rg"
  location            = "westeurope"
  sku                 = "Basic"
}}
"""
JOB_REFUSED = ['anonymous azurerm_container_app_job.nightly "crone.azurecr.io/nightly:1"']


@pytest.mark.parametrize(
    ("block", "script", "expected"),
    [
        ("", "", JOB_REFUSED),
        ('registry {\n server = "crone.azurecr.io"\n identity = "System"\n}', "", []),
        ('registry {\n server = "crtwo.azurecr.io"\n identity = "System"\n}', "", JOB_REFUSED),
        ('registries {\n server = "crone.azurecr.io"\n identity = "System"\n}', "", []),
        ("", "az containerapp job registry set -n nightly --server crone.azurecr.io", []),
        ("", "az containerapp job start -n nightly", JOB_REFUSED),
    ],
)
def test_a_job_pulls_as_an_app_does(
    tmp_path: Path, block: str, script: str, expected: list[str]
) -> None:
    files = {"main.tf": JOB.format(block=block), "set.sh": f"{script}\n"}
    assert found(tmp_path, "AZL704", files) == expected
