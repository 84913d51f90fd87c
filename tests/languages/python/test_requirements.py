"""Requirements files: what they ask for and where, what they include, and what pip refuses."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from azlint.kinds import Kind, kind_of
from azlint.languages.python.follow import followed
from azlint.languages.python.requirements import parse
from azlint.languages.python.syntax import Dependency, File, Include

TEXT = """\
# first
openai>=1.0.0,<2  # why
Azure.AI_Evaluation[remote, extra] == 1.2.3 ; python_version < '3.12'
requests==2.32.0 \\
    --hash=sha256:00 \\
    --hash=sha256:11
plain
-r base.txt
--constraint=../constraints.txt
-e git+https://example.org/a.git#egg=An_Editable
-e .
./wheels/local.whl
named @ https://example.org/named.zip
https://example.org/other-1.0.tar.gz
--pre
${FROM_OUTSIDE}
"""


def test_what_a_file_asks_for() -> None:
    file = parse(TEXT)
    found = [(TEXT[each.start : each.end], each.name, each.specifier) for each in file.dependencies]
    assert found == [
        ("openai>=1.0.0,<2", "openai", "<2,>=1.0.0"),
        (
            "Azure.AI_Evaluation[remote, extra] == 1.2.3 ; python_version < '3.12'",
            "azure-ai-evaluation",
            "==1.2.3",
        ),
        ("requests==2.32.0", "requests", "==2.32.0"),
        ("plain", "plain", ""),
        ("-e git+https://example.org/a.git#egg=An_Editable", "an-editable", ""),
        ("-e .", "", ""),
        ("./wheels/local.whl", "", ""),
        ("named @ https://example.org/named.zip", "named", ""),
        ("https://example.org/other-1.0.tar.gz", "", ""),
    ]
    second, third = file.dependencies[1:3]
    assert (second.extras, second.marker) == (("extra", "remote"), 'python_version < "3.12"')
    assert (second.hashed, third.hashed) == (False, True)
    assert [(each.path, each.constrains) for each in file.includes] == [
        ("base.txt", False),
        ("../constraints.txt", True),
    ]
    assert [TEXT[start:end] for start, end in file.comments] == ["# first", "# why"]
    assert file.problems == ()


@pytest.mark.parametrize("line", ["'quoted',", "a b", "a>=", "==1.0", "a[", "{{ name }}"])
def test_what_pip_refuses(line: str) -> None:
    text = f"good\r\n  {line}\r\n"
    file = parse(text)
    assert [each.name for each in file.dependencies] == ["good"]
    assert [text[each.start : each.end] for each in file.problems] == [line]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a b\n", "this is no requirement"),
        ("x==1\na b\nc d\n", "this is no requirement; nor is 1 more line"),
        ("a b\nc d\ne f\n", "this is no requirement; nor are 2 more lines"),
    ],
)
def test_bad_lines_are_counted_at_the_first(text: str, said: str) -> None:
    assert [each.message for each in parse(text).problems] == [said]


def test_included_files_are_followed_once() -> None:
    files = {
        "app/dev.txt": parse("-r requirements.txt\n-c ../constraints.txt\n-r gone.txt\na\n"),
        "app/requirements.txt": parse("-r dev.txt\nb\n"),
        "constraints.txt": parse("-r more.txt\nc\n"),
        "more.txt": parse("d\n"),
    }
    found = [(path, constrains) for path, _, constrains in followed("app/dev.txt", files)]
    assert found == [
        ("app/dev.txt", False),
        ("app/requirements.txt", False),
        ("constraints.txt", True),
        ("more.txt", True),
    ]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("requirements.txt", Kind.REQUIREMENTS),
        ("a/requirements-dev.txt", Kind.REQUIREMENTS),
        ("a/dev-requirements.txt", Kind.REQUIREMENTS),
        ("a/requirements/base.txt", Kind.REQUIREMENTS),
        ("constraints.txt", Kind.REQUIREMENTS),
        ("a/pyproject.toml", Kind.PROJECT),
        ("requirements.in", None),
        ("docs/myrequirements.txt", None),
        ("requirements.md", None),
    ],
)
def test_which_files_are_read(path: str, kind: Kind | None) -> None:
    assert kind_of(path) is kind


PARTS = [
    *"a1-.,;#'\" \t\n\\[]",
    "==1.0",
    ">=2",
    "-r ",
    "-e ",
    " --hash=x",
    "\r\n",
    "é",
    "@ http://x",
]


@given(st.lists(st.sampled_from(PARTS), max_size=25).map("".join))
def test_every_text_is_read(text: str) -> None:
    file = parse(text)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(file), type=File) == file
    nodes: list[Dependency | Include] = [*file.dependencies, *file.includes]
    for node in nodes:
        assert 0 <= node.start < node.end <= len(text)
    for start, _ in file.comments:
        assert text[start] == "#"
