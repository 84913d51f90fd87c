"""SARIF: valid by the schema, and by what the schema cannot say."""

from __future__ import annotations

import gzip
import json
import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import msgspec
import pytest
import sarif_om
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from azlint.finding import Finding, Related, Severity
from azlint.fingerprint import LineHashes
from azlint.report import rows, sarif
from azlint.result import Result, Suppressed, Suppression
from azlint.source import Source
from report import results

Log = dict[str, Any]
SCHEMA = Path(__file__).parents[1] / "data" / "sarif-schema-2.1.0.json"
LINK = re.compile(r"(?<!\\)\[((?:[^\\\]]|\\.)*)\]\((\d+)\)")


@cache
def validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))


def log_of(result: Result, *, include_suppressed: bool = False) -> Log:
    """A log that holds every invariant."""
    log: Log = json.loads(sarif.render(result, include_suppressed=include_suppressed))
    assert list(validator().iter_errors(log)) == []
    check_invariants(log)
    return log


def run_of(result: Result, *, include_suppressed: bool = False) -> Log:
    run: Log = log_of(result, include_suppressed=include_suppressed)["runs"][0]
    return run


def check_invariants(log: Log) -> None:
    """What code scanning and the standard demand beyond the schema."""
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    found = run.get("results", [])
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["automationDetails"]["id"] == "azlint/"
    assert "uri" not in run["originalUriBaseIds"]["%SRCROOT%"]
    assert isinstance(run["invocations"][0]["executionSuccessful"], bool)
    assert len({"suppressions" in result for result in found}) <= 1
    for rule in rules:
        assert rule["id"] != rule["name"]
        assert rule["help"]["text"]
        assert rule["help"]["markdown"]
        assert 0 < len(rule["shortDescription"]["text"]) <= 1024
        assert 0 < len(rule["fullDescription"]["text"]) <= 1024
    seen = set()
    for result in found:
        assert result["level"] in {"error", "warning", "note"}
        assert result.get("kind", "fail") == "fail"
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert re.fullmatch(r"[0-9a-f]{32}", result["partialFingerprints"]["azlint/v1"])
        check_links(result)
        place = result["locations"][0]["physicalLocation"]
        line = place["region"]["startLine"]
        key = (result["ruleId"], place["artifactLocation"]["uri"], line, "suppressions" in result)
        assert key not in seen or result.get("suppressions")
        seen.add(key)
    for location in physical(log):
        check_location(location)


def check_links(result: Log) -> None:
    related = {place["id"] for place in result.get("relatedLocations", [])}
    assert {int(number) for _, number in LINK.findall(result["message"]["text"])} == related


def check_location(location: Log) -> None:
    uri = location["artifactLocation"]["uri"]
    assert location["artifactLocation"]["uriBaseId"] == "%SRCROOT%"
    assert re.fullmatch(r"[A-Za-z0-9_.~%/-]+", uri)
    assert not uri.startswith(("/", "./", "../"))
    region = location["region"]
    start = (region["startLine"], region["startColumn"])
    assert (1, 1) <= start <= (region["endLine"], region["endColumn"])


def physical(value: object) -> Iterator[Log]:
    if isinstance(value, dict):
        if "artifactLocation" in value:
            yield value
        for item in value.values():
            yield from physical(item)
    elif isinstance(value, list):
        for item in value:
            yield from physical(item)


@pytest.mark.parametrize("include_suppressed", [False, True])
@pytest.mark.parametrize("result", [results.FULL, results.BROKEN, results.CLEAN])
def test_every_result_is_valid(result: Result, include_suppressed: bool) -> None:
    log_of(result, include_suppressed=include_suppressed)


def test_golden() -> None:
    file = Path(__file__).parent / "golden" / "full.sarif"
    made = sarif.render(results.FULL)
    if os.environ.get("AZLINT_BLESS"):
        file.write_bytes(made)
    assert made.decode() == file.read_text("utf-8")


def test_equal_runs_give_equal_bytes() -> None:
    copy = msgspec.structs.replace(
        results.FULL, rules=tuple(reversed(results.CARDS)), sources=dict(results.SOURCES)
    )
    assert sarif.render(copy) == sarif.render(results.FULL)


def test_levels_are_always_written() -> None:
    run = run_of(results.FULL)
    assert [(r["ruleId"], r["level"]) for r in run["results"]] == [
        ("AZL501", "note"),
        ("AZL401", "error"),
        ("AZL401", "warning"),
    ]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["defaultConfiguration"]["level"] for rule in rules] == ["warning", "note"]


def test_security_severity_only_where_the_rule_has_one() -> None:
    first, second = run_of(results.CLEAN)["tool"]["driver"]["rules"]
    assert first["properties"] == {
        "precision": "high",
        "security-severity": "6.5",
        "tags": ["azure", "bicep", "terraform", "security"],
    }
    assert second["properties"] == {
        "precision": "high",
        "problem.severity": "recommendation",
        "tags": ["azure", "workflow", "reliability"],
    }


def test_unchanged_findings_stay_in() -> None:
    """A log of changed findings only would close every other alert."""
    assert len(run_of(results.BROKEN)["results"]) == 2


def test_a_broken_run_says_so() -> None:
    run = run_of(results.BROKEN)
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    (notification,) = invocation["toolExecutionNotifications"]
    assert notification["level"] == "error"
    assert notification["message"]["text"] == "AZL501 stopped with KeyError: 'x'"
    assert notification["associatedRule"] == {"id": "AZL501", "index": 1}
    assert notification["locations"][0]["physicalLocation"]["region"]["startLine"] == 1


def test_a_run_that_checked_nothing_has_no_results() -> None:
    """Code scanning refuses the upload rather than closing alerts."""
    run = run_of(Result(failures=(results.FAILURE,)))
    assert "results" not in run
    assert run_of(Result())["results"] == []


def test_undecided_goes_to_properties_only() -> None:
    run = run_of(results.FULL)
    assert run["properties"]["undecided"] == {
        "count": 1,
        "byCause": {"no value for a variable": 1},
        "places": [
            {
                "ruleId": "AZL401",
                "uri": "infra/main.tf",
                "startLine": 7,
                "startColumn": 30,
                "cause": "no value for a variable: var.purge",
                "stop": {"uri": "infra/main.tf", "startLine": 6, "startColumn": 3},
            }
        ],
    }
    assert len(run["results"]) == 3


def test_undecided_that_fails_the_run_is_a_result() -> None:
    alone = msgspec.structs.replace(results.FULL, findings=(results.FLOATING, results.OTHER))
    full = run_of(alone)
    run = run_of(msgspec.structs.replace(alone, undecided_fail=True))
    (result,) = (r for r in run["results"] if "verdict" in r["properties"])
    assert result["ruleId"] == "AZL401"
    assert result["level"] == "warning"
    assert result["properties"]["verdict"] == "undecided"
    assert "Undecided: no value for a variable: var.purge." in result["message"]["text"]
    others = [r for r in run["results"] if r is not result]
    names = [r["partialFingerprints"]["azlint/v1"] for r in full["results"]]
    assert [r["partialFingerprints"]["azlint/v1"] for r in others] == names
    assert result["partialFingerprints"]["azlint/v1"] not in names


def test_suppressed_findings_are_left_out_unless_asked_for() -> None:
    assert len(run_of(results.BROKEN)["results"]) == 2
    with_them = run_of(results.BROKEN, include_suppressed=True)["results"]
    assert [len(result["suppressions"]) for result in with_them] == [0, 0, 1]
    (suppression,) = with_them[2]["suppressions"]
    assert (suppression["kind"], suppression["justification"]) == ("inSource", "moves next month")


def test_accepting_a_finding_renames_no_other() -> None:
    twin = msgspec.structs.replace(
        results.OTHER, span=results.at(results.MAIN, 'resource "azurerm_key_vault" "other" {')
    )
    both = Result(findings=(results.OTHER, twin), sources=results.SOURCES, rules=results.CARDS)
    first = msgspec.structs.replace(
        both,
        findings=(twin,),
        suppressed=(Suppressed(results.OTHER, Suppression.COMMENT, "why"),),
    )
    (alone,) = rows.rows(first)
    names = {row.fingerprint for row in rows.rows(both)}
    assert alone.fingerprint not in names or len(names) == 1


def made(source: Source, *spans: tuple[int, int], **fields: object) -> Result:
    base = Finding(rule="AZL401", key="k", message="One. Two.", span=source.span(0, 0))
    findings = tuple(
        msgspec.structs.replace(base, span=source.span(*span), **fields) for span in spans
    )
    return Result(findings=findings, sources={source.path: source}, rules=results.CARDS)


def test_one_result_for_a_rule_and_a_line() -> None:
    source = Source("a.tf", "first second\nthird\n")
    result = made(source, (0, 5), (6, 12), (13, 18))
    worse = msgspec.structs.replace(
        result.findings[1], severity=Severity.ERROR, message="Worse. More."
    )
    result = msgspec.structs.replace(
        result, findings=(result.findings[0], worse, result.findings[2])
    )
    first, second = run_of(result)["results"]
    assert first["message"]["text"] == "Worse. More.\nSee [also here: One.](1)."
    assert first["level"] == "error"
    assert first["relatedLocations"][0]["physicalLocation"]["region"] == {
        "startLine": 1,
        "startColumn": 1,
        "endLine": 1,
        "endColumn": 6,
    }
    assert second["level"] == "warning"


def test_line_hash_is_that_of_the_first_line() -> None:
    source = Source("a.tf", "a\r\nb\r\n", bom=True)
    (result,) = run_of(made(source, (3, 4)))["results"]
    assert result["partialFingerprints"]["primaryLocationLineHash"] == LineHashes(source)[1]


def test_columns_are_code_points_without_the_byte_order_mark() -> None:
    source = Source.decode("a.tf", "\ufeff\U0001f600 x".encode())
    (result,) = run_of(made(source, (2, 3)))["results"]
    assert result["locations"][0]["physicalLocation"]["region"] == {
        "startLine": 1,
        "startColumn": 3,
        "endLine": 1,
        "endColumn": 4,
    }


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a b/ä#?.tf", "a%20b/%C3%A4%23%3F.tf"),
        ("c:d.tf", "c%3Ad.tf"),
        ("100%.tf", "100%25.tf"),
        ("raw\udcff.tf", "raw%FF.tf"),
    ],
)
def test_paths_are_percent_encoded(path: str, expected: str) -> None:
    assert sarif.uri(path) == expected
    assert unquote(expected, errors="surrogateescape") == path


def test_links_of_messages_are_escaped() -> None:
    source = Source("a.tf", "x y\n")
    result = made(source, (0, 1), related=(Related(source.span(2, 3), "map[0] \\ ](9)"),))
    (found,) = run_of(result)["results"]
    assert found["message"]["text"].endswith("\nSee [map\\[0\\] \\\\ \\](9)](1).")
    plain = made(source, (0, 1), message="`a[0](1)` is odd.")
    assert run_of(plain)["results"][0]["message"]["text"] == "`a[0\\](1)` is odd."


def test_many_related_places_are_cut_and_counted() -> None:
    source = Source("a.tf", "x\n" * 100)
    related = tuple(Related(source.span(2 * n, 2 * n + 1), f"p{n}") for n in range(1, 60))
    (found,) = run_of(made(source, (0, 1), related=related))["results"]
    assert len(found["relatedLocations"]) == 20
    assert found["message"]["text"].endswith("[p20](20), and 39 places more.")


def test_the_least_severe_results_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MAX_RESULTS", 2)
    run = run_of(results.FULL)
    assert [result["level"] for result in run["results"]] == ["error", "warning"]
    assert run["properties"]["resultsLeftOut"] == 1
    (notification,) = run["invocations"][0]["toolExecutionNotifications"]
    assert (notification["level"], run["invocations"][0]["executionSuccessful"]) == (
        "warning",
        True,
    )
    assert notification["message"]["text"] == (
        "1 result left out, the least severe ones: code scanning takes no more."
    )


def test_the_size_limit_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MAX_BYTES", 4_000)
    source = Source("a.tf", "x\n" * 200)
    log = sarif.render(made(source, *((2 * n, 2 * n + 1) for n in range(200))))
    assert len(gzip.compress(log, 6)) <= 4_000
    assert 0 < json.loads(log)["runs"][0]["properties"]["resultsLeftOut"] < 200


def test_unknown_attributes_are_refused() -> None:
    message = sarif_om.Message(text="x")
    message.partialFingerprints = {}
    with pytest.raises(TypeError, match="Message has no partialFingerprints"):
        sarif.dump(message)
    with pytest.raises(TypeError, match="Source is not an object of the format"):
        sarif.dump(Source("a", ""))


@given(st.text(max_size=40), st.text(max_size=20), st.integers(0, 50), st.integers(0, 9))
def test_any_text_gives_a_valid_log(line: str, message: str, start: int, length: int) -> None:
    source = Source("a.tf", line)
    start = min(start, len(line))
    end = min(start + length, len(line))
    related = (Related(source.span(0, 0), message),)
    fields = {"message": message or "m", "related": related, "help": message}
    log_of(made(source, (start, end), **fields))
