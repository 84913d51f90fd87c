"""Path filters as GitHub matches them."""

from __future__ import annotations

import pytest

from azlint.languages.workflow.filters import path_filters, starts
from azlint.languages.workflow.link import load

W = ".github/workflows/w.yml"


def started(on: str, path: str) -> list[str]:
    """The events that a change of one file starts."""
    workflow = load({W: f"on: {on}\njobs: {{}}\n"}, lambda _: None).workflows[W]
    return [event for event, settings in path_filters(workflow) if starts(settings, path)]


@pytest.mark.parametrize(
    ("pattern", "matching", "other"),
    [
        ("*", ["README.md", "server.rb"], ["docs/README.md"]),
        ("*.jsx?", ["page.js", "page.jsx"], ["page.jsxx", "src/page.js"]),
        ("**", ["all/the/files.md", "one.md"], []),
        ("*.js", ["app.js"], ["js/index.js"]),
        ("**.js", ["index.js", "js/index.js", "src/js/app.js"], ["index.jsx"]),
        ("docs/*", ["docs/README.md"], ["docs/a/b.md", "README.md"]),
        ("docs/**", ["docs/README.md", "docs/a/b.md"], ["adocs/README.md"]),
        ("docs/**/*.md", ["docs/README.md", "docs/a/b.md", "docs/a/b/c.md"], ["docs/a.txt"]),
        ("**/docs/**", ["docs/hello.md", "dir/docs/my-file.txt"], ["docs"]),
        ("**/README.md", ["README.md", "js/README.md"], ["js/xREADME.md"]),
        ("**/*src/**", ["a/src/app.js", "my-src/code/js/app.js"], ["a/srcs/app.js"]),
        ("v[12].txt", ["v1.txt"], ["v3.txt"]),
        ("a+.txt", ["a.txt", "aaa.txt"], [".txt"]),
        ("a(b).txt", ["a(b).txt"], ["ab.txt"]),
    ],
)
def test_patterns(pattern: str, matching: list[str], other: list[str]) -> None:
    for path in matching + other:
        found = started(f"{{push: {{paths: ['{pattern}']}}}}", path)
        assert found == (["push"] if path in matching else []), path


@pytest.mark.parametrize(
    ("on", "path", "expected"),
    [
        ("push", "a", ["push"]),
        ("[push, pull_request, schedule]", "a", ["pull_request", "push"]),
        ("{push: {paths: [a/**, '!a/b/**']}}", "a/b/c", []),
        ("{push: {paths: ['!a/b/**', a/**]}}", "a/b/c", ["push"]),
        ("{push: {paths: [a/**, '!a/b/**', a/b/c]}}", "a/b/c", ["push"]),
        ("{push: {paths-ignore: ['**.md']}}", "a/b.md", []),
        ("{push: {paths-ignore: ['**.md']}}", "a/b.py", ["push"]),
        ("{push: {branches: [main]}, pull_request: {paths: [src/**]}}", "a", ["push"]),
        ("{push: {paths: ['[z-a]']}}", "a", ["push"]),
        ("{push: {paths: ['*a*b*c*d*e*f*g*']}}", "x", []),
        ("{push: {paths: ['*a*b*c*d*e*f*g*']}}", "xabcdefgx", ["push"]),
        (f"{{push: {{paths: ['{'x' * 1001}']}}}}", "x", ["push"]),
    ],
)
def test_events(on: str, path: str, expected: list[str]) -> None:
    assert started(on, path) == expected
