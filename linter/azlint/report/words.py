"""Phrases that several reports share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from azlint.finding import Consequence, Context, Finding, Severity
from azlint.own import RULES
from azlint.patterns import regex
from azlint.plural import counted
from azlint.result import Result, RuleCard
from azlint.source import Source, Span

SHOWN = 5

CONSEQUENCES: Mapping[Consequence, str] = {
    Consequence.NONE: "",
    Consequence.IN_PLACE: "in-place: the fix applies without a stop",
    Consequence.RESTART: "restart: applying the fix stops and starts what is deployed",
    Consequence.REPLACE: "replace: applying the fix destroys the resource and creates it anew",
    Consequence.IRREVERSIBLE: "irreversible: what the fix does cannot be undone",
    Consequence.STATE_MOVE: "state-move: without moves in the state the fix replaces instances",
}

LANGUAGES: Mapping[str, str] = {
    "terraform": "Terraform",
    "bicep": "Bicep",
    "arm": "ARM",
    "workflow": "workflow",
    "docker": "Docker",
    "python": "Python project",
}

# A sentence ends before a blank and a capital, quote or bracket, but not after an abbreviation.
_SENTENCE = regex(r"(?<=[.!?])(?<!\be\.g\.)(?<!\bi\.e\.)\s+(?=[^\sa-z])")


def sentences(text: str) -> tuple[str, str]:
    """The first sentence of a text, and the rest."""
    first, *rest = _SENTENCE.split(" ".join(text.split()), maxsplit=1)
    return first, rest[0] if rest else ""


def listed(parts: Iterable[str]) -> str:
    """`a, b and c`."""
    *head, last = [part for part in parts if part] or [""]
    return f"{', '.join(head)} and {last}" if head else last


def shortened(parts: Sequence[str], shown: int = SHOWN) -> str:
    """`a, b, … and 25 more`; one more is shown rather than counted."""
    if len(parts) <= shown + 1:
        return ", ".join(parts)
    return f"{', '.join(parts[:shown])}, … and {len(parts) - shown} more"


def by_severity(severities: Iterable[Severity]) -> str:
    """`2 errors, 1 warning and 3 notes`."""
    found = list(severities)
    return listed(
        counted(found.count(severity), severity.label)
        for severity in reversed(Severity)
        if severity in found
    )


def call_address(context: Context) -> str:
    """The module call of a context, with its parents; empty in a root."""
    address = ""
    for call, _ in context.calls:
        address = call if not address or call.startswith(address + ".") else f"{address}.{call}"
    return address


def addresses(context: Context, subject: str) -> Iterator[str]:
    """The instances of a declaration in a context, as the language writes them; without a key
    where a finding holds for all."""
    outer = call_address(context)
    inner = f"{outer}.{subject}" if outer else subject
    yield from (f"{inner}{key}" for key in (context.keys or ("",)) if subject)


def place_of(span: Span, sources: Mapping[str, Source]) -> str:
    """`path:line`."""
    source = sources.get(span.path)
    return span.path if source is None else f"{span.path}:{source.position(span.start).line}"


def callers(contexts: Sequence[Context], sources: Mapping[str, Source]) -> str:
    """The calls that lead to a finding, each with its place; empty in a root.

    One call makes an instance for each of its keys, and one for each call of its own module.
    """
    by_place: dict[Span, set[str]] = {}
    for context in contexts:
        if context.calls:
            by_place.setdefault(context.calls[-1][1], set()).add(call_address(context))
    shown = 1 if len(by_place) > 1 else SHOWN
    texts = sorted(
        f"{shortened(sorted(addresses), shown)} ({place_of(span, sources)})"
        for span, addresses in by_place.items()
    )
    return shortened(texts) if len(texts) < 2 else f"{len(texts)} calls: {shortened(texts)}"


def where(finding: Finding, sources: Mapping[str, Source]) -> str:
    """In which calls, instances and environments a finding holds, and in which it does not; empty
    if that says nothing."""
    contexts = finding.contexts
    not_in, undecided_in = finding.not_in, finding.undecided_in
    keys = list(dict.fromkeys(key for context in contexts for key in context.keys))
    environments = sorted({context.environment for context in contexts} - {""})
    parts = [
        callers(contexts, sources),
        f"{'key' if len(keys) == 1 else 'keys'} {shortened(keys)}" * bool(keys),
        f"{'environment' if len(environments) == 1 else 'environments'} {shortened(environments)}"
        * bool(environments),
        f"not {shortened(not_in)}" * bool(not_in),
        f"undecided in {shortened(undecided_in)}" * bool(undecided_in),
    ]
    return "; ".join(filter(None, parts))


def read_files(result: Result) -> str:
    """`12 Terraform, 3 Bicep and 2 workflow files`."""
    files = [(LANGUAGES.get(kind, kind), number) for kind, number in result.counts.files.items()]
    numbers = listed(f"{number:,} {kind}" for kind, number in files if number)
    total = sum(number for _, number in files)
    return f"{numbers} {'file' if total == 1 else 'files'}" if total else "no files"


def since(base: str) -> str:
    """What a run was compared with: ` since HEAD`, ` since the state in before/`."""
    if not base:
        return ""
    return f" since {'the state in ' * base.endswith('/')}{base}"


def policies(result: Result) -> Sequence[RuleCard]:
    """The rules that ran, without what azlint says about its own run."""
    own = {rule.meta.id for rule in RULES}
    return [card for card in result.rules if card.meta.id not in own]


def rules_and_packs(result: Result) -> str:
    """`7 rules from 1 pack`."""
    packs = [card.pack for card in policies(result)]
    return f"{counted(len(packs), 'rule')} from {counted(len(set(packs)), 'pack')}"


def undecided(result: Result) -> str:
    """`8: no value for a variable (5), known after deployment (3)`; empty if there are none."""
    causes = result.undecided_by_cause
    told = list(causes)
    if len(causes) > 1:
        told = [f"{cause} ({number:,})" for cause, number in causes.items()]
    return f"{len(result.undecided):,}: {', '.join(told)}" if told else ""
