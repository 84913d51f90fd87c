"""AZL811."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import ClassVar

from azlint.finding import Finding, Severity
from azlint.node import Language, declared_by_file
from azlint.rule import Citation, Message, Meta, Scene, WorkflowRule
from azlint_rules.delivery.ignored import is_ignored
from azlint_rules.delivery.skills import Broken, broken, documents


class BrokenSkillReference(WorkflowRule):
    """Copilot skills, prompts and agents that refer to files that are not in the repository.

    ## What it flags
    In the `SKILL.md` of skills below `.github/skills`, in prompts below `.github/prompts`, in
    agents, chat modes and instructions of `.github/agents`, `.github/chatmodes` and
    `.github/instructions`, and in the Markdown that they link to: links (`[text](path)`,
    `#file:path`) to files or folders of the repository that are not there, and commands that run
    a script which the skill should bring in a folder of its own.

    ## Why it matters
    An agent follows the skill word by word. Where the file is missing it stops, or makes up what
    it would have read.

    ## Before you change this
    Look whether the file has moved: other skills may refer to its old place, too.

    ## What the change does
    Nothing that is deployed changes.

    ## How to fix
    Correct the path; links are relative to the file that they stand in.

    ## Way back
    Undo the commit.

    ## What it stays silent about
    Addresses, anchors, absolute paths, paths with placeholders, single words, and links in code.
    What lies in the skill's own folder or at that path from the root counts as there. Paths that
    lead out of the repository. What `.gitignore` keeps out, because a tool brings it.
    """

    meta: ClassVar[Meta] = Meta(
        id="AZL811",
        name="broken-skill-reference",
        severity=Severity.WARNING,
        languages=frozenset({Language.WORKFLOW}),
        citations=(
            Citation(
                "Use prompt files in VS Code",
                "https://code.visualstudio.com/docs/copilot/customization/prompt-files",
                "2026-11-28",
            ),
            Citation(
                "Adding repository custom instructions: prompt files",
                "https://docs.github.com/copilot/customizing-copilot/adding-repository-custom-instructions-for-github-copilot",
                "2026-11-28",
            ),
            Citation(
                "About agent skills",
                "https://docs.github.com/copilot/concepts/agents/about-agent-skills",
                "2026-11-28",
            ),
        ),
    )
    messages: ClassVar[dict[str, Message]] = {
        "link": Message(
            "{path} is not in the repository",
            "correct the path: it is relative to this file",
        ),
        "script": Message(
            "The script {path} is not in the repository",
            "correct the path, or bring the script with the skill",
        ),
    }

    def check(self, scene: Scene) -> Iterator[Finding]:
        workflows = scene.graph.workflows
        known = set(workflows.paths)
        for path in workflows.paths:
            while (path := posixpath.dirname(path)) and path not in known:
                known.add(path)
        known.add(".")
        for path, text in documents(set(workflows.paths), workflows.read):
            for each in broken(path, text, known):
                target = posixpath.normpath(posixpath.join(posixpath.dirname(path), each.path))
                if not is_ignored(target, workflows.read):
                    yield self._finding(each)

    def _finding(self, each: Broken) -> Finding:
        return self.finding(each.key, each.span, declared_by_file(each.span), path=each.path)
