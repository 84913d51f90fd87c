"""The published hooks in real pre-commit runs, installed from a clone of this tree."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import cast

import pytest
from ruamel.yaml import YAML

from azlint.kinds import kind_of
from gitrepo import environment, git, init, write

pytestmark = pytest.mark.xdist_group("hook")  # one installation serves all

ROOT = Path(__file__).parents[2]
MANIFEST = ROOT / ".pre-commit-hooks.yaml"
NO_INDEX = re.compile(r"No matching distribution|Could not find a version|Failed to establish")

VAULT = """\
resource "azurerm_key_vault" "{name}" {{
  name                     = "{name}"
  purge_protection_enabled = {protected}
}}
"""
PROVIDER = 'provider "azurerm" {\n  features {}\n}\n'
BAD = PROVIDER + VAULT.format(name="a", protected="false")
GOOD = PROVIDER + VAULT.format(name="a", protected="true")


def manifest() -> dict[str, dict[str, object]]:
    hooks = cast("list[dict[str, object]]", YAML(typ="safe").load(MANIFEST.read_text("utf-8")))
    return {str(hook["id"]): hook for hook in hooks}


@pytest.mark.parametrize("hook", ["azlint", "azlint-all"])
@pytest.mark.parametrize(
    "path",
    [
        *("main.tf", "a b/main.tofu", "main.tf.json", "prod.tfvars", "prod.tfvars.json"),
        *(".terraform.lock.hcl", "main.bicep", "prod.bicepparam", "bicepconfig.json"),
        *(".github/workflows/ci.yml", "action.yaml", "env/prod.json", "env/prod.yaml"),
        *("main.parameters.json", "azuredeploy.json", "module.jsonc"),
        *("Dockerfile", "app/Dockerfile.prod", "app/api.dockerfile", "Containerfile"),
        *("requirements.txt", "app/dev-requirements.txt", "app/requirements/base.txt"),
        *("azlint.toml", "pyproject.toml", ".python-version", ".nvmrc", "global.json", "go.mod"),
        *("prompts/system_v1.txt", "eval/dataset.jsonl", ".github/skills/x/SKILL.md"),
        *(".tool-versions", "rust-toolchain", "Pipfile", "composer.lock", ".sdkmanrc"),
    ],
)
def test_every_kind_of_file_starts_the_hooks(hook: str, path: str) -> None:
    assert re.search(str(manifest()[hook]["files"]), path)


@pytest.mark.parametrize("path", ["README.md", "main.py", "docs/dockerfile-notes.md", "x.tf.bak"])
def test_other_files_do_not(path: str) -> None:
    assert not re.search(str(manifest()["azlint"]["files"]), path)
    assert kind_of(path) is None


def test_the_hooks_get_no_file_names() -> None:
    for hook in manifest().values():
        assert hook["pass_filenames"] is False
        assert hook["require_serial"] is True
        assert not {"types", "types_or"} & set(hook)


class Repository:
    """A repository with one of the hooks."""

    def __init__(self, root: Path, hook: str, source: Path, home: Path) -> None:
        self.root = init(root)
        self.home = home
        revision = git(source, "rev-parse", "HEAD")
        self.config = (
            f"repos:\n- repo: {source.as_posix()}\n  rev: {revision}\n  hooks:\n  - id: {hook}\n"
        )
        write(self.root, {".pre-commit-config.yaml": self.config})

    def call(self, *arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            arguments,
            cwd=cwd or self.root,
            env={
                **environment(),
                "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
                "PRE_COMMIT_HOME": str(self.home),
                "GIT_CONFIG_GLOBAL": os.devnull,
            },
            capture_output=True,
            text=True,
            check=False,
        )

    def install(self) -> None:
        done = self.call("pre-commit", "install", "--install-hooks")
        said = done.stdout + done.stderr
        if done.returncode and NO_INDEX.search(said):
            pytest.skip("no package index: the hook cannot be installed")
        assert done.returncode == 0, said

    def commit(self, files: dict[str, str], cwd: Path | None = None) -> tuple[int, str]:
        """Commit with git, which runs the hook."""
        folder = cwd or self.root
        write(folder, files)
        git(folder, "add", "--", *files)
        done = self.call("git", "commit", "-m", "change", cwd=folder)
        return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as it is on disk, in a repository of its own."""
    if shutil.which("pre-commit", path=str(Path(sys.executable).parent)) is None:
        pytest.skip("pre-commit is not installed")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git work tree")
    copy = init(tmp_path_factory.mktemp("azlint source"))
    for path in filter(None, listed.stdout.decode("utf-8").split("\0")):
        if (ROOT / path).is_file() and not path.startswith(("samples/", "tests/")):
            (copy / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / path, copy / path)
    git(copy, "add", "--all")
    git(copy, "commit", "--quiet", "--message=source")
    return copy


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """pre-commit's own folder, so that azlint is installed once."""
    return tmp_path_factory.mktemp("pre-commit")


@pytest.fixture
def repository(tmp_path: Path, source: Path, home: Path) -> Repository:
    """A repository, in a folder with a space, where every commit runs the hook `azlint`."""
    made = Repository(tmp_path / "a repository", "azlint", source, home)
    made.install()
    return made


def test_the_first_commit_is_checked_as_a_whole(repository: Repository) -> None:
    config = {".pre-commit-config.yaml": repository.config}
    code, said = repository.commit({"infra files/main.tf": BAD, **config})
    assert code != 0
    assert "infra files/main.tf:6" in said
    code, said = repository.commit({"infra files/main.tf": GOOD})
    assert code == 0, said


def test_only_what_the_commit_introduces_fails(repository: Repository) -> None:
    write(repository.root, {"main.tf": BAD})
    git(repository.root, "add", ".")
    git(repository.root, "commit", "--quiet", "--no-verify", "--message=first")
    code, said = repository.commit({"variables.tf": 'variable "x" {}\n'})
    assert code == 0, said
    code, said = repository.commit({"b.tf": VAULT.format(name="b", protected="false")})
    assert code != 0
    assert "b.tf:3" in said
    assert "main.tf:6" not in said


def test_unstaged_changes_are_not_the_commit(repository: Repository) -> None:
    code, said = repository.commit({"main.tf": GOOD, ".pre-commit-config.yaml": repository.config})
    assert code == 0, said
    write(repository.root, {"variables.tf": 'variable "x" {}\n', "main.tf": BAD})
    git(repository.root, "add", "variables.tf")
    done = repository.call("git", "commit", "-m", "staged only")
    assert done.returncode == 0, done.stdout + done.stderr
    assert (repository.root / "main.tf").read_text("utf-8") == BAD
    done = repository.call("git", "commit", "-am", "all")
    assert done.returncode != 0
    assert "main.tf:6" in done.stdout + done.stderr


def test_a_linked_work_tree(repository: Repository, tmp_path: Path) -> None:
    git(repository.root, "add", ".")
    git(repository.root, "commit", "--quiet", "--no-verify", "--message=first")
    other = tmp_path / "other work tree"
    git(repository.root, "worktree", "add", "--quiet", "-b", "other", str(other))
    code, said = repository.commit({"main.tf": BAD}, cwd=other)
    assert code != 0
    assert "main.tf:6" in said
    code, said = repository.commit({"main.tf": GOOD}, cwd=other)
    assert code == 0, said


def test_files_that_azlint_does_not_read_start_nothing(repository: Repository) -> None:
    config = {".pre-commit-config.yaml": repository.config}
    repository.commit({"main.tf": GOOD, **config})
    code, said = repository.commit({"notes.txt": "x\n"})
    assert code == 0
    assert "no files to check" in said


def test_the_other_hook_reports_what_was_there(tmp_path: Path, source: Path, home: Path) -> None:
    repository = Repository(tmp_path / "r", "azlint-all", source, home)
    repository.install()
    write(repository.root, {"main.tf": BAD})
    git(repository.root, "add", ".")
    git(repository.root, "commit", "--quiet", "--no-verify", "--message=first")
    code, said = repository.commit({"variables.tf": 'variable "x" {}\n'})
    assert code != 0
    assert "main.tf:6" in said
