"""The program in a process of its own: imports, streams, and what a repository may not do."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

VAULT = 'resource "azurerm_key_vault" "prüfung…" {\n  purge_protection_enabled = false # ✓\n}\n'

PARSERS = ("hcl2", "lark", "pyparsing", "ruamel", "sarif_om", "msgspec", "azlint.runner")
LOADED = """
import sys
from azlint.cli import main
sys.argv = ["azlint", *sys.argv[1:]]
try:
    main()
finally:
    print(*sorted(sys.modules), file=sys.stderr)
"""


def environment(**added: str) -> dict[str, str]:
    """Nothing of the caller's but what Python needs to start."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return kept | {"HOME": "/nonexistent"} | added


def run(*arguments: str, cwd: Path, **added: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env=environment(**added),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "repo sitory"
    folder.mkdir()
    (folder / "main.tf").write_text(VAULT, "utf-8")
    return folder


@pytest.mark.parametrize("arguments", [["--version"], ["--help"]])
def test_light_commands_import_no_parser(tmp_path: Path, arguments: list[str]) -> None:
    ran = run("-c", LOADED, *arguments, cwd=tmp_path)
    assert ran.returncode == 0
    loaded = set(ran.stderr.decode().split())
    assert "azlint.cli" in loaded
    assert loaded.isdisjoint(PARSERS)


def test_help_of_check_imports_no_parser(tmp_path: Path) -> None:
    ran = run("-c", LOADED, "check", "--help", cwd=tmp_path)
    assert ran.returncode == 0
    assert set(ran.stderr.decode().split()).isdisjoint(set(PARSERS) - {"msgspec"})


WORKFLOW = """
on: push
env:
  TAG: ${{ github.sha }}
jobs:
  deploy:
    runs-on: ubuntu-latest
    environment: prod
    steps:
      - uses: actions/checkout@v4
      - uses: azure/login@v2
        with:
          creds: ${{ secrets.AZURE_CREDENTIALS }}
      - run: pip install -r requirements.txt ruff==0.5
      - run: docker build -t app.azurecr.io/app:$TAG . && docker push app.azurecr.io/app:$TAG
      - run: terraform -chdir=infra apply -var-file=prod.tfvars
      - run: az deployment group create -g rg -f main.bicep -p name=x
      - shell: pwsh
        run: New-AzResourceGroupDeployment -ResourceGroupName rg -TemplateFile main.json
"""
TERRAFORM = 'module "x" {\n  source = "Azure/x/azurerm"\n}\nresource "azurerm_key_vault" "x" {}\n'
BICEP = "resource v 'Microsoft.KeyVault/vaults@2023-07-01' = {\n  name: toLower('x')\n}\n"
LANGUAGES = {"arm", "bicep", "docker", "python", "terraform"}
LIGHT = {"docker.model", "python.follow", "terraform.installed"}
"""Shared with what every run reads."""


def evaluating(loaded: Iterable[str]) -> set[str]:
    """The languages of which more is imported than the shape of their syntax."""
    inner = (name.removeprefix("azlint.languages.") for name in loaded)
    parts = (name.partition(".") for name in inner if name not in LIGHT)
    return {top for top, _, module in parts if top in LANGUAGES and module not in {"", "syntax"}}


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        (".github/workflows/deploy.yml", WORKFLOW, set()),
        ("main.tf", TERRAFORM, {"terraform"}),
        ("main.bicep", BICEP, {"bicep"}),
        ("azuredeploy.json", '{"$schema": "x/deploymentTemplate.json#"}', {"arm", "bicep"}),
        ("Dockerfile", "FROM python:3.12\nRUN pip install x\n", {"docker"}),
        ("requirements.txt", "ruff==0.5\n", {"python"}),
    ],
)
def test_only_the_languages_that_are_there_are_imported(
    tmp_path: Path, path: str, text: str, expected: set[str]
) -> None:
    file = tmp_path / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    ran = run("-c", LOADED, "check", "--select", "all", "--exit-zero", "--root", ".", cwd=tmp_path)
    loaded = ran.stderr.decode().split()
    assert b"read 1 " in ran.stdout
    assert "azlint.runner" in loaded
    assert evaluating(loaded) == expected


def test_version(tmp_path: Path) -> None:
    ran = run("-m", "azlint", "--version", cwd=tmp_path)
    assert (ran.returncode, ran.stdout.split()[0]) == (0, b"azlint")


@pytest.mark.parametrize(
    "added",
    [
        {"PYTHONIOENCODING": "cp1252"},
        {"PYTHONIOENCODING": "ascii"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
)
def test_streams_that_are_not_utf8_get_ascii(repository: Path, added: dict[str, str]) -> None:
    ran = run("-m", "azlint", "check", cwd=repository, **added)
    assert (ran.returncode, ran.stderr) == (1, b"")
    assert ran.stdout.isascii()
    assert rb"pr\xfcfung..." in ran.stdout


def test_utf8_streams_get_the_text_as_it_is(repository: Path) -> None:
    ran = run("-m", "azlint", "check", cwd=repository, PYTHONIOENCODING="utf-8")
    assert "prüfung…".encode() in ran.stdout


def test_sarif_is_utf8_on_any_stream(repository: Path) -> None:
    ran = run(
        "-m", "azlint", "check", "--format", "sarif", cwd=repository, PYTHONIOENCODING="cp1252"
    )
    assert "prüfung…" in ran.stdout.decode("utf-8")


@pytest.mark.parametrize(
    ("added", "coloured"),
    [({}, False), ({"FORCE_COLOR": "1"}, True), ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False)],
)
def test_colour(repository: Path, added: dict[str, str], coloured: bool) -> None:
    ran = run("-m", "azlint", "check", cwd=repository, **added)
    assert (b"\x1b[" in ran.stdout) is coloured


def test_a_reader_that_leaves_is_no_error(repository: Path) -> None:
    (repository / "more.tf").write_text(
        "".join(VAULT.replace("prüfung…", f"v{n}") for n in range(2000)), "utf-8"
    )
    script = f'"{sys.executable}" -m azlint check | head -n 1'
    ran = subprocess.run(
        ["sh", "-c", script], cwd=repository, env=environment(), capture_output=True, check=False
    )
    assert (ran.stderr, ran.stdout.count(b"\n")) == (b"", 1)


def test_nothing_of_the_repository_runs(repository: Path) -> None:
    """A planted module, `sitecustomize`, pack and configuration that names a program."""
    marker = repository / "ran"
    trap = f"open({str(marker)!r}, 'w').close()\n"
    for name in ("click", "msgspec", "lark", "evil_pack", "sitecustomize", "usercustomize"):
        (repository / f"{name}.py").write_text(trap, "utf-8")
    pack = repository / "evil-1.0.dist-info"
    pack.mkdir()
    (pack / "METADATA").write_text("Metadata-Version: 2.1\nName: evil\nVersion: 1.0\n", "utf-8")
    (pack / "entry_points.txt").write_text("[azlint.rules]\nevil = evil_pack:rules\n", "utf-8")
    ran = run("-m", "azlint", "check", cwd=repository)
    assert (ran.returncode, b"AZL401" in ran.stdout) == (1, True)
    (repository / "azlint.toml").write_text('checkov = "./evil"\n', "utf-8")
    assert run("-m", "azlint", "check", cwd=repository).returncode == 2
    assert not marker.exists()


def test_a_pack_in_the_repository_is_refused(repository: Path) -> None:
    """Even if somebody put the checked repository on the path."""
    marker = repository / "ran"
    (repository / "evil_pack.py").write_text(f"open({str(marker)!r}, 'w').close()\n", "utf-8")
    pack = repository / "evil-1.0.dist-info"
    pack.mkdir()
    (pack / "METADATA").write_text("Metadata-Version: 2.1\nName: evil\nVersion: 1.0\n", "utf-8")
    (pack / "entry_points.txt").write_text("[azlint.rules]\nevil = evil_pack:rules\n", "utf-8")
    ran = run("-m", "azlint", "check", cwd=repository, PYTHONPATH=str(repository))
    assert ran.returncode == 2
    assert b"pack evil 1.0 lies in the repository under check" in ran.stderr
    assert not marker.exists()


COMMANDS = [
    ["check", "."],
    ["check", ".", "--format", "json"],
    ["check", ".", "--format", "github"],
    ["why", "azurerm_key_vault.prüfung…"],
    ["why", "azurerm_key_vault.prüfung…", "--format", "json"],
    ["rules"],
    ["explain", "AZL401"],
    ["check", "--help"],
    ["--version"],
]


def shell(redirection: str, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    """The program as a shell starts it."""
    return subprocess.run(
        ["/bin/sh", "-c", f'"$@" {redirection}', "sh", sys.executable, "-m", "azlint", *arguments],
        cwd=cwd,
        env=environment(LC_ALL="C.UTF-8"),
        capture_output=True,
        check=False,
    )


posix = pytest.mark.skipif(os.name == "nt", reason="a POSIX shell")


@posix
@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_closed_pipe_ends_it_in_silence(repository: Path, arguments: list[str]) -> None:
    read, written = os.pipe()
    os.close(read)
    ran = subprocess.run(
        [sys.executable, "-m", "azlint", *arguments],
        cwd=repository,
        env=environment(LC_ALL="C.UTF-8"),
        stdout=written,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(written)
    assert (ran.returncode, ran.stderr) == (141, b"")


@posix
@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_closed_output_is_an_error_in_one_line(repository: Path, arguments: list[str]) -> None:
    ran = shell(">&-", *arguments, cwd=repository)
    assert (ran.returncode, ran.stdout) == (2, b"")
    assert ran.stderr.count(b"\n") == 1
    assert b"standard output: Bad file descriptor" in ran.stderr


@posix
def test_a_closed_output_that_nothing_is_written_to(repository: Path) -> None:
    ran = shell(">&-", "check", ".", "--format", "json=report.json", cwd=repository)
    assert (ran.returncode, ran.stdout) == (1, b"")
    assert b'"AZL401"' in (repository / "report.json").read_bytes()
    assert shell(">&- 2>&-", "check", ".", cwd=repository).returncode == 2
    ran = shell("<&- 2>&-", "check", ".", cwd=repository)
    assert (ran.returncode, b"AZL401" in ran.stdout) == (1, True)


@posix
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
@pytest.mark.parametrize("arguments", [["check", "."], ["rules"]], ids=" ".join)
def test_a_full_device_is_an_error_in_one_line(repository: Path, arguments: list[str]) -> None:
    ran = shell("> /dev/full", *arguments, cwd=repository)
    assert (ran.returncode, ran.stderr.count(b"\n")) == (2, 1)
    assert b"No space left on device" in ran.stderr
