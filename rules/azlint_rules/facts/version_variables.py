"""Variables by which an app says what it was built from, and how sources read variables.

Read 2026-11-28: "Default environment variables" of GitHub Actions (they exist on the runner only, a
container has those that its image and its app set), `os` of Python, `process.env` of Node.js.
"""

from __future__ import annotations

from azlint.patterns import regex

_NAMES = (
    r"GITHUB_(?:SHA|REF|REF_NAME|RUN_ID|RUN_NUMBER)"
    r"|(?:GIT|BUILD|SOURCE)_(?:SHA|COMMIT|REVISION|VERSION)|COMMIT_SHA"
)
READS = regex(
    rf"(?:os\.getenv\(\s*|os\.environ\.get\(\s*|os\.environ\[\s*|process\.env\[\s*)"
    rf"[\"'](?P<quoted>{_NAMES})[\"']"
    rf"|process\.env\.(?P<plain>{_NAMES})\b"
)
SOURCES = (".py", ".js", ".mjs", ".cjs", ".ts")
TESTS = regex(r"(^|/)(tests?|__tests__|node_modules)/|(^|/)test_|\.(test|spec)\.")
