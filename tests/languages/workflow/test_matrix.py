"""Matrix expansion by GitHub's algorithm."""

from __future__ import annotations

import pytest

from azlint.languages.workflow.matrix import expand
from azlint.value import Cause, Known, Reason, Unknown, Value

OPAQUE = Unknown(Reason(Cause.RUNTIME, "needs.a.outputs.b"))


def value(data: object) -> Value:
    if isinstance(data, Known | Unknown):
        return data
    if isinstance(data, list):
        return Known(tuple(value(item) for item in data))
    if isinstance(data, dict):
        return Known({key: value(item) for key, item in data.items()})
    assert data is None or isinstance(data, bool | float | str)
    return Known(data)


def plain(found: Value) -> object:
    if isinstance(found, Unknown):
        return "?"
    if isinstance(found.data, tuple):
        return [plain(item) for item in found.data]
    if isinstance(found.data, dict):
        return {key: plain(item) for key, item in found.data.items()}
    return found.data


def vectors(matrix: object) -> list[object]:
    return [plain(each) for each in expand(value(matrix))]


ARCHES = {"arch": ["x64", "x86"], "os": ["linux", "windows"]}


def test_cross_product() -> None:
    assert vectors(ARCHES) == [
        {"arch": "x64", "os": "linux"},
        {"arch": "x64", "os": "windows"},
        {"arch": "x86", "os": "linux"},
        {"arch": "x86", "os": "windows"},
    ]


def test_exclude_by_some_of_the_keys() -> None:
    assert vectors({**ARCHES, "exclude": [{"arch": "X86"}]}) == [
        {"arch": "x64", "os": "linux"},
        {"arch": "x64", "os": "windows"},
    ]


def test_include_adds_keys_where_it_fits() -> None:
    include = [{"arch": "x64", "os": "linux", "publish": True}, {"color": "green"}]
    assert vectors({"os": ["linux", "windows"], "arch": ["x64"], "include": include}) == [
        {"os": "linux", "arch": "x64", "publish": True, "color": "green"},
        {"os": "windows", "arch": "x64", "color": "green"},
    ]


def test_include_appends_what_fits_nowhere() -> None:
    include = [{"arch": "arm64", "os": "linux", "slow": True}]
    assert vectors({"arch": ["x64"], "os": ["linux"], "include": include}) == [
        {"arch": "x64", "os": "linux"},
        {"arch": "arm64", "os": "linux", "slow": True},
    ]


def test_exclude_comes_before_include() -> None:
    matrix = {"v": ["1", "2"], "exclude": [{"v": "2"}], "include": [{"v": "2", "x": "y"}]}
    assert vectors(matrix) == [{"v": "1"}, {"v": "2", "x": "y"}]


def test_later_extras_win_but_never_over_dimensions() -> None:
    include = [{"v": "1", "x": "a"}, {"x": "b"}]
    assert vectors({"v": ["1"], "include": include}) == [{"v": "1", "x": "b"}]


def test_include_alone() -> None:
    assert vectors({"include": [{"v": "1"}, {"v": "2"}]}) == [{"v": "1"}, {"v": "2"}]


@pytest.mark.parametrize(
    ("held", "excluded"), [("3.1", 3.1), (3.1, "3.10"), ("A", "a"), (True, 1.0), (None, 0.0)]
)
def test_filters_compare_loosely(held: object, excluded: object) -> None:
    assert vectors({"v": [held, "other"], "exclude": [{"v": excluded}]}) == [{"v": "other"}]


def test_filters_reach_into_objects() -> None:
    matrix = {
        "node": [{"version": 20.0, "env": "A"}, {"version": 22.0}],
        "exclude": [{"node": {"version": 20.0}}],
    }
    assert vectors(matrix) == [{"node": {"version": 22.0}}]


def test_opaque_parts_leave_the_rest() -> None:
    assert vectors(OPAQUE) == ["?"]
    assert vectors({"v": OPAQUE, "os": ["a", "b"]}) == [
        {"v": "?", "os": "a"},
        {"v": "?", "os": "b"},
    ]
    assert vectors({"v": ["1"], "include": OPAQUE}) == [{"v": "1"}, "?"]
    assert vectors({"v": ["1", "2"], "exclude": OPAQUE}) == [{"v": "1"}, {"v": "2"}]
    assert vectors({"v": [OPAQUE, "2"], "exclude": [{"v": "2"}]}) == [{"v": "?"}]


def test_alternatives_are_all_expanded() -> None:
    either = Unknown(OPAQUE.reason, one_of=(value({"v": ["1"]}), value({"v": ["2"]})))
    assert vectors(either) == [{"v": "1"}, {"v": "2"}]


@pytest.mark.parametrize("matrix", [[], "x", None, {}, {"v": []}, {"include": "x"}])
def test_what_is_no_matrix_has_no_jobs(matrix: object) -> None:
    assert vectors(matrix) == []


def test_size_is_bounded() -> None:
    assert vectors({name: [str(i) for i in range(20)] for name in "abcdef"}) == ["?"]
