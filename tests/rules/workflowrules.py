"""What a rule finds in workflows and actions given as texts by path."""

from __future__ import annotations

from collections.abc import Mapping

from azlint.finding import Finding, Verdict
from azlint.graph import Graph
from azlint.languages.workflow.link import load
from azlint.languages.workflow.scripts import Scripts
from azlint.languages.workflow.trace import Tracer
from azlint.rule import OptionValue, Scene, WorkflowRule

W = ".github/workflows/"

Seen = tuple[str, str, int, str]


def check(
    rule: type[WorkflowRule], files: Mapping[str, str], **options: OptionValue
) -> list[Finding]:
    """Every finding, in order."""
    yaml = {path: text for path, text in files.items() if path.endswith((".yml", ".yaml"))}
    chosen = {name: option.default for name, option in rule.options.items()} | options
    graph = Graph({}, (), Scripts(Tracer(load(yaml, files.get))))
    return list(rule().check(Scene(graph, None, chosen)))


def seen(rule: type[WorkflowRule], files: Mapping[str, str], **options: OptionValue) -> list[Seen]:
    """Message key, file, line and text of each; the key of what is undecided ends in `?`."""
    return [
        (
            finding.key + "?" * (finding.verdict is Verdict.UNDECIDED),
            finding.span.path.removeprefix(W),
            files[finding.span.path].count("\n", 0, finding.span.start) + 1,
            files[finding.span.path][finding.span.start : finding.span.end],
        )
        for finding in check(rule, files, **options)
    ]


def workflow(*jobs: str, on: str = "push", head: str = "") -> str:
    """A workflow with its jobs in flow style, one a line from line 3 on (`head` is one line)."""
    return f"on: {on}\n{head or 'name: x'}\njobs:\n" + "".join(f"  {job}\n" for job in jobs)
