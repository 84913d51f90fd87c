"""The repository under check is written by strangers: nothing of it runs, nothing leaves."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from azlint.cli import cli
from azlint.parsing.files import SHARE
from gitrepo import commit, git, init
from robustness.program import azlint, found, here, write

VAULT = 'resource "azurerm_key_vault" "{0}" {{\n  purge_protection_enabled = {1}\n}}\n'
BAD = VAULT.format("a", "false")
BICEP = """\
resource a 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'a'
  location: 'westeurope'
  properties: {
    enablePurgeProtection: null
  }
}
"""
WORKFLOW = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: true\n"


COMMANDS = (
    (["check"], 1),
    (["check", "--format", "sarif"], 1),
    (["check", "--format", "json"], 1),
    (["check", "--format", "github"], 1),
    (["check", "--since", "HEAD"], 0),
    (["rules"], 0),
    (["explain", "AZL401"], 0),
    (["why", "azurerm_key_vault.a"], 0),
    (["config", "show"], 0),
    (["--version"], 0),
    (["--help"], 0),
)


def test_every_command_is_tried_without_a_network() -> None:
    named = {arguments[0] for arguments, _ in COMMANDS}
    assert set(cli.list_commands(click.Context(cli))) <= named


@pytest.mark.parametrize(("arguments", "code"), COMMANDS)
def test_no_command_opens_a_socket(tmp_path: Path, arguments: list[str], code: int) -> None:
    root = init(tmp_path / "r")
    commit(root, {"main.tf": BAD, "a.bicep": BICEP, ".github/workflows/a.yml": WORKFLOW})
    git(root, "remote", "add", "origin", "https://example.invalid/o/r.git")
    ran = azlint(root, *arguments)
    assert (ran.code, ran.err) == (code, "")


def test_workers_are_spawned_and_see_nothing_of_the_repository(tmp_path: Path) -> None:
    """Enough text for several processes; names that a worker could import lie in the root."""
    filler = f"# {'x' * 997}\n" * (SHARE // 2500)
    files = {f"m{n}/main.tf": BAD + filler for n in range(6)}
    marker = tmp_path / "ran"
    trap = f"open({str(marker)!r}, 'w').close()\n"
    names = (
        *("azlint", "azlint_rules", "msgspec", "sitecustomize", "usercustomize"),
        *("multiprocessing", "pickle", "struct", "selectors", "concurrent"),
    )
    traps = {f"{name}.py": trap for name in names}
    root = write(tmp_path / "r", {**files, **traps})
    ran = azlint(root, "check", "--format", "github")
    assert (ran.code, ran.err) == (1, "")
    assert [line.partition("file=")[2].partition(",")[0] for line in ran.out.splitlines()[:6]] == [
        f"m{n}/main.tf" for n in range(6)
    ]
    assert not marker.exists()


def test_git_runs_nothing_for_the_repository(tmp_path: Path) -> None:
    root = init(tmp_path / "r")
    commit(root, {"main.tf": BAD, ".gitattributes": "*.tf diff=trap filter=trap\n"})
    marker = tmp_path / "ran"
    program = tmp_path / "trap"
    program.write_text(f"#!/bin/sh\ntouch '{marker}'\ncat\n", "utf-8")
    program.chmod(0o755)
    for name in (
        "core.fsmonitor",
        "core.sshCommand",
        "core.pager",
        "core.editor",
        "diff.external",
        "diff.trap.textconv",
        "diff.trap.command",
        "filter.trap.smudge",
        "filter.trap.clean",
        "filter.trap.process",
        "credential.helper",
        "uploadpack.packObjectsHook",
    ):
        git(root, "config", name, str(program))
    hooks = root / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    for hook in (
        "post-index-change",
        "fsmonitor-watchman",
        "post-checkout",
        "reference-transaction",
    ):
        (hooks / hook).write_bytes(program.read_bytes())
        (hooks / hook).chmod(0o755)
    write(root, {"more.tf": VAULT.format("b", "false")})
    marker.unlink(missing_ok=True)
    assert found(root, "--since", "HEAD")[0] == "AZL401 main.tf:2:30"
    assert not marker.exists()


@pytest.mark.parametrize(
    "text",
    [
        'checkov = "./evil"\n',
        'packs = ["evil"]\n',
        'rules-from = "../evil"\n',
        'extends = "/etc"\n',
    ],
)
def test_configuration_names_no_program_pack_or_path(tmp_path: Path, text: str) -> None:
    ran = here(write(tmp_path / "r", {"main.tf": BAD, "azlint.toml": text}), "check")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("azlint: azlint.toml:1:1: unknown key")


def test_files_outside_cannot_be_read(tmp_path: Path) -> None:
    write(tmp_path, {"secret": "false", "out/x.tf": BAD})
    calls = ('file("../secret")', f'file("{tmp_path}/secret")', 'file("link")', 'file("in/secret")')
    root = write(
        tmp_path / "r",
        {
            "main.tf": "".join(VAULT.format(f"v{n}", call) for n, call in enumerate(calls)),
            "a.bicep": "var s = loadTextContent('../secret')\n"
            + BICEP.replace("null", "s == 'false' ? false : true"),
            "m.tf": 'module "out" {\n  source = "../out"\n}\n',
        },
    )
    (root / "link").symlink_to("../secret")
    (root / "in").symlink_to("..")
    lines = [f"?AZL401 main.tf:{3 * n + 2}:30" for n in range(len(calls))]
    assert found(root) == ["AZL904 m.tf:1:1", "?AZL401 a.bicep:6:28", *lines]


def test_expressions_that_explode(tmp_path: Path) -> None:
    doubled = "".join(f'  l{n + 1} = "${{local.l{n}}}${{local.l{n}}}"\n' for n in range(60))
    lists = "".join(f"  m{n + 1} = [local.m{n}, local.m{n}]\n" for n in range(60))
    bombs = {
        "a": 'format("%999999999d", 1)',
        "b": 'format("%.999999999f", 1)',
        "c": "range(1000000000)",
        "d": "pow(10, 100000000)",
        "e": "1e999999999",
        "f": 'indent(1000000000, "a\\nb")',
        "g": "setproduct(range(1000), range(1000), range(1000))",
        "h": 'cidrsubnets("10.0.0.0/8", 999999)',
        "i": "1 / 0",
        "j": 'regexall("(a|aa)+$", var.long)',
        "k": 'replace(var.long, "/a*?a*?a*?b/", "$0$0$0")',
        "l": 'join("", [for x in range(1024): var.long])',
        "m": "length(local.l60)",
        "n": "jsonencode(local.m60)",
    }
    vaults = "".join(VAULT.format(name, f"local.{name} == 1") for name in bombs)
    text = "".join(f"  {name} = {bomb}\n" for name, bomb in bombs.items())
    root = write(
        tmp_path / "r",
        {
            "main.tf": f'locals {{\n{text}  l0 = "xxxxxxxxxx"\n{doubled}  m0 = ["a"]\n{lists}}}\n'
            'terraform {\n  backend "local" {}\n}\nvariable "long" {}\n'
            + vaults
            + VAULT.format("last", "false"),
            "terraform.tfvars": f'long = "{"a" * 1_000_000}"\n',
        },
    )
    last = (root / "main.tf").read_text("utf-8").count("\n") - 1
    assert f"AZL401 main.tf:{last}:30" in found(root)


def test_names_cannot_write_to_a_terminal_or_a_log(tmp_path: Path) -> None:
    name = "x\x1b[31m\x07\u202e\r"
    comment = "# \x1b]0;title\x07\r::error::owned"
    root = write(
        tmp_path / "r",
        {
            "a\x1b[31m\n::error::owned,x.tf": BAD,
            "%0A::error::owned.tf": VAULT.format("b", "false"),
            "c.tf": VAULT.format(name, f"false {comment}"),
        },
    )
    for format_ in ("text", "github"):
        ran = here(root, "check", "--format", format_)
        assert ran.code == 1
        assert not set(ran.out) & set("\x1b\x07\r\u202e")
        lines = ran.out.splitlines()
        assert not any(line.startswith("::error") for line in lines)
    report = here(root, "check", "--format", "sarif").out
    assert not set(report) & set("\x1b\x07\r")


def test_streams_and_homes_that_are_poor(tmp_path: Path) -> None:
    root = write(tmp_path / "r", {"main.tf": VAULT.format("prüfung…", "false")})
    for added in (
        {"PYTHONIOENCODING": "cp1252"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"HOME": "/nonexistent", "XDG_CACHE_HOME": "/dev/null/x"},
        {"HOME": "/dev/null", "PYTHONIOENCODING": "ascii"},
    ):
        ran = azlint(root, "check", NO_COLOR="1", **added)
        assert (ran.code, ran.err) == (1, "")
        assert "AZL401" in ran.out
        assert "\x1b" not in ran.out
