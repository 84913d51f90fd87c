"""AZL806: which releases of its SDKs the job of an evaluation leaves open."""

from __future__ import annotations

from pathlib import Path

import pytest

from tiny import found

INSTALL = "pip install -r requirements.txt"
SCRIPT = "import openai\nassert openai\n"


def said(
    root: Path, wanted: str, run: str = INSTALL, evaluation: str = "eval.py", **files: str
) -> list[str]:
    steps = f"      - run: {run}\n      - run: python {evaluation}\n"
    workflow = f"on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n{steps}"
    others = {f"{name}.txt": text for name, text in files.items()}
    return found(
        root,
        "AZL806",
        {
            ".github/workflows/w.yml": workflow,
            "eval.py": SCRIPT,
            "build.py": SCRIPT,
            "requirements.txt": wanted,
            **others,
        },
    )


FLOOR = ["note floor requirement.openai openai>=1.0"]
BARE = ["note unversioned requirement.openai OpenAI"]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("openai>=1.0", FLOOR),
        ("OpenAI", BARE),
        ("requests>=1.0", []),
        ("openai==1.0", []),
        ("openai~=1.0.1", []),
        ("openai>=1.0,<2", []),
        ("openai>=1.0 --hash=sha256:00", []),
        ("openai @ https://example.org/openai.whl", []),
        ("-r requirements-more.txt", FLOOR),
        ("-c requirements-more.txt", []),
        ("openai>=1.0\n-c constraints.txt", []),
    ],
)
def test_what_is_open(tmp_path: Path, wanted: str, expected: list[str]) -> None:
    others = {"requirements-more": "openai>=1.0", "constraints": "openai==1.0"}
    assert said(tmp_path, wanted, **others) == expected


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ("uv pip install --system -r requirements.txt", FLOOR),
        ("python -m pip install --requirement=./requirements.txt", FLOOR),
        ("cd x && pip install -r ../requirements.txt", FLOOR),
        ("cd x && pip install -r requirements.txt", []),
        ("pip install -r requirements.txt openai==1.2", []),
        ("pip install -r requirements.txt -c constraints.txt", []),
        ("PIP_CONSTRAINT=constraints.txt pip install -r requirements.txt", []),
        ("pip download -r requirements.txt", []),
        ("pip install -r $FILE", []),
        ("cat requirements.txt", []),
    ],
)
def test_what_is_installed(tmp_path: Path, run: str, expected: list[str]) -> None:
    assert said(tmp_path, "openai>=1.0", run, constraints="openai==1.0") == expected


SET = "PIP_CONSTRAINT=constraints.txt"


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        (f"{INSTALL}\n        env: {{PIP_CONSTRAINT: constraints.txt}}", []),
        (f"{INSTALL}  # {SET}", FLOOR),
        (f'echo "{SET}" >> $GITHUB_ENV\n      - run: {INSTALL}', []),
        (f"{INSTALL}\n      - run: {SET} pip install -r other.txt", FLOOR),
        ("uv pip install -r requirements.txt\n        env: {PIP_CONSTRAINT: c.txt}", FLOOR),
        ("uv pip install -r requirements.txt\n        env: {UV_CONSTRAINT: c.txt}", []),
    ],
)
def test_an_install_under_a_variable(tmp_path: Path, run: str, expected: list[str]) -> None:
    assert said(tmp_path, "openai>=1.0", run) == expected


def test_jobs_without_an_evaluation(tmp_path: Path) -> None:
    assert said(tmp_path, "openai>=1.0", evaluation="build.py") == []


def test_installs_of_an_action(tmp_path: Path) -> None:
    step = f"{{run: {INSTALL}, shell: bash}}"
    action = f"runs: {{using: composite, steps: [{step}]}}\n"
    (tmp_path / "setup").mkdir()
    (tmp_path / "setup" / "action.yml").write_text(action, "utf-8")
    assert said(tmp_path, "openai>=1.0", "echo\n      - uses: ./setup") == FLOOR
