"""Dockerfiles and Python projects in a repository: in its graph, its counts, its comments."""

from __future__ import annotations

from pathlib import Path

from azlint.build import build
from azlint.languages.python.syntax import Dependency
from azlint.tree import FolderTree

FILES = {
    "main.tf": 'variable "a" {}\n',
    "app/Dockerfile": "FROM python:3.12.8\nEXPOSE 8080\n",
    "app/requirements.txt": "openai>=1.0  # floor\n",
    "pyproject.toml": '[project]\ndependencies = ["httpx"]\n',
    "notes/readme.md": "text\n",
}


def test_what_the_graph_holds(tmp_path: Path) -> None:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    built = build(FolderTree(tmp_path), {})
    assert [stage.index for stage in built.graph.dockerfiles["app/Dockerfile"].stages] == [0]
    asked = {path: file.dependencies for path, file in built.graph.requirements.items()}
    assert asked == {
        "app/requirements.txt": (Dependency(0, 11, "openai", ((">=", "1.0"),)),),
        "pyproject.toml": (Dependency(27, 32, "httpx"),),
    }
    assert dict(built.counts.files) == {"docker": 1, "python": 2, "terraform": 1}
    assert list(built.graph.workflows.paths) == sorted(FILES)
    assert built.comments["app/requirements.txt"] == ((13, 20),)
