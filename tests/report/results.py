"""Hand-made results for the tests of reports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from azlint.finding import Consequence, Context, Finding, Related, Severity, Step, Stop, Verdict
from azlint.node import Language
from azlint.result import Counts, Failure, NotFollowed, Result, RuleCard, Suppressed, Suppression
from azlint.rule import Citation, Message, Meta, Rule
from azlint.source import Source, Span


class MissingPurgeProtection(Rule):
    """Vaults that can be purged, e.g. by accident.

    More words in a second paragraph.

    ## What it flags
    Vaults | HSMs.

    ## How to fix
    Set the attribute.
    """

    meta: ClassVar = Meta(
        id="AZL401",
        name="missing-purge-protection",
        severity=Severity.WARNING,
        languages=frozenset({Language.TERRAFORM, Language.BICEP}),
        security_severity="6.5",
        citations=(Citation("Soft delete", "https://learn.microsoft.com/x", "2026-08-01"),),
    )
    messages: ClassVar[Mapping[str, Message]] = {}


class FloatingVersion(Rule):
    """Versions that move."""

    meta: ClassVar = Meta(
        id="AZL501",
        name="floating-version",
        severity=Severity.NOTE,
        languages=frozenset({Language.WORKFLOW}),
    )
    messages: ClassVar[Mapping[str, Message]] = {}


CARDS = (
    RuleCard.of(MissingPurgeProtection, "azlint 0.1.0"),
    RuleCard.of(FloatingVersion, "azlint 0.1.0"),
)

MAIN = Source(
    "infra/main.tf",
    """\
variable "purge" {
  default = false
}

resource "azurerm_key_vault" "main" {
  name                     = "kv"
  purge_protection_enabled = var.purge
}

resource "azurerm_key_vault" "other" {
}
""",
)
WORKFLOW = Source(".github/workflows/ci build.yml", "jobs:\n  a:\n    python-version: 3.x\n")
VALUES = Source("infra/prod.tfvars", "purge = false\n")
SOURCES = {source.path: source for source in (MAIN, WORKFLOW, VALUES)}


def at(source: Source, text: str, occurrence: int = 0) -> Span:
    start = -1
    for _ in range(occurrence + 1):
        start = source.text.index(text, start + 1)
    return source.span(start, start + len(text))


VAULT = Finding(
    rule="AZL401",
    key="literal",
    message=(
        "Key vault `main` can be purged before its retention ends. "
        "Disks and storage accounts lose their keys with it, e.g. at once."
    ),
    span=at(MAIN, "var.purge"),
    severity=Severity.ERROR,
    consequence=Consequence.IRREVERSIBLE,
    related=(
        Related(at(MAIN, "default = false"), "the default"),
        Related(at(VALUES, "false"), "this value"),
    ),
    help="set `purge_protection_enabled = true`",
    subject="azurerm_key_vault.main",
    scope=at(MAIN, 'resource "azurerm_key_vault" "main" {'),
    chain=(
        Step(at(MAIN, "var.purge"), "azurerm_key_vault.main.purge_protection_enabled"),
        Step(at(MAIN, 'variable "purge"'), "var.purge"),
        Step(at(VALUES, "false"), "tfvars"),
    ),
    contexts=tuple(
        Context(environment, ((f"module.kv{number}", at(MAIN, "name")),), (f'["{number}"]',))
        for environment in ("prod", "dev")
        for number in range(10)
    ),
    not_in=("test",),
    undecided_in=("uat",),
)
OTHER = Finding(
    rule="AZL401",
    key="absent",
    message="Key vault `other` can be purged.",
    span=at(MAIN, 'resource "azurerm_key_vault" "other"'),
    severity=Severity.WARNING,
    subject="azurerm_key_vault.other",
    contexts=(Context(),),
)
FLOATING = Finding(
    rule="AZL501",
    key="floating",
    message="`3.x` moves.",
    span=at(WORKFLOW, "3.x"),
    severity=Severity.NOTE,
    subject="job.a",
    contexts=(Context(),),
)
UNDECIDED = Finding(
    rule="AZL401",
    key="literal",
    message="Key vault `main` may be purged.",
    span=at(MAIN, "var.purge"),
    severity=Severity.WARNING,
    verdict=Verdict.UNDECIDED,
    stop=Stop("no value for a variable", "var.purge", at(MAIN, "name")),
    subject="azurerm_key_vault.main",
    contexts=(Context(),),
)
ACCEPTED = Suppressed(OTHER, Suppression.COMMENT, "moves next month", at(MAIN, "name", 0))
FAILURE = Failure(
    "AZL501 stopped with KeyError: 'x'", "AZL501", at(WORKFLOW, "jobs"), "floating.py:3 in check"
)
COUNTS = Counts(
    files={"terraform": 2, "bicep": 0, "workflow": 1},
    roots=1,
    environments=2,
    modules_followed=39,
    modules_not_followed=1,
)

LOST = NotFollowed(
    at(MAIN, "name"), "module.kv", "Azure/kv/azurerm", "~> 0.5", "it is a registry module"
)

CLEAN = Result(rules=CARDS, counts=COUNTS, sources=SOURCES, not_followed=(LOST,))
FULL = Result(
    findings=(FLOATING, VAULT, OTHER),
    undecided=(UNDECIDED,),
    rules=CARDS,
    sources=SOURCES,
    counts=COUNTS,
    unparsed=("a.tf", "b.bicep"),
    not_followed=(LOST,),
    ignored_value_files=("infra/terraform.tfvars",),
    notes=("git is not on PATH: ignored files are read like all others",),
)
BROKEN = Result(
    findings=(FLOATING,),
    suppressed=(ACCEPTED,),
    unchanged=(VAULT,),
    base="origin/main",
    rules=CARDS,
    sources=SOURCES,
    counts=COUNTS,
    failures=(FAILURE,),
)
