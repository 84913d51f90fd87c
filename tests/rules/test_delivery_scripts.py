"""AZL8xx: Python scripts that evaluate or deploy, and what they read and write."""

from __future__ import annotations

from pathlib import Path

import pytest

from tiny import found

SCORES = "python eval/run.py"
GIVES = "python tools/deploy_agent.py"


def workflow(scores: str = SCORES, gives: str = GIVES, on: str = "push") -> str:
    return (
        f"on: {on}\njobs:\n  score:\n    steps:\n      - run: {scores}\n"
        f"  give:\n    steps:\n      - run: {gives}\n"
    )


def said(root: Path, rule: str, text: str, files: dict[str, str]) -> list[str]:
    return found(root, rule, files | {".github/workflows/w.yml": text})


JUDGE = "import openai\n"
AGENT = {"tools/deploy_agent.py": "from azure.ai.projects import AIProjectClient\n"}
UNGATED = ["not-needed job.give give"]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"eval/run.py": JUDGE}, UNGATED),
        ({"eval/run.py": "import json\n"}, []),
        ({"eval/run.py": "from eval.judge import judge\n", "eval/judge.py": JUDGE}, UNGATED),
        ({"eval/run.py": "from .judge import judge\n", "eval/judge.py": JUDGE}, UNGATED),
        ({"eval/run.py": "from . import judge\n", "eval/judge.py": JUDGE}, UNGATED),
        ({"eval/run.py": "from ..judge import judge\n", "judge.py": JUDGE}, UNGATED),
        ({"eval/run.py": "import app.judge\n", "app/judge/__init__.py": JUDGE}, UNGATED),
        ({"eval/run.py": "import app.judge\n", "src/app/judge.py": JUDGE}, UNGATED),
        (
            {"eval/run.py": "import app.a\n", "app/a.py": "import app.b\n", "app/b.py": JUDGE},
            UNGATED,
        ),
        ({"eval/run.py": "import app.a\n", "app/a.py": "import app.a\n"}, []),
        ({"eval/run.py": "import judge\n", "other/judge.py": JUDGE}, []),
        ({"eval/run.py": "if score < threshold:\n    raise SystemExit(1)\n"}, UNGATED),
        ({"eval/run.py": "print(score, threshold)\n"}, []),
        ({"eval/run.py": "# openai\nimport openai_like\n"}, []),
    ],
)
def test_what_a_script_scores_with(
    tmp_path: Path, files: dict[str, str], expected: list[str]
) -> None:
    assert said(tmp_path, "AZL801", workflow(), AGENT | files) == expected


@pytest.mark.parametrize(
    ("gives", "files", "expected"),
    [
        (GIVES, AGENT, UNGATED),
        (f"{GIVES} --dry-run", AGENT, []),
        (GIVES, {"tools/deploy_agent.py": "import json\n"}, []),
        (
            "python tools/check_deployment.py",
            {"tools/check_deployment.py": "import azure.mgmt\n"},
            [],
        ),
        (
            "python -m tools.create_agents",
            {"tools/create_agents.py": "import azure.ai.agents\n"},
            UNGATED,
        ),
        ("az cognitiveservices agent create --name a", {}, UNGATED),
        ("az cognitiveservices agent show --name a", {}, []),
    ],
)
def test_what_deploys(
    tmp_path: Path, gives: str, files: dict[str, str], expected: list[str]
) -> None:
    kept = {"eval/run.py": JUDGE} | files
    assert said(tmp_path, "AZL801", workflow(gives=gives), kept) == expected


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ("azure/bicep-deploy@v2\n        with: {operation: create}", UNGATED),
        ("azure/bicep-deploy@v2\n        with: {operation: whatIf}", []),
        ("azure/arm-deploy@v2\n        with: {deploymentMode: Validate}", []),
        ("azure/arm-deploy@v2", UNGATED),
    ],
)
def test_previews(tmp_path: Path, action: str, expected: list[str]) -> None:
    text = workflow().replace(f"run: {GIVES}", f"uses: {action}")
    assert said(tmp_path, "AZL801", text, {"eval/run.py": JUDGE}) == expected


MISSING = ["missing step.score.run python eval/run.py"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('open("rows.jsonl")', MISSING),
        ('DATASET = "rows.jsonl"', MISSING),
        ('data_path: str = "rows.jsonl"', MISSING),
        ('DATASET = Path("rows.jsonl")', MISSING),
        ('Path("rows.jsonl").read_text()', MISSING),
        ('open("rows.jsonl", "w")', []),
        ('open("rows.jsonl", mode="a")', []),
        ('Path("rows.jsonl").write_text(x)', []),
        ('frame.to_json("rows.jsonl")', []),
        ('run(output_path="rows.jsonl")', []),
        ('report = Path("rows.jsonl")', []),
        ('open("./rows.jsonl", "w")\ndata = "rows.jsonl"', []),
    ],
)
def test_what_a_script_reads(tmp_path: Path, text: str, expected: list[str]) -> None:
    files = {"eval/run.py": f"{JUDGE}{text}\n"}
    assert said(tmp_path, "AZL810", workflow(), files) == expected


def test_a_dataset_that_is_an_input(tmp_path: Path) -> None:
    run = f"{SCORES} --input rows.jsonl"
    lines = said(tmp_path, "AZL810", workflow(scores=run), {"eval/run.py": JUDGE})
    assert lines == [f"missing step.score.run {run}"]


FILTER = "{push: {paths: [app/**]}}"


@pytest.mark.parametrize(
    ("gives", "expected"), [("true", ["unwatched workflow.w [app/**]"]), (GIVES, [])]
)
def test_a_script_whose_change_would_release(
    tmp_path: Path, gives: str, expected: list[str]
) -> None:
    text = workflow(gives=gives, on=FILTER)
    assert said(tmp_path, "AZL809", text, AGENT | {"eval/run.py": JUDGE}) == expected


UPLOAD = "      - uses: actions/upload-artifact@v4\n        with: {path: eval-scores.json}\n"
ASKS = 'if [ -z "$KEY" ]; then exit 1; fi'


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (SCORES, []),
        (f"{ASKS}\n          {SCORES}", []),
        (f"{SCORES}\n          {ASKS}", ["note lost"]),
    ],
)
def test_what_comes_before_an_evaluation_is_no_gate(
    tmp_path: Path, script: str, expected: list[str]
) -> None:
    run = f"|\n          {script}\n{UPLOAD}"
    lines = said(tmp_path, "AZL804", workflow(scores=run), {"eval/run.py": JUDGE})
    assert [" ".join(line.split()[:2]) for line in lines] == expected


TAKE = "      - uses: actions/download-artifact@v4\n      - run: python tools/compare.py\n"


@pytest.mark.parametrize(
    ("take", "expected"),
    [("", ["uncompared job.score python eval/run.py"]), (TAKE, [])],
)
def test_scores_that_another_job_takes(tmp_path: Path, take: str, expected: list[str]) -> None:
    text = workflow().replace(
        "  give:\n    steps:\n", f"  give:\n    needs: score\n    steps:\n{take}"
    )
    assert said(tmp_path, "AZL802", text, AGENT | {"eval/run.py": JUDGE}) == expected


RUN = "python eval.py --threshold"


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        (f"{RUN} 0", ["zero step.score.run 0"]),
        (f"{RUN} 0 && {RUN} 0.8", []),
        (f"{RUN} 0 && {RUN} $LEAST", []),
        (f"{RUN} 0 && python safety_eval.py --threshold 0.8", ["zero step.score.run 0"]),
    ],
)
def test_a_rehearsal_before_the_gate(tmp_path: Path, scores: str, expected: list[str]) -> None:
    files = {"eval.py": JUDGE, "safety_eval.py": JUDGE}
    assert said(tmp_path, "AZL802", workflow(scores), files) == expected


NAMED_UPLOAD = "\n      - uses: actions/upload-artifact@v4\n        with: {name: NAME, path: out}"


@pytest.mark.parametrize(
    ("script", "name", "lost"),
    [
        ("if score < least:\n    raise SystemExit(1)\n", "eval-scores", True),
        ("if score < least:\n    raise SystemExit(1)\n", "eval-baseline", False),
        ("if not path.exists():\n    raise SystemExit(1)\n", "eval-scores", False),
        ("import sys\nsys.exit(failed)\n", "eval-scores", True),
        ("import sys\nsys.exit(0 if passed else 1)\n", "eval-scores", True),
        ("import sys\nsys.exit(0)\n", "eval-scores", False),
    ],
)
def test_what_a_script_fails_for(tmp_path: Path, script: str, name: str, *, lost: bool) -> None:
    text = workflow(f"{SCORES}{NAMED_UPLOAD.replace('NAME', name)}")
    expected = ["note lost step.score.actions/upload-artifact uses: actions/upload-artifact@v4"]
    found_there = said(tmp_path, "AZL804", text, {"eval/run.py": JUDGE + script})
    assert found_there == (expected if lost else [])
