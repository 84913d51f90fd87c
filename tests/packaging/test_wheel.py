"""The wheel and the sdist: built offline, installed where the source tree cannot be seen."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from shutil import unpack_archive

import click
import pytest

import azlint

ROOT = Path(__file__).parents[2]
VAULT = 'resource "azurerm_key_vault" "a" {\n  purge_protection_enabled = false\n}\n'
TABLES = "azlint/languages/terraform/tables.json"
MODULES = """
import sys
from azlint.cli import main
sys.argv = ["azlint", *sys.argv[1:]]
try:
    main()
finally:
    print(*sorted(sys.modules), file=sys.stderr)
"""
EXPLAINED = """
import sys
from azlint.cli import cli
for rule in sys.argv[1:]:
    cli.main(["explain", rule], standalone_mode=False)
    print("\\x1e", flush=True)
"""

pytestmark = [
    pytest.mark.xdist_group("wheel"),  # one build serves all
    pytest.mark.skipif(
        importlib.util.find_spec("hatchling") is None, reason="hatchling is not installed"
    ),
]


def _build(target: str, source: Path, folder: Path) -> Path:
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(folder)]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _build("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


class Installed:
    """A fresh environment with the wheel, beside the libraries of this one."""

    def __init__(self, folder: Path, wheel: Path) -> None:
        venv = [sys.executable, "-m", "venv", "--without-pip", str(folder)]
        subprocess.run(venv, check=True)
        self.home = folder / "home"
        self.home.mkdir()
        self.python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
        places = "import sysconfig; print(sysconfig.get_path('purelib'))"
        self.packages = Path(self.run("-c", places).stdout.decode().strip())
        unpack_archive(wheel, self.packages, "zip")
        libraries = Path(click.__file__).parents[1]
        (self.packages / "libraries.pth").write_text(f"{libraries}\n", "utf-8")

    def run(self, *arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[bytes]:
        kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
        return subprocess.run(
            [self.python, "-B", *arguments],
            cwd=cwd or self.home.parent,
            env=kept | {"HOME": str(self.home)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    made = Installed(tmp_path_factory.mktemp("venv"), wheel)
    where = "import azlint, azlint_rules; print(azlint.__file__, azlint_rules.__file__, sep='\\n')"
    for path in made.run("-c", where).stdout.decode().split():
        assert Path(path).is_relative_to(made.packages)
    return made


def test_the_wheel_holds_both_packages_whole(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    sources = {
        path.relative_to(top).as_posix()
        for top in (ROOT / "linter", ROOT / "rules")
        for path in top.rglob("*")
        if path.suffix in {".py", ".md", ".lark", ".typed"} or path.name == "py.typed"
    }
    assert sources - names == set()
    assert {TABLES, "azlint/py.typed", "azlint_rules/py.typed"} <= names
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {
        "azlint",
        "azlint_rules",
    }


def test_the_tables_in_the_wheel_are_used(installed: Installed, tmp_path: Path) -> None:
    """Nothing computes tables, and nothing is left in the home of who runs it."""
    (tmp_path / "main.tf").write_text(VAULT, "utf-8")
    ran = installed.run("-c", MODULES, "check", cwd=tmp_path)
    assert (ran.returncode, b"AZL401" in ran.stdout) == (1, True)
    assert "lark" not in ran.stderr.decode().split()
    assert list(installed.home.iterdir()) == []


def test_version_imports_no_parser(installed: Installed) -> None:
    ran = installed.run("-c", MODULES, "--version")
    assert ran.stdout.decode().split() == ["azlint", azlint.__version__]
    parsers = {"lark", "hcl2", "pyparsing", "ruamel", "sarif_om", "msgspec", "azlint_rules"}
    assert set(ran.stderr.decode().split()) & parsers == set()


def test_every_rule_is_listed_and_explained(installed: Installed) -> None:
    listed = installed.run("-m", "azlint", "rules").stdout.decode().splitlines()
    pages = {path.stem: path for path in installed.packages.glob("azlint*/pages/*.md")}
    assert sorted(line.split()[0] for line in listed) == sorted(pages)
    ran = installed.run("-c", EXPLAINED, *sorted(pages))
    assert (ran.returncode, ran.stderr) == (0, b"")
    explained = ran.stdout.decode("utf-8").split("\x1e")
    for rule, text in zip(sorted(pages), explained, strict=False):
        assert text.strip() == pages[rule].read_text("utf-8").strip()
        assert "How to fix" in text


def test_the_sdist_builds_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    sdist = _build("sdist", ROOT, tmp_path / "sdist")
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    again = _build("wheel", tmp_path / sdist.name.removesuffix(".tar.gz"), tmp_path / "wheel")
    with zipfile.ZipFile(wheel) as first, zipfile.ZipFile(again) as second:
        assert second.namelist() == first.namelist()
        assert second.read(TABLES) == first.read(TABLES)
