"""A parameter without a value is what its type allows: all of it wrong is wrong, some undecided."""

from __future__ import annotations

from pathlib import Path

import pytest

from azlint import runner
from azlint.config import Settings
from azlint.finding import Verdict

DISK = """{declaration}
resource d 'Microsoft.Compute/disks@2024-03-02' = {{
  name: 'd'
  location: 'westeurope'
  sku: {{ name: {name} }}
  properties: {{
    creationData: {{ createOption: 'Empty' }}
    securityProfile: {{ securityType: 'ConfidentialVM_DiskEncryptedWithPlatformKey' }}
  }}
}}
"""
WRONG, SOME, RIGHT = (
    "Standard_LRS' | 'StandardSSD_LRS",
    "Standard_LRS' | 'Premium_LRS",
    "Premium_LRS",
)


def declarations(names: str) -> list[tuple[str, str]]:
    return [
        (f"param sku '{names}'", "sku"),
        (f"type skuType = '{names}'\nparam sku skuType", "sku"),
        (f"@allowed(['{names.replace(' |', ',')}'])\nparam sku string", "sku"),
        (f"param disk {{ sku: '{names}' }}", "disk.sku"),
        (f"param skus ('{names}')[]", "skus[0]"),
    ]


@pytest.mark.parametrize(
    ("declaration", "name", "verdicts"),
    [
        (declaration, name, verdicts)
        for names, verdicts in (
            (WRONG, [Verdict.VIOLATION]),
            (SOME, [Verdict.UNDECIDED]),
            (RIGHT, []),
        )
        for declaration, name in declarations(names)
    ],
)
def test_what_a_type_allows_decides(
    tmp_path: Path, declaration: str, name: str, verdicts: list[Verdict]
) -> None:
    text = DISK.format(declaration=declaration, name=name)
    (tmp_path / "main.bicep").write_text(text, "utf-8")
    result = runner.check_repository(Settings(root=tmp_path, select=("AZL301",)))
    found = [each for each in (*result.findings, *result.undecided) if each.rule == "AZL301"]
    assert [each.verdict for each in found] == verdicts
