"""What contexts hold, whatever the workflow.

Read 2026-08-22 from the contexts reference of GitHub's documentation, from
`languageservice/src/context-providers` of actions/languageservices (4043eda, 2026-08-05) and from
`GitHubContext` of actions/runner (258d6c8, 2026-08-17); the union of them.
"""

from __future__ import annotations

GITHUB = frozenset(
    {
        "action", "action_path", "action_ref", "action_repository", "action_status", "actor",
        "actor_id", "api_url", "artifact_cache_size_limit", "artifacts", "artifacts_list",
        "base_ref", "env", "event", "event_name", "event_path", "graphql_url", "head_ref", "job",
        "output", "path", "ref", "ref_name", "ref_protected", "ref_type", "repository",
        "repository_id", "repository_owner", "repository_owner_id", "repository_visibility",
        "repositoryurl", "retention_days", "run_attempt", "run_id", "run_number", "secret_source",
        "server_url", "sha", "state", "step_summary", "token", "triggering_actor", "workflow",
        "workflow_ref", "workflow_sha", "workspace",
    }
)  # fmt: skip
"""The properties of `github`, in lower case."""
