"""Dependencies of `pyproject.toml` with their places, in every table that may hold some."""

from __future__ import annotations

import pytest

from azlint.languages.python.project import parse
from azlint.syntax import Problem

TEXT = """\
[project] # the project
name = "x#y"
requires-python = ">=3.11"
dependencies = [
  "openai>=1.0", # floor
  'Azure_Identity[aio]==1.19.0; sys_platform == "linux"',
  "not a requirement",
]

[project.optional-dependencies]
eval = ["promptflow~=1.15"]

[dependency-groups]
dev = ["pytest", {include-group = "lint"}]
lint = ["ruff==0.9.1"]

[tool.uv]
dev-dependencies = ["mypy>1"]

[tool.poetry.dependencies]
python = "^3.11"
httpx = "^0.27.1"
rich = {version = "~13.9", extras = ["x"]}
local = {path = "../local"}
any = "*"
exact = "1.2.3"

[tool.poetry.group.test.dependencies]
tox = ">=4,<5"
"""


def test_every_table_is_read() -> None:
    file = parse(TEXT)
    found = [
        (TEXT[each.start : each.end], each.name, each.specifier, each.group)
        for each in file.dependencies
    ]
    assert found == [
        ("openai>=1.0", "openai", ">=1.0", ""),
        (
            'Azure_Identity[aio]==1.19.0; sys_platform == "linux"',
            "azure-identity",
            "==1.19.0",
            "",
        ),
        ("promptflow~=1.15", "promptflow", "~=1.15", "optional:eval"),
        ("pytest", "pytest", "", "group:dev"),
        ("ruff==0.9.1", "ruff", "==0.9.1", "group:lint"),
        ("mypy>1", "mypy", ">1", "group:dev"),
        ("^0.27.1", "httpx", "<0.28,>=0.27.1", ""),
        ("~13.9", "rich", "<13.10,>=13.9", ""),
        ("*", "any", "", ""),
        ("1.2.3", "exact", "==1.2.3", ""),
        (">=4,<5", "tox", "<5,>=4", "group:test"),
    ]
    assert [TEXT[start:end] for start, end in file.comments] == ["# the project", "# floor"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a = ", Problem(4, 4, "not valid TOML: invalid value")),
        ("a = 1\nb = ", Problem(10, 10, "not valid TOML: invalid value")),
        ("x = " + "[" * 100 + "]" * 100, Problem(0, 0, "nested too deeply")),
        ("x = 1" + "0" * 5000, Problem(0, 0, "a value that cannot be read")),
        ("a." * 200 + "b = 1", Problem(0, 0, "a key of more than 32 parts")),
        ("x = 1\n" * 200_000, Problem(0, 0, "too long")),
    ],
)
def test_what_cannot_be_read_is_a_problem(text: str, problem: Problem) -> None:
    file = parse(text)
    assert file.problems == (problem,)
    assert file.dependencies == ()


def test_tables_of_other_shapes_hold_nothing() -> None:
    text = 'project = 1\ndependency-groups = ["a"]\n[tool]\npoetry = {dependencies = ["a"]}\n'
    assert parse(text).dependencies == ()
