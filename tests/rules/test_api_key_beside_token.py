"""AZL706: which names are keys, which jobs have a token."""

from __future__ import annotations

from pathlib import Path

import pytest

from azlint_rules.facts.keys import SERVICE_KEY
from tiny import found

OIDC = "      - uses: azure/login@v2\n        with: {client-id: x, tenant-id: y}\n"
STORED = "      - uses: azure/login@v2\n        with: {creds: x}\n"


def said(root: Path, steps: str, env: str) -> list[str]:
    text = f"on: push\n{env}jobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n{steps}"
    return found(root, "AZL706", {".github/workflows/w.yml": text})


@pytest.mark.parametrize(
    "name",
    [
        "AZURE_OPENAI_KEY", "AZURE_OPENAI_API_KEY", "AZUREOPENAI_KEY", "AZURE_AI_SEARCH_API_KEY",
        "AZURE_SEARCH_ADMIN_KEY", "AZURE_STORAGE_CONNECTION_STRING", "STORAGE_ACCOUNT_KEY",
        "AOAI_API_KEY", "AZURE_AOAI_KEY", "COSMOS_KEY", "AZURE_COSMOS_DB_NO_SQL_KEY",
        "ARM_ACCESS_KEY", "AZURE_AI_INFERENCE_KEY",
    ],
)  # fmt: skip
def test_keys(name: str) -> None:
    assert SERVICE_KEY.fullmatch(name)


@pytest.mark.parametrize(
    "name",
    ["OPENAI_API_KEY", "AZURE_KEY_VAULT_NAME", "SSH_KEY", "ARM_CLIENT_ID", "AZURE_OPENAI_ENDPOINT"],
)
def test_other_variables(name: str) -> None:
    assert not SERVICE_KEY.fullmatch(name)


@pytest.mark.parametrize(
    ("steps", "value", "expected"),
    [
        (OIDC, "${{ secrets.K }}", ["note key workflow.w ${{ secrets.K }}"]),
        (OIDC, "none", []),
        (OIDC, "${{ vars.K }}", []),
        (STORED, "${{ secrets.K }}", []),
        ("      - run: true\n", "${{ secrets.K }}", []),
    ],
)
def test_jobs(tmp_path: Path, steps: str, value: str, expected: list[str]) -> None:
    assert said(tmp_path, steps, f"env:\n  COSMOS_KEY: {value}\n") == expected


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ('      - run: echo "${{ secrets.COSMOS_KEY }}" > k\n', True),
        ("      - uses: x/y@v1\n        with: {key: '${{ secrets.cosmos_key }}'}\n", True),
        ("      - run: export COSMOS_KEY=${{ secrets.OTHER }}\n", True),
        ("      - run: $env:COSMOS_KEY = '${{ secrets.OTHER }}'\n        shell: pwsh\n", True),
        ("      - run: COSMOS_KEY=$(cat k) ./run ${{ secrets.OTHER }}\n", False),
        ("      - run: echo ${{ secrets.OTHER_KEY }}\n", False),
        ("      - run: true\n        if: secrets.COSMOS_KEY\n", False),
    ],
)
def test_keys_that_steps_are_given(tmp_path: Path, steps: str, *, expected: bool) -> None:
    assert [line.split()[:2] for line in said(tmp_path / "a", OIDC + steps, "")] == [
        ["note", "key"]
    ] * expected
    assert said(tmp_path / "b", STORED + steps, "") == []
    twice = said(tmp_path / "c", OIDC + steps * 2, "env:\n  COSMOS_KEY: ${{ secrets.K }}\n")
    assert twice == ["note key workflow.w ${{ secrets.K }}"]
