"""Input on which a reader or a walk that is not linear would not end: the bound is the guard."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import pytest

from azlint.json_source import uncommented
from azlint.languages.python.project import parse as project
from azlint.languages.script.parse import Shell, parse
from azlint.languages.workflow.filters import starts
from azlint.languages.workflow.parse import parse as yaml
from azlint.languages.workflow.syntax import Mapping as Node
from azlint.languages.workflow.versions import wanted
from azlint.toml import TomlError, read
from robustness.program import azlint, here, write

EVALUATES = "python scripts/evaluate.py --threshold 0.8"
DEPLOYS = "az deployment group create -g a -f b.bicep"
LOGS_IN = "      - uses: azure/login@v2\n        with: {client-id: a, tenant-id: b}\n"
GATE = '[ "$a0" -lt 1 ] && exit 1'


def _steps(*scripts: str) -> str:
    lines = (f"      - run: |\n          {each}" for each in scripts)
    steps = "\n".join(each.replace("\n", "\n          ") for each in lines)
    return f"on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n{steps}\n"


def _powershell(script: str) -> str:
    return _steps(script).replace("steps:", "defaults: {run: {shell: pwsh}}\n    steps:")


def _using(*folders: str) -> str:
    uses = "".join(f"    - uses: ./{each}\n" for each in folders)
    return f"name: a\nruns:\n  using: composite\n  steps:\n{uses}"


def _paths(pattern: str) -> str:
    script = _steps(f"python scripts/evaluate-{'a' * 200}.py --threshold 0.8")
    return script.replace("on: push", f"on: {{push: {{paths: ['{pattern}']}}}}")


def _builds(count: int) -> str:
    job = """\
  {0}{1}:
    runs-on: ubuntu-24.04
    environment: {0}
    steps:
      - run: docker build -t a.azurecr.io/a . && docker push a.azurecr.io/a
"""
    jobs = "".join(job.format(name, at) for at in range(count) for name in ("dev", "production"))
    return f"on: push\njobs:\n{jobs}"


SCRIPTS: Mapping[str, str] = {
    "quotes": _steps("az login ${{ " + "''" * 4000),
    "openings": _steps("${{ " * 4000 + "az login"),
    "folders": _steps("cd a\naz deployment group create -g a -f b.bicep\n" * 2000),
    "assignments": _steps('[ $b ] && A="$A x"\naz group create -n "$A"\n' * 60),
    "branches": _steps(f"{EVALUATES}\n" + "[ a ] && b\n" * 3000 + "false"),
    "gates": _steps(f"{EVALUATES}\n" + "[ $a -lt 3 ] || exit 1\n" * 3000),
    "sums": _steps("awk 'BEGIN { exit !($1 >= 0.8) }'\n" * 2000),
    "programs": _steps(f"awk 'BEGIN {{ {'if (a >= 0.8) b; ' * 4000}}}'"),
    "tests": _steps("set +e\n" + "pytest\n" * 2000, DEPLOYS),
    "fallbacks": _steps("".join(f"a{at}=$(b || echo 1.0)\n" for at in range(2000)) + GATE),
    "handlers": _powershell("".join(f"$a{at} = try {{ b }} catch {{ 1 }}\n" for at in range(1500))),
    "tasks": _steps("make a\npython scripts/gate.py"),
    "chains": _steps(" && ".join(["pip install flask"] + ["echo a"] * 4000)),
    "conditions": _steps("if a; then " * 8000),
    "alternatives": _powershell("az||" * 9000),
    "comments": _powershell("<#\n" * 10_000),
    "filters": _paths("scripts/" + "*a" * 20 + "*b"),
    "builds": _builds(400),
    "names": _steps("${a(}=$(b || echo 1.0)\n[ $a -lt 1 ] && exit 1"),
    "depth": _steps(f'python -c "assert x{".a" * 900} > 0.5"'),
    "findings": _steps("true").replace("runs-on", f"if: '{'${{ a }} == ' * 6000}'\n    runs-on"),
    "actions": _steps("true").replace("run: |\n          true", "uses: ./a"),
    "keys": _steps("A" * 200_000 + " ${{ secrets.COSMOS_KEY }}" * 200) + LOGS_IN,
    "heads": "# " + "generated " * 60_000 + "\n" + _steps("a ${{ steps.b.outputs.c }}"),
    "calls": _steps("true").replace("run: |\n          true", "uses: ./a0"),
}
FILES: Mapping[str, str] = {
    **{f".github/workflows/{name}.yml": text for name, text in SCRIPTS.items()},
    "a/action.yml": _using(*["a"] * 20),
    **{f"a{at}/action.yml": _using(*[f"a{at + 1}"] * 20) for at in range(8)},
    "Makefile": "".join(f"{a}:\n" + f"\tcd .; make {b}\n" * 300 for a, b in pairwise("abcd")),
    "scripts/gate.py": "try:\n a\nexcept E:\n b\n" * 3000 + "assert c.get('score', 1.0) > 1\n",
    "scripts/evaluate.py": "import sys\nfrom azure.ai.evaluation import evaluate\n",
    "pyproject.toml": "a." * 20_000 + "b = 1\n",
    "uv/pyproject.toml": f"a = 1{'0' * 5000}\n",
    "global.json": "/*" * 30_000,
}


def test_a_repository_of_hostile_files_is_checked(tmp_path: Path) -> None:
    root = write(tmp_path / "r", FILES)
    ran = azlint(root, "check", "--isolated")
    assert (ran.code, ran.err) == (1, "")


@pytest.mark.parametrize("shell", Shell)
@pytest.mark.parametrize(
    "text", ["a $(", "a | ", "a && ", "a || ", "for a in b; do ", "a=$(", "$a[", "<#\n", "${{ "]
)
def test_scripts_of_one_thing_are_read(text: str, shell: Shell) -> None:
    script = parse(text * 8000, shell)
    assert script.end == len(text) * 8000


@pytest.mark.parametrize("text", ["/* ", '"\\', "//", '"', "/*a*/"])
def test_json_of_one_thing_loses_its_comments(text: str) -> None:
    left = {"//": " ", "/*a*/": " " * 40_000}
    assert uncommented(text * 40_000) == left.get(text, text * 40_000)
    assert wanted("global.json", text * 40_000, "dotnet") == ()


@pytest.mark.parametrize("text", ["a.", '"a".', '\\"', '\\"""', "x=[", "x={a=", '"""', "'"])
def test_toml_of_one_thing_is_refused(text: str) -> None:
    assert project(text * 40_000).problems
    with pytest.raises(TomlError):
        read(text * 40_000)


def test_a_filter_of_many_stars_is_followed() -> None:
    settings = yaml(f"paths: ['{'*a' * 200}*']").root
    assert isinstance(settings, Node)
    assert not starts(settings, "a" * 199)
    assert starts(settings, "a" * 200)


def test_a_reader_that_raises_loses_only_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_text: str) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("azlint.languages.workflow.parse.parse", broken)
    monkeypatch.setattr("azlint.languages.docker.parse.parse", broken)
    monkeypatch.setattr("azlint.languages.python.project.parse", broken)
    vault = 'resource "azurerm_key_vault" "a" {\n  purge_protection_enabled = false\n}\n'
    files = {
        ".github/workflows/a.yml": _steps("true"),
        "Dockerfile": "FROM a\n",
        "main.tf": vault,
        "pyproject.toml": "a = 1\n",
    }
    ran = here(write(tmp_path / "r", files), "check", "--format", "json")
    report = json.loads(ran.out)
    said = "its reader stopped with ZeroDivisionError"
    lost = [".github/workflows/a.yml", "Dockerfile", "pyproject.toml"]
    assert (ran.code, ran.err) == (2, "")
    assert [each["message"] for each in report["failures"]] == [f"{path}: {said}" for path in lost]
    assert [(each["rule"], each["location"]["path"]) for each in report["findings"]] == [
        ("AZL906", lost[0]),
        ("AZL906", lost[1]),
        ("AZL401", "main.tf"),
        ("AZL906", lost[2]),
    ]
