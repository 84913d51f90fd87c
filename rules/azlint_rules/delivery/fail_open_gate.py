"""AZL803."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import ClassVar

from azlint.finding import Finding, Severity
from azlint.node import Language
from azlint.rule import Citation, Message, Meta, Scene, WorkflowRule
from azlint_rules.delivery.failing_open import openings
from azlint_rules.delivery.text_conditions import text_conditions
from azlint_rules.workflows.flaws import told


class FailOpenGate(WorkflowRule):
    """Gates that pass although what they check has failed.

    ## What it flags
    A value that decides whether a step fails and that falls back to one that passes:
    `score=$(… || echo "1.0")` or `score=$(…) || score=1.0` before `score < threshold`,
    `count=$(… || echo 0)` before `[ "$count" -gt 0 ]`, a handler that gives it
    (`catch { $score = 1.0 }`, `catch { return 1.0 }`, `except OSError: return 1.0`), also to each
    of the scores of which a mean is taken, and for scores a default where there is none
    (`jq '.score // 1'`, `${SCORE:-1.0}`, `${SCORE:=1.0}`, `.get("score", 1.0)`,
    `${{ steps.judge.outputs.score || '1.0' }}`), in bash, PowerShell, inline Python and the Python
    of the repository that a step runs. A score's gate in a `try` block whose `catch` or `except`
    ends well. And tests and evaluations that a deployment waits for, whose failure is lost:
    `|| true`, an `if` that only says how it went, `continue-on-error: true`, `set +e`, or a pipe
    (`pytest | tee log`) in the default shell, which takes the status of the last command; in the
    step, or in the script of `package.json` or the recipe of a `Makefile` that it runs (`npm run
    eval`, `make eval`). And conditions of deployments that GitHub reads as text, which always
    holds: `if: ${{ needs.gate.outputs.passed }} == 'true'`.

    ## Why it matters
    The gate is green on the day when it matters: the query fails, the report is not written, the
    tests do not start, and the deployment goes out.

    ## Before you change this
    A gate that has been open may fail from the first run on: look at what it says today.

    ## What the change does
    The next run fails where it passed before. Nothing that is deployed changes.

    ## How to fix
    Let the command fail, or fall back to the value that does not pass (`|| echo "0"` for a
    score). Ask for `shell: bash`, which turns `pipefail` on. Write the whole condition inside of
    one `${{ }}`, or without any. Where the result is for reading
    only, move it to a job that no deployment needs.

    ## Way back
    Undo the commit.

    ## What it stays silent about
    Fallbacks that do not pass. Defaults of counts, which are none where there are none, and of
    settings. Searches (`grep`, `diff`), whose failure is an answer. Steps whose output is read
    later, or their outcome where they continue on an error (their conclusion says `success`), and
    jobs in which a later step can fail by itself. Linters, scans and uploads. Tests that no
    deployment waits for. Thresholds that cannot be told, unless the fallback is at the end of the
    scale.
    """

    meta: ClassVar[Meta] = Meta(
        id="AZL803",
        name="fail-open-gate",
        severity=Severity.WARNING,
        languages=frozenset({Language.WORKFLOW}),
        citations=(
            Citation(
                "Workflow syntax: shell, continue-on-error",
                "https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax",
                "2026-11-28",
            ),
        ),
    )
    messages: ClassVar[dict[str, Message]] = {
        "passing-fallback": Message(
            "If the command fails, {variable} is {fallback} and the gate passes",
            "let the command fail, or fall back to a value that does not pass",
        ),
        "passing-handler": Message(
            "If what gives {variable} fails, it is {fallback} and the gate passes",
            "let it fail, or fall back to a value that does not pass",
        ),
        "passing-default": Message(
            "Where there is no {variable}, it is {fallback} and the gate passes",
            "fail where it is missing, or fall back to a value that does not pass",
        ),
        "caught": Message(
            "The gate passes if anything in its try block fails: what catches it ends well",
            "leave the gate out of the try block, or end the catch block with `exit 1`",
        ),
        "swallowed": Message(
            "{job} deploys even if {command} fails: what follows `||` hides it",
            "leave out what follows `||`",
        ),
        "both-ways": Message(
            "{job} deploys even if {command} fails: both ways of the `if` around it end well",
            "end the way of the failure with `exit 1`",
        ),
        "piped": Message(
            "{job} deploys even if {command} fails: the step has the status of the pipe's end",
            "add `shell: bash` to the step, which turns pipefail on",
        ),
        "piped-in-task": Message(
            "{job} deploys even if {command} fails: its script has the status of the pipe's end",
            "leave out the pipe, or let the script start with `set -o pipefail`",
        ),
        "ignored": Message(
            "{job} deploys even if {command} fails: make goes on after a line that starts with `-`",
            "leave out the `-`",
        ),
        "goes-on": Message(
            "{job} deploys even if {command} fails: after `set +e` the script goes on",
            "leave out `set +e`, or end the script with the status of the command",
        ),
        "step-continues": Message(
            "{job} deploys even if {command} fails: the step passes all the same",
            "leave out continue-on-error, or read the outcome of the step before the deployment",
        ),
        "job-continues": Message(
            "{job} deploys even if {command} fails: the job passes all the same",
            "leave out continue-on-error",
        ),
        "text-condition": Message(
            "{job} deploys whatever this says: with more than `${{{{ }}}}` it is text, which "
            "always holds",
            "write the whole condition inside of one `${{{{ }}}}` or without any, and on one line",
        ),
    }

    def check(self, scene: Scene) -> Iterator[Finding]:
        for flaw in chain(openings(scene.graph.scripts), text_conditions(scene.graph.scripts)):
            yield told(self, flaw)
