"""What every rule of the pack promises: a page, samples for every message, severities as told."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from azlint import testing
from azlint.finding import Severity, Verdict
from azlint.node import Language
from azlint.rule import Rule
from azlint.testing import Sample
from azlint_rules import rules

ROOT = Path(__file__).parents[2]
SECTIONS = (
    "What it flags",
    "Why it matters",
    "Before you change this",
    "What the change does",
    "How to fix",
    "Way back",
    "What it stays silent about",
)
SUFFIXES = {
    Language.TERRAFORM: {".tf", ".tfvars", ".tofu", ".json"},
    Language.BICEP: {".bicep", ".bicepparam"},
    Language.ARM: {".json"},
    Language.WORKFLOW: {".yml", ".yaml", ".md", ".txt"},
    Language.DOCKER: {"", ".Dockerfile"},
}
ALWAYS_UNDECIDED = {("AZL101", "undecided"), ("AZL102", "undecided"), ("AZL501", "unknown")}
RULES = pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.meta.id)
CHANGE_RULES = pytest.mark.parametrize(
    "rule", [rule for rule in rules() if rule.needs_base], ids=lambda rule: rule.meta.id
)


@cache
def samples_of(rule_id: str) -> tuple[Sample, ...]:
    return tuple(s for s in testing.samples(ROOT / "samples") if s.rule == rule_id)


@cache
def observed(rule_id: str) -> tuple[tuple[str, Severity, str], ...]:
    """Message key, severity and file of every violation in the samples of a rule."""
    found = set()
    for sample in samples_of(rule_id):
        result = testing.run(sample)
        for finding in (*result.findings, *result.unchanged):
            if finding.rule == rule_id and finding.verdict is Verdict.VIOLATION:
                assert finding.severity is not None
                found.add((finding.key, finding.severity, finding.span.path))
    return tuple(sorted(found))


@RULES
def test_page_has_every_section_in_order(rule: type[Rule]) -> None:
    headings = re.findall(r"^ *## (.+)$", rule.__doc__ or "", re.MULTILINE)
    assert tuple(headings) == SECTIONS


@RULES
def test_name_reads_after_allow(rule: type[Rule]) -> None:
    assert re.fullmatch(r"AZL\d{3}", rule.meta.id)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", rule.meta.name)


@RULES
def test_every_message_has_a_failing_sample(rule: type[Rule]) -> None:
    shown = {key for key, _, _ in observed(rule.meta.id)}
    undecided = {key for rule_id, key in ALWAYS_UNDECIDED if rule_id == rule.meta.id}
    assert shown == set(rule.messages) - undecided


@RULES
def test_every_language_has_a_failing_and_a_passing_sample(rule: type[Rule]) -> None:
    failing = {Path(path).suffix for _, _, path in observed(rule.meta.id)}
    passing = {
        path.suffix
        for sample in samples_of(rule.meta.id)
        if sample.contract == "pass"
        for path in sample.root.rglob("*")
    }
    for language in rule.meta.languages:
        assert failing & SUFFIXES[language], f"no failing {language} sample"
        assert passing & SUFFIXES[language], f"no passing {language} sample"


@RULES
def test_there_are_samples_of_the_unknown_and_of_the_suppressed(rule: type[Rule]) -> None:
    names = {sample.folder.name for sample in samples_of(rule.meta.id)}
    assert any("unknown" in name or "undecided" in name for name in names)
    assert any("suppressed" in name for name in names)


@CHANGE_RULES
def test_changes_are_silent_without_a_base(rule: type[Rule]) -> None:
    for sample in samples_of(rule.meta.id):
        alone = Sample(sample.rule, sample.root, sample.contract)
        assert not testing.run(alone).findings


def test_ids_and_names_are_unique() -> None:
    metas = [rule.meta for rule in rules()]
    assert len({meta.id for meta in metas}) == len({meta.name for meta in metas}) == len(metas)


def severity_table() -> dict[tuple[str, str], set[str]]:
    """The table of default severities in the README: words by rule and message."""
    text = (ROOT / "README.md").read_text("utf-8").partition("### Default severities")[2]
    rows = re.findall(r"^\| (AZL\d+) \| ([a-z, -]+) \| ([^|]+) \|", text, re.MULTILINE)
    return {
        (rule_id, key.strip()): set(re.findall(r"error|warning|note", words))
        for rule_id, keys, words in rows
        for key in keys.split(",")
    }


@RULES
def test_the_readme_tells_the_default_severities(rule: type[Rule]) -> None:
    told = {
        key: words for (rule_id, key), words in severity_table().items() if rule_id == rule.meta.id
    }
    seen: dict[str, set[str]] = {}
    for key, severity, _ in observed(rule.meta.id):
        seen.setdefault(key, set()).add(severity.label)
    assert seen == {key: words for key, words in told.items() if key in seen}
    assert set(told) == set(rule.messages)
