"""Contexts whose text a stranger can choose, and the events that bring it to a job with secrets.

From GitHub's "Script injections" and "Events that trigger workflows", read 2026-11-28. A
`pull_request` from a fork gets neither secrets nor an ID token, so it stands here for none.
"""

from __future__ import annotations

from collections.abc import Mapping

_ISSUE = frozenset({"issues", "issue_comment"})
_DISCUSSION = frozenset({"discussion", "discussion_comment"})
_TARGET = frozenset({"pull_request_target"})
_COMMENT = frozenset({"issue_comment", "discussion_comment", "commit_comment"})
_RUN = frozenset({"workflow_run"})
_PUSH = frozenset({"push"})

UNTRUSTED: Mapping[str, frozenset[str]] = {
    "github.event.issue.title": _ISSUE,
    "github.event.issue.body": _ISSUE,
    "github.event.discussion.title": _DISCUSSION,
    "github.event.discussion.body": _DISCUSSION,
    "github.event.comment.body": _COMMENT,
    "github.event.pull_request.title": _TARGET,
    "github.event.pull_request.body": _TARGET,
    "github.event.pull_request.head.ref": _TARGET,
    "github.event.pull_request.head.label": _TARGET,
    "github.event.pull_request.head.repo.default_branch": _TARGET,
    "github.head_ref": _TARGET,
    "github.event.workflow_run.head_branch": _RUN,
    "github.event.workflow_run.display_title": _RUN,
    "github.event.workflow_run.head_commit.message": _RUN,
    "github.event.workflow_run.head_commit.author.name": _RUN,
    "github.event.workflow_run.head_commit.author.email": _RUN,
    "github.event.head_commit.message": _PUSH,
    "github.event.head_commit.author.name": _PUSH,
    "github.event.head_commit.author.email": _PUSH,
}

BRANCHES = frozenset({"github.event.workflow_run.head_branch"})
"""Names of branches, which the filter of the event may fix."""

GITHUB_SCRIPT = "actions/github-script"
"""The action that runs the text of its input `script` as JavaScript."""
