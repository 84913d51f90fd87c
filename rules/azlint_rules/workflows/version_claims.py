"""What the setup actions of a repository install."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from azlint.languages.workflow.coercion import to_text
from azlint.languages.workflow.model import Step, span_of
from azlint.languages.workflow.scalars import changed_number, number
from azlint.languages.workflow.syntax import Entry, Scalar
from azlint.languages.workflow.trace import Tracer
from azlint.languages.workflow.versions import Wanted, wanted
from azlint.node import Declaration, Language
from azlint.source import Span
from azlint.value import Known, Unknown, Value, alternatives
from azlint_rules.facts.runtimes import DEFAULT_VERSIONS, RUST_ACTION, SETUPS, Absent, Setup
from azlint_rules.workflows.claims import (
    Claim,
    Tier,
    Use,
    literal_origin,
    matrix_group,
    step_uses,
)
from azlint_rules.workflows.precision import Precision, precision

_NUMBER = re.compile(r"(?<![\w.'\"+-])[0-9]+(?:\.[0-9]*)?(?![\w.'\"])")
_COMMIT = re.compile(r"[0-9a-f]{40}")
_BY_ACTION = {
    action: tuple(setup for setup in SETUPS if action in setup.actions)
    for action in {action for setup in SETUPS for action in setup.actions}
}
_TIERS = {
    Precision.EXACT: Tier.FINE,
    Precision.IGNORED: Tier.FINE,
    Precision.MINOR: Tier.PARTIAL,
    Precision.MAJOR: Tier.PARTIAL,
    Precision.RANGE: Tier.PARTIAL,
    Precision.ALIAS: Tier.MOVING,
}
_ABSENT = {
    Absent.LATEST: ("absent", Tier.MOVING),
    Absent.RUNNER: ("runner", Tier.PARTIAL),
    Absent.PROVIDED: ("provided", Tier.PINNABLE),
}


def version_claims(tracer: Tracer) -> Iterator[Claim]:
    """One claim for each version that a setup action can be given, or is not given."""
    for file in tracer.workflows.files():
        for use, step in step_uses(file):
            for setup in _BY_ACTION.get(step.action, ()):
                yield from _Judge(tracer, setup, use, step).claims()


EMPTY = "can be empty here"
"""The state of an input that is given and has no value."""


class _Judge:
    """Judges one step by one row of the table."""

    def __init__(self, tracer: Tracer, setup: Setup, use: Use, step: Step) -> None:
        self._tracer = tracer
        self._setup = setup
        self._use = use
        self._step = step
        self._via: Span | None = None
        self._value: Value | None = None

    def claims(self) -> Iterator[Claim]:
        setup = self._setup
        written = self._step.argument(setup.input)
        by_file = self._step.argument(setup.file_input) if setup.file_input else None
        if by_file is not None and (written is None or setup.file_wins):
            yield from self._named_file(by_file)
        elif written is not None:
            yield from self._written(written, by_file)
        elif setup.actions == (RUST_ACTION,):
            yield from self._toolchain_ref()
        else:
            yield from self._absent(self._use.span)

    def _written(self, entry: Entry, by_file: Entry | None) -> Iterator[Claim]:
        self._via = span_of(self._use.span.path, entry.value)
        values = self._tracer.values(self._use.place, entry.value)
        opaque = [value for value in values if _is_open(value)]
        if len(opaque) == len(values):
            yield from (self._open(value, entry) for value in opaque[:1])
            return
        for value in values:
            for option in () if _is_open(value) else alternatives(value):
                if isinstance(option, Known) and to_text(option.data).strip():
                    yield from self._literal(option)
                elif by_file is not None:
                    yield from self._named_file(by_file)
                else:
                    yield from self._absent(span_of(self._use.span.path, entry.value))

    def _open(self, value: Value, entry: Entry) -> Claim:
        span = span_of(self._use.span.path, entry.value)
        text = self._tracer.workflows.texts[span.path][span.start : span.end].strip("'\"")
        return self._claim("unknown", span, Tier.OPEN, text, because=value)

    def _literal(self, value: Known) -> Iterator[Claim]:
        span = literal_origin(value, self._use)
        written = self._tracer.workflows.texts[span.path][span.start : span.end]
        group = matrix_group(value)
        self._value = value
        if isinstance(value.data, float) and (changed := self._changed(written, value.data)):
            yield self._lossy(span, written, changed, group)
            return
        text = to_text(value.data)
        lines = [line.strip() for line in text.split("\n")] if self._setup.many else [text.strip()]
        versions = [line for line in lines if line]
        at = 0
        for version in versions:
            place = span
            if len(versions) > 1:
                at = max(written.find(version, at), 0)
                place = Span(span.path, span.start + at, span.start + at + len(version))
                at += len(version)
            yield self._judged(version, place, group)

    def _changed(self, written: str, data: float) -> tuple[str, str] | None:
        """The unquoted number in a text that GitHub reads as `data` but writes otherwise."""
        for match in _NUMBER.finditer(written):
            seen = changed_number(match.group()) if number(match.group()) == data else None
            if seen is not None:
                harmless = self._setup.zero_minor and match.group() == f"{seen}.0"
                return None if harmless else (match.group(), seen)
        return None

    def _lossy(
        self, span: Span, written: str, changed: tuple[str, str], group: Span | None
    ) -> Claim:
        number_text, seen = changed
        quote = f"'{number_text}'" if written == number_text else ""
        fields = {"written": number_text, "seen": seen}
        return self._claim("lossy", span, Tier.WRONG, seen, fields, group=group, quote=quote)

    def _judged(self, version: str, span: Span, group: Span | None) -> Claim:
        if DEFAULT_VERSIONS.get(version) is Absent.PROVIDED:
            return self._claim("provided", span, Tier.PINNABLE, version, group=group)
        found = precision(version, self._setup.grammar)
        tier = _TIERS[found]
        key = "alias" if tier is Tier.MOVING else "partial"
        if found is Precision.ALIAS and self._setup.grammar.loose and version != "latest":
            key = "unread"
        return self._claim(key, span, tier, version, {"precision": found.value}, group=group)

    def _toolchain_ref(self) -> Iterator[Claim]:
        span = self._use.span
        written = self._tracer.workflows.texts[span.path][span.start : span.end]
        ref = self._step.uses.value.partition("@")[2] if self._step.uses is not None else ""
        if not _COMMIT.fullmatch(ref):
            start = span.start + written.rfind("@") + 1
            yield self._judged(ref, Span(span.path, start, start + len(ref)), None)

    def _absent(self, span: Span) -> Iterator[Claim]:
        setup = self._setup
        self._value = None
        folder = self._folder()
        if folder is None:
            return
        for name in setup.files:
            found = list(self._file(posixpath.normpath(posixpath.join(folder, name))))
            if found:
                yield from found
                return
        fields = {"state": "is not set" if span == self._use.span else EMPTY}
        if setup.default:
            fields["precision"] = Precision.MAJOR.value
            yield self._claim("default", span, Tier.PARTIAL, setup.default, fields)
        elif setup.absent in _ABSENT:
            key, tier = _ABSENT[setup.absent]
            yield self._claim(key, span, tier, "", fields)

    def _folder(self) -> str | None:
        """The folder in which default files are read; None if it cannot be told."""
        entry = self._step.argument(self._setup.folder_input) if self._setup.folder_input else None
        if entry is None:
            return ""
        paths = [self._path(value) for value in self._tracer.values(self._use.place, entry.value)]
        return paths[0] if len(paths) == 1 else None

    def _named_file(self, entry: Entry) -> Iterator[Claim]:
        self._via = span_of(self._use.span.path, entry.value)
        for value in self._tracer.values(self._use.place, entry.value):
            for option in alternatives(value):
                path = self._path(option)
                if path == "":
                    yield from self._absent(self._use.span)
                elif path is not None:
                    yield from self._file(path)

    def _path(self, value: Value) -> str | None:
        """A path below the root; `github.workspace` is the root."""
        if isinstance(value, Known):
            return posixpath.normpath(text) if (text := to_text(value.data).strip()) else ""
        head, *rest = value.parts or (value,)
        if not isinstance(head, Unknown) or head.reason.text != "github.workspace":
            return None
        if not all(isinstance(part, Known) for part in rest):
            return None
        tail = "".join(to_text(part.data) for part in rest if isinstance(part, Known))
        return posixpath.normpath(tail.strip().lstrip("/") or ".")

    def _file(self, path: str) -> Iterator[Claim]:
        text = None if path.startswith(("/", "..")) else self._tracer.workflows.read(path)
        if text is None:
            return
        name = posixpath.basename(path)
        for found in wanted(name, text, self._setup.tool):
            owner = _declaration(path, found)
            tier = _TIERS[precision(found.text, self._setup.grammar)]
            fields = {
                "precision": precision(found.text, self._setup.grammar).value,
                "file": name,
                "input": found.key or name,
            }
            key = "alias" if tier is Tier.MOVING else "partial"
            yield self._claim(key, owner.span, tier, found.text, fields, owner=owner)

    def _claim(
        self,
        key: str,
        span: Span,
        tier: Tier,
        text: str,
        fields: dict[str, str] | None = None,
        *,
        group: Span | None = None,
        because: Value | None = None,
        owner: Declaration | None = None,
        quote: str = "",
    ) -> Claim:
        step = self._step.uses
        known = {
            "product": self._setup.product,
            "tool": self._setup.tool,
            "version": " ".join(text.split()),
            "input": self._setup.input,
            "example": _example(self._setup.example, text.strip()),
            "action": step.value.partition("@")[0] if isinstance(step, Scalar) else "",
        }
        return Claim(
            key=key,
            span=span,
            tier=tier,
            use=self._use,
            text=text,
            fields={**known, **(fields or {})},
            group=group,
            because=because,
            owner=owner,
            quote=quote,
            via=self._via,
            value=self._value,
        )


_PARTIAL = re.compile(r"v?\d+(\.\d+)?")
_PARTS = ("<major>", "<minor>", "<patch>")


def _example(usual: str, written: str) -> str:
    """An exact version for a message: of the release that is written, where one is."""
    if not _PARTIAL.fullmatch(written) or usual.startswith(f"{written}."):
        return usual
    return ".".join((written, *_PARTS[written.count(".") + 1 : usual.count(".") + 1]))


def _is_open(value: Value) -> bool:
    return any(isinstance(option, Unknown) for option in alternatives(value))


def _declaration(path: str, found: Wanted) -> Declaration:
    folder, _, name = path.rpartition("/")
    span = Span(path, found.start, found.end)
    label = f"{name}:{found.key}" if found.key else name
    return Declaration(Language.WORKFLOW, folder, "version", "", label, span, span)
