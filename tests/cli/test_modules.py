"""Module calls on the command line: checkouts that a configuration names, calls that are lost."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from commandline import Azlint, put

SOURCE = "git::https://host/org/modules.git//kv?ref=v1.2.0"
REASON = "it is a remote module that is not installed here"
ROOT = f'terraform {{\n  backend "azurerm" {{}}\n}}\nmodule "kv" {{\n  source = "{SOURCE}"\n}}\n'
VAULT = 'resource "azurerm_key_vault" "this" {\n  sku_name = "standard"\n}\n'
MAPPING = '[modules]\n"git::https://host/org/modules.git//kv" = "{}"\n'
MANIFEST = {"Modules": [{"Key": "kv", "Source": SOURCE, "Dir": ".terraform/modules/kv/kv"}]}
HINT = (
    "not followed 1 of 1 module call (to follow it: terraform init or [modules]; "
    "--verbose lists it)"
)


BICEP = "module store 'br/public:avm/res/storage/storage-account:0.9.0' = {\n  name: 's'\n}\n"
SPEC = "module store 'ts:00000000-0000-0000-0000-000000000000/g/store:1.0' = {\n  name: 's'\n}\n"
LOST = "module store 'lost.bicep' = {\n  name: 's'\n}\n"


@pytest.mark.parametrize(
    ("files", "way"),
    [
        ({"main.tf": ROOT}, "(to follow it: terraform init or [modules]; "),
        ({"main.bicep": BICEP}, "(to follow it: bicep restore and [modules]; "),
        ({"main.bicep": SPEC}, "(to follow it: bicep restore and [modules]; "),
        (
            {"main.tf": ROOT, "main.bicep": BICEP},
            "(to follow them: terraform init or [modules], bicep restore and [modules]; ",
        ),
        ({"main.bicep": LOST}, "("),
    ],
    ids=["terraform", "registry", "template spec", "both", "lost"],
)
def test_the_summary_says_how_calls_are_followed(
    azlint: Azlint, files: Mapping[str, str], way: str
) -> None:
    for path, text in files.items():
        put(f"repo/{path}", text)
    count = len(files)
    calls = f"{count} of {count} module call{'s' if count > 1 else ''}"
    them = "them" if count > 1 else "it"
    lines = azlint("check", "repo").out.splitlines()
    assert f"not followed {calls} {way}--verbose lists {them})" in lines


REGISTRY = "br/public:avm/res/key-vault/vault:0.13.3"
NESTED = {
    "main.bicep": "module outer 'inner.bicep' = {\n  name: 'outer'\n}\n",
    "inner.bicep": f"""\
module kv '{REGISTRY}' = [for n in range(0, 2): {{
  name: 'kv-${{n}}'
  params: {{ name: 'kv-${{n}}', enablePurgeProtection: n == 1 }}
}}]
""",
}


def test_addresses_of_calls_that_are_not_followed(azlint: Azlint) -> None:
    for path, text in NESTED.items():
        put(f"repo/{path}", text)
    report = json.loads(azlint("check", "repo", "--format", "json").out)
    (found,) = report["findings"]
    assert found["message"] == (
        "Key Vault module.kv has no purge protection: its keys and secrets can be destroyed for "
        "good before the retention ends"
    )
    assert (found["address"], found["contexts"][0]["addresses"]) == (
        "module.kv",
        ["module.outer.module.kv[0]"],
    )
    assert [each["address"] for each in report["modules_not_followed"]] == ["module.kv"]
    (run,) = json.loads(azlint("check", "repo", "--format", "sarif").out)["runs"]
    (result,) = run["results"]
    names = [each["fullyQualifiedName"] for each in result["locations"][0]["logicalLocations"]]
    assert names == ["module.kv"]
    for asked in ("kv", "module.kv", "inner.bicep:kv", "module.outer.module.kv"):
        told = azlint("why", f"{asked}[1]", "--root", "repo").out.splitlines()
        assert told[:3] == [
            "module.outer.module.kv[1]",
            "  declared at inner.bicep:1:1",
            "  root: main.bicep",
        ]


@pytest.fixture
def repository(azlint: Azlint) -> None:  # noqa: ARG001 - which moves to a fresh folder first
    put("repo/main.tf", ROOT)


@pytest.mark.usefixtures("repository")
class TestCalls:
    """A root with one call of a remote module."""

    def test_a_configuration_in_the_repository_names_nothing_outside(self, azlint: Azlint) -> None:
        for folder in ("../kv", "/kv", "~/kv", "a/../../kv"):
            put("repo/azlint.toml", MAPPING.format(folder))
            ran = azlint("check", "repo")
            assert ran.code == 2
            assert ran.err == (
                f"azlint: azlint.toml:2: `{folder}` leads out of the repository: only a file given "
                "by --config from outside may name such a folder\n"
            )

    def test_a_configuration_in_a_folder_speaks_from_there(self, azlint: Azlint) -> None:
        put("repo/main.tf", "")
        put("repo/infra/main.tf", ROOT)
        put("repo/infra/azlint.toml", MAPPING.format("../vendor/kv"))
        put("repo/vendor/kv/main.tf", VAULT)
        ran = azlint("check", "repo/infra", "--root", "repo", "--require-modules")
        assert (ran.code, ran.err) == (0, "")
        assert azlint("check", "repo", "--require-modules").code == 2

    def test_a_configuration_from_outside_may(self, azlint: Azlint) -> None:
        put("kv/main.tf", VAULT)
        put("ci.toml", MAPPING.format("kv"))
        ran = azlint("check", "repo", "--config", "ci.toml", "--require-modules")
        assert ran.code == 1
        assert ran.out.splitlines()[1:7] == [
            " --> main.tf:4:1",
            "  |",
            '4 | module "kv" {',
            "  | ^^^^^^^^^^^",
            f'5 |   source = "{SOURCE}"',
            f"  |            {'-' * 50} azurerm_key_vault.this is declared in {SOURCE}",
        ]

    def test_a_folder_of_the_user(self, azlint: Azlint, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HOME", str(put("home/kv/main.tf", VAULT).parent.parent))
        put("ci.toml", MAPPING.format("~/kv"))
        assert azlint("check", "repo", "--config", "ci.toml", "--require-modules").code == 1

    def test_a_checkout_that_is_not_there(self, azlint: Azlint) -> None:
        put("ci.toml", MAPPING.format("kv"))
        ran = azlint("check", "repo", "--config", "ci.toml")
        assert (ran.code, ran.err) == (2, "azlint: ci.toml:2: `kv` is not a folder\n")

    def test_a_checkout_in_the_repository_that_is_not_there(self, azlint: Azlint) -> None:
        put("repo/azlint.toml", MAPPING.format("vendor/kv"))
        (note,) = json.loads(azlint("check", "repo", "--format", "json").out)["findings"]
        source = "git::https://host/org/modules.git//kv"
        message = f"There is no folder `vendor/kv`, so calls of `{source}` are not followed"
        place = {"path": "azlint.toml", "line": 2, "column": 1, "end_line": 2, "end_column": 40}
        assert (note["rule"], note["message"]) == ("AZL905", message)
        assert {key: note["location"][key] for key in place} == place

    def test_checkouts_are_shown_with_their_origin(self, azlint: Azlint) -> None:
        put("repo/azlint.toml", MAPPING.format("vendor/kv"))
        lines = azlint("config", "show", "repo").out.splitlines()
        assert (
            'modules."git::https://host/org/modules.git//kv" = "vendor/kv"  # azlint.toml:2'
            in lines
        )

    def test_calls_that_are_not_followed_can_break_the_run(self, azlint: Azlint) -> None:
        ran = azlint("check", "repo", "--require-modules")
        assert ran.code == 2
        lines = ran.out.splitlines()
        assert [*lines[:4], lines[-1]] == [
            f"broken: module.kv is not followed ({SOURCE}): {REASON}",
            "  --> main.tf:4:1",
            "",
            "no findings; the run is broken",
            HINT,
        ]

    def test_calls_that_are_not_followed_are_listed(self, azlint: Azlint) -> None:
        ran = azlint("check", "repo", "--verbose")
        lines = ran.out.splitlines()
        assert (ran.code, [*lines[:4], lines[-1]]) == (
            0,
            [
                f"not followed: module.kv ({SOURCE}): {REASON}",
                "  --> main.tf:4:1",
                "",
                "no findings",
                HINT,
            ],
        )

    def test_calls_that_are_not_followed_in_reports_for_programs(self, azlint: Azlint) -> None:
        told = json.loads(azlint("check", "repo", "--format", "json").out)
        assert told["modules_not_followed"] == [
            {
                "address": "module.kv",
                "source": SOURCE,
                "version": None,
                "reason": REASON,
                "location": {
                    "path": "main.tf",
                    "line": 4,
                    "column": 1,
                    "end_line": 4,
                    "end_column": 12,
                },
            }
        ]
        sarif = json.loads(azlint("check", "repo", "--format", "sarif").out)
        assert sarif["runs"][0]["properties"]["modulesNotFollowed"] == [
            f"main.tf: module.kv: {SOURCE}"
        ]
        assert azlint("check", "repo", "--format", "github").out.splitlines()[-1] == HINT

    def test_no_place_under_terraform_is_in_any_report(self, azlint: Azlint) -> None:
        put("repo/.terraform/modules/modules.json", json.dumps(MANIFEST))
        inner = 'module "inner" {\n  source = "./inner"\n}\n'
        put("repo/.terraform/modules/kv/kv/main.tf", VAULT + inner)
        put("repo/.terraform/modules/kv/kv/inner/main.tf", VAULT + "this is no Terraform\n")
        for name in ("text", "sarif", "json", "github"):
            ran = azlint("check", "repo", "--show-undecided", "--exit-zero", "--format", name)
            assert (ran.code, ran.err) == (0, "")
            assert ".terraform/" not in ran.out
            assert "AZL401" in ran.out
