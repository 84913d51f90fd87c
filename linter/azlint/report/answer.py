"""An answer of `why`, as text and as JSON. What is sensitive is never shown."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

import msgspec
from msgspec.structs import replace

from azlint.answer import Answer, Attribute, Case, Judgement, Opinion
from azlint.finding import SENSITIVE, Stop
from azlint.node import Presence
from azlint.report.plain import plain
from azlint.report.rows import region
from azlint.report.terminal import Terminal
from azlint.report.words import shortened
from azlint.source import Source, Span
from azlint.value import Known, Unknown, Value, alternatives

VERSION = 1
MAX_VALUE = 200
MAX_TEXT = 60
MAX_OPTIONS = 8
NOTHING = "nothing to report"

_STYLES: Mapping[Judgement, str] = {
    Judgement.UNDECIDED: "undecided",
    Judgement.ACCEPTED: "faint",
    Judgement.NOT_RUN: "faint",
}

Object = dict[str, object]


# Values.


def shown(value: Value, depth: int = 4) -> str:
    """A value on a line, as Terraform would write it; what is not known is in parentheses."""
    if value.sensitive:
        return SENSITIVE
    if isinstance(value, Unknown):
        return _unknown(value, depth)
    data = value.data
    if isinstance(data, (tuple, dict)) and not depth:
        return "{…}" if isinstance(data, dict) else "[…]"
    if isinstance(data, tuple):
        return f"[{', '.join(shown(item, depth - 1) for item in data[:MAX_OPTIONS])}{_rest(data)}]"
    if isinstance(data, dict):
        items = list(data.items())[:MAX_OPTIONS]
        told = (f"{key} = {shown(item, depth - 1)}" for key, item in items)
        return f"{{ {', '.join(told)}{_rest(data)} }}" if data else "{}"
    return _scalar(data)


def _rest(data: Sequence[object] | Mapping[str, object]) -> str:
    return f", … {len(data) - MAX_OPTIONS} more" if len(data) > MAX_OPTIONS else ""


def _unknown(value: Unknown, depth: int) -> str:
    options = [option for option in alternatives(value) if option is not value]
    if options and depth:
        told = list(dict.fromkeys(shown(option, depth - 1) for option in options))
        return f"one of {shortened(told, MAX_OPTIONS)}"
    if value.parts and depth:
        return " + ".join(shown(part, depth - 1) for part in value.parts)
    return f"({value.reason.cause}: {value.reason.text})"


def _scalar(data: object) -> str:
    if isinstance(data, Fraction):
        return str(data.numerator) if data.denominator == 1 else str(float(data))
    if isinstance(data, float) and data.is_integer():
        return str(int(data))
    return json.dumps(data, ensure_ascii=False)


def has_secrets(value: Value) -> bool:
    """Whether a value, or anything in it, is sensitive."""
    stack = [value]
    while stack:
        value = stack.pop()
        if value.sensitive:
            return True
        if isinstance(value, Unknown):
            stack.extend((*value.one_of, *value.parts, *(value.entries or {}).values()))
        elif isinstance(value.data, tuple):
            stack.extend(value.data)
        elif isinstance(value.data, dict):
            stack.extend(value.data.values())
    return False


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


# Text.


def render(answer: Answer, terminal: Terminal) -> Iterator[str]:
    """The lines of an answer."""
    for number, case in enumerate(answer.cases):
        if number:
            yield ""
        yield from _case(case, answer.sources, terminal)


def _case(case: Case, sources: Mapping[str, Source], terminal: Terminal) -> Iterator[str]:
    keys = f"{shortened(case.keys)}" if case.keys else ""
    title = case.address + (keys if len(case.keys) == 1 else "")
    yield terminal.paint(terminal.shown(title), "strong")
    yield f"  declared at {terminal.shown(_at(case.place, sources))}"
    environments = shortened(case.environments)
    facts = [
        ("keys", keys if len(case.keys) > 1 else ""),
        ("root", "" if case.root == case.place.path else case.root or "."),
        ("environments" if len(case.environments) > 1 else "environment", environments),
        ("note", case.note),
    ]
    yield from (f"  {name}: {terminal.shown(text)}" for name, text in facts if text)
    for attribute in case.attributes:
        yield ""
        yield from _attribute(attribute, case.address, sources, terminal)
    if case.opinions:
        yield ""
    silent = [each.rule for each in case.opinions if each.judgement is Judgement.SILENT]
    for opinion in dict.fromkeys(replace(each, span=None) for each in case.opinions):
        if opinion.judgement is not Judgement.SILENT:
            yield from _opinion(opinion, terminal)
    if silent:
        first = f"  {terminal.paint(NOTHING, 'faint')}"
        yield from terminal.wrap(f": {', '.join(silent)}", first, "      ")


def _attribute(
    attribute: Attribute, address: str, sources: Mapping[str, Source], terminal: Terminal
) -> Iterator[str]:
    name = terminal.paint(terminal.shown(attribute.name), "strong")
    yield f"  {name} = {terminal.shown(_told(attribute))}"
    secret = has_secrets(attribute.value)
    rows = [
        (
            step.name.removeprefix(f"{address}.") or "·",
            _at(step.span, sources),
            "" if secret else _text(step.span, sources),
        )
        for step in reversed(attribute.way)
    ]
    widths = [max((len(row[at]) for row in rows), default=0) for at in (0, 1)]
    for label, place, text in rows:
        line = f"      {label:<{widths[0]}}  {place:<{widths[1]}}  {text}"
        yield terminal.shown(line).rstrip()
    stop = attribute.stop
    if stop is not None:
        text = _stopped(stop, attribute.value, sources)
        yield f"      {terminal.paint(terminal.shown(text), 'undecided')}"


def _stopped(stop: Stop, value: Value, sources: Mapping[str, Source]) -> str:
    """What keeps a value from being known; one that is only assumed stops nothing by itself: a
    rule is undecided where it would refuse it."""
    where = f" at {_at(stop.span, sources)}" if stop.span is not None else ""
    if isinstance(value, Known):
        return f"assumed: the default of {stop.reference}{where}"
    return f"stopped by {stop.reference}: {stop.cause}{where}"


def _told(attribute: Attribute) -> str:
    value = attribute.value
    if attribute.presence is Presence.WRITTEN or isinstance(value, Unknown):
        return _cut(shown(value), MAX_VALUE)
    is_null = value.data is None
    if attribute.presence is Presence.UNSET:
        hint = f"; did you mean {shortened(attribute.alike)}?" if attribute.alike else ""
        return "null" if is_null and value.origin else f"not written{hint}"
    return f"not written, {'' if is_null else shown(value) + ' by '}{attribute.presence}"


def _opinion(opinion: Opinion, terminal: Terminal) -> Iterator[str]:
    style = opinion.severity.label if opinion.severity else _STYLES[opinion.judgement]
    word = opinion.severity.label if opinion.severity else opinion.judgement.value
    first = f"  {opinion.rule} {opinion.name}: {terminal.paint(word, style)}"
    text = f": {terminal.shown(opinion.text)}" if opinion.text else ""
    yield from terminal.wrap(text, first, "      ")


def _at(span: Span, sources: Mapping[str, Source]) -> str:
    source = sources.get(span.path)
    if source is None:
        return span.path
    place = region(span, source)
    return f"{span.path}:{place.line}:{place.column}"


def _text(span: Span, sources: Mapping[str, Source]) -> str:
    source = sources.get(span.path)
    if source is None:
        return ""
    first, *rest = source[span].splitlines() or [""]
    return _cut(first + (" …" if rest else ""), MAX_TEXT)


# JSON.


def render_json(answer: Answer) -> bytes:
    """`{"version": 1, "cases": [{"root", "environments", "address", "keys", "location", "note",
    "attributes": [{"name", "presence", "known", "sensitive", "value", "shown", "stop", "chain",
    "alike"}], "rules": [{"rule", "name", "verdict", "severity", "text", "location"}]}]}`; places
    as in the report of `check`, a chain from the literal to the use; `value` is null where not
    known; `alike` is what an attribute that nobody knows may be meant to be.
    """
    cases = [_case_object(case, answer.sources) for case in answer.cases]
    data = msgspec.json.encode(plain({"version": VERSION, "cases": cases}))
    return msgspec.json.format(data, indent=2) + b"\n"


def _case_object(case: Case, sources: Mapping[str, Source]) -> Object:
    return {
        "root": case.root,
        "environments": case.environments,
        "address": case.address,
        "keys": case.keys,
        "location": _place(case.place, sources),
        "note": case.note or None,
        "attributes": [_attribute_object(each, sources) for each in case.attributes],
        "rules": [_opinion_object(each, sources) for each in case.opinions],
    }


def _attribute_object(attribute: Attribute, sources: Mapping[str, Source]) -> Object:
    value, stop = attribute.value, attribute.stop
    return {
        "name": attribute.name,
        "presence": attribute.presence,
        "known": isinstance(value, Known),
        "sensitive": has_secrets(value),
        "value": data_of(value),
        "shown": shown(value),
        "stop": None
        if stop is None
        else {
            "cause": stop.cause,
            "reference": stop.reference,
            "location": None if stop.span is None else _place(stop.span, sources),
        },
        "chain": [
            {"label": step.name, "location": _place(step.span, sources)}
            for step in reversed(attribute.way)
        ],
        "alike": attribute.alike,
    }


def data_of(value: Value) -> object:
    """Plain data; null for what is not known or sensitive."""
    if value.sensitive or isinstance(value, Unknown):
        return None
    data = value.data
    if isinstance(data, tuple):
        return [data_of(item) for item in data]
    if isinstance(data, dict):
        return {key: data_of(item) for key, item in data.items()}
    if isinstance(data, Fraction):
        return float(data)
    return data


def _opinion_object(opinion: Opinion, sources: Mapping[str, Source]) -> Object:
    return {
        "rule": opinion.rule,
        "name": opinion.name,
        "verdict": opinion.judgement,
        "severity": opinion.severity.label if opinion.severity else None,
        "text": opinion.text or None,
        "location": None if opinion.span is None else _place(opinion.span, sources),
    }


def _place(span: Span, sources: Mapping[str, Source]) -> Object:
    return {"path": span.path, **region(span, sources.get(span.path))._asdict()}
