"""The sample harness: what it compares, and that it can rewrite what it reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from azlint.config import Settings
from azlint.finding import Finding, Related, Verdict
from azlint.result import Result
from azlint.source import Source, Span
from azlint.testing import Sample, bless, check_sample, samples
from azlint.tree import FolderTree
from gitrepo import write


def check_words(settings: Settings) -> Result:
    """A run whose one rule finds the words `bad`, `maybe` (undecided) and `END` at an end.

    Text between `<<` and `>>` is data: a comment in it is found too.
    """
    tree = FolderTree(settings.root)
    sources = {
        path: Source.decode(path, tree.read(path)) for path in tree.files() if path[-4:] != ".txt"
    }
    found = [one for source in sources.values() for one in words(source)]
    return Result(
        findings=tuple(one for one in found if one.verdict is Verdict.VIOLATION),
        undecided=tuple(one for one in found if one.verdict is Verdict.UNDECIDED),
        sources=sources,
    )


def words(source: Source) -> Iterator[Finding]:
    bare = re.sub(r"(?m)^\s*(#|//).*$", lambda match: " " * len(match[0]), source.text)
    for match in re.finditer(r"bad(\s+bad)*|maybe", bare):
        yield finding(source.path, match[0], *match.span())
    for data in re.finditer(r"<<.*?>>", source.text, re.DOTALL):
        for match in re.finditer("#", data[0]):
            at = data.start() + match.start()
            yield finding(source.path, "bad", at, at + 1)
    if source.text.startswith("#END"):
        yield finding(source.path, "end", len(source.text), len(source.text))


def finding(path: str, word: str, start: int, end: int) -> Finding:
    verdict = Verdict.UNDECIDED if word == "maybe" else Verdict.VIOLATION
    return Finding(
        rule="XYZ101",
        key=word[:3],
        message="The word is here. More about it",
        span=Span(path, start, end),
        verdict=verdict,
        related=(Related(Span(path, 0, 1), "the start"),) if start > 5 else (),
    )


@pytest.fixture(autouse=True)
def _words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("azlint.runner.check_repository", check_words)


def sample(folder: Path, name: str, files: dict[str, str]) -> Sample:
    write(folder / "XYZ101" / name, files)
    return next(s for s in samples(folder) if s.folder.name == name)


def complaint(case: Sample) -> list[str]:
    with pytest.raises(AssertionError) as raised:
        check_sample(case)
    return str(raised.value).splitlines()


def test_samples_are_found_by_rule_and_promise(tmp_path: Path) -> None:
    write(tmp_path, {"R1/fail-a/x": "", "R1/pass-b/after/x": "", "R1/pass-b/before/y": ""})
    write(tmp_path, {"R2/todo-c/x": "", "R2/other/x": "", "repositories/fail/x": "", "file": ""})
    found = samples(tmp_path)
    assert [(str(s), s.contract) for s in found] == [
        ("R1/fail-a", "fail"),
        ("R1/pass-b", "pass"),
        ("R2/todo-c", "todo"),
        ("repositories/fail", "fail"),
    ]
    assert found[1].root == tmp_path / "R1/pass-b/after"
    assert found[1].base == tmp_path / "R1/pass-b/before"
    assert found[0].base is None


def test_equal_is_silent(tmp_path: Path) -> None:
    text = "x = bad\n#   ^^^ XYZ101[bad]: text is not compared\n"
    check_sample(sample(tmp_path, "fail-a", {"a.tf": text}))
    text = "x = maybe\n#   ~~~~~ XYZ101[may]:\n"
    check_sample(sample(tmp_path, "pass-b", {"a.tf": text}))


def test_missing_and_unexpected_are_both_shown(tmp_path: Path) -> None:
    text = "x = bad\n#   ^^ XYZ101[bad]: too short\ny = maybe\n"
    assert complaint(sample(tmp_path, "fail-a", {"a.tf": text})) == [
        "XYZ101/fail-a:",
        "  missing: a.tf:1:5-1:7 XYZ101[bad]",
        "    x = bad",
        "        ^^",
        "  not expected: a.tf:1:5-1:8 XYZ101[bad]",
        "    x = bad",
        "        ^^^",
        "  not expected: a.tf:3:5-3:10 XYZ101[may] (undecided)",
        "    y = maybe",
        "        ~~~~~",
    ]


def test_key_rule_and_role_count(tmp_path: Path) -> None:
    for mark in ("^^^ XYZ101[other]:", "^^^ XYZ102[bad]:", "~~~ XYZ101[bad]:"):
        text = f"x = bad\n#   {mark}\n"
        assert len(complaint(sample(tmp_path, "fail-a", {"a.tf": text}))) == 7


def test_a_finding_that_comes_twice_is_expected_twice(tmp_path: Path) -> None:
    text = "x = bad\n#   ^^^ XYZ101[bad]:\n#   ^^^ XYZ101[bad]:\n"
    assert complaint(sample(tmp_path, "fail-a", {"a.tf": text}))[1:2] == [
        "  missing: a.tf:1:5-1:8 XYZ101[bad]"
    ]


def test_related_marks_must_be_right_where_they_stand(tmp_path: Path) -> None:
    text = "abcdef\n#--- XYZ101: wrong\nx = bad\n#   ^^^ XYZ101[bad]:\n"
    assert complaint(sample(tmp_path, "fail-a", {"a.tf": text}))[1:2] == [
        "  missing: a.tf:1:1-1:5 XYZ101 (related)"
    ]


def test_names_promise(tmp_path: Path) -> None:
    assert complaint(sample(tmp_path, "fail-a", {"a.tf": "x = 1\n"})) == [
        "XYZ101/fail-a:",
        "  a fail- sample must have a violation",
    ]
    text = "x = bad\n#   ^^^ XYZ101[bad]:\n"
    assert complaint(sample(tmp_path, "pass-b", {"a.tf": text})) == [
        "XYZ101/pass-b:",
        "  a pass- sample must have none",
    ]
    check_sample(sample(tmp_path, "todo-c", {"a.tf": text}))


def test_blessing_writes_what_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {
        "a.tf": "one = bad\r\n#     ^ XYZ101[stale]: gone\r\n  two = bad bad # bad bad\r\n",
        "block.bicep": "var a = bad\n  bad",
        "text.yml": "x: <<\n  bad\n>>\n",
        "data.json": '["bad"]',
        "end.tf": "#END\n",
    }
    case = sample(tmp_path, "fail-a", files)
    monkeypatch.setenv("AZLINT_BLESS", "1")
    check_sample(case)
    monkeypatch.delenv("AZLINT_BLESS")
    check_sample(case)
    root = case.folder
    texts = {path: (root / path).read_bytes().decode("utf-8") for path in [*files, "expected.txt"]}
    assert texts == {
        "a.tf": "one = bad\r\n#     ^^^ XYZ101[bad]: The word is here\r\n"
        "  two = bad bad # bad bad\r\n"
        "  #     ^^^^^^^ XYZ101[bad]: The word is here\r\n"
        "  #               ^^^^^^^ XYZ101[bad]: The word is here\r\n",
        "block.bicep": "var a = bad\n  bad\n"
        "// azlint-expect: 1:9-2:6 XYZ101[bad] The word is here\n",
        "text.yml": "x: <<\n  bad\n>>\n# azlint-expect: 2:3-2:6 XYZ101[bad] The word is here\n",
        "data.json": '["bad"]',
        "end.tf": "#END\n",
        "expected.txt": "data.json:1:3-1:6 XYZ101[bad] The word is here\n"
        "end.tf:2:1-2:1 XYZ101[end] The word is here\n",
    }
    bless(case)
    assert texts == {path: (root / path).read_bytes().decode("utf-8") for path in texts}
