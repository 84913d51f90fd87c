"""Version files: what they ask for, and where."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azlint.languages.workflow.versions import wanted


def asked(name: str, text: str, tool: str) -> list[tuple[str, str, str]]:
    """The version, the text at its place, and the key."""
    found = wanted(name, text, tool)
    return [(each.text, text[each.start : each.end], each.key) for each in found]


@pytest.mark.parametrize(
    ("name", "tool", "text", "version", "key"),
    [
        (".python-version", "python", "# ours\n\n3.12.8\n", "3.12.8", ""),
        (".nvmrc", "node", "lts/iron # LTS\n", "lts/iron", ""),
        (".node-version", "node", "v22\r\n", "v22", ""),
        (".java-version", "java", "21", "21", ""),
        (".ruby-version", "ruby", "3.3.1\n", "3.3.1", ""),
        (".go-version", "go", "1.25.5\n", "1.25.5", ""),
        (".terraform-version", "terraform", "latest:^1.9\n", "latest:^1.9", ""),
        (".bun-version", "bun", "1.1.42", "1.1.42", ""),
        (".tool-versions", "node", "python 3.1\nnodejs 22.1.0 20\n", "22.1.0", "node"),
        (".tool-versions", "go", "golang 1.25.5 # x\n", "1.25.5", "go"),
        (".tool-versions", "terraform", "  terraform\t1.9.8\n", "1.9.8", "terraform"),
        ("go.mod", "go", "module x\n\ngo 1.25\n", "1.25", "go"),
        ("go.mod", "go", "go 1.24\ntoolchain go1.25.5\n", "1.25.5", "toolchain"),
        ("go.mod", "go", "go 1.24\ntoolchain default\n", "1.24", "go"),
        ("go.work", "go", "go 1.25.1\n", "1.25.1", "go"),
        (".sdkmanrc", "java", "java=21.0.5-tem\n", "21.0.5-tem", "java"),
        ("Pipfile", "python", '[requires]\npython_version = "3.12"\n', "3.12", "python_version"),
        (
            "pyproject.toml",
            "python",
            '[project]\nrequires-python = ">=3.11"\n',
            ">=3.11",
            "project.requires-python",
        ),
        (
            "pyproject.toml",
            "python",
            '[tool.poetry.dependencies]\npython = "^3.11"\n',
            "^3.11",
            "tool.poetry.dependencies.python",
        ),
        (
            "pyproject.toml",
            "uv",
            "[tool.uv]\nrequired-version = '==0.5.1'\n",
            "==0.5.1",
            "tool.uv.required-version",
        ),
        ("uv.toml", "uv", 'required-version = ">=0.5"\n', ">=0.5", "required-version"),
        ("package.json", "node", '{"engines": {"node": ">=20"}}', ">=20", "engines.node"),
        (
            "package.json",
            "node",
            '{"volta": {"node": "22.1.0"}, "engines": {"node": ">=20"}}',
            "22.1.0",
            "volta.node",
        ),
        (
            "package.json",
            "pnpm",
            '{"packageManager": "pnpm@9.1.0+sha512.a"}',
            "9.1.0",
            "packageManager",
        ),
        ("global.json", "dotnet", '{"sdk": {"version": "8.0.404"}} // x', "8.0.404", "sdk.version"),
    ],
)
def test_versions_and_their_places(name: str, tool: str, text: str, version: str, key: str) -> None:
    assert asked(name, text, tool) == [(version, version, key)]


def test_rolling_forward_moves_whatever_the_version() -> None:
    text = '{"sdk": {"version": "8.0.100", /* x */ "rollForward": "latestFeature"}}'
    assert asked("global.json", text, "dotnet") == [
        ("8.0.100 or later, by rollForward latestFeature", "latestFeature", "sdk.rollForward")
    ]
    usual = text.replace("latestFeature", "latestPatch")
    assert asked("global.json", usual, "dotnet") == [("8.0.100", "8.0.100", "sdk.version")]


def test_only_the_file_of_python_has_several_lines() -> None:
    assert asked(".python-version", "3.12\n3.13\n", "python") == [
        ("3.12", "3.12", ""),
        ("3.13", "3.13", ""),
    ]
    assert asked(".nvmrc", "22\n20\n", "node") == [("22", "22", "")]
    assert asked(".nvmrc", "x" * 200, "node") == []


@pytest.mark.parametrize(
    ("name", "tool", "text"),
    [
        (".python-version", "python", "# nothing\n"),
        (".tool-versions", "ruby", "python 3.12\n"),
        ("go.mod", "go", "module x\n"),
        ("go.mod", "node", "go 1.25\n"),
        ("global.json", "dotnet", "{"),
        ("global.json", "dotnet", '{"sdk": {"version": 8}}'),
        ("package.json", "node", '{"engines": {"npm": "9"}}'),
        ("package.json", "bun", '{"packageManager": "pnpm@9"}'),
        ("pyproject.toml", "python", "[project\n"),
        ("pyproject.toml", "python", '[project]\nname = "x"\n'),
        ("Pipfile", "python", "[requires]\n"),
        ("package.json", "node", "[" * 100_000),
    ],
)
def test_what_asks_for_nothing(name: str, tool: str, text: str) -> None:
    assert asked(name, text, tool) == []


@given(
    st.sampled_from(
        ["package.json", "global.json", "pyproject.toml", ".tool-versions", "go.mod", "x"]
    ),
    st.text(max_size=80),
    st.sampled_from(["node", "python", "dotnet", "go", "uv"]),
)
def test_any_text_is_read(name: str, text: str, tool: str) -> None:
    for each in wanted(name, text, tool):
        assert 0 <= each.start <= each.end <= len(text)
