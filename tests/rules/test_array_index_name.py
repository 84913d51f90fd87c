"""AZL103: which names hold positions of array elements, and what is said of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from azlint import runner
from azlint.config import Settings
from azlint.finding import Consequence, Finding, Severity, Verdict

DISK = "'Microsoft.Compute/disks@2024-03-02'"


def findings(folder: Path, texts: Mapping[str, str]) -> tuple[Finding, ...]:
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    result = runner.check_repository(Settings(root=folder, select=("AZL103",)))
    assert result.failures == ()
    return (*result.findings, *result.undecided)


def disk(name: str, loop: str = "(disk, i) in disks", before: str = "param disks array") -> str:
    body = f"name: {name}\n  properties: {{ diskSizeGB: disk.size }}"
    return f"{before}\nresource d {DISK} = [for {loop}: {{\n  {body}\n}}]\n"


def test_the_message_has_the_point_and_the_danger(tmp_path: Path) -> None:
    text = disk("'disk-${i}'", before="var disks = [{ size: 1 }, { size: 2 }]")
    (found,) = findings(tmp_path, {"main.bicep": text})
    assert found.message == (
        "Microsoft.Compute/disks.d is named by the positions of an array: an element inserted "
        "first gives all 2 names the properties of other elements, and under new names a "
        "deployment creates empty resources and leaves the old ones behind"
    )
    assert found.severity is Severity.NOTE
    assert found.consequence is Consequence.NONE
    assert [related.message for related in found.related] == [
        "of an element of this array",
        "the position in the name",
    ]


POSITIONS = {
    "template": disk("'disk-${i}'"),
    "arithmetic": disk("'disk-${i + 1}'"),
    "padded": disk("'disk-${padLeft(i, 2, '0')}'"),
    "formatted": disk("format('disk-{0}', i)"),
    "hashed": disk("'disk${uniqueString(resourceGroup().id, string(i))}'"),
    "joined": disk("join(['disk', string(i)], '-')"),
    "either": disk("i < 9 ? 'disk-0${i + 1}' : 'disk-${i + 1}'"),
    "items": disk("'disk-${i}'", "(disk, i) in items({ a: { size: 1 } })"),
    "empty": disk("'disk-${i}'", before="param disks array = []"),
    "fallback": disk("'disk-${i}'", "(disk, i) in disks ?? []", "param disks array?"),
    "function": disk("named(i)", before="param disks array\nfunc named(n int) string => 'd${n}'"),
    "variable": disk(
        "disk.name",
        "disk in made",
        "param disks array\nvar made = [for (d, i) in disks: { name: 'd${i}', size: d.size }]",
    ),
    "mapped": disk(
        "disk.name",
        "disk in map(disks, (d, i) => { name: 'd${i}', size: d.size })",
    ),
    "filtered": disk(
        "disk.name",
        "disk in filter(made, d => d.size > 1)",
        "param disks array\nvar made = [for (d, i) in disks: { name: 'd${i}', size: d.size }]",
    ),
    "a field that does not tell them apart": disk(
        "'${disk.size}-${i}'", before="var disks = [{ size: 1 }, { size: 1 }]"
    ),
    "a list made by positions": disk(
        "names[i]", before="param disks array\nvar names = [for (d, i) in disks: '${d.kind}${i}']"
    ).replace("d.kind", "length(d)"),
}
SILENT = {
    "range": disk("'disk-${i}'", "i in range(0, 3)").replace("disk.size", "i"),
    "range with two names": disk("'disk-${i}'", "(disk, i) in range(0, 3)"),
    "made of a range": disk(
        "'disk-${i}'", "(disk, i) in made", "var made = [for n in range(0, 3): { size: n }]"
    ),
    "mapped range": disk("'disk-${i}'", "(disk, i) in map(range(0, 3), n => { size: n })"),
    "numbers": disk("'disk-${i}'", before="var disks = [1, 2]"),
    "a field": disk("'${disk.name}-${i}'"),
    "the element": disk("'${disk}-${i}'"),
    "a field that tells them apart": disk(
        "'${disk.size}-${i}'", before="var disks = [{ size: 1 }, { size: 2 }]"
    ),
    "a selected name": disk("names[i]", before="param disks array\nparam names array"),
    "nothing of the element": disk("'disk-${i}'").replace("disk.size", "128"),
    "a length": disk("'disk-${disk.name}-${length(disks)}'"),
    "existing": disk("'disk-${i}'").replace("= [", "existing = ["),
    "no data": disk("'nsg-${i}'").replace("Compute/disks", "Network/networkSecurityGroups"),
    "another loop's position": disk(
        "'${disk.name}'", before="param disks array\nvar other = [for (d, i) in disks: i]"
    ),
}


@pytest.mark.parametrize("text", POSITIONS.values(), ids=POSITIONS)
def test_positions(tmp_path: Path, text: str) -> None:
    (found,) = findings(tmp_path, {"main.bicep": text})
    assert (found.key, found.verdict) == ("position", Verdict.VIOLATION)


@pytest.mark.parametrize("text", SILENT.values(), ids=SILENT)
def test_silence(tmp_path: Path, text: str) -> None:
    assert findings(tmp_path, {"main.bicep": text}) == ()


VAULT = "resource v 'Microsoft.KeyVault/vaults@2023-07-01' = {\n  name: name\n}\n"


def test_a_module_call_in_a_loop_names_what_is_in_the_module(tmp_path: Path) -> None:
    call = "[for (v, i) in vaults: {\n  params: { name: 'kv${i}', sku: v.sku }\n}]"
    (found,) = findings(
        tmp_path,
        {
            "main.bicep": f"param vaults array\nmodule m 'outer/outer.bicep' = {call}\n",
            "outer/outer.bicep": "param name string\nparam sku string\n"
            "module inner '../vault.bicep' = {\n  params: { name: '${name}-x' }\n}\n",
            "vault.bicep": f"param name string\n{VAULT}",
        },
    )
    assert found.subject == "module.m"
    assert found.span.path == "main.bicep"
    assert [related.message for related in found.related] == [
        "of an element of this array",
        "the position in the name",
        "takes its name from here",
    ]


def test_a_name_from_an_imported_function(tmp_path: Path) -> None:
    texts = {
        "main.bicep": disk(
            "named(i)", before="import { named } from 'shared.bicep'\nparam disks array"
        ),
        "shared.bicep": "@export()\nfunc named(number int) string => 'disk-${number}'\n",
    }
    (found,) = findings(tmp_path, texts)
    assert found.verdict is Verdict.VIOLATION


def test_a_fallback_is_undecided_where_the_elements_are_not_known(tmp_path: Path) -> None:
    text = disk("disk.?name ?? 'disk-${i}'")
    (found,) = findings(tmp_path, {"main.bicep": text})
    assert (found.verdict, found.cause) == (
        Verdict.UNDECIDED,
        "no value for a variable: disks.name",
    )


@pytest.mark.parametrize(
    ("elements", "count"),
    [("[{ name: 'a', size: 1 }, { name: 'b', size: 2 }]", 0), ("[{ size: 1 }, { size: 2 }]", 1)],
)
def test_a_fallback_is_decided_by_the_elements(tmp_path: Path, elements: str, count: int) -> None:
    text = disk("disk.?name ?? 'disk-${i}'", before=f"var disks = {elements}")
    found = findings(tmp_path, {"main.bicep": text})
    assert [each.verdict for each in found] == [Verdict.VIOLATION] * count


WORKFLOW = """on: push
jobs:
  deploy:
    runs-on: ubuntu-24.04
    steps:
      - shell: {}
        run: {}
"""
STACK = "New-AzResourceGroupDeploymentStack -Name s -ResourceGroupName g -DenySettingsMode None"


@pytest.mark.parametrize(
    ("command", "key", "severity"),
    [
        ("az deployment group create -f main.bicep", "position", Severity.NOTE),
        ("az deployment group create -f main.bicep --mode Complete", "deleted", Severity.WARNING),
        ("az deployment group create -p prod.bicepparam --mode Complete", "deleted",
         Severity.WARNING),
        ("az deployment group create -f other.bicep --mode Complete", "position", Severity.NOTE),
        ("az stack group create -f main.bicep --aou deleteAll", "deleted", Severity.WARNING),
        ("az stack group create -f main.bicep --aou detachAll", "position", Severity.NOTE),
        ("az stack group create -f main.bicep", "position", Severity.NOTE),
        (f"{STACK} -TemplateFile main.bicep -ActionOnUnmanage DeleteAll", "deleted",
         Severity.WARNING),
        (f"{STACK} -TemplateParameterFile prod.bicepparam -ActionOnUnmanage DeleteAll", "deleted",
         Severity.WARNING),
        (f"{STACK} -TemplateFile main.bicep -ActionOnUnmanage DetachAll", "position",
         Severity.NOTE),
    ],
)  # fmt: skip
def test_deletion_is_claimed_only_where_a_workflow_deletes(
    tmp_path: Path, command: str, key: str, severity: Severity
) -> None:
    shell = "bash" if command.startswith("az ") else "pwsh"
    texts = {
        "main.bicep": disk("'disk-${i}'"),
        "other.bicep": "",
        "prod.bicepparam": "using 'main.bicep'\nparam disks = [{ size: 1 }]\n",
        ".github/workflows/deploy.yml": WORKFLOW.format(shell, command),
    }
    (found,) = findings(tmp_path, texts)
    assert (found.key, found.severity) == (key, severity)


def test_a_fallback_in_a_loop_over_nothing_is_silent(tmp_path: Path) -> None:
    text = disk("disk.?name ?? 'disk-${i}'", "(disk, i) in disks ?? []", "param disks array?")
    assert findings(tmp_path, {"main.bicep": text}) == ()


def test_circles_end(tmp_path: Path) -> None:
    before = "var a = b\nvar b = a\nparam disks array\nfunc f(n int) string => f(n)"
    assert findings(tmp_path, {"main.bicep": disk("'${a}${f(i)}'", before=before)}) == ()
