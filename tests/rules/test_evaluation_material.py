"""AZL809 and AZL810: what evaluations read, what starts them, and what is not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tiny import found

SCRIPT = """from azure.ai.evaluation import evaluate
prompt = open("prompts/system.txt").read()
rows = open('eval/rows.jsonl')
names = {"report.json": 1}
raise SystemExit(evaluate(rows) < 0.8)
"""
FILES = {"eval/eval.py": SCRIPT, "prompts/system.txt": "x", "eval/rows.jsonl": '{"a": 1}\n'}


def workflow(on: str, steps: str = "", run: str = "python eval/eval.py") -> str:
    return f"on: {on}\njobs:\n  a:\n    runs-on: x\n    steps:\n{steps}      - run: {run}\n"


def said(root: Path, rule: str, text: str, files: dict[str, str | None]) -> list[str]:
    kept = {path: content for path, content in (FILES | files).items() if content is not None}
    return found(root, rule, kept | {".github/workflows/w.yml": text})


def unwatched(*filters: str) -> list[str]:
    return [f"unwatched workflow.w {text}" for text in filters]


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("push", []),
        ("{push: {branches: [main]}}", []),
        ("{push: {paths: [eval/**, prompts/**]}}", []),
        ("{push: {paths: [eval/**]}}", unwatched("[eval/**]")),
        ("{push: {paths: [eval/*.py]}}", unwatched("[eval/*.py]")),
        ("{push: {paths-ignore: ['**.txt']}}", unwatched("['**.txt']")),
        ("{push: {paths: [x]}, pull_request: {paths: [eval/**, prompts/**]}}", []),
        ("{push: {paths: [x]}, pull_request: {}}", []),
        ("{push: {paths: [eval/**]}, workflow_call: {}}", []),
        ("{schedule: [{cron: '0 4 * * *'}]}", []),
    ],
)
def test_what_starts_an_evaluation(tmp_path: Path, on: str, expected: list[str]) -> None:
    lines = said(tmp_path, "AZL809", workflow(on), {})
    assert sorted(set(lines)) == expected


def test_only_what_the_evaluation_reads(tmp_path: Path) -> None:
    others: dict[str, str | None] = {
        "prompts/other.txt": "x",
        "docs/a.txt": "x",
        "eval/more.jsonl": "x",
    }
    assert (
        said(tmp_path, "AZL809", workflow("{push: {paths: [eval/**, prompts/s*]}}"), others) == []
    )


DOWNLOAD = "      - run: curl -o eval/rows.jsonl https://example.com\n"


@pytest.mark.parametrize(
    ("content", "steps", "expected"),
    [
        ('{"a": 1}\n', "", []),
        ("", "", ["empty step.a.run python eval/eval.py"]),
        ("\n", "", ["empty step.a.run python eval/eval.py"]),
        ("[]", "", ["empty step.a.run python eval/eval.py"]),
        (None, "", ["missing step.a.run python eval/eval.py"]),
        (None, DOWNLOAD, []),
        (None, "      - uses: a/b@v1\n        with: {path: eval}\n", []),
        (None, "      - run: dvc pull\n", []),
        (None, "      - uses: actions/download-artifact@v5\n", []),
        (None, "      - run: npm ci\n", ["missing step.a.run python eval/eval.py"]),
        ("[]", DOWNLOAD, ["empty step.a.run python eval/eval.py"]),
    ],
)
def test_datasets(tmp_path: Path, content: str | None, steps: str, expected: list[str]) -> None:
    lines = said(tmp_path, "AZL810", workflow("push", steps), {"eval/rows.jsonl": content})
    assert lines == expected


@pytest.mark.parametrize(
    ("run", "brings"),
    [
        ("pip install deepeval", False),
        ("pip install -r eval/requirements.txt 2>&1", False),
        ("python -m pip install -r eval/requirements.txt", False),
        ("uv pip install azure-ai-evaluation && sudo apt-get install -y curl", False),
        ("cd eval && pip install -r requirements.txt", False),
        ("ruff check eval", False),
        ("pytest eval/tests", False),
        ("echo deepeval", False),
        ("echo eval/rows.jsonl", False),
        ("# makes eval/rows.jsonl\npython make.py", False),
        ("curl -sL https://example.com/install | sudo bash", False),
        ("python make.py old-rows.jsonl", False),
        ("python make.py medieval", False),
        ("cat eval/rows.jsonl", False),
        ("python make.py rows.jsonl", True),
        ("python make.py --out ./eval/", True),
        ("python eval/make.py", True),
        ("python -m eval.make", True),
        ("cd eval && python make.py", True),
        ("mkdir -p eval && python make.py", True),
        ("cp -r $HOME/eval .", True),
        ("mv old eval", True),
        ("echo '{}' > eval/rows.jsonl", True),
        ("OUT=eval\npython make.py $OUT", True),
        ("gunzip rows.jsonl.gz", True),
        ("python - <<EOF\nopen('eval/rows.jsonl', 'w')\nEOF", True),
        ("curl -O https://example.com/rows", True),
        ("curl https://example.com/rows | tar xz", True),
    ],
)
def test_what_may_bring_a_dataset(tmp_path: Path, run: str, *, brings: bool) -> None:
    block = "".join(f"          {line}\n" for line in run.splitlines())
    text = workflow("push", f"      - run: |\n{block}")
    lines = said(tmp_path, "AZL810", text, {"eval/rows.jsonl": None})
    assert lines == ([] if brings else ["missing step.a.run python eval/eval.py"])


@pytest.mark.parametrize(
    ("steps", "brings"),
    [
        ("uses: actions/upload-artifact@v5\n        with: {path: eval}", False),
        ("uses: actions/setup-python@v6\n        with: {cache-dependency-path: eval/r.txt}", False),
        ("uses: a/b@v1\n        with: {path: medieval}", False),
        ("uses: actions/checkout@v5\n        with: {repository: a/data, path: eval}", True),
        ("uses: ./.github/actions/data", True),
        ("run: python make.py\n        working-directory: eval", True),
        ("run: pip install .\n        working-directory: eval", False),
        ("run: python make.py $OUT\n        env: {OUT: eval}", True),
    ],
)
def test_which_steps_may_bring_a_dataset(tmp_path: Path, steps: str, *, brings: bool) -> None:
    files: dict[str, str | None] = {
        "eval/rows.jsonl": None,
        ".github/actions/data/action.yml": (
            "runs:\n  using: composite\n  steps:\n    - run: dvc pull\n      shell: bash\n"
        ),
    }
    lines = said(tmp_path, "AZL810", workflow("push", f"      - {steps}\n"), files)
    assert lines == ([] if brings else ["missing step.a.run python eval/eval.py"])


def test_a_dataset_that_the_step_itself_makes(tmp_path: Path) -> None:
    run = "python make.py --out eval/rows.jsonl && python eval/eval.py"
    files: dict[str, str | None] = {"eval/rows.jsonl": None}
    assert said(tmp_path, "AZL810", workflow("push", run=run), files) == []


def test_the_script_of_the_evaluation_brings_nothing(tmp_path: Path) -> None:
    again = "python eval/eval.py --again"
    text = workflow("push", f"      - run: {again}\n")
    assert sorted(said(tmp_path, "AZL810", text, {"eval/rows.jsonl": None})) == [
        "missing step.a.run python eval/eval.py",
        f"missing step.a.run {again}",
    ]


def test_a_dataset_that_the_command_is_given(tmp_path: Path) -> None:
    run = "python eval/eval.py --dataset data/golden.csv --threshold 1"
    lines = said(tmp_path, "AZL810", workflow("push", run=run), {})
    assert lines == [f"missing step.a.run {run}"]


def test_a_script_that_evaluates_nothing(tmp_path: Path) -> None:
    files: dict[str, str | None] = {
        "eval/eval.py": SCRIPT.partition("\n")[2],
        "eval/rows.jsonl": None,
    }
    assert said(tmp_path, "AZL810", workflow("push"), files) == []


def test_files_are_looked_for_where_the_evaluation_runs(tmp_path: Path) -> None:
    run = "cd app && python -m eval.run --data eval/rows.jsonl"
    moved: dict[str, str | None] = {
        **dict.fromkeys(FILES, None),
        "app/eval/run.py": SCRIPT,
        "app/prompts/system.txt": "x",
        "app/eval/rows.jsonl": '{"a": 1}\n',
    }
    text = workflow("{push: {paths: [app/eval/**]}}", run=run)
    assert said(tmp_path, "AZL810", text, moved) == []
    assert said(tmp_path, "AZL809", text, moved) == unwatched("[app/eval/**]")


def test_a_dataset_beside_the_folder_of_the_command(tmp_path: Path) -> None:
    run = "cd app && python eval/eval.py --dataset ../data/rows.jsonl"
    files: dict[str, str | None] = {
        "app/eval/eval.py": "import openai\n",
        "data/rows.jsonl": '{"a": 1}\n',
    }
    assert said(tmp_path, "AZL810", workflow("push", run=run), files) == []
    missing = files | {"data/rows.jsonl": None, "eval/rows.jsonl": None}
    (tmp_path / "data/rows.jsonl").unlink()
    assert said(tmp_path, "AZL810", workflow("push", run=run), missing) == [
        "missing step.a.run python eval/eval.py --dataset ../data/rows.jsonl"
    ]


CONFIG = """prompts:
  - file://../prompts/support.txt
  - Answer {{question}}
providers: [openai:gpt-4o]
tests: file://cases.csv
"""
PROMPTFOO: dict[str, str | None] = {
    "eval/promptfooconfig.yaml": CONFIG,
    "eval/cases.csv": "question,expected\na,b\n",
    "prompts/support.txt": "x",
}
EVALUATE = "cd eval && npx promptfoo@0.118.0 eval"


@pytest.mark.parametrize(
    ("run", "changed", "expected"),
    [
        (EVALUATE, {}, []),
        (EVALUATE, {"eval/cases.csv": None}, ["missing"]),
        (EVALUATE, {"eval/cases.csv": ""}, ["empty"]),
        ("npx promptfoo eval -c eval/promptfooconfig.yaml", {"eval/cases.csv": ""}, ["empty"]),
        ("npx promptfoo eval -c eval/other.yaml", {"eval/cases.csv": ""}, []),
        ("npx promptfoo eval", {"eval/cases.csv": ""}, []),
        ("npx promptfoo validate", {"eval/cases.csv": ""}, []),
        (
            EVALUATE,
            {
                "eval/promptfooconfig.yaml": "tests: [file://a.yaml, file://b.py, file://c/*.csv]",
                "eval/a.yaml": "[]",
            },
            ["empty"],
        ),
        (EVALUATE, {"eval/promptfooconfig.yaml": "tests: ["}, []),
        (EVALUATE, {"eval/promptfooconfig.yaml": "tests: huggingface://datasets/a/b"}, []),
    ],
)
def test_the_tests_of_a_configuration(
    tmp_path: Path, run: str, changed: dict[str, str | None], expected: list[str]
) -> None:
    lines = said(tmp_path, "AZL810", workflow("push", run=run), PROMPTFOO | changed)
    ran = run.removeprefix("cd eval && ")
    assert lines == [f"{key} step.a.run {ran}" for key in expected]


def test_the_configuration_of_the_action(tmp_path: Path) -> None:
    step = "      - uses: promptfoo/promptfoo-action@v1\n        with: {config: eval/x.yaml}\n"
    text = f"on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n{step}"
    files: dict[str, str | None] = {"eval/x.yaml": CONFIG, "prompts/support.txt": "x"}
    assert said(tmp_path, "AZL810", text, files) == [
        "missing step.a.promptfoo/promptfoo-action promptfoo/promptfoo-action@v1"
    ]


def test_the_prompts_of_a_configuration(tmp_path: Path) -> None:
    text = workflow("{push: {paths: [eval/**]}}", run=EVALUATE)
    assert said(tmp_path, "AZL809", text, PROMPTFOO) == unwatched("[eval/**]")
    both = workflow("{push: {paths: [eval/**, prompts/support*]}}", run=EVALUATE)
    assert said(tmp_path, "AZL809", both, PROMPTFOO) == []
