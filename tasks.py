"""The tasks of a clone, which need Python and a package index only: `python3 tasks.py TASK ...`.

demo: the main job, on a repository that has something for every headline rule, and its earlier
state · test: lint, then every test · lint: format, lint, types, generated pages, import contracts ·
docs: write the generated pages · ready: the environment alone, in `.venv`.
"""

import os
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
CONTOSO = "samples/repositories/contoso"


def run(program: str, *arguments: str) -> None:
    """Runs a program of the environment; its failure is the failure of the task."""
    done = subprocess.run([BIN / program, *arguments], cwd=ROOT, check=False)
    if done.returncode:
        sys.exit(f"{program} failed: {' '.join(arguments)}")


def ready() -> None:
    """The environment, anew whenever the project declares something else."""
    declared = (ROOT / "pyproject.toml").read_bytes()
    stamp = VENV / ".ready"
    if stamp.is_file() and stamp.read_bytes() == declared:
        return
    print("making .venv, which takes a minute or two", flush=True)
    venv.create(VENV, with_pip=True, symlinks=os.name != "nt")
    pip = ("-m", "pip", "install", "-qq", "--disable-pip-version-check")
    run("python", *pip, "--editable", ".[dev]")
    stamp.write_bytes(declared)


def demo() -> None:
    run(
        *("azlint", "check", "--root", f"{CONTOSO}/after", "--base", f"{CONTOSO}/before"),
        *("--exit-zero", "--format", "text", "--format", "sarif=out/azlint.sarif"),
        f"{CONTOSO}/after",
    )


def lint() -> None:
    run("ruff", "format", "--check", "--quiet", ".")
    run("ruff", "check", "--quiet", ".")
    run("mypy", "--no-error-summary", "linter", "rules", "tests", "tasks.py")
    run("python", "docs/generate.py", "--check")
    run("lint-imports", "--no-logo")


def test() -> None:
    lint()
    run("pytest", "-n", "2", "--dist", "loadgroup", "-q")


def docs() -> None:
    run("python", "docs/generate.py")


TASKS: dict[str, Callable[[], None]] = {
    task.__name__: task for task in (demo, test, lint, docs, ready)
}


if __name__ == "__main__":
    if not sys.argv[1:] or not set(sys.argv[1:]) <= set(TASKS):
        sys.exit(f"{__doc__}\nTasks: {', '.join(TASKS)}")
    ready()
    for name in sys.argv[1:]:
        TASKS[name]()
