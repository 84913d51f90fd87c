"""Modules from elsewhere, end to end: what is followed, and where what is found in them stands."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from azlint import runner
from azlint.config import Settings
from azlint.result import Result
from gitrepo import commit, init
from modules.calls import ROOT, call
from tiny import write

AVM = "Azure/avm-res-keyvault-vault/azurerm"
VAULT = (
    'variable "protect" {\n  default = false\n}\n'
    'resource "azurerm_key_vault" "this" {\n'
    '  sku_name                 = "standard"\n'
    "  purge_protection_enabled = var.protect\n"
    "}\n"
)


def manifest(*entries: tuple[str, str, str, str]) -> str:
    keys = ("Key", "Source", "Version", "Dir")
    return json.dumps({"Modules": [dict(zip(keys, entry, strict=True)) for entry in entries]})


def check(root: Path, files: Mapping[str, str], **settings: object) -> Result:
    write(root, files)
    made = Settings(root=root, select=("AZL401",), **settings)  # type: ignore[arg-type]
    return runner.check_repository(made)


def found(result: Result) -> list[tuple[str, str, str, int, int]]:
    """Rule, file, text pointed at, start and end of every finding."""
    return [
        (f.rule, f.span.path, result.sources[f.span.path][f.span], f.span.start, f.span.end)
        for f in result.findings
    ]


def related(result: Result) -> list[tuple[str, str]]:
    return [
        (result.sources[each.span.path][each.span], each.message)
        for finding in result.findings
        for each in finding.related
    ]


def lost(result: Result) -> list[tuple[str, str, str]]:
    return [(each.address, each.source, each.reason) for each in result.not_followed]


INSTALLED = {
    "infra/main.tf": ROOT + call("kv", AVM, 'version = "~> 0.5"'),
    "infra/.terraform/modules/modules.json": manifest(
        ("", "", "", "."),
        ("kv", f"registry.terraform.io/{AVM}", "0.5.3", ".terraform/modules/kv"),
    ),
    "infra/.terraform/modules/kv/main.tf": VAULT,
}


def test_an_installed_module_is_reported_at_its_call(tmp_path: Path) -> None:
    result = check(tmp_path, INSTALLED)
    start = len(ROOT)
    header = 'module "kv"'
    assert found(result) == [("AZL401", "infra/main.tf", header, start, start + len(header))]
    assert related(result) == [
        (f'"{AVM}"', f"azurerm_key_vault.this is declared in {AVM} 0.5.3"),
        (f'"{AVM}"', f"var.protect is written here, in {AVM} 0.5.3"),
    ]
    assert lost(result) == []
    assert result.counts.files == {"terraform": 1}
    assert (result.counts.roots, result.counts.libraries) == (1, 0)


def test_git_ignores_what_init_installs(tmp_path: Path) -> None:
    main_file = {"infra/main.tf": INSTALLED["infra/main.tf"]}
    commit(init(tmp_path), {**main_file, ".gitignore": ".terraform/\n"})
    result = check(tmp_path, INSTALLED)
    assert [(f.rule, f.span.path) for f in result.findings] == [("AZL401", "infra/main.tf")]


def test_the_argument_of_the_call_is_the_cause(tmp_path: Path) -> None:
    text = ROOT + call("kv", AVM, "protect = false")
    result = check(tmp_path, {**INSTALLED, "infra/main.tf": text})
    start = text.index("false")
    assert found(result) == [("AZL401", "infra/main.tf", "false", start, start + 5)]
    assert related(result) == [
        (f'"{AVM}"', f"azurerm_key_vault.this takes it here, in {AVM} 0.5.3")
    ]


def test_a_module_inside_an_installed_one_is_reported_at_the_outer_call(tmp_path: Path) -> None:
    files = {
        **INSTALLED,
        "infra/.terraform/modules/modules.json": manifest(
            ("kv", AVM, "0.5.3", ".terraform/modules/kv"),
            ("kv.far", "git::https://host/far.git", "", ".terraform/modules/kv.far"),
        ),
        "infra/.terraform/modules/kv/main.tf": call(
            "far", "git::https://host/far.git", "count = 2"
        ),
        "infra/.terraform/modules/kv.far/main.tf": VAULT.replace("var.protect", "false"),
    }
    result = check(tmp_path, files)
    assert [text for _, _, text, _, _ in found(result)] == ['module "kv"']
    assert related(result) == [
        (f'"{AVM}"', f"module.far[{at}].azurerm_key_vault.this is declared in {AVM} 0.5.3")
        for at in (0, 1)
    ]
    contexts = [c for finding in result.findings for c in finding.contexts]
    assert [[address for address, _ in c.calls] for c in contexts] == [
        ["module.kv", "module.kv.module.far[0]"],
        ["module.kv", "module.kv.module.far[1]"],
    ]
    assert {span.path for c in contexts for _, span in c.calls} == {"infra/main.tf"}


def test_two_roots_have_their_own_versions(tmp_path: Path) -> None:
    files = dict(INSTALLED)
    for name, text in INSTALLED.items():
        files[name.replace("infra", "other")] = text.replace("0.5.3", "0.9.1")
    files["other/.terraform/modules/kv/main.tf"] = VAULT.replace("var.protect", "true")
    assert [path for _, path, *_ in found(check(tmp_path, files))] == ["infra/main.tf"]


def test_what_is_installed_must_be_what_is_asked_for(tmp_path: Path) -> None:
    for source, version in ((AVM.replace("vault/", "other/"), ""), (AVM, "0.6.0")):
        text = ROOT + call("kv", source, f'version = "{version}"')
        result = check(tmp_path, {**INSTALLED, "infra/main.tf": text})
        assert lost(result) == [("module.kv", source, "another source or version is installed")]


def test_a_manifest_leads_nowhere_outside(tmp_path: Path) -> None:
    write(tmp_path / "outside", {"main.tf": VAULT})
    (tmp_path / "repo").mkdir()
    for place in ("../../outside", str(tmp_path / "outside"), ".terraform/modules/link"):
        files = {
            **INSTALLED,
            "infra/.terraform/modules/modules.json": manifest(("kv", AVM, "0.5.3", place)),
        }
        write(tmp_path / "repo", files)
        link = tmp_path / "repo/infra/.terraform/modules/link"
        if not link.is_symlink():
            link.symlink_to(tmp_path / "outside")
        result = check(tmp_path / "repo", {})
        assert (found(result), [name for name, *_ in lost(result)]) == ([], ["module.kv"])


def test_a_manifest_that_is_none_is_no_manifest(tmp_path: Path) -> None:
    for text in ("", "{", "[]", '{"Modules": 1}', '{"Modules": [{"Key": 1}]}', "[" * 10_000):
        result = check(tmp_path, {**INSTALLED, "infra/.terraform/modules/modules.json": text})
        assert [name for name, *_ in lost(result)] == ["module.kv"]


def test_a_manifest_in_a_circle_ends(tmp_path: Path) -> None:
    entries = [(".".join(["kv"] * n), AVM, "", ".terraform/modules/kv") for n in range(1, 60)]
    result = check(
        tmp_path,
        {
            **INSTALLED,
            "infra/.terraform/modules/modules.json": manifest(*entries),
            "infra/.terraform/modules/kv/main.tf": VAULT + call("kv", AVM),
        },
    )
    assert [text for _, _, text, _, _ in found(result)] == ['module "kv"']


MACHINE = (
    'variable "group" {\n  default = null\n}\n'
    'resource "azurerm_linux_virtual_machine" "this" {\n'
    "  capacity_reservation_group_id = var.group\n"
    "}\n"
)


def test_a_change_of_an_argument_is_the_changed_line(tmp_path: Path) -> None:
    files = {**INSTALLED, "infra/.terraform/modules/kv/main.tf": MACHINE}
    write(tmp_path / "before", {**files, "infra/main.tf": ROOT + call("kv", AVM)})
    text = ROOT + call("kv", AVM, 'group = "/subscriptions/0/group"')
    write(tmp_path / "after", {**files, "infra/main.tf": text})
    settings = Settings(root=tmp_path / "after", base=tmp_path / "before", select=("AZL201",))
    result = runner.check_repository(settings)
    assert [entry[1:3] for entry in found(result)] == [
        ("infra/main.tf", '"/subscriptions/0/group"'),
    ]
    name = "azurerm_linux_virtual_machine.this"
    assert related(result) == [
        (f'"{AVM}"', f"capacity_reservation_group_id of {name} is set here, in {AVM} 0.5.3")
    ]


def test_what_is_inside_an_installed_module_may_change_with_it(tmp_path: Path) -> None:
    """Another version that sets the group itself: the call is the place."""
    files = {**INSTALLED, "infra/.terraform/modules/kv/main.tf": MACHINE}
    write(tmp_path / "before", files)
    changed = MACHINE.replace("var.group", '"/subscriptions/0/group"')
    write(tmp_path / "after", {**files, "infra/.terraform/modules/kv/main.tf": changed})
    settings = Settings(root=tmp_path / "after", base=tmp_path / "before", select=("AZL201",))
    result = runner.check_repository(settings)
    assert [entry[1:3] for entry in found(result)] == [("infra/main.tf", 'module "kv"')]


# Checkouts.

MAPPED = {"main.tf": ROOT + call("kv", "git::https://host/org/modules.git//kv?ref=v1.2.0")}


def test_a_checkout_in_the_repository_is_part_of_it(tmp_path: Path) -> None:
    files = {**MAPPED, "vendor/kv/main.tf": VAULT}
    result = check(tmp_path, files, modules={"git::https://host/org/modules.git": "vendor"})
    start = VAULT.index("var.protect")
    assert found(result) == [("AZL401", "vendor/kv/main.tf", "var.protect", start, start + 11)]
    assert lost(result) == []


def test_a_path_into_what_init_would_install(tmp_path: Path) -> None:
    """A package is brought by one call, and others name folders of where it will lie."""
    text = ROOT + call("all", "git::https://host/org/modules.git?ref=v1", "count = 0")
    text += call("kv", "./.terraform/modules/all/kv")
    write(tmp_path / "modules", {"kv/main.tf": VAULT, "main.tf": ""})
    outside = {"git::https://host/org/modules.git": str(tmp_path / "modules")}
    without = check(tmp_path / "repo", {"main.tf": text})
    assert [name for name, *_ in lost(without)] == ["module.all", "module.kv"]
    assert without.findings == ()
    result = check(tmp_path / "repo", {}, modules=outside)
    assert [(path, text) for _, path, text, _, _ in found(result)] == [("main.tf", 'module "kv"')]
    package = "host/org/modules//kv?ref=v1"
    assert [message for _, message in related(result)] == [
        f"azurerm_key_vault.this is declared in {package}",
        f"var.protect is written here, in {package}",
    ]
    assert lost(result) == []


def test_a_checkout_outside_is_context(tmp_path: Path) -> None:
    write(tmp_path / "modules/kv", {"main.tf": call("common", "../common")})
    write(tmp_path / "modules/common", {"main.tf": VAULT})
    (tmp_path / "modules/.git").mkdir()
    outside = {"git::https://host/org/modules.git//kv": str(tmp_path / "modules/kv")}
    result = check(tmp_path / "repo", MAPPED, modules=outside)
    assert [(path, text) for _, path, text, _, _ in found(result)] == [("main.tf", 'module "kv"')]
    assert lost(result) == []


def test_a_checkout_leads_nowhere_beyond_its_package(tmp_path: Path) -> None:
    write(tmp_path / "kv", {"main.tf": call("common", "../common")})
    write(tmp_path / "common", {"main.tf": VAULT})
    outside = {"git::https://host/org/modules.git//kv": str(tmp_path / "kv")}
    result = check(tmp_path / "repo", MAPPED, modules=outside)
    reason = "its path leads out of the repository or in a circle"
    assert (found(result), lost(result)) == (
        [],
        [("module.kv.module.common", "../common", reason)],
    )
