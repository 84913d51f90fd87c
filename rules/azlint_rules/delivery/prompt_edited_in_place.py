"""AZL805."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import ClassVar

from azlint.differences import Differences
from azlint.finding import Finding, Severity
from azlint.graph import Graph
from azlint.node import Language, declared_by_file
from azlint.patterns import regex
from azlint.rule import Citation, Message, Meta, Scene, WorkflowRule
from azlint.source import Source, Span
from azlint_rules.delivery.material import is_prompt

_VERSION = regex(r"[-_.](?P<version>v\d+(?:[-_.]\d+)*)(?:\.prompt)?\.[a-z]\w*$", re.IGNORECASE)


class PromptEditedInPlace(WorkflowRule):
    """Prompts whose text changes while the version in their name stays.

    ## What it flags
    A prompt with a version at the end of its name (`system_v1.txt`, `triage-v2.md`) whose text is
    not that of the base, where at least half of the prompts of its folder are named like that.
    It needs `--since` or `--base`.

    ## Why it matters
    Scores, traces and rollbacks name the version. Once it stands for two texts, nobody can tell
    which of them a score was made with, and going back to it brings the new text.

    ## Before you change this
    See where the version is read: code, settings and the evaluation must name the new file.

    ## What the change does
    Nothing until something names the new file; then that deployment answers by it.

    ## How to fix
    Restore the file, put the new text under the next version, and evaluate that.

    ## Way back
    Name the old version again: its text is still there.

    ## What it stays silent about
    Prompts that are new, and changes of blanks only. Folders in which fewer than half of the
    prompts have a version in their names; versions in the names of folders. Runs without a base.
    """

    needs_base: ClassVar[bool] = True
    meta: ClassVar[Meta] = Meta(
        id="AZL805",
        name="prompt-edited-in-place",
        severity=Severity.WARNING,
        languages=frozenset({Language.WORKFLOW}),
        enabled=False,
        citations=(
            Citation(
                "GenAIOps for MLOps practitioners",
                "https://learn.microsoft.com/azure/architecture/ai-ml/guide/genaiops-for-mlops",
                "2026-11-28",
            ),
        ),
    )
    messages: ClassVar[dict[str, Message]] = {
        "edited": Message(
            "This changes the prompt but not its version: {version} now stands for two texts",
            "restore {name}, and put the new text into a file of the next version",
        ),
    }

    def check(self, scene: Scene) -> Iterator[Finding]:
        graph = scene.graph
        if graph.base is None:
            return
        for path, version in _versioned(graph.base):
            before, after = graph.base.workflows.read(path), graph.workflows.read(path)
            if before is not None and after is not None and before.split() != after.split():
                span = _first_change(graph.differences, graph.sources[path])
                name = posixpath.basename(path)
                yield self.finding(
                    "edited", span, declared_by_file(span), version=version, name=name
                )


def _versioned(graph: Graph) -> Iterator[tuple[str, str]]:
    """The prompts with versions in their names, where that is the practice of their folder."""
    folders: dict[str, list[str]] = {}
    for path in filter(is_prompt, graph.workflows.paths):
        folders.setdefault(posixpath.dirname(path), []).append(path)
    for paths in folders.values():
        found = [(path, match["version"]) for path in paths if (match := _VERSION.search(path))]
        if 2 * len(found) >= len(paths):
            yield from found


def _first_change(differences: Differences, source: Source) -> Span:
    """The first changed line with a text; where lines are only gone, what stands before them."""
    hunks = differences.hunks(source.path)
    lines = [line for _, _, start, end in hunks for line in range(start, end)]
    lines += range(min(hunks[0][2], len(source.starts) - 1), -1, -1)
    line = next((each for each in lines if source.line(each + 1).strip()), 0)
    text = source.line(line + 1)
    start = source.starts[line] + len(text) - len(text.lstrip())
    return source.span(start, max(start, source.starts[line] + len(text.rstrip())))
