"""AZL506: which releases a text stands for, when two of them agree, and what images bring."""

from __future__ import annotations

import pytest

from azlint.azure.versions import HIGHEST, Range
from azlint.languages.docker.lower import lower
from azlint.languages.docker.parse import parse
from azlint_rules.facts.base_images import RUNTIMES
from azlint_rules.workflows.declared import allowed
from azlint_rules.workflows.image_runtimes import runtimes_of
from azlint_rules.workflows.ranges import agree, ranges
from tiny import W, seen, workflow

BY_TOOL = {runtime.tool: runtime for runtime in RUNTIMES}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3.12", [((3, 12, 0), (3, 13, 0))]),
        ("v3.12.4", [((3, 12, 4), (3, 12, 5))]),
        ("3", [((3, 0, 0), (4, 0, 0))]),
        ("3.x", [((3, 0, 0), (4, 0, 0))]),
        ("3.13t", [((3, 13, 0), (3, 14, 0))]),
        ("1.22rc1", [((1, 22, 0), (1, 23, 0))]),
        (">=3.11", [((3, 11, 0), HIGHEST)]),
        (">3.11", [((3, 11, 0), HIGHEST)]),
        (">3.11.2", [((3, 11, 3), HIGHEST)]),
        ("<=3.12", [((0, 0, 0), (3, 13, 0))]),
        (">= 3.11, < 3.13", [((3, 11, 0), (3, 13, 0))]),
        (">=18 <21", [((18, 0, 0), (21, 0, 0))]),
        ("18 - 20.1", [((18, 0, 0), (20, 2, 0))]),
        ("^20.1.2", [((20, 1, 2), (21, 0, 0))]),
        ("^0.2.3", [((0, 2, 3), (0, 3, 0))]),
        ("~1.2.3", [((1, 2, 3), (1, 3, 0))]),
        ("~1", [((1, 0, 0), (2, 0, 0))]),
        ("~> 1.9", [((1, 9, 0), (2, 0, 0))]),
        ("~> 1.9.1", [((1, 9, 1), (1, 10, 0))]),
        ("~=3.11", [((3, 11, 0), (4, 0, 0))]),
        ("==3.11.*", [((3, 11, 0), (3, 12, 0))]),
        (">=3.9,!=3.9.1", [((3, 9, 0), HIGHEST)]),
        ("18 || >=20", [((18, 0, 0), (19, 0, 0)), ((20, 0, 0), HIGHEST)]),
        ("latest", None),
        ("lts/*", None),
        ("pypy3.10", None),
        ("18 || latest", None),
        ("", None),
    ],
)
def test_ranges(text: str, expected: list[tuple[tuple[int, int, int], ...]] | None) -> None:
    wanted = None if expected is None else tuple(Range(low, high) for low, high in expected)
    assert ranges(text) == wanted


@pytest.mark.parametrize(
    ("one", "other", "agreed"),
    [
        ("3.12", "3.12.4", True),
        (">=3.11", "3.12.4", True),
        ("18 || 20", "20.11", True),
        ("3.12.3", "3.12.4", False),
        ("3.12", "3.11", False),
        (">=3.11,<3.12", "3.12", False),
    ],
)
def test_agreement(one: str, other: str, *, agreed: bool) -> None:
    first, second = ranges(one), ranges(other)
    assert first is not None
    assert second is not None
    assert agree(first, second) is agree(second, first) is agreed


@pytest.mark.parametrize(
    ("tool", "text", "low", "high"),
    [
        ("dotnet", "8.0.404", (8, 0, 0), (8, 1, 0)),
        ("dotnet", ">=8.0.100", (8, 0, 0), HIGHEST),
        ("java", "21.0.5", (21, 0, 0), (22, 0, 0)),
        ("python", "3.12.4", (3, 12, 4), (3, 12, 5)),
    ],
)
def test_numbers_that_mean_the_same(
    tool: str, text: str, low: tuple[int, int, int], high: tuple[int, int, int]
) -> None:
    assert allowed(BY_TOOL[tool], text) == (Range(low, high),)


def brought(text: str) -> list[tuple[str, str, bool]]:
    file = lower("Dockerfile", parse(text))
    return [
        (runtime.tool, each.text, each.by_default)
        for runtime in RUNTIMES
        for each in runtimes_of(file, (), runtime)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM python:3.11.9-slim", [("python", "3.11.9", False)]),
        ("FROM docker.io/library/node:v20-alpine", [("node", "20", False)]),
        ("FROM example.azurecr.io/library/ruby:3.4", [("ruby", "3.4", False)]),
        ("FROM mcr.microsoft.com/dotnet/aspnet:8.0", [("dotnet", "8.0", False)]),
        (
            "FROM mcr.microsoft.com/azure-functions/python:4-python3.11",
            [("python", "3.11", False)],
        ),
        ("FROM ghcr.io/astral-sh/uv:python3.13-bookworm-slim", [("python", "3.13", False)]),
        ("FROM eclipse-temurin:21.0.5_11-jre", [("java", "21.0.5", False)]),
        ("ARG V=1.25\nFROM golang:${V}", [("go", "1.25", True)]),
        ("FROM example/python:3.11", []),
        ("FROM python:latest", []),
        ("FROM python", []),
        ("ARG V\nFROM python:${V}", []),
        ("FROM python:3.9 AS a\nFROM python:3.12", [("python", "3.12", False)]),
        (
            "FROM node:20 AS a\nFROM a AS b\nFROM nginx\nCOPY --from=b /a /b",
            [("node", "20", False)],
        ),
        (
            "FROM node:20 AS a\nFROM node:22 AS b\nFROM c\nCOPY --from=a / /\nCOPY --from=b / /",
            [],
        ),
        ("FROM node:20 AS a\nFROM nginx", []),
    ],
)
def test_what_images_bring(text: str, expected: list[tuple[str, str, bool]]) -> None:
    assert brought(text) == expected


@pytest.mark.parametrize(
    ("dockerfile", "build", "lines"),
    [
        ("ARG V=3.11\nFROM python:${V}-slim", "--build-arg V=3.10", [7]),
        ("ARG V=3.12\nFROM python:${V}-slim", "--build-arg V=3.12", []),
        ("ARG V\nFROM python:${V}", "--build-arg V=3.10", [7]),
        ("ARG V\nFROM python:${V}", "--build-arg V=3.10-slim", [7]),
        ("ARG I=python:3.12\nFROM ${I}", "--build-arg I=python:3.10", [7]),
        ("ARG V=3.11\nFROM python:${V}", "--build-arg OTHER=3.10", []),
        ("ARG V=3.11\nFROM python:${V}", "$ARGUMENTS", []),
        ("ARG V=3.11\nFROM python:${V}", "--build-arg V=${{ inputs.v || '3.10' }}", [7]),
        (
            "ARG V=3.11\nFROM python:${V}",
            "--build-arg V=${{ github.ref_protected && '3.9' || '3.10' }}",
            [7, 7],
        ),
    ],
)
def test_a_release_that_a_build_chooses_is_held_against_the_jobs_of_its_dockerfile(
    dockerfile: str, build: str, lines: list[int]
) -> None:
    text = (
        "on: push\njobs:\n  test:\n    runs-on: x\n    steps:\n"
        "    - {uses: actions/setup-python@v6, with: {python-version: '3.12'}}\n"
        f"    - run: docker build {build} api\n"
        "    - {run: pytest, working-directory: api}\n"
    )
    told = seen("AZL506", {"api/Dockerfile": dockerfile, W + "ci.yml": text})
    assert [each[:3] for each in told] == [("image-jobs", "ci.yml", line) for line in lines]


@pytest.mark.parametrize(("releases", "lines"), [("'3.11'", [1]), ("'3.11', '3.13'", [])])
def test_an_image_of_which_a_job_tests_several_releases(releases: str, lines: list[int]) -> None:
    text = (
        f"on: push\njobs:\n  test:\n    strategy: {{matrix: {{v: [{releases}]}}}}\n    steps:\n"
        "    - {uses: actions/setup-python@v6, with: {python-version: '${{ matrix.v }}'}}\n"
        "    - run: pytest\n"
    )
    told = seen("AZL506", {"Dockerfile": "FROM python:3.12\n", W + "ci.yml": text})
    assert [each[:3] for each in told] == [("image-jobs", "Dockerfile", line) for line in lines]


def test_a_release_that_a_caller_chooses_is_told_where_it_is_written() -> None:
    called = (
        "on: {workflow_call: {inputs: {v: {type: string}}}}\njobs:\n  test:\n    runs-on: x\n"
        "    steps:\n    - {uses: actions/setup-python@v6, with: {python-version: '3.12'}}\n"
        "    - {run: pytest, working-directory: api}\n"
        "    - run: docker build --build-arg V=${{ inputs.v }} api\n"
    )
    caller = "build: {uses: ./.github/workflows/build.yml, with: {v: '3.10'}}"
    files = {
        "api/Dockerfile": "ARG V=3.11\nFROM python:${V}",
        W + "build.yml": called,
        W + "ci.yml": workflow(caller),
    }
    assert seen("AZL506", files) == [("image-jobs", "ci.yml", 4, "'3.10'")]


@pytest.mark.parametrize("command", ["mvn verify", "./mvnw verify", "./gradlew build"])
def test_a_wrapper_works_on_the_project_of_its_folder(command: str) -> None:
    steps = (
        "{uses: actions/setup-java@v5, with: {distribution: temurin, java-version: '17'}}",
        f"{{run: {command}, working-directory: api}}",
    )
    files = {
        "api/Dockerfile": "FROM eclipse-temurin:21\n",
        W + "ci.yml": workflow(f"test: {{runs-on: x, steps: [{', '.join(steps)}]}}"),
    }
    assert [each[:2] for each in seen("AZL506", files)] == [("image-jobs", "api/Dockerfile")]
