"""Resource ids: what type a literal names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azlint.azure.ids import type_of_id

GROUP = "/subscriptions/0/resourceGroups/g"


@pytest.mark.parametrize(
    ("identifier", "expected"),
    [
        (
            f"{GROUP}/providers/Microsoft.Network/virtualNetworks/v",
            "microsoft.network/virtualnetworks",
        ),
        (
            f"{GROUP}/providers/Microsoft.Network/virtualNetworks/v/subnets/s",
            "microsoft.network/virtualnetworks/subnets",
        ),
        (
            f"{GROUP}/providers/Microsoft.Network/virtualNetworks/v/providers/Microsoft.Insights/a/b",
            "microsoft.insights/a",
        ),
        (f"{GROUP}/PROVIDERS/MICROSOFT.NETWORK/X/y/", "microsoft.network/x"),
        (GROUP, ""),
        ("/providers/", ""),
        ("/providers/Microsoft.Network", ""),
        ("", ""),
    ],
)
def test_type_of_id(identifier: str, expected: str) -> None:
    assert type_of_id(identifier) == expected


@given(st.text(alphabet="/provides.Mn?", max_size=60))
def test_any_text_has_a_type_or_none(text: str) -> None:
    found = type_of_id(text)
    assert found == found.lower()
    assert not found or "/" in found
