"""AZL8xx: evaluations and tests that `package.json` and `Makefile` keep under a name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tiny import found

DEPLOY = "az containerapp update --name agent --resource-group rg --image acr.io/agent:1"
SCORES = "promptfoo eval -c evals/promptfooconfig.yaml"


def workflow(run: str, needs: str = "score") -> str:
    return (
        "on: push\njobs:\n"
        f"  score:\n    runs-on: ubuntu-latest\n    steps:\n      - run: {run}\n"
        f"  give:\n    needs: [{needs}]\n    runs-on: ubuntu-latest\n"
        f"    steps:\n      - run: {DEPLOY}\n"
    )


def package(**scripts: str) -> str:
    return json.dumps({"name": "agent", "scripts": scripts}, indent=2)


UNGATED = ["not-needed job.give give"]


@pytest.mark.parametrize(
    ("run", "files", "expected"),
    [
        ("npm run eval", {"package.json": package(eval=SCORES)}, UNGATED),
        ("npm run-script eval", {"package.json": package(eval=SCORES)}, UNGATED),
        ("npm --prefix web run eval", {"web/package.json": package(eval=SCORES)}, UNGATED),
        ("npm --prefix=web run eval", {"web/package.json": package(eval=SCORES)}, UNGATED),
        ("cd web && npm run eval", {"web/package.json": package(eval=SCORES)}, UNGATED),
        ("pnpm eval", {"package.json": package(eval=SCORES)}, UNGATED),
        ("yarn run eval", {"package.json": package(eval=SCORES)}, UNGATED),
        ("npm run all", {"package.json": package(all="npm run eval", eval=SCORES)}, UNGATED),
        ("npm run eval", {"package.json": package(eval="npm run eval")}, []),
        ("npm run eval", {"package.json": package(evaluate=SCORES)}, []),
        ("npm run eval", {"web/package.json": package(eval=SCORES)}, []),
        ("npm eval", {"package.json": package(eval=SCORES)}, []),
        ("npm -w web run eval", {"package.json": package(eval=SCORES)}, []),
        ("npm --prefix .. run eval", {"package.json": package(eval=SCORES)}, []),
        ("npm run eval", {"package.json": '{"scripts": {"eval": 1}}'}, []),
        ("npm run eval", {"package.json": "{"}, []),
        ("make eval", {"Makefile": f"eval: install\n\t@{SCORES}\n"}, UNGATED),
        ("make -C ai eval", {"ai/Makefile": f"test eval:\n\t{SCORES}\n"}, UNGATED),
        ("make eval LIMIT=3", {"Makefile": f"eval:\n\t{SCORES} --limit $(LIMIT)\n"}, UNGATED),
        ("make eval", {"Makefile": f"eval := {SCORES}\n\t{SCORES}\n"}, []),
        ("make eval", {"Makefile": f"check:\n\t{SCORES}\n"}, []),
        ("make -f ai.mk eval", {"Makefile": f"eval:\n\t{SCORES}\n"}, []),
        (
            "make eval",
            {"Makefile": "eval:\n\tcd ai && python eval.py\n", "ai/eval.py": "import openai\n"},
            UNGATED,
        ),
        (
            "make eval",
            {"Makefile": "eval:\n\tcd ai\n\tpython eval.py\n", "ai/eval.py": "import openai\n"},
            [],
        ),
        (
            "npm run eval",
            {
                "package.json": package(eval="node evals/run-eval.mjs"),
                "evals/run-eval.mjs": "if (score < threshold) process.exit(1)\n",
            },
            UNGATED,
        ),
    ],
)
def test_an_evaluation_that_is_kept_elsewhere(
    tmp_path: Path, run: str, files: dict[str, str], expected: list[str]
) -> None:
    files = files | {".github/workflows/w.yml": workflow(run, needs="")}
    assert found(tmp_path, "AZL801", files) == expected


@pytest.mark.parametrize(
    ("run", "files", "expected"),
    [
        (
            "npm run eval",
            {"package.json": package(eval=f"{SCORES} || true")},
            [f"swallowed file.package.json {SCORES}"],
        ),
        (
            "npm test",
            {"package.json": package(test="jest || exit 0")},
            ["swallowed file.package.json jest"],
        ),
        (
            "npm run eval",
            {"package.json": package(eval='promptfoo eval -c "a.yaml" | tee log')},
            ['piped-in-task file.package.json promptfoo eval -c \\"a.yaml\\"'],
        ),
        ("npm run eval", {"package.json": package(eval=SCORES)}, []),
        ("npm run eval", {"package.json": package(eval=f"{SCORES} || exit 1")}, []),
        (
            "make eval",
            {"Makefile": f"eval:\n\t@-{SCORES}\n\techo done\n"},
            [f"ignored file.Makefile {SCORES}"],
        ),
        (
            "make eval",
            {"Makefile": f"eval:\n\t-mkdir out\n\t@{SCORES} | tee log\n"},
            [f"piped-in-task file.Makefile {SCORES}"],
        ),
        ("make eval", {"Makefile": f"eval:\n\tset -o pipefail; {SCORES} | tee log\n"}, []),
        ("make eval", {"Makefile": f"eval:\n\t-mkdir out\n\t{SCORES}\n"}, []),
    ],
)
def test_a_gate_that_is_kept_open_elsewhere(
    tmp_path: Path, run: str, files: dict[str, str], expected: list[str]
) -> None:
    files = files | {".github/workflows/w.yml": workflow(run)}
    assert found(tmp_path, "AZL803", files) == expected


def test_no_deployment_waits(tmp_path: Path) -> None:
    files = {
        "package.json": package(eval=f"{SCORES} || true"),
        ".github/workflows/w.yml": workflow("npm run eval", needs=""),
    }
    assert found(tmp_path, "AZL803", files) == []


def test_a_threshold_of_zero(tmp_path: Path) -> None:
    files = {
        "package.json": package(eval="python evals/eval.py --min-score 0"),
        ".github/workflows/w.yml": workflow("npm run eval"),
    }
    assert found(tmp_path, "AZL802", files) == ["zero file.package.json 0"]


def test_scores_that_are_lost(tmp_path: Path) -> None:
    upload = (
        "npm run eval\n      - uses: actions/upload-artifact@v4\n"
        "        with: {name: eval-results, path: out}"
    )
    files = {
        "package.json": package(eval=SCORES),
        ".github/workflows/w.yml": workflow(upload),
    }
    expected = ["note lost step.score.actions/upload-artifact uses: actions/upload-artifact@v4"]
    assert found(tmp_path, "AZL804", files) == expected
