"""Dockerfiles with places: what is read, what is refused and where, and that nothing escapes."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from azlint.kinds import Kind, kind_of
from azlint.languages.docker.lower import lower
from azlint.languages.docker.parse import parse
from azlint.languages.docker.syntax import File, Instruction, Pair, Text, Variable, Word
from azlint.source import Source

TEXT = """\
# syntax=docker/dockerfile:1
ARG VERSION=3.12.8

from --platform=$BUILDPLATFORM python:${VERSION:-3}-slim AS Build
ENV A=b C="d e" \\
  # between

  F=g\\ h
ENV old  value of it
RUN --mount=type=cache,target=/x pip install \\
    -r requirements.txt
RUN <<EOF cat <<-"END" > x
one
EOF
\ttwo
\tEND
CMD ["gunicorn", "a:\\u0062"]
ONBUILD COPY --from=build . /app
"""


def words(instruction: Instruction, text: str = TEXT) -> list[tuple[str, str | None]]:
    return [(text[word.start : word.end], word.literal) for word in instruction.words]


def pairs(instruction: Instruction, text: str = TEXT) -> list[tuple[str, str | None]]:
    return [
        (text[pair.start : pair.end], pair.value.literal if pair.value else None)
        for pair in instruction.pairs
    ]


def test_instructions_are_read_with_their_places() -> None:
    file = parse(TEXT)
    assert file.problems == ()
    assert [each.keyword for each in file.instructions] == [
        *("ARG", "FROM", "ENV", "ENV", "RUN", "RUN", "CMD", "ONBUILD")
    ]
    arg, stage, env, old, run, here, command, later = file.instructions
    assert pairs(arg) == [("VERSION=3.12.8", "3.12.8")]
    assert words(stage) == [("python:${VERSION:-3}-slim", None), ("AS", "AS"), ("Build", "Build")]
    assert stage.words[0].pieces == (
        Text(80, 87, "python:"),
        Variable(87, 100, "VERSION", ":-", (Text(98, 99, "3"),)),
        Text(100, 105, "-slim"),
    )
    platform = stage.flag("platform")
    assert platform is not None
    assert platform.pieces == (Variable(65, 79, "BUILDPLATFORM"),)
    assert pairs(env) == [("A=b", "b"), ('C="d e"', "d e"), ("F=g\\ h", "g h")]
    assert pairs(old) == [("old  value of it", "value of it")]
    assert run.shell is not None
    assert run.shell.text == "pip install     -r requirements.txt"
    start, end = run.shell.span(16, len(run.shell.text))
    assert TEXT[start:end] == "-r requirements.txt"
    assert [(each.name, each.text, each.chomp, each.expand) for each in here.heredocs] == [
        ("EOF", "one\n", False, True),
        ("END", "\ttwo\n", True, False),
    ]
    assert words(command) == [("gunicorn", "gunicorn"), ("a:\\u0062", "a:b")]
    assert command.listed
    assert later.trigger is not None
    assert (later.trigger.keyword, words(later.trigger)) == ("COPY", [(".", "."), ("/app", "/app")])


def test_comments_are_those_of_the_file() -> None:
    file = parse(TEXT + "RUN echo '# none' # nor here\r\n  # last\r\n")
    text = TEXT + "RUN echo '# none' # nor here\r\n  # last\r\n"
    assert [text[start:end] for start, end in file.comments] == [
        "# syntax=docker/dockerfile:1",
        "# between",
        "# last",
    ]


@pytest.mark.parametrize(
    ("text", "shells"),
    [
        ("FROM a\nRUN a \\\n b\n", ["a  b"]),
        ("FROM a\r\nRUN a \\\r\n b\r\nRUN c\r\n", ["a  b", "c"]),
        ("FROM a\nRUN a \\  \n\n# c\n b", ["a  b"]),
        ("FROM a\nRUN a \\\\\nRUN b", ["a \\\\", "b"]),
        ("# escape=`\nFROM a\nRUN a `\n b \\\nRUN c", ["a  b \\", "c"]),
        ("# other=x\n# escape=`\nFROM a\nRUN a `\nRUN b", ["a `", "b"]),
        ("\n# escape=`\nFROM a\nRUN a `\nRUN b", ["a `", "b"]),
        ('FROM a\nRUN ["a"] b\nRUN [ -f x ]', ['["a"] b', "[ -f x ]"]),
        ("FROM a\nRUN echo $((1<<2)) '<<E' <<< x\nRUN b", ["echo $((1<<2)) '<<E' <<< x", "b"]),
        ("FROM a\nRUN a \\", ["a"]),
    ],
)
def test_lines(text: str, shells: list[str]) -> None:
    file = parse(text)
    assert file.problems == ()
    assert [each.shell.text for each in file.instructions if each.shell] == shells


def test_a_part_without_from_is_put_into_a_dockerfile_by_something_else() -> None:
    assert parse("ARG A\nLABEL a=$A\n").problems == ()
    assert [each.message for each in parse("LABEL =b\n").problems] == ["LABEL takes NAME=value"]


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("", "", "there is no instruction"),
        ("# only\n", "", "there is no instruction"),
        ("RUN a\nFROM b\n", "RUN", "RUN stands before the first FROM"),
        ("FROM a\nINSTALL b\n", "INSTALL", "there is no instruction INSTALL"),
        ("FROM a b\n", "FROM a b", "FROM takes an image, or an image AS a name"),
        ("FROM a AS 1b\n", "1b", "1b cannot be the name of a stage"),
        ("FROM a\nENV b\n", "b", "b has no value"),
        ("FROM a\nENV b=c d\n", "d", "ENV takes NAME=value"),
        ("FROM a\nARG\n", "ARG", "ARG takes NAME=value"),
        ("FROM a\nLABEL =b\n", "=b", "LABEL takes NAME=value"),
        ("FROM a\nCOPY b\n", "COPY b", "COPY takes at least 2 operands"),
        ("FROM a\nEXPOSE\n", "EXPOSE", "EXPOSE takes at least 1 operand"),
        ("FROM a\nCMD [1]\n", " [1]", "an array in exec form holds strings only"),
        ("FROM a\nSHELL sh\n", "SHELL sh", "SHELL takes a JSON array"),
        ("FROM a\nONBUILD FROM b\n", "FROM", "ONBUILD cannot hold FROM"),
        ("FROM a\nENV b='c\n", "'c", "a single quote is not closed"),
        ('FROM a\nWORKDIR "b\n', '"b', "a double quote is not closed"),
        ("FROM ${a\n", "${a", "this is no substitution"),
        ("FROM ${a:-b\n", "b", "} is missing"),
        ("FROM a\nRUN <<EOF\nb\n", "<<EOF", "no line says only EOF"),
        (
            "FROM a\nHEALTHCHECK b\n",
            "HEALTHCHECK b",
            "HEALTHCHECK takes NONE, or CMD and a command",
        ),
        ("# escape=x\nFROM a\n", "x", "the escape character is \\ or `"),
        (
            "# escape=`\n# escape=`\nFROM a\n",
            "# escape=`",
            "only one escape directive may be there",
        ),
    ],
)
def test_what_a_build_refuses_is_located(text: str, place: str, message: str) -> None:
    found = [(text[each.start : each.end], each.message) for each in parse(text).problems]
    assert found == [(place, message)]


def test_the_rest_of_a_refused_file_is_kept() -> None:
    file = parse("FROM a\nINSTALL b\nENV c\nEXPOSE 80\n")
    assert [each.keyword for each in file.instructions] == ["FROM", "ENV", "EXPOSE"]
    assert len(file.problems) == 2


def test_another_language_has_no_problems() -> None:
    assert parse("# syntax=example/frontend\nINCLUDE other\n").problems == ()
    assert len(parse("# syntax = docker.io/docker/dockerfile:1\nINCLUDE other\n").problems) == 1


@pytest.mark.parametrize(
    ("path", "is_one"),
    [
        ("Dockerfile", True),
        ("src/dockerfile", True),
        ("src/Dockerfile.dev", True),
        ("src/Dockerfile-alpine", True),
        ("src/api.Dockerfile", True),
        ("src/api.dockerfile", True),
        ("Containerfile", True),
        ("Containerfile.dev", True),
        ("Dockerfile.dockerignore", False),
        ("Dockerfile.j2", False),
        ("Dockerfile.template", False),
        ("DockerfileHelper.cs", False),
        ("dockerfile.py", False),
        ("docs/Dockerfile.md", False),
        ("Dockerfile/readme", False),
    ],
)
def test_which_files_are_read(path: str, *, is_one: bool) -> None:
    assert (kind_of(path) is Kind.DOCKERFILE) is is_one


PARTS = [
    *("FROM ", "RUN ", "ENV ", "ARG ", "COPY ", "ONBUILD ", "EXPOSE ", "CMD ", "# escape=`\n"),
    *("\n", "\r\n", "\\\n", "\\", "`", "#", "'", '"', "$", "${", "}", ":-", "##", "//", "/", "="),
    *("<<E", "<<-E", "E\n", "[", '["a"]', "]", "a", "é𝒳", " ", "\t", "1-9/udp", "--from=", "AS "),
]


def nodes(file: File) -> list[Word | Pair]:
    found: list[Word | Pair] = []
    for each in file.instructions:
        inner = each.trigger or each
        found.extend((*inner.words, *inner.pairs))
    return found


@given(st.lists(st.sampled_from(PARTS), max_size=30).map("".join))
def test_every_text_is_read(text: str) -> None:
    file = parse(text)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(file), type=File) == file
    ends = [0]
    for each in file.instructions:
        assert ends[-1] <= each.start < each.end <= len(text)
        ends.append(each.end)
    for node in nodes(file):
        assert 0 <= node.start <= node.end <= len(text)
    for problem in file.problems:
        assert 0 <= problem.start <= problem.end <= len(text)
    for start, _ in file.comments:
        assert text[start] == "#"
    for stage in lower("Dockerfile", file).stages:
        for run in stage.runs:
            assert run.commands is not None


@given(st.text(st.characters(exclude_characters="\n\r#\\", exclude_categories=["Cs", "Zs", "Cc"])))
def test_a_literal_operand_is_its_own_text(operand: str) -> None:
    expanded = set("$'\"`") & set(operand)
    if expanded or not operand.strip() or operand.strip().startswith("--"):  # flags, or their end
        return
    text = f"FROM a\nUSER {operand}\n"
    (word,) = parse(text).instructions[1].words
    assert text[word.start : word.end] == word.literal == operand.strip()


def test_hostile_files_are_bounded() -> None:
    doubled = "FROM scratch\nENV A=xx\n" + "ENV A=$A$A\n" * 3000
    (stage,) = lower("Dockerfile", parse(doubled)).stages
    assert set(stage.environment) == {"A"}
    deep = "FROM " + "${a:-" * 5000 + "}" * 5000
    assert [each.message for each in parse(deep).problems] == ["this is no substitution"]
    long = "FROM a\nRUN " + "x" * 70_000
    assert [each.message for each in parse(long).problems] == ["a line is longer than 65535 bytes"]
    assert parse("FROM a\nCMD " + "[" * 100_000).instructions[1].listed is False


def test_the_byte_order_mark_is_no_text() -> None:
    source = Source.decode("Dockerfile", b"\xef\xbb\xbf# escape=`\r\nFROM a\r\n")
    assert [each.keyword for each in parse(source.text).instructions] == ["FROM"]
    assert parse(source.text).escape == "`"
