"""Stages: what they are built from, what is set in them, and what their images run."""

from __future__ import annotations

import pytest

from azlint.languages.docker.lower import lower
from azlint.languages.docker.model import Dockerfile, Stage
from azlint.languages.docker.parse import parse
from azlint.value import Known, Unknown, Value, chain


def load(text: str) -> Dockerfile:
    return lower("app/Dockerfile", parse(text))


def final(text: str) -> Stage:
    stage = load(text).final
    assert stage is not None
    return stage


def shown(value: Value | None) -> object:
    """Data, or what is not known in angle brackets."""
    if isinstance(value, Known):
        return value.data
    return f"<{value.reason.text}>" if isinstance(value, Unknown) else None


TEXT = """\
ARG TAG=3.12.8
ARG IMAGE=python:${TAG}
ARG REGISTRY
FROM ${IMAGE}-slim AS Build
ARG TAG
ENV PORT=8000 MODE=${TAG%.*}
EXPOSE $PORT 9000-9002/UDP $OTHER
RUN pip install uv==${TAG} && echo done
FROM build
CMD gunicorn --bind "0.0.0.0:$PORT" app
FROM ${REGISTRY:+$REGISTRY/}alpine
COPY --from=build /a /b
COPY --from=1 /a /b
COPY --from=ghcr.io/astral-sh/uv:0.9 /uv /bin/
"""


def test_stages_and_their_bases() -> None:
    file = load(TEXT)
    assert [(s.index, s.name, shown(s.base), s.parent) for s in file.stages] == [
        (0, "build", "python:3.12.8-slim", None),
        (1, "", "build", 0),
        (2, "", "<ARG REGISTRY>", None),
    ]
    assert [each.declaration.address for each in file.stages] == [
        "stage.build",
        "stage.1",
        "stage.2",
    ]
    assert [each.index for each in file.line(file.stages[1])] == [1, 0]
    found = file.stage("BUILD"), file.stage("2"), file.stage("gone")
    assert found == (file.stages[0], file.stages[2], None)


def test_a_base_leads_back_to_the_default_of_its_argument() -> None:
    base = load(TEXT).stages[0].base
    assert [(TEXT[o.span.start : o.span.end], o.label) for o in chain(base)] == [
        ("${IMAGE}-slim", ""),
        ("python:${TAG}", "ARG IMAGE"),
        ("3.12.8", "ARG TAG"),
    ]


def test_what_is_set_in_a_stage() -> None:
    first, second, third = load(TEXT).stages
    assert {name: shown(value) for name, value in first.environment.items()} == {
        "PORT": "8000",
        "MODE": "3.12",
    }
    assert second.environment == first.environment
    assert dict(third.environment) == {}
    assert shown(first.arguments["TAG"]) == "3.12.8"


def test_ports() -> None:
    first, second, _ = load(TEXT).stages
    assert [(shown(p.value), p.numbers, p.protocol) for p in first.ports] == [
        ("8000", range(8000, 8001), "tcp"),
        ("9000-9002/UDP", range(9000, 9003), "udp"),
        ("<$OTHER of the base image>", None, "tcp"),
    ]
    assert second.ports == first.ports


def test_copies_from_stages_and_images() -> None:
    third = load(TEXT).stages[2]
    assert [(shown(each.source), each.stage) for each in third.copies] == [
        ("build", 0),
        ("1", 1),
        ("ghcr.io/astral-sh/uv:0.9", None),
    ]


def test_commands_word_by_word() -> None:
    first, second, _ = load(TEXT).stages
    (run,) = first.runs
    assert [[shown(word) for word in command] for command in run.commands] == [
        ["pip", "install", "uv==3.12.8"],
        ["echo", "done"],
    ]
    assert second.command is not None
    (command,) = second.command.commands
    assert [shown(word) for word in command] == ["gunicorn", "--bind", "0.0.0.0:8000", "app"]
    places = [chain(word)[0].span for word in command]
    texts = [TEXT[place.start : place.end] for place in places]
    assert texts == ["gunicorn", "--bind", '"0.0.0.0:$PORT"', "app"]


@pytest.mark.parametrize(
    ("instruction", "commands"),
    [
        ('CMD ["a", "$b"]', [["a", "$b"]]),
        ('CMD ["sh", "-c", "a && b c"]', [["sh", "-c", "a && b c"], ["a"], ["b", "c"]]),
        ("CMD a ${PORT:-80}", [["a", "<$PORT of the base image>"]]),
        ("CMD a $(b)", [["b"], ["a", "<$(b)>"]]),
    ],
)
def test_commands_of_an_image(instruction: str, commands: list[list[str]]) -> None:
    command = final(f"FROM a\n{instruction}\n").command
    assert command is not None
    assert [[shown(word) for word in each] for each in command.commands] == commands


def test_a_new_entry_point_drops_an_inherited_command() -> None:
    base = "FROM a AS b\nCMD c\nFROM b\n"
    assert final(f"{base}ENTRYPOINT d\n").command is None
    assert final(f"{base}USER d\n").command is not None
    assert final(f"{base}CMD e\nENTRYPOINT d\n").command is not None


def test_scripts_of_here_documents() -> None:
    text = "FROM a\nRUN <<EOF\npip install b\nEOF\nRUN <<EOF\n#!/usr/bin/env python\nprint\nEOF\n"
    first, second = final(text).runs
    assert [[shown(word) for word in each] for each in first.commands] == [["pip", "install", "b"]]
    assert second.commands == ()


def test_shells_that_are_not_read() -> None:
    assert final("# escape=`\nFROM a\nRUN dir\n").runs[0].commands == ()
    text = '# escape=`\nFROM a\nSHELL ["pwsh", "-Command"]\nRUN Get-Item b\n'
    (command,) = final(text).runs[0].commands
    assert [shown(word) for word in command] == ["Get-Item", "b"]


@pytest.mark.parametrize(
    ("base", "shows"),
    [
        ("$A", "1.2.3"),
        ("${A:-x}", "1.2.3"),
        ("${A:+x}", "x"),
        ("${EMPTY:-x}", "x"),
        ("${EMPTY-x}", ""),
        ("${EMPTY:+x}y", "y"),
        ("${NONE:-x}", "x"),
        ("${NONE+x}y", "<ARG NONE>"),
        ("${UNSET+x}y", "y"),
        ("${UNSET:-${A}}", "1.2.3"),
        ("${A#*.}", "2.3"),
        ("${A##*.}", "3"),
        ("${A%.*}", "1.2"),
        ("${A%%.*}", "1"),
        ("${A/./-}", "1-2.3"),
        ("${A//./-}", "1-2-3"),
        ("x:$NONE", "<ARG NONE>"),
        ("x-$TARGETARCH", "<TARGETARCH>"),
        ("'$A'", "$A"),
        ('"$A"', "1.2.3"),
        ("\\$A", "$A"),
        ("${A%*.*}", "<${A%…}>"),
    ],
)
def test_substitutions(base: str, shows: str) -> None:
    text = f"ARG A=1.2.3\nARG EMPTY=\nARG NONE\nFROM {base}\n"
    assert shown(final(text).base) == shows


def test_an_image_known_in_pieces() -> None:
    base = final("ARG NONE\nFROM python:3.12-$NONE\n").base
    assert isinstance(base, Unknown)
    assert [shown(part) for part in base.parts] == ["python:3.12-", "<ARG NONE>"]


def test_what_starts_from_nothing_has_no_other_variables() -> None:
    text = "FROM scratch AS a\nFROM a\nEXPOSE ${PORT:-80}\n"
    (port,) = final(text).ports
    assert port.numbers == range(80, 81)


def test_a_build_that_passes_arguments() -> None:
    file = load("ARG A=1\nARG B=${A}\nFROM x:${B} AS b\nARG C=3\nARG A\nEXPOSE $C $A\n")
    given = file.given({"A": Known("7"), "C": Known("8"), "D": Known("9")})
    assert [shown(each.final.base) for each in (file, given) if each.final] == ["x:1", "x:7"]
    ports = [each.final.ports for each in (file, given) if each.final]
    assert [[shown(each.value) for each in some] for some in ports] == [["3", "1"], ["8", "7"]]
