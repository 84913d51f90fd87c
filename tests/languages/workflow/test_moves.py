"""Where commands run. The oracle is bash itself."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azlint.languages.script.mention import mention
from azlint.languages.workflow.link import load
from azlint.languages.workflow.scripts import Scripts
from azlint.languages.workflow.trace import Tracer
from azlint.value import Known

BASH = shutil.which("bash")
FOLDERS = ("a", "a/b", "c")


def folders(script: str, start: str = "", by: str = "bash") -> list[str | None]:
    """The folder of each `at`, None where it cannot be told."""
    lines = script.replace("\n", "\n          ")
    where = f"working-directory: {start}\n        " if start else ""
    text = (
        "on: push\njobs:\n  j:\n    runs-on: x\n    steps:\n"
        f"      - shell: {by}\n        {where}run: |\n          {lines}\n"
    )
    scripts = Scripts(Tracer(load({".github/workflows/w.yml": text}, lambda _: None)))
    return [
        str(each.folder.data) if isinstance(each.folder, Known) else None
        for scripted in scripts.steps(mention("at"))
        for each in scripts.invocations(scripted, lambda command: command.name == "at")
    ]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("at\ncd a\nat\ncd b\nat\ncd ..\nat", ["", "a", "a/b", "a"]),
        ("(cd a && at)\nat", ["a", ""]),
        ("cd a\n(cd b; at; cd ..; at)\nat", ["a/b", "a", "a"]),
        ("(cd a; (cd b; at); at); at", ["a/b", "a", ""]),
        ("HERE=$(cd a && pwd)\nat", [""]),
        ("at $(cd a; at) x", ["a", ""]),
        ("{ cd a; at; }\nat", ["a", "a"]),
        ("pushd a\nat\npushd b\nat\npopd\nat\npopd\nat\npopd\nat", ["a", "a/b", "a", "", ""]),
        ("cd a\ncd b\nat\ncd -\nat\ncd -\nat", ["a/b", "a", "a/b"]),
        ("cd -P a\nat\ncd -- b\nat", ["a", "a/b"]),
        ("cd a\ncd\nat", [None]),
        ("cd $X\nat\n", [None]),
        ("cd $GITHUB_WORKSPACE\nat\ncd $GITHUB_WORKSPACE/c\nat", ["", "c"]),
        ("cd ${{ github.workspace }}/c\nat", ["c"]),
        ("f() { cd a; at; }\nat", ["a", ""]),
    ],
)
def test_folders(script: str, expected: list[str | None]) -> None:
    assert sorted(map(str, folders(script))) == sorted(map(str, expected))


def test_the_root_is_the_same_from_every_folder() -> None:
    assert folders("at\ncd $GITHUB_WORKSPACE/c\nat\ncd ../a\nat", start="a/b") == ["a/b", "c", "a"]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("Set-Location -Path a\nat\nSet-Location b\nat", ["a", "a/b"]),
        ("Push-Location a\nat\nPop-Location\nat", ["a", ""]),
    ],
)
def test_powershell(script: str, expected: list[str]) -> None:
    assert folders(script, by="pwsh") == expected


QUIET = """set -e; unset OLDPWD
at() { pwd -P; }
cd() { builtin cd "$@" >&2; }
pushd() { builtin pushd "$@" >&2; }
popd() { builtin popd "$@" >&2; }"""

STEPS = st.recursive(
    st.sampled_from(["at", "cd a", "cd b", "cd c", "cd ..", "cd -", "pushd a", "popd"]),
    lambda inner: st.lists(inner, min_size=1, max_size=4).map(
        lambda each: f"( {'; '.join(each)} )"
    ),
    max_leaves=12,
)


@pytest.mark.skipif(BASH is None, reason="bash is not here")
@settings(max_examples=60, deadline=None)
@given(steps=st.lists(STEPS, min_size=1, max_size=6))
def test_bash_goes_the_same_ways(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str]
) -> None:
    """Scripts that stay where there are folders; bash ends at the first that does not."""
    root = tmp_path_factory.mktemp("r")
    for each in FOLDERS:
        (root / each).mkdir(parents=True)
    script = "\n".join(steps)
    ran = subprocess.run(
        [str(BASH), "-c", f"{QUIET}\n{script}"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        return
    top = root.resolve()
    seen = [Path(line) for line in ran.stdout.splitlines()]
    expected = [
        each.relative_to(top).as_posix() if each.is_relative_to(top) else None for each in seen
    ]
    assert folders(script) == ["" if each == "." else each for each in expected]
