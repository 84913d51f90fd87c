"""Where a finding in a shared module stands: at the module's defect, or at the caller's cause."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from azlint import runner
from azlint.config import Settings
from azlint.finding import Finding
from azlint.fingerprint import fingerprints
from azlint.report.words import where
from azlint.result import Result
from gitrepo import init
from modules import calls
from modules.calls import ROOT
from tiny import write

VAULT = (
    'resource "azurerm_key_vault" "this" {\n'
    '  sku_name                 = "standard"\n'
    "  purge_protection_enabled = var.protect\n"
    "}\n"
)
SHARED = 'variable "protect" {\n  default = false\n}\n' + VAULT
Place = tuple[str, str, int, int]


def call(name: str, *arguments: str, source: str = "./kv") -> str:
    return calls.call(name, source, *arguments)


def check(root: Path, files: Mapping[str, str], rule: str = "AZL401") -> Result:
    write(root, files)
    result = runner.check_repository(Settings(root=root, select=(rule,)))
    assert result.failures == ()
    return result


def placed(result: Result) -> list[Place]:
    """File, text pointed at, start and end of every finding."""
    return [
        (f.span.path, result.sources[f.span.path][f.span], f.span.start, f.span.end)
        for f in result.findings
    ]


def at(path: str, text: str, wanted: str, nth: int = 0) -> Place:
    start = -1
    for _ in range(nth + 1):
        start = text.index(wanted, start + 1)
    return path, wanted, start, start + len(wanted)


def related(result: Result, number: int = 0) -> list[tuple[str, str, str]]:
    return [
        (each.span.path, result.sources[each.span.path][each.span], each.message)
        for each in result.findings[number].related
    ]


def test_a_default_of_the_module_is_its_defect(tmp_path: Path) -> None:
    text = ROOT + "".join(call(f"m{number}") for number in range(8))
    result = check(tmp_path, {"main.tf": text, "kv/main.tf": SHARED})
    assert placed(result) == [at("kv/main.tf", SHARED, "var.protect")]
    assert where(result.findings[0], result.sources) == (
        "8 calls: module.m0 (main.tf:4), module.m1 (main.tf:7), module.m2 (main.tf:10), "
        "module.m3 (main.tf:13), module.m4 (main.tf:16), … and 3 more"
    )


def test_the_same_call_in_several_roots_is_several_callers(tmp_path: Path) -> None:
    text = ROOT + call("kv", source="../kv")
    result = check(tmp_path, {"a/main.tf": text, "b/main.tf": text, "kv/main.tf": SHARED})
    assert placed(result) == [at("kv/main.tf", SHARED, "var.protect")]
    assert where(result.findings[0], result.sources) == (
        "2 calls: module.kv (a/main.tf:4), module.kv (b/main.tf:4)"
    )


def test_what_each_caller_writes_is_its_own(tmp_path: Path) -> None:
    text = (
        ROOT
        + call("a", "protect = false")
        + call("b", "protect = true")
        + call("c", "protect = null")
    )
    result = check(tmp_path, {"main.tf": text, "kv/main.tf": SHARED})
    assert placed(result) == [at("main.tf", text, "false"), at("main.tf", text, "null")]
    attribute = ("kv/main.tf", "var.protect", "azurerm_key_vault.this takes it here")
    assert [related(result, 0), related(result, 1)] == [[attribute], [attribute]]
    assert [f.subject for f in result.findings] == ["azurerm_key_vault.this"] * 2


def test_what_callers_take_from_one_place_stays_one_finding(tmp_path: Path) -> None:
    text = ROOT + "locals {\n  protect = false\n}\n"
    text += call("a", "protect = local.protect") + call("b", "protect = local.protect")
    result = check(tmp_path, {"main.tf": text, "kv/main.tf": SHARED})
    assert placed(result) == [at("kv/main.tf", SHARED, "var.protect")]
    assert related(result) == [("main.tf", "false", "local.protect is written here")]


def test_a_value_file_is_behind_the_argument(tmp_path: Path) -> None:
    text = ROOT + 'variable "protect" {}\n' + call("a", "protect = var.protect")
    result = check(
        tmp_path,
        {"main.tf": text, "kv/main.tf": SHARED, "terraform.tfvars": "protect = false\n"},
    )
    assert placed(result) == [at("main.tf", text, "var.protect")]
    assert related(result) == [
        ("kv/main.tf", "var.protect", "azurerm_key_vault.this takes it here"),
        ("terraform.tfvars", "false", "protect is written here"),
    ]


def test_the_farthest_argument_is_the_cause(tmp_path: Path) -> None:
    middle = 'variable "protect" {}\n' + call("kv", "protect = var.protect", source="../kv")
    text = ROOT + call("good", "protect = true", source="./middle")
    text += call("bad", "protect = false", source="./middle")
    result = check(tmp_path, {"main.tf": text, "middle/main.tf": middle, "kv/main.tf": SHARED})
    assert placed(result) == [at("main.tf", text, "false")]
    assert where(result.findings[0], result.sources) == "module.bad.module.kv (middle/main.tf:2)"


def test_an_argument_in_the_middle_is_one_finding_for_all_above(tmp_path: Path) -> None:
    middle = call("kv", "protect = false", source="../kv")
    text = ROOT + call("one", source="./middle") + call("two", source="./middle")
    result = check(tmp_path, {"main.tf": text, "middle/main.tf": middle, "kv/main.tf": SHARED})
    assert placed(result) == [at("middle/main.tf", middle, "false")]
    assert where(result.findings[0], result.sources) == (
        "module.one.module.kv, module.two.module.kv (middle/main.tf:1)"
    )


def test_an_element_of_what_a_call_is_made_for(tmp_path: Path) -> None:
    text = ROOT + (
        "locals {\n"
        "  vaults = {\n"
        "    a = { protect = true }\n"
        "    b = { protect = false }\n"
        "    c = { protect = false }\n"
        "  }\n"
        "}\n"
    )
    text += call("kv", "for_each = local.vaults", "protect = each.value.protect")
    result = check(tmp_path, {"main.tf": text, "kv/main.tf": SHARED})
    assert placed(result) == [at("main.tf", text, "each.value.protect")]
    assert where(result.findings[0], result.sources) == (
        'module.kv["b"], module.kv["c"] (main.tf:11)'
    )
    assert [(text, message) for _, text, message in related(result)] == [
        ("var.protect", "azurerm_key_vault.this takes it here"),
        ("false", "local.vaults is written here"),
    ]


def test_an_object_is_pointed_into(tmp_path: Path) -> None:
    module = 'variable "settings" {\n  type = object({ protect = bool })\n}\n'
    module += VAULT.replace("var.protect", "var.settings.protect")
    text = ROOT + call("kv", "settings = { protect = false }")
    result = check(tmp_path, {"main.tf": text, "kv/main.tf": module})
    assert placed(result) == [at("main.tf", text, "false")]


def test_environments_of_one_root_are_one_finding_at_the_argument(tmp_path: Path) -> None:
    text = ROOT + 'variable "protect" {}\n' + call("a", "protect = var.protect")
    result = check(
        tmp_path,
        {
            "main.tf": text,
            "kv/main.tf": SHARED,
            "env/dev.tfvars": "protect = false\n",
            "env/prod.tfvars": "protect = true\n",
            "env/uat.tfvars": "protect = false\n",
        },
    )
    assert placed(result) == [at("main.tf", text, "var.protect")]
    (finding,) = result.findings
    assert sorted({context.environment for context in finding.contexts}) == ["dev", "uat"]
    assert finding.not_in == ("prod",)


BICEP = (
    "param protect bool = false\n"
    "resource kv 'Microsoft.KeyVault/vaults@2023-07-01' = {\n"
    "  name: 'kv'\n"
    "  location: 'westeurope'\n"
    "  properties: {\n"
    "    enablePurgeProtection: protect\n"
    "  }\n"
    "}\n"
)


def module(name: str, params: str) -> str:
    return f"module {name} 'kv.bicep' = {{\n  name: '{name}'\n  params: {params}\n}}\n"


def test_callers_in_bicep(tmp_path: Path) -> None:
    text = module("a", "{ protect: false }") + module("b", "{ protect: true }") + module("c", "{}")
    result = check(tmp_path, {"main.bicep": text, "kv.bicep": BICEP})
    assert placed(result) == [
        at("kv.bicep", BICEP, "protect", 1),
        at("main.bicep", text, "false"),
    ]
    assert [where(finding, result.sources) for finding in result.findings] == [
        "module.c (main.bicep:9)",
        "module.a (main.bicep:1)",
    ]
    assert related(result, 1) == [
        ("kv.bicep", "protect", "Microsoft.KeyVault/vaults.kv takes it here")
    ]


SWITCHES = [
    ("protect ? true : null", "null"),
    ("(protect) ? protect : null", "null"),
    ("!protect ? false : true", "false"),
]
"""Where nothing but a setting decides, what is written in the module is not the cause."""


@pytest.mark.parametrize(("switch", "chosen"), SWITCHES)
def test_what_a_setting_chooses_is_the_caller_s(tmp_path: Path, switch: str, chosen: str) -> None:
    vault = BICEP.replace(": protect\n", f": {switch}\n")
    text = module("a", "{ protect: false }") + module("b", "{ protect: true }") + module("c", "{}")
    result = check(tmp_path, {"main.bicep": text, "kv.bicep": vault})
    chosen_here = at("kv.bicep", vault, chosen, vault.count(chosen) - 1)
    assert placed(result) == [chosen_here, at("main.bicep", text, "false")]
    assert related(result, 1) == [
        ("kv.bicep", chosen, "Microsoft.KeyVault/vaults.kv takes it here")
    ]


@pytest.mark.parametrize(("switch", "chosen"), SWITCHES)
def test_the_same_in_terraform(tmp_path: Path, switch: str, chosen: str) -> None:
    vault = SHARED.replace("= var.protect", f"= {switch.replace('protect', 'var.protect')}")
    text = ROOT + call("a", "protect = false") + call("b", "protect = true")
    result = check(tmp_path, {"main.tf": text, "kv/main.tf": vault})
    assert placed(result) == [at("main.tf", text, "false")]
    assert related(result) == [("kv/main.tf", chosen, "azurerm_key_vault.this takes it here")]


def test_what_a_comparison_chooses_is_written_where_it_is(tmp_path: Path) -> None:
    vault = "param stage string\n" + BICEP.replace(
        ": protect\n", ": stage == 'prod' ? true : null\n"
    )
    text = module("a", "{ stage: 'dev' }") + module("b", "{ stage: 'prod' }")
    result = check(tmp_path, {"main.bicep": text, "kv.bicep": vault})
    assert placed(result) == [at("kv.bicep", vault, "null")]


def test_a_branch_from_elsewhere_is_what_is_chosen(tmp_path: Path) -> None:
    vault = "param weak bool = true\nparam setting bool = false\n" + BICEP.replace(
        ": protect\n", ": weak ? setting : protect\n"
    )
    text = module("a", "{ weak: true, setting: false }")
    result = check(tmp_path, {"main.bicep": text, "kv.bicep": vault})
    assert placed(result) == [at("main.bicep", text, "false")]


LOG = (
    'resource "azurerm_network_watcher_flow_log" "log" {\n  {} = var.target\n  enabled = true\n}\n'
)
GROUP = 'resource "azurerm_network_security_group" "g" {\n  name = "g"\n}\n'


def test_an_attribute_that_is_wrong_in_itself_is_the_place(tmp_path: Path) -> None:
    for attribute, places in (
        ("network_security_group_id", ["log/main.tf"]),
        ("target_resource_id", ["main.tf", "main.tf"]),
    ):
        module = 'variable "target" {}\n' + LOG.replace("{}", attribute, 1)
        text = ROOT + GROUP
        for name in ("a", "b"):
            target = "target = azurerm_network_security_group.g.id"
            text += call(name, target, source="./log")
        result = check(tmp_path, {"main.tf": text, "log/main.tf": module}, "AZL601")
        assert [path for path, *_ in placed(result)] == places


DISKS = (
    'variable "names" {\n  type = list(string)\n}\n'
    'resource "azurerm_managed_disk" "this" {\n'
    "  for_each = { for at, name in var.names : at => name }\n"
    "  name     = each.value\n"
    "}\n"
)


def test_a_folded_finding_says_what_holds_in_every_call(tmp_path: Path) -> None:
    text = ROOT + call("a", 'names = ["x", "y"]', source="./disks")
    one = check(tmp_path / "one", {"main.tf": text, "disks/main.tf": DISKS}, "AZL101")
    assert "changes or replaces all 2 instances" in one.findings[0].message
    text += call("b", 'names = ["x", "y", "z"]', source="./disks")
    (both,) = check(tmp_path / "two", {"main.tf": text, "disks/main.tf": DISKS}, "AZL101").findings
    assert both.message == (
        "azurerm_managed_disk.this takes its for_each keys from list positions: inserting or "
        "removing an element changes or replaces the instances after it, and changing the key "
        "alone destroys and recreates every instance"
    )


def test_keys_that_the_caller_makes(tmp_path: Path) -> None:
    module = DISKS.replace("{ for at, name in var.names : at => name }", "var.names")
    module = module.replace("list(string)", "map(string)")
    text = ROOT + call("a", 'names = { x = "x" }', source="./disks")
    made = '{ for at, name in ["x", "y"] : at => name }'
    text += call("b", f"names = {made}", source="./disks")
    result = check(tmp_path, {"main.tf": text, "disks/main.tf": module}, "AZL101")
    assert placed(result) == [at("main.tf", text, made)]
    assert related(result) == [
        ("disks/main.tf", "var.names", "azurerm_managed_disk.this takes it here"),
        ("main.tf", '["x", "y"]', "the keys hold positions in this list"),
        ("main.tf", "at", "the position in the key"),
    ]


def suppressed(root: Path, files: Mapping[str, str]) -> list[str]:
    result = check(root, files)
    assert result.findings == ()
    return [entry.reason for entry in result.suppressed]


def test_a_comment_at_the_argument_or_in_the_resource_accepts(tmp_path: Path) -> None:
    text = ROOT + call("a", "protect = false # azlint: ignore[AZL401] at the argument")
    files = {"main.tf": text, "kv/main.tf": SHARED}
    assert suppressed(tmp_path / "one", files) == ["at the argument"]
    inside = SHARED.replace("{\n  sku", "{\n  # azlint: ignore[AZL401] in the resource\n  sku")
    files = {"main.tf": ROOT + call("a", "protect = false"), "kv/main.tf": inside}
    assert suppressed(tmp_path / "two", files) == ["in the resource"]


def prints(result: Result) -> list[str]:
    findings: list[Finding] = list(result.findings)
    return list(fingerprints(findings, result.sources))


def test_fingerprints_know_neither_calls_nor_lines(tmp_path: Path) -> None:
    text = ROOT + call("a", "protect = false")
    other = ROOT + "\n\n" + call("renamed", "protect = false", source="./middle")
    middle = 'variable "protect" {}\n' + call("kv", "protect = var.protect", source="../kv")
    one = check(tmp_path / "one", {"main.tf": text, "kv/main.tf": SHARED})
    two = check(
        tmp_path / "two", {"main.tf": other, "middle/main.tf": middle, "kv/main.tf": SHARED}
    )
    assert prints(one) == prints(two)


@pytest.mark.parametrize("git", [False, True])
def test_a_linked_folder_is_followed_to_where_it_lies(tmp_path: Path, *, git: bool) -> None:
    files = {
        "live/main.tf": ROOT + call("kv", "protect = false", source="./modules/kv"),
        "shared/kv/main.tf": SHARED,
    }
    if git:
        init(tmp_path)
    write(tmp_path, files)
    (tmp_path / "live/modules").symlink_to("../hop")
    (tmp_path / "hop").symlink_to("shared")
    result = check(tmp_path, files)
    assert placed(result) == [at("live/main.tf", files["live/main.tf"], "false")]
    assert related(result) == [
        ("shared/kv/main.tf", "var.protect", "azurerm_key_vault.this takes it here")
    ]
    assert (result.counts.roots, result.counts.libraries) == (1, 0)
    assert result.not_followed == ()


def test_a_linked_folder_of_templates_is_followed(tmp_path: Path) -> None:
    files = {
        "live/main.bicep": "module kv 'modules/kv.bicep' = {\n  params: { protect: false }\n}\n",
        "shared/kv.bicep": "param protect bool\n"
        "resource kv 'Microsoft.KeyVault/vaults@2023-07-01' = {\n  name: 'kv'\n"
        "  location: 'x'\n  properties: { enablePurgeProtection: protect ? true : null }\n}\n",
    }
    write(tmp_path, files)
    (tmp_path / "live/modules").symlink_to("../shared")
    result = check(tmp_path, files)
    assert placed(result) == [at("live/main.bicep", files["live/main.bicep"], "false")]
    assert (result.counts.roots, result.not_followed) == (1, ())
