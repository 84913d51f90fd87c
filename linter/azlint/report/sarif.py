"""SARIF 2.1.0 for GitHub code scanning and other consumers: the only user of sarif_om.

The objects are sarif_om's, the writer is ours: it keeps every `level` and `ruleIndex`, refuses
attributes that the format does not have, and sorts keys.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from urllib.parse import quote

import msgspec
import sarif_om

from azlint import __version__
from azlint.finding import Finding, Related, Severity, Step
from azlint.plural import counted
from azlint.report.page import opening, page
from azlint.report.plain import plain
from azlint.report.rows import Row, most_severe, region, rows
from azlint.report.words import sentences
from azlint.result import Failure, Result, RuleCard, called
from azlint.source import Source, Span

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
ROOT = "%SRCROOT%"
CATEGORY = "azlint/"
MAX_RESULTS = 25_000
MAX_BYTES = 10_000_000
MAX_PLACES = 1_000
MAX_FLOWS = 5
MAX_DESCRIPTION = 1_024

_ALWAYS = frozenset({"level", "ruleIndex"})
_PROBLEM = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.NOTE: "recommendation",
}


def render(result: Result, *, include_suppressed: bool = False) -> bytes:
    """The log as UTF-8; results beyond what GitHub takes are left out, and that is stated.

    A run that checked nothing because it broke has no `results` at all: an upload of an empty
    list would close every alert.
    """
    found = rows(result, include_suppressed=include_suppressed)
    limit = MAX_RESULTS
    while True:
        kept = list(most_severe(found, limit))
        log = _encoded(_log(result, kept, len(found) - len(kept), shows_all=include_suppressed))
        if len(log) <= MAX_BYTES or len(gzip.compress(log, 6)) <= MAX_BYTES or not kept:
            return log
        limit = len(kept) // 2


def _encoded(log: object) -> bytes:
    data = msgspec.json.encode(dump(log), order="sorted")
    return msgspec.json.format(data, indent=1) + b"\n"


def dump(value: object) -> object:
    """Plain data for a sarif_om object and everything in it."""
    if value is None or isinstance(value, (str, int, float)):
        return plain(value)
    if isinstance(value, dict):
        return {plain(key): dump(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [dump(item) for item in value]
    return {name: dump(item) for name, item in _fields(value)}


def _fields(value: object) -> Iterator[tuple[str, object]]:
    """The fields of an object that have something to say, by their names in the format."""
    known = _schema(type(value).__name__)
    for attribute, item in vars(value).items():
        if attribute not in known:
            raise TypeError(f"{type(value).__name__} has no {attribute}")
        name, default = known[attribute]
        if item is not None and (name in _ALWAYS or default is None or item != default):
            yield name, item


@cache
def _schema(kind: str) -> Mapping[str, tuple[str, object]]:
    """The attributes of a class of sarif_om: the name in the format, and the default there."""
    attributes = getattr(getattr(sarif_om, kind, None), "__attrs_attrs__", None)
    if attributes is None:
        raise TypeError(f"{kind} is not an object of the format")
    return {
        attribute.name: (attribute.metadata["schema_property_name"], _default(attribute.default))
        for attribute in attributes
    }


def _default(default: object) -> object:
    """The default of an attribute; None where it has none."""
    factory = getattr(default, "factory", None)
    if factory is not None:
        return factory()
    return default if isinstance(default, (str, int, float, bool)) else None


# The log.


def _log(result: Result, found: Sequence[Row], omitted: int, *, shows_all: bool) -> object:
    index = {card.meta.id: number for number, card in enumerate(_cards(result))}
    notifications = [_broken(failure, result, index) for failure in result.failures]
    if omitted:
        notifications.append(_truncated(omitted))
    run = sarif_om.Run(
        tool=sarif_om.Tool(
            driver=sarif_om.ToolComponent(
                name="azlint",
                semantic_version=__version__,
                rules=[_rule(card) for card in _cards(result)],
            )
        ),
        automation_details=sarif_om.RunAutomationDetails(id=CATEGORY),
        column_kind="unicodeCodePoints",
        original_uri_base_ids={
            ROOT: sarif_om.ArtifactLocation(
                description=_message("The root of the checked repository.")
            )
        },
        invocations=[
            sarif_om.Invocation(
                execution_successful=not result.failures,
                tool_execution_notifications=notifications or None,
            )
        ],
        results=None
        if result.failures and not result.rules
        else [_result(row, result, index, shows_all=shows_all) for row in found],
        properties=_properties(result, omitted),
    )
    return sarif_om.SarifLog(version="2.1.0", schema_uri=SCHEMA, runs=[run])


def _cards(result: Result) -> Sequence[RuleCard]:
    return sorted(result.rules, key=lambda card: card.meta.id)


def _rule(card: RuleCard) -> object:
    meta = card.meta
    tags = ["azure", *sorted(meta.languages)]
    properties: dict[str, object] = {"precision": meta.confidence}
    if meta.security_severity:
        properties["security-severity"] = meta.security_severity
        tags.append("security")
    else:
        properties["problem.severity"] = _PROBLEM[meta.severity]
        tags.append("reliability")
    text = opening(card)
    return sarif_om.ReportingDescriptor(
        id=meta.id,
        name=meta.name,
        short_description=_described(sentences(text)[0] or meta.name),
        full_description=_described(text or meta.name),
        help=sarif_om.MultiformatMessageString(
            text=page(card) or meta.name, markdown=page(card) or meta.name
        ),
        default_configuration=sarif_om.ReportingConfiguration(level=meta.severity.label),
        properties=properties | {"tags": tags},
    )


def _described(text: str) -> object:
    short = text if len(text) <= MAX_DESCRIPTION else text[: MAX_DESCRIPTION - 1] + "…"
    return sarif_om.MultiformatMessageString(text=short)


def _result(row: Row, result: Result, index: Mapping[str, int], *, shows_all: bool) -> object:
    finding = row.finding
    hashes = {"azlint/v1": row.fingerprint}
    if row.line_hash:
        hashes["primaryLocationLineHash"] = row.line_hash
    return sarif_om.Result(
        rule_id=finding.rule,
        rule_index=index.get(finding.rule),
        level=row.severity.label,
        message=_message(row.text),
        locations=[_location(finding.span, result.sources, finding=finding)],
        related_locations=[
            _related(number, place, result.sources) for number, place in enumerate(row.related, 1)
        ]
        or None,
        code_flows=[_flow(way, result.sources) for way in finding.chains[:MAX_FLOWS]] or None,
        partial_fingerprints=hashes,
        suppressions=_suppressions(row, result) if shows_all else None,
        properties=_details(finding),
    )


def _flow(way: Sequence[Step], sources: Mapping[str, Source]) -> object:
    """The way of a value from where it is written to where it is used."""
    first, *between, last = reversed(way)
    told = [
        (first, first.source),
        *((step, f"{step.label or 'the value'} is handed on here") for step in between),
        (last, f"{last.label or 'the value'} is used here"),
    ]
    locations = [
        sarif_om.ThreadFlowLocation(location=_location(step.span, sources, message=text))
        for step, text in told
    ]
    return sarif_om.CodeFlow(thread_flows=[sarif_om.ThreadFlow(locations=locations)])


def _details(finding: Finding) -> Mapping[str, object]:
    details: dict[str, object] = {
        "consequence": finding.consequence,
        "precision": finding.confidence,
    }
    if finding.stop is not None:
        details["verdict"] = finding.verdict
    return {**details, **_environments(finding)}


def _environments(finding: Finding) -> Mapping[str, object]:
    """Where it holds and where not; nothing where no environment has a name."""
    held = {
        "environments": sorted({context.environment for context in finding.contexts} - {""}),
        "notInEnvironments": list(finding.not_in),
        "undecidedInEnvironments": list(finding.undecided_in),
    }
    return {name: environments for name, environments in held.items() if environments}


def _suppressions(row: Row, result: Result) -> Sequence[object]:
    """Empty where nothing is suppressed: in one run all results have the list or none has."""
    entry = row.suppressed
    if entry is None:
        return []
    place = None if entry.place is None else _location(entry.place, result.sources)
    return [sarif_om.Suppression(kind=entry.kind.value, justification=entry.reason, location=place)]


def _message(text: str) -> object:
    return sarif_om.Message(text=text)


def _location(
    span: Span,
    sources: Mapping[str, Source],
    *,
    finding: Finding | None = None,
    number: int | None = None,
    message: str = "",
) -> object:
    place = region(span, sources.get(span.path))
    subject = finding.subject if finding else ""
    return sarif_om.Location(
        id=number,
        physical_location=sarif_om.PhysicalLocation(
            artifact_location=sarif_om.ArtifactLocation(uri=uri(span.path), uri_base_id=ROOT),
            region=sarif_om.Region(
                start_line=place.line,
                start_column=place.column,
                end_line=place.end_line,
                end_column=place.end_column,
            ),
        ),
        logical_locations=[sarif_om.LogicalLocation(fully_qualified_name=subject)]
        if subject
        else None,
        message=_message(message) if message else None,
    )


def _related(number: int, place: Related, sources: Mapping[str, Source]) -> object:
    return _location(place.span, sources, number=number, message=place.message or "here")


def uri(path: str) -> str:
    """A path as a relative URI reference."""
    return quote(path.encode("utf-8", "surrogateescape"), safe="/")


# What was not checked.


def _broken(failure: Failure, result: Result, index: Mapping[str, int]) -> object:
    number = index.get(failure.rule)
    return sarif_om.Notification(
        level="error",
        message=_message(" ".join(failure.message.split())),
        locations=[_location(failure.span, result.sources)] if failure.span else None,
        associated_rule=sarif_om.ReportingDescriptorReference(id=failure.rule, index=number)
        if number is not None
        else None,
    )


def _truncated(omitted: int) -> object:
    left = f"{counted(omitted, 'result')} left out, the least severe ones"
    message = _message(f"{left}: code scanning takes no more.")
    return sarif_om.Notification(level="warning", message=message)


def _properties(result: Result, omitted: int) -> Mapping[str, object]:
    undecided = result.undecided
    return {
        "filesRead": dict(result.counts.files),
        "notParsed": [uri(path) for path in result.unparsed[:MAX_PLACES]],
        "modulesNotFollowed": [
            f"{uri(call.span.path)}: {call.address}: {called(call)}"
            for call in result.not_followed[:MAX_PLACES]
        ],
        "resultsLeftOut": omitted,
        "undecided": {
            "count": len(undecided),
            "byCause": dict(result.undecided_by_cause),
            "places": [_undecided(finding, result.sources) for finding in undecided[:MAX_PLACES]],
        },
    }


def _undecided(finding: Finding, sources: Mapping[str, Source]) -> Mapping[str, object]:
    stop = finding.stop.span if finding.stop else None
    return {
        "ruleId": finding.rule,
        **_start(finding.span, sources),
        "cause": finding.cause,
        **({} if stop is None else {"stop": _start(stop, sources)}),
    }


def _start(span: Span, sources: Mapping[str, Source]) -> Mapping[str, object]:
    place = region(span, sources.get(span.path))
    return {"uri": uri(span.path), "startLine": place.line, "startColumn": place.column}
