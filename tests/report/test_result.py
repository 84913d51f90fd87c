"""A result survives being written and read back, and answers the questions of reports."""

from __future__ import annotations

import msgspec
import pytest

from azlint.finding import Stop
from azlint.result import Result
from azlint.source import Source
from report import results


def write(value: object) -> object:
    assert isinstance(value, Source)
    return (value.path, value.text, value.bom)


def read(_: type, value: tuple[str, str, bool]) -> Source:
    path, text, bom = value
    return Source(path, text, bom=bom)


@pytest.mark.parametrize("result", [results.FULL, results.BROKEN, results.CLEAN])
def test_round_trip(result: Result) -> None:
    data = msgspec.msgpack.encode(result, enc_hook=write)
    copy = msgspec.msgpack.decode(data, type=Result, dec_hook=read)
    assert msgspec.structs.replace(copy, sources=result.sources) == result
    assert {path: (s.path, s.text) for path, s in copy.sources.items()} == {
        path: (s.path, s.text) for path, s in result.sources.items()
    }


def test_questions() -> None:
    assert [finding.rule for finding in results.BROKEN.everything] == ["AZL501", "AZL401"]
    assert results.FULL.undecided_by_cause == {"no value for a variable": 1}
    assumed = msgspec.structs.replace(results.UNDECIDED, stop=Stop("assumed default", "var.a"))
    both = msgspec.structs.replace(results.FULL, undecided=(assumed, assumed, results.UNDECIDED))
    assert list(both.undecided_by_cause.items()) == [
        ("assumed default", 2),
        ("no value for a variable", 1),
    ]
