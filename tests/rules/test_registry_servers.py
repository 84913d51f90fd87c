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
