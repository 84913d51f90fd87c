"""AI delivery: what is an evaluation, what holds a deployment back, which fallback passes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tiny import Edit, edited, found

RELEASE = """on:
  push:
  workflow_dispatch:
    inputs:
      target:
        type: string
jobs:
  score:
    runs-on: ubuntu-24.04
    steps:
      - run: npx --yes promptfoo@0.118.0 eval
  deploy:
    runs-on: ubuntu-24.04
    steps:
      - run: az containerapp update --name app
"""
EVALUATION = "npx --yes promptfoo@0.118.0 eval"
DEPLOYMENT = "az containerapp update --name app"
SCORE, DEPLOY = "  score:\n", "  deploy:\n"
UNGATED = ["not-needed job.deploy deploy"]
NEEDS = (DEPLOY, f"{DEPLOY}    needs: score\n")


def conditional(text: str) -> list[Edit]:
    return [(DEPLOY, f"{DEPLOY}    needs: score\n    if: {text}\n")]


def defeated(text: str) -> list[str]:
    return [f"defeated job.deploy {text}"]


UNHELD: dict[str, tuple[list[Edit], list[str]]] = {
    "not needed": ([], UNGATED),
    "needed": ([NEEDS], []),
    "needed in turn": (
        [
            (DEPLOY, f"  build:\n    needs: score\n    steps:\n      - run: make\n{DEPLOY}"),
            (DEPLOY, f"{DEPLOY}    needs: build\n"),
        ],
        [],
    ),
    "scores what is deployed": ([(SCORE, f"{SCORE}    needs: deploy\n")], []),
    "another launcher": ([(EVALUATION, "pnpm dlx promptfoo eval")], UNGATED),
    "a program of uv": ([(EVALUATION, "uv run --with deepeval deepeval test run x")], UNGATED),
    "another verb": ([(EVALUATION, "promptfoo view")], []),
    "a name alone": ([(EVALUATION, "python eval/eval.py")], []),
    "a name and a threshold": ([(EVALUATION, "python eval/eval.py --min-score 1")], UNGATED),
    "a dry run": ([(DEPLOYMENT, f"{DEPLOYMENT} --dry-run")], []),
    "an inspection": ([(DEPLOYMENT, "az containerapp show --name app")], []),
    "a preview": ([(DEPLOYMENT, "terraform plan")], []),
    "a preview of PowerShell": (
        [
            (
                f"- run: {DEPLOYMENT}",
                "- shell: pwsh\n        run: New-AzDeployment -WhatIf -Location x",
            )
        ],
        [],
    ),
    "a deployment of PowerShell": (
        [(f"- run: {DEPLOYMENT}", "- shell: pwsh\n        run: New-AzDeployment -Location x")],
        UNGATED,
    ),
    "terraform": ([(DEPLOYMENT, "terraform apply")], UNGATED),
    "always": (conditional("always()"), defeated("always()")),
    "in braces": (conditional("${{ !cancelled() }}"), defeated("${{ !cancelled() }}")),
    "a branch, too": (
        conditional("always() && github.ref_name == 'main'"),
        defeated("always() && github.ref_name == 'main'"),
    ),
    "asks for the result": (conditional("always() && needs.score.result == 'success'"), []),
    "asks for all results": (
        conditional("always() && !contains(needs.*.result, 'failure')"),
        [],
    ),
    "asks for failures": (conditional("${{ !cancelled() && !failure() }}"), []),
    "asks for another result": (
        conditional("always() && needs.score.result != 'cancelled'"),
        defeated("always() && needs.score.result != 'cancelled'"),
    ),
    "asks for an output": (conditional("always() && needs.score.outputs.ok"), []),
    "an override": (
        conditional("always() && (needs.score.result == 'success' || inputs.force)"),
        [],
    ),
    "a rollback": (conditional("failure()"), []),
    "no status function": (conditional("github.ref_name == 'main'"), []),
    "other events": (
        [
            (SCORE, f"{SCORE}    if: github.event_name == 'workflow_dispatch'\n"),
            (DEPLOY, f"{DEPLOY}    if: github.event_name == 'push'\n"),
        ],
        [],
    ),
    "other inputs": (
        [
            (SCORE, f"{SCORE}    if: inputs.target == 'score'\n"),
            (DEPLOY, f"{DEPLOY}    if: inputs.target == 'deploy'\n"),
        ],
        [],
    ),
    "the same input": (
        [
            (SCORE, f"{SCORE}    if: inputs.target == 'all'\n"),
            (DEPLOY, f"{DEPLOY}    if: inputs.target != 'none'\n"),
        ],
        UNGATED,
    ),
}


@pytest.mark.parametrize(("edits", "expected"), UNHELD.values(), ids=UNHELD.keys())
def test_deployments(tmp_path: Path, edits: list[Edit], expected: list[str]) -> None:
    files = {".github/workflows/release.yml": edited(RELEASE, edits)}
    assert found(tmp_path, "AZL801", files) == expected


GATE = """on: push
env:
  LEAST: 0.8
jobs:
  gate:
    runs-on: ubuntu-24.04
    steps:
      - id: gate
        run: |
          x=$(az monitor metrics list || echo 1.0)
          if (( $(echo "$x < $LEAST" | bc -l) )); then exit 1; fi
"""
FALLBACK = "echo 1.0"
COMPARED = 'if (( $(echo "$x < $LEAST" | bc -l) )); then exit 1; fi'
OPEN = ["passing-fallback step.gate.gate echo 1.0"]
ZERO = (FALLBACK, "echo 0")
OPEN_ZERO = ["passing-fallback step.gate.gate echo 0"]

FALLBACKS: dict[str, tuple[list[Edit], list[str]]] = {
    "passes": ([], OPEN),
    "fails": ([ZERO], []),
    "below the threshold": ([("LEAST: 0.8", "LEAST: 1.5")], []),
    "a threshold that nobody knows": ([("LEAST: 0.8", "LEAST: ${{ vars.LEAST }}")], OPEN),
    "in the middle of an unknown scale": (
        [("LEAST: 0.8", "LEAST: ${{ vars.LEAST }}"), (FALLBACK, "echo 0.5")],
        [],
    ),
    "a count": ([ZERO, (COMPARED, '[ "$x" -gt 0 ] && exit 1')], OPEN_ZERO),
    "a count that must not be zero": ([ZERO, (COMPARED, '[ "$x" -gt 0 ] || exit 1')], []),
    "a search": ([("az monitor metrics list", "grep -c x log"), (FALLBACK, "echo 1.0")], []),
    "nothing ends": ([(COMPARED, 'if [ "$x" -gt 0 ]; then echo bad; fi'), ZERO], []),
    "negated": (
        [(COMPARED, 'if ! [ "$x" -ge 1 ]; then exit 1; fi'), (FALLBACK, "echo 1")],
        ["passing-fallback step.gate.gate echo 1"],
    ),
    "awk": ([(COMPARED, 'awk "BEGIN {exit !($x >= $LEAST)}" || exit 1')], OPEN),
    "python": (
        [(COMPARED, "python -c \"import sys; sys.exit(float('$x') < $LEAST and 1)\"")],
        [],
    ),
    "python with a choice": (
        [(COMPARED, "python -c \"import sys; sys.exit(1 if float('$x') < $LEAST else 0)\"")],
        OPEN,
    ),
    "an assertion": ([(COMPARED, "python -c \"assert float('$x') >= $LEAST\"")], OPEN),
    "text": (
        [(COMPARED, '[[ "$x" == passed ]] || exit 1'), (FALLBACK, "echo passed")],
        ["passing-fallback step.gate.gate echo passed"],
    ),
    "exits instead": ([(FALLBACK, "exit 1")], []),
    "says so to somebody else": ([(FALLBACK, "echo 1.0 >&2")], []),
    "set behind it": (
        [(f" || {FALLBACK})", ") || x=1.0")],
        ["passing-fallback step.gate.gate 1.0"],
    ),
    "set behind a search": (
        [("az monitor metrics list", "grep -c x log"), (f" || {FALLBACK})", ") || x=1.0")],
        [],
    ),
    "set behind something else": (
        [(f"x=$(az monitor metrics list || {FALLBACK})", "y || x=1")],
        [],
    ),
    "set if it fails": (
        [("x=$", "if ! x=$"), (f" || {FALLBACK})", "); then x=1.0; fi")],
        ["passing-fallback step.gate.gate 1.0"],
    ),
    "set if it works": (
        [("x=$", "if x=$"), (f" || {FALLBACK})", "); then x=1.0; fi")],
        [],
    ),
    "set in the other way": (
        [("x=$", "if x=$"), (f" || {FALLBACK})", "); then :; else x=1.0; fi")],
        ["passing-fallback step.gate.gate 1.0"],
    ),
    "said by a function": (
        [("x=$(az", "get() { az"), (f"{FALLBACK})", f"{FALLBACK}; }}; x=$(get)")],
        OPEN,
    ),
    "said by a function that nobody asks": (
        [("x=$(az", "get() { az"), (f"{FALLBACK})", f"{FALLBACK}; }}; x=$(other)")],
        [],
    ),
    "a bad text": (
        [(COMPARED, 'if [ "$x" = failed ]; then exit 1; fi'), (FALLBACK, "echo unknown")],
        ["passing-fallback step.gate.gate echo unknown"],
    ),
    "a bad text, and every other": (
        [
            (COMPARED, 'if [ "$x" = 401 ]; then exit 1; fi; if [ "$x" != 200 ]; then sleep 1; fi'),
            (FALLBACK, "echo 000"),
        ],
        [],
    ),
}


@pytest.mark.parametrize(("edits", "expected"), FALLBACKS.values(), ids=FALLBACKS.keys())
def test_fallbacks(tmp_path: Path, edits: list[Edit], expected: list[str]) -> None:
    files = {".github/workflows/gate.yml": edited(GATE, edits)}
    assert found(tmp_path, "AZL803", files) == expected


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        ("${{ needs.score.outputs.ok }} == 'true'", True),
        ("${{ needs.score.outputs.ok }} && ${{ vars.LIVE }}", True),
        ("'!${{ needs.score.outputs.ok }}'", True),
        ("|\n      ${{ needs.score.outputs.ok == 'true' }}", True),
        ("|-\n      ${{ needs.score.outputs.ok == 'true' }}", False),
        (">-\n      needs.score.outputs.ok == 'true'", False),
        ("${{ needs.score.outputs.ok == 'true' }}", False),
        ("needs.score.outputs.ok == 'true'", False),
        ("'true'", False),
    ],
)
def test_conditions_that_are_text(tmp_path: Path, condition: str, *, text: bool) -> None:
    release = edited(RELEASE, [(EVALUATION, "./score.sh"), *conditional(condition)])
    other = edited(release, [(DEPLOYMENT, "./announce.sh")])
    lines = found(tmp_path / "a", "AZL803", {".github/workflows/a.yml": release})
    assert [line.split()[:2] for line in lines] == [["text-condition", "job.deploy"]] * text
    assert found(tmp_path / "b", "AZL803", {".github/workflows/a.yml": other}) == []


PIPED: dict[str, tuple[str, list[str]]] = {
    "the default": ("", ["piped step.score.run {}"]),
    "bash, which GitHub starts with pipefail": ("shell: bash", []),
    "sh": ("shell: sh", ["piped step.score.run {}"]),
    "bash as somebody starts it": ("shell: bash {0}", ["piped step.score.run {}"]),
    "PowerShell, which remembers what failed": ("shell: pwsh", []),
}


@pytest.mark.parametrize(("shell", "expected"), PIPED.values(), ids=PIPED.keys())
def test_what_a_pipe_hides(tmp_path: Path, shell: str, expected: list[str]) -> None:
    piped = f"{EVALUATION} | tee log"
    step = f"- run: {piped}\n" + (f"        {shell}\n" if shell else "")
    text = edited(RELEASE, [(f"- run: {EVALUATION}\n", step), NEEDS])
    lines = found(tmp_path, "AZL803", {".github/workflows/release.yml": text})
    assert lines == [each.format(EVALUATION) for each in expected]


GOES_ON = ["goes-on step.score.run {}"]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("set +e\n{}\necho", GOES_ON),
        ("set +eux\n{}\necho", GOES_ON),
        ("set +o errexit\n{}\necho", GOES_ON),
        ("set -x\nset +e\n{}\necho", GOES_ON),
        ("# no set +e here\n{}\necho", []),
        ("echo 'set +e'\n{}\necho", []),
        ("set +x\n{}\necho", []),
        ("set +e\nset -xe\n{}\necho", []),
        ("set +e\nset -o errexit\n{}\necho", []),
        ("set +e\n{} || rc=1\nexit ${{rc:-0}}", []),
    ],
)
def test_where_a_script_goes_on(tmp_path: Path, script: str, expected: list[str]) -> None:
    lines = script.format(EVALUATION).replace("\n", "\n          ")
    step = f"- run: |\n          {lines}\n"
    text = edited(RELEASE, [(f"- run: {EVALUATION}\n", step), NEEDS])
    said = found(tmp_path, "AZL803", {".github/workflows/release.yml": text})
    assert said == [each.format(EVALUATION) for each in expected]


BOTH = f"both-ways step.score.run {EVALUATION}"
WAYS: dict[str, tuple[str, list[str]]] = {
    "said": (f"if {EVALUATION}; then echo good; else echo bad; fi", [BOTH]),
    "negated": (f"if ! {EVALUATION}; then echo bad; fi", [BOTH]),
    "ended": (f"if ! {EVALUATION}; then echo bad; exit 1; fi", []),
    "noted": (f"if {EVALUATION}; then good=1; fi", []),
    "written": (f"if {EVALUATION}; then echo good > result; fi", []),
    "tried again": (f"for i in 1 2; do if {EVALUATION}; then exit 0; fi; done; exit 1", []),
    "done": (f"if {EVALUATION}; then az containerapp show; fi", []),
    "in PowerShell": (f"if ({EVALUATION}) {{ echo good }}\n        shell: pwsh", []),
}


@pytest.mark.parametrize(("script", "expected"), WAYS.values(), ids=WAYS)
def test_what_both_ways_of_a_condition_hide(
    tmp_path: Path, script: str, expected: list[str]
) -> None:
    text = edited(RELEASE, [(EVALUATION, script), NEEDS])
    assert found(tmp_path, "AZL803", {".github/workflows/release.yml": text}) == expected


LEFT = "step-continues step.check.tests true"
READERS: dict[str, tuple[list[Edit], list[str]]] = {
    "nothing": ([], [LEFT]),
    "a comment": ([("# free", "# steps.tests.outcome")], [LEFT]),
    "another job": ([("echo out", "echo ${{ steps.tests.outcome }}")], [LEFT]),
    "a step": ([("echo in", "echo ${{ steps.tests.outcome }}")], []),
    "by index": ([("echo in", "echo ${{ steps['tests'].outcome }}")], []),
    "what continuing makes of it": (
        [("echo in", "echo ${{ steps.tests.conclusion }}")],
        [LEFT],
    ),
    "the outcome of what cannot fail": (
        [
            ("run: pytest, continue-on-error: true", "run: pytest || true"),
            ("echo in", "echo ${{ steps.tests.outcome }}"),
        ],
        ["swallowed step.check.tests pytest"],
    ),
    "an output of what cannot fail": (
        [
            ("run: pytest, continue-on-error: true", "run: pytest || true"),
            ("echo in", "echo ${{ steps.tests.outputs.x }}"),
        ],
        [],
    ),
    "every step at once": ([("echo in", "echo '${{ toJSON(steps) }}'")], []),
    "another step": ([("echo in", "echo ${{ steps.lint.outcome }}")], [LEFT]),
    "an output of the job": (
        [("    steps: # free", "    outputs: {x: '${{ steps.tests.outputs.x }}'}\n    steps:")],
        [],
    ),
}


@pytest.mark.parametrize(("edits", "expected"), READERS.values(), ids=READERS)
def test_who_looks_at_a_step(tmp_path: Path, edits: list[Edit], expected: list[str]) -> None:
    text = edited(
        """on: push
jobs:
  check:
    runs-on: ubuntu-24.04
    steps: # free
      - {id: lint, run: make lint}
      - {id: tests, run: pytest, continue-on-error: true}
      - run: echo in
  deploy:
    needs: check
    runs-on: ubuntu-24.04
    steps:
      - run: echo out
      - run: azd deploy --no-prompt
""",
        edits,
    )
    assert found(tmp_path, "AZL803", {".github/workflows/a.yml": text}) == expected


ZEROES: dict[str, tuple[str, list[str]]] = {
    "a threshold": ("LEAST=0\n[ $score -lt $LEAST ] && exit 1", ["zero step.score.run 0"]),
    "failures": ("failed=0\npytest || failed=$((failed+1))\n[ $failed -gt 0 ] && exit 1", []),
    "failures, the other way": ("failed=0\npytest || failed=1\n[ 0 -lt $failed ] && exit 1", []),
    "what is counted": (
        "all=0\nfor t in a b; do all=$((all+1)); done\n[ $good -lt $all ] && exit 1",
        [],
    ),
}


@pytest.mark.parametrize(("script", "expected"), ZEROES.values(), ids=ZEROES.keys())
def test_thresholds_of_zero(tmp_path: Path, script: str, expected: list[str]) -> None:
    body = "".join(f"          {line}\n" for line in (EVALUATION, *script.splitlines()))
    text = edited(RELEASE, [(f"- run: {EVALUATION}\n", f"- run: |\n{body}"), NEEDS])
    assert found(tmp_path, "AZL802", {".github/workflows/release.yml": text}) == expected


SCORING = """import argparse, os, sys
from azure.ai.evaluation import evaluate
THRESHOLD = 0.0
score = evaluate("rows.jsonl")
if score < THRESHOLD:
    sys.exit(1)
"""
ARGUED = [
    ("THRESHOLD = 0.0", 'p = argparse.ArgumentParser()\np.add_argument("--least", default=0.0)'),
    ("< THRESHOLD", "< p.parse_args().least"),
]
FROM_ENVIRONMENT = [("THRESHOLD = 0.0", 'THRESHOLD = float(os.environ.get("LEAST", "0"))')]
WRITTEN = ("THRESHOLD = 0.0\n", "")

SCORED: dict[str, tuple[list[Edit], str, list[str]]] = {
    "a constant": ([], "", ["zero file.evals.py 0.0"]),
    "above": ([("0.0", "0.5")], "", []),
    "written": ([WRITTEN, ("THRESHOLD", "0")], "", ["zero file.evals.py 0"]),
    "from the other side": (
        [("score < THRESHOLD", "THRESHOLD > score")],
        "",
        ["zero file.evals.py 0.0"],
    ),
    "an assertion": (
        [("if score < THRESHOLD:\n    sys.exit(1)", "assert score >= THRESHOLD")],
        "",
        ["zero file.evals.py 0.0"],
    ),
    "an option": (ARGUED, "", ["zero file.evals.py 0.0"]),
    "an option that is given": (ARGUED, " --least 0.7", []),
    "an option that may be given": (ARGUED, " $MORE", []),
    "an option beside others": (ARGUED, ' --rows $ROWS "$MODEL"', ["zero file.evals.py 0.0"]),
    "the environment": (FROM_ENVIRONMENT, "", ['zero file.evals.py "0"']),
    "the environment, set": (FROM_ENVIRONMENT, "\n        env: {LEAST: 0.7}", []),
    "the environment, set to zero": (
        FROM_ENVIRONMENT,
        "\n        env: {LEAST: 0}",
        ["zero step.score.run 0"],
    ),
    "a configuration": ([("= 0.0", "= config.get('threshold', 0)")], "", []),
    "zero fails": ([("score < THRESHOLD", "score <= THRESHOLD")], "", []),
    "a difference": ([WRITTEN, ("score < THRESHOLD", "score - before < 0")], "", []),
    "a change": ([WRITTEN, ("score < THRESHOLD", "score_change < 0")], "", []),
    "a count": ([WRITTEN, ("score < THRESHOLD", "count < 0")], "", []),
    "a check of the value": (
        [WRITTEN, ("score < THRESHOLD", "score < 0"), ("sys.exit(1)", "raise ValueError(score)")],
        "",
        [],
    ),
    "a range": ([WRITTEN, ("score < THRESHOLD", "score < 0 or score > 1")], "", []),
    "a check of the threshold": (
        [("= 0.0", "= float(sys.argv[1])"), ("score < THRESHOLD", "THRESHOLD < 0")],
        "",
        [],
    ),
    "nothing fails": ([("sys.exit(1)", "print(score)")], "", []),
}


@pytest.mark.parametrize(("edits", "more", "expected"), SCORED.values(), ids=SCORED.keys())
def test_thresholds_of_zero_in_a_script(
    tmp_path: Path, edits: list[Edit], more: str, expected: list[str]
) -> None:
    run = f"- run: python evals.py{more}\n"
    text = edited(RELEASE, [(f"- run: {EVALUATION}\n", run), NEEDS])
    files = {".github/workflows/release.yml": text, "evals.py": edited(SCORING, edits)}
    zeroes = [each for each in found(tmp_path, "AZL802", files) if each.startswith("zero")]
    assert zeroes == expected


@pytest.mark.parametrize(
    ("deploy", "expected"),
    [
        ("", ["run-unchecked job.deploy deploy"]),
        (
            "    # if: github.event.workflow_run.conclusion == 'success'\n",
            ["run-unchecked job.deploy deploy"],
        ),
        ("    if: github.event.workflow_run.conclusion == 'success'\n", []),
        ("    env: {ENDED: '${{ github.event.workflow_run.conclusion }}'}\n", []),
    ],
)
def test_a_deployment_after_a_run(tmp_path: Path, deploy: str, expected: list[str]) -> None:
    files = {
        ".github/workflows/e.yml": RELEASE.partition(DEPLOY)[0].replace("on:\n", "name: e\non:\n"),
        ".github/workflows/d.yml": (
            "on: {workflow_run: {workflows: [e], types: [completed]}}\njobs:\n  deploy:\n"
            f"{deploy}    runs-on: ubuntu-24.04\n    steps:\n      - run: {DEPLOYMENT}\n"
        ),
    }
    assert found(tmp_path, "AZL801", files) == expected


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        ("--threshold", ["zero step.score.run 0"]),
        ("--fail-under", ["zero step.score.run 0"]),
        ("--fail-rate-threshold", []),
        ("--hallucination-threshold", []),
    ],
)
def test_an_option_of_zero(tmp_path: Path, option: str, expected: list[str]) -> None:
    text = edited(RELEASE, [(EVALUATION, f"python eval/eval.py {option} 0"), NEEDS])
    assert found(tmp_path, "AZL802", {".github/workflows/release.yml": text}) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("threshold", ["note below job.a 0.5"]),
        ("eval-threshold", ["note below job.a 0.5"]),
        ("groundedness_threshold", ["note below job.a 0.5"]),
        ("fail_under", ["note below job.a 0.5"]),
        ("alert_threshold", []),
        ("toxicity_score_threshold", []),
    ],
)
def test_a_caller_that_asks_for_less(tmp_path: Path, name: str, expected: list[str]) -> None:
    folder = ".github/workflows/"
    called = (
        f"on:\n  workflow_call:\n    inputs:\n      {name}: {{type: number, default: 0.8}}\n"
        "jobs:\n  score:\n    steps:\n"
        f"      - run: python eval/eval.py --min-score ${{{{ inputs.{name} }}}}\n"
    )
    calling = f"on: push\njobs:\n  a:\n    uses: ./{folder}e.yml\n    with: {{{name}: 0.5}}\n"
    files = {f"{folder}e.yml": called, f"{folder}a.yml": calling}
    assert found(tmp_path, "AZL802", files) == expected
