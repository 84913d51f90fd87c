"""Configuration: what it means, where it comes from, and mistakes with their places."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azlint.config import LOWERED, IgnoreEntry, PathSeverity, Settings, Shift
from azlint.config.file import ConfigError, find
from azlint.config.keys import ConfigFile, load
from azlint.config.rules import UnknownRuleError, options, selectors, unknown_in_file
from azlint.finding import Finding, Severity
from azlint.node import Language
from azlint.rule import Meta, Option, OptionValue, Rule
from azlint.source import Source, Span

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE


class Tiered(Rule):
    """A rule with options."""

    meta: ClassVar = Meta(
        id="AZL501",
        name="floating-version",
        severity=WARNING,
        languages=frozenset({Language.WORKFLOW}),
    )
    messages: ClassVar = {}
    options: ClassVar[Mapping[str, Option]] = {
        "tier": Option(2, "how strict"),
        "hosts": Option((), "which hosts"),
        "mode": Option("plain", "how", choices=("plain", "deep")),
        "drafts": Option(default=False, text="whether drafts count"),
    }


def read(text: str, path: str = "azlint.toml") -> ConfigFile:
    return load(Source(path, text))


def lines(file: ConfigFile) -> Mapping[str, int | None]:
    return {setting: file.line(setting) for setting in file.places}


def problems(text: str, path: str = "azlint.toml") -> tuple[str, ...]:
    with pytest.raises(ConfigError) as raised:
        read(text, path)
    return raised.value.problems


FULL = """\
select = ["default", "azl5"]
ignore-rules = ["AZL102"]
exclude = ["templates/", "!templates/live.tf"]
include = ["infra/**"]
fail-on = "error"
trusted = ["contoso/*"]

[severity]
AZL401 = "error"

[severity-by-path]
"legacy/**" = "note"
"test*/" = "keep"

[rules.AZL501]
tier = 3
"""


def of(text: str) -> Span:
    """Where a text stands in that file."""
    start = FULL.index(text)
    return Span("azlint.toml", start, start + len(text))


def test_every_key() -> None:
    file = read(FULL)
    assert file.values == {
        "select": ("default", "AZL5"),
        "ignore": ("AZL102",),
        "exclude": ("templates/", "!templates/live.tf"),
        "include": ("infra/**",),
        "fail_on": ERROR,
        "trusted": ("contoso/*",),
        "severity": {"AZL401": ERROR},
        "severity_by_path": (
            *LOWERED,
            PathSeverity("legacy/**", NOTE, of('"legacy/**"')),
            PathSeverity("test*/", Shift.KEEP, of('"test*/"')),
        ),
    }
    assert options(file, [Tiered]) == {"AZL501": {"tier": 3}}
    assert lines(file) == {
        "select": 1,
        "ignore-rules": 2,
        "exclude": 3,
        "include": 4,
        "fail-on": 5,
        "trusted": 6,
        "severity": 8,
        "severity.AZL401": 9,
        "severity-by-path": 11,
        "severity-by-path.legacy/**": 12,
        "severity-by-path.test*/": 13,
        "rules": 15,
        "rules.AZL501.tier": 16,
    }


def test_pyproject_table_is_the_same() -> None:
    text = '[tool.other]\nselect = 1\n[tool.azlint]\nselect = ["AZL4"]\n'
    file = read(text, "a/pyproject.toml")
    assert (file.values, lines(file)) == ({"select": ("AZL4",)}, {"select": 4})


def test_ignore_entries() -> None:
    text = '[[ignore]]\nrule = "AZL401"\npath = "a/*.tf"\naddress = "x.*"\nreason = "moves soon"\n'
    assert read(text).values == {
        "ignores": (
            IgnoreEntry("AZL401", "moves soon", "a/*.tf", "x.*", place=Span("azlint.toml", 0, 10)),
        ),
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("selct = []", "1:1: unknown key `selct`: did you mean `select`?"),
        (
            "\n zzz = 1",
            (
                "2:2: unknown key `zzz`: there are select, ignore-rules, ignore, exclude, include, "
                "fail-on, undecided, severity, severity-by-path, modules, env, deployment-tokens, "
                "trusted, repository, rules"
            ),
        ),
        ('select = "AZL401"', '1:10: `select` must be an array of strings, not "AZL401"'),
        ("select = [1]", "1:11: each of `select` must be a string, not 1"),
        ('select = ["A-1"]', "1:11: `A-1` is not a rule id: letters, then digits"),
        ('fail-on = "bad"', '1:11: `fail-on` must be one of note, warning, error, not "bad"'),
        ('undecided = "maybe"', '1:13: `undecided` must be one of fail, note, ignore, not "maybe"'),
        ("severity = 1", "1:12: `severity` must be a table, not 1"),
        (
            '[severity]\nAZL401 = "off"',
            '2:10: `severity.AZL401` must be one of note, warning, error, not "off"',
        ),
        ('[severity]\n"a b" = "note"', "2:1: `a b` is not a rule id: letters, then digits"),
        (
            '[severity-by-path]\n"a/" = "high"',
            (
                "2:8: `severity-by-path.a/` must be one of note, warning, error, lower, keep, "
                'not "high"'
            ),
        ),
        ('exclude = ["../x"]', "1:12: a path pattern stays below the root, without `..`"),
        ('[[ignore]]\nrule = "AZL401"', "1:1: an ignore needs a `reason`"),
        ('[[ignore]]\nreason = "x"', "1:1: an ignore needs a `rule`"),
        (
            '[[ignore]]\nrule = "AZL401"\nreason = " "',
            "3:10: the `reason` of an ignore is not empty",
        ),
        (
            '[[ignore]]\nrule = "AZL1"\nreason = "r"\nadress = "x"',
            "4:1: unknown key `adress`: did you mean `address`?",
        ),
        ("[rules]\nAZL501 = 3", "2:10: `rules.AZL501` must be a table, not 3"),
        (
            "[env.prod]\nvars = { since = 2026-01-01 }",
            (
                "2:18: `env.prod.vars.since` must be a string, number, boolean, array or table, "
                "not 2026-01-01"
            ),
        ),
        ('select = """\na\nb"""', '1:10: `select` must be an array of strings, not """…'),
        ("a = = 1", "1:5: not valid TOML: invalid value"),
        ("a = [1,\n", "2:1: not valid TOML: invalid value"),
    ],
)
def test_mistakes_are_located(text: str, expected: str) -> None:
    assert problems(text) == (f"azlint.toml:{expected}",)


def test_mistakes_below_a_shared_file_are_located() -> None:
    text = '[tool.azlint]\nselct = 1\n[[tool.azlint.ignore]]\nrule = "AZL401"\nresaon = "x"\n'
    assert problems(text, "pyproject.toml") == (
        "pyproject.toml:2:1: unknown key `selct`: did you mean `select`?",
        "pyproject.toml:3:1: an ignore needs a `reason`",
        "pyproject.toml:5:1: unknown key `resaon`: did you mean `reason`?",
    )


def test_all_mistakes_at_once() -> None:
    assert problems("trusted = 1\nselct = 2") == (
        "azlint.toml:1:11: `trusted` must be an array of strings, not 1",
        "azlint.toml:2:1: unknown key `selct`: did you mean `select`?",
    )


def test_nothing_names_a_program_a_pack_or_a_place_outside() -> None:
    for key in ("packs", "plugins", "program", "checkov", "root", "extends", "output"):
        assert problems(f'{key} = "x"')[0].startswith(f"azlint.toml:1:1: unknown key `{key}`")


def test_broken_files() -> None:
    broken = Source.decode("azlint.toml", b'a = "\xff"')
    with pytest.raises(ConfigError, match=r"azlint.toml:1:6: not UTF-8"):
        load(broken)
    deep = "a = " + "[" * 100 + "]" * 100
    with pytest.raises(ConfigError, match="unknown key"):
        load(Source("azlint.toml", "a = 1"))
    assert problems(deep) == ("azlint.toml:1:1: nested too deeply",)
    assert problems("a = " + "[" * 100_000) == ("azlint.toml:1:1: nested too deeply",)


def test_byte_order_mark_and_windows_line_breaks() -> None:
    source = Source.decode("azlint.toml", b'\xef\xbb\xbfselect = ["AZL1"]\r\nfail-on = "note"\r\n')
    assert lines(load(source)) == {"select": 1, "fail-on": 2}


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("tier = true", "2:8: `rules.AZL501.tier` must be a whole number, not true"),
        ('hosts = "x"', '2:9: `rules.AZL501.hosts` must be an array of strings, not "x"'),
        ('mode = "x"', '2:8: `rules.AZL501.mode` must be one of plain, deep, not "x"'),
        ("drafts = 1", "2:10: `rules.AZL501.drafts` must be true or false, not 1"),
        (
            "other = 1",
            "2:9: AZL501: no option is called `other`: there are tier, hosts, mode, drafts",
        ),
    ],
)
def test_options_are_checked_against_the_rule(rule: str, expected: str) -> None:
    with pytest.raises(ConfigError) as raised:
        options(read(f"[rules.AZL501]\n{rule}"), [Tiered])
    assert raised.value.problems == (f"azlint.toml:{expected}",)


def test_options_of_every_type() -> None:
    text = '[rules.azl501]\ntier = 1\nhosts = ["a"]\nmode = "deep"\ndrafts = true\n'
    expected: Mapping[str, OptionValue] = {
        "tier": 1,
        "hosts": ("a",),
        "mode": "deep",
        "drafts": True,
    }
    assert options(read(text), [Tiered]) == {"AZL501": expected}


def test_unknown_rules_are_notes_in_a_file() -> None:
    text = 'select = ["AZL5", "AZL9999"]\n[rules.AZL777]\nx = 1\n'
    found = unknown_in_file(read(text), {"AZL501"})
    assert [(f.rule, f.message, text[f.span.start : f.span.end]) for f in found] == [
        ("AZL903", "No rule is called AZL9999, so this setting has no effect", '"AZL9999"'),
        ("AZL903", "No rule is called AZL777, so this setting has no effect", "[rules.AZL777]"),
    ]
    assert options(read(text), [Tiered]) == {}


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("AZL511", "did you mean AZL501?"),
        ("floating-version", "select it by its id, AZL501"),
        ("!", "`azlint rules` lists them"),
    ],
)
def test_unknown_rules_are_errors_on_the_command_line(text: str, hint: str) -> None:
    with pytest.raises(UnknownRuleError) as raised:
        list(selectors([text], [Tiered]))
    assert str(raised.value) == f"no rule is called `{text}`: {hint}"


def test_selectors_from_the_command_line() -> None:
    texts = ["azl501", "AZL5", "ALL", "default"]
    assert list(selectors(texts, [Tiered])) == ["AZL501", "AZL5", "all", "default"]


# Where it is found.

TREE = {
    "azlint.toml": b"",
    "a/pyproject.toml": b"[tool.ruff]\n",
    "a/b/pyproject.toml": b"[tool.azlint]\n",
    "c/pyproject.toml": b"[tool.azlint]\n",
    "c/azlint.toml": b"",
}


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        ("", "azlint.toml"),
        ("a", "azlint.toml"),
        ("a/b/c/d", "a/b/pyproject.toml"),
        ("c", "c/azlint.toml"),
    ],
)
def test_nearest_upward_to_the_root(folder: str, expected: str) -> None:
    source = find(folder, TREE.get)
    assert source is not None
    assert source.path == expected


def test_no_configuration() -> None:
    assert find("a/b", lambda _: None) is None
    broken = {"pyproject.toml": b"[broken"}
    assert find("", broken.get) is None
    with pytest.raises(ConfigError):
        find("", {"pyproject.toml": b"[tool.azlint"}.get)


# What it means.


def settings(text: str = "") -> Settings:
    return Settings(root=Path("/"), **read(text).values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("", {"AZL401", "AZL501"}),
        ('select = ["AZL5"]', {"AZL501", "AZL503"}),
        ('select = ["default", "AZL503"]', {"AZL401", "AZL501", "AZL503"}),
        ('select = ["all"]\nignore-rules = ["AZL5"]', {"AZL401"}),
        ('select = ["AZL501"]\nignore-rules = ["AZL5"]', {"AZL501"}),
        ('select = ["AZL501"]\nignore-rules = ["AZL501"]', set()),
        ("select = []", set()),
    ],
)
def test_the_closest_selector_decides(text: str, on: set[str]) -> None:
    defaults = {"AZL401": True, "AZL501": True, "AZL503": False}
    made = settings(text)
    assert {rule for rule, default in defaults.items() if made.runs(rule, default=default)} == on


def test_what_always_runs_can_still_be_ignored() -> None:
    assert settings('select = ["AZL5"]').runs("AZL901", always=True)
    assert not settings('ignore-rules = ["AZL901"]').runs("AZL901", always=True)
    assert not settings('ignore-rules = ["AZL9"]').runs("AZL901", always=True)


def severity(text: str, path: str, own: Severity | None = None) -> Severity:
    found = Finding(rule="AZL401", key="k", message="m", span=Span(path, 0, 1), severity=own)
    return settings(text).severity_of(found, WARNING)


def test_severity_by_rule() -> None:
    assert severity("", "a.tf") is WARNING
    assert severity("", "a.tf", ERROR) is ERROR
    assert severity('[severity]\nAZL401 = "note"', "a.tf", ERROR) is NOTE
    assert severity('[severity]\nAZL4 = "note"\nAZL401 = "error"', "a.tf") is ERROR
    assert severity('[severity]\nAZL5 = "note"', "a.tf") is WARNING


@pytest.mark.parametrize(
    "path",
    [
        "test/a.tf",
        "x/Tests/y/a.tf",
        "e2e/a.tf",
        "examples/a.tf",
        "Samples/a.tf",
        "demo1/a",
        "test-data/a.tf",
        "tests.old/a.tf",
    ],
)
def test_tests_and_examples_are_one_level_lower(path: str) -> None:
    assert severity("", path) is NOTE
    assert severity("", path, ERROR) is WARNING
    assert severity("", path, NOTE) is NOTE


@pytest.mark.parametrize("path", ["testimonials/a.tf", "demographics/a.tf", "sampler/a", "test.tf"])
def test_what_only_begins_like_a_test_is_not_lowered(path: str) -> None:
    assert severity("", path) is WARNING


def test_severity_by_path() -> None:
    assert severity("", "test.tf") is WARNING
    assert severity('[severity-by-path]\n"test*/" = "keep"', "tests/a.tf") is WARNING
    assert severity('[severity-by-path]\n"live/" = "error"', "test/live/a.tf") is ERROR
    assert severity('[severity-by-path]\n"*" = "lower"', "a.tf") is NOTE


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(ConfigError):
        load(Source("azlint.toml", text))


LINES = st.sampled_from([*FULL.splitlines(), "[[ignore]]", 'rule = "AZL1"', "ignore = [{}]", "x={"])


@given(st.lists(LINES, max_size=8))
def test_any_mixture_is_read_or_refused(lines: list[str]) -> None:
    with suppress(ConfigError):
        load(Source("azlint.toml", "\n".join(lines)))
