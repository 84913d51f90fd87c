"""Samples: tiny repositories that say in comments what a rule must find in them.

A sample is a folder `<RULE-ID>/<fail-|pass-|todo->name`. Only its rule runs on it, and what it
finds must be exactly what `azlint.carets` reads from it: rule, message key, file, start and end,
violations and undecided alike. `fail-` samples have violations, `pass-` samples have none,
`todo-` samples write down what is wrong today. A sample of a change holds `before/` and
`after/`. With `AZLINT_BLESS=1` the comments are rewritten to what was found.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from azlint import carets, runner
from azlint.carets import SIDECAR, Mark, Note, Role
from azlint.config import Settings
from azlint.config.file import OWN
from azlint.config.keys import load
from azlint.config.rules import options
from azlint.finding import Finding, Verdict
from azlint.registry import registered
from azlint.result import Result
from azlint.source import BOM, Source, Span
from azlint.tree import FolderTree

CONTRACTS = ("fail", "pass", "todo")
BLESS = "AZLINT_BLESS"


class Sample(msgspec.Struct, frozen=True):
    """One sample: the rule it is about, its folder, and what its name promises."""

    rule: str
    folder: Path
    contract: str

    @property
    def root(self) -> Path:
        """The repository that is checked."""
        after = self.folder / "after"
        return after if after.is_dir() else self.folder

    @property
    def base(self) -> Path | None:
        """Its earlier state."""
        before = self.folder / "before"
        return before if before.is_dir() else None

    def __str__(self) -> str:
        return f"{self.rule}/{self.folder.name}"


def samples(folder: Path) -> list[Sample]:
    """Every sample below a folder that holds one folder a rule."""
    return [
        Sample(case.parent.name, case, contract)
        for case in sorted(folder.glob("*/*"))
        if case.is_dir() and (contract := case.name.partition("-")[0]) in CONTRACTS
    ]


def check_sample(sample: Sample) -> None:
    """Fail with a readable comparison unless the rule finds exactly what the sample says."""
    if os.environ.get(BLESS):
        bless(sample)
    result = run(sample)
    problems = [*_broken(result), *compare(sample, result)]
    if problems:
        raise AssertionError("\n".join((f"{sample}:", *problems)))


def run(sample: Sample) -> Result:
    """Check a sample with its rule alone, and with its `azlint.toml` if it has one."""
    settings = Settings(root=sample.root.resolve(), base=sample.base)
    path = settings.root / OWN
    if path.is_file():
        file = load(Source.decode(OWN, path.read_bytes()))
        rules = [entry.rule for entry in registered(settings.root)]
        values = {**file.values, "options": options(file, rules), "source": file.source}
        settings = msgspec.structs.replace(settings, **values)
    settings = msgspec.structs.replace(settings, select=(sample.rule,))
    return runner.check_repository(settings)


def compare(sample: Sample, result: Result) -> list[str]:
    """What differs between a sample's marks and a result, as lines to read."""
    sources = _sources(sample)
    wanted = Counter(expected(sample))
    related = [mark for mark in wanted if mark.role is Role.RELATED]
    for mark in related:
        del wanted[mark]
    found = Counter(note.mark for note in _notes(result))
    points = {mark for mark in found if mark.role is Role.RELATED}
    for mark in points:
        del found[mark]
    missing = [*(wanted - found).elements(), *(mark for mark in related if mark not in points)]
    lines = list(_described("missing", missing, sources))
    lines += _described("not expected", (found - wanted).elements(), sources)
    return lines + _contract(sample, found)


def expected(sample: Sample) -> Iterator[Mark]:
    """What a sample says should be found."""
    for source in _sources(sample).values():
        yield from carets.read(source)
    sidecar = sample.folder / SIDECAR
    if sidecar.is_file():
        yield from carets.read_sidecar(sidecar.read_text("utf-8"))


def bless(sample: Sample) -> None:
    """Rewrite a sample's marks to what is found.

    Marks are drawn; in a file where drawing changes what is found (lines inside text) they are
    named at its end, and where that does too (an error at its end) they go to `expected.txt`.
    """
    for source in _sources(sample).values():
        _write(sample, source, carets.strip(source.text))
    notes = list(_notes(run(sample)))
    bare = _sources(sample)
    named: set[str] = set()
    listed = {path for path in bare if carets.comment_mark(path) is None}
    for fallback in (named, listed):
        _place(sample, bare, notes, named, listed)
        fallback |= {mark.path for mark in _differing(sample)}
    _place(sample, bare, notes, named, listed)


def _place(
    sample: Sample, bare: dict[str, Source], notes: list[Note], named: set[str], listed: set[str]
) -> None:
    for path, source in bare.items():
        own = [note for note in notes if note.mark.path == path and path not in listed]
        _write(
            sample, source, carets.draw(source, own, named=path in named) if own else source.text
        )
    sidecar = sample.folder / SIDECAR
    text = carets.list_marks(
        note for note in notes if note.mark.path in listed and note.mark.role is not Role.RELATED
    )
    if text:
        sidecar.write_text(text, "utf-8", newline="\n")
    else:
        sidecar.unlink(missing_ok=True)


def _differing(sample: Sample) -> Iterator[Mark]:
    found = Counter(note.mark for note in _notes(run(sample)))
    claimed = Counter(expected(sample))
    for mark in ((found - claimed) + (claimed - found)).elements():
        if mark.role is not Role.RELATED:
            yield mark


def _write(sample: Sample, source: Source, text: str) -> None:
    if source.damage is None:
        marked = BOM + text if source.bom else text
        (sample.root / source.path).write_bytes(marked.encode(source.encoding))


def _sources(sample: Sample) -> dict[str, Source]:
    tree = FolderTree(sample.root)
    return {path: Source.decode(path, tree.read(path)) for path in tree.files() if path != SIDECAR}


def _notes(result: Result) -> Iterator[Note]:
    for finding in (*result.findings, *result.unchanged, *result.undecided):
        yield Note(_mark(finding, result), finding.message.partition(". ")[0])
        for related in finding.related:
            mark = _at(related.span, result, finding.rule, "", Role.RELATED)
            yield Note(mark, related.message)


def _mark(finding: Finding, result: Result) -> Mark:
    undecided = finding.verdict is Verdict.UNDECIDED
    role = Role.UNDECIDED if undecided else Role.VIOLATION
    return _at(finding.span, result, finding.rule, finding.key, role)


def _at(span: Span, result: Result, rule: str, key: str, role: Role) -> Mark:
    source = result.sources[span.path]
    start, end = source.position(span.start), source.position(span.end)
    return Mark(span.path, start, end, rule, key, role)


def _broken(result: Result) -> Iterator[str]:
    for failure in result.failures:
        yield f"  broken: {failure.message}\n{failure.detail}".rstrip()


def _contract(sample: Sample, found: Counter[Mark]) -> list[str]:
    violations = any(mark.role is Role.VIOLATION for mark in found)
    if sample.contract == "fail" and not violations:
        return ["  a fail- sample must have a violation"]
    if sample.contract == "pass" and violations:
        return ["  a pass- sample must have none"]
    return []


def _described(word: str, marks: Iterable[Mark], sources: dict[str, Source]) -> Iterator[str]:
    for mark in sorted(marks):
        yield f"  {word}: {mark}"
        source = sources.get(mark.path)
        if source is not None and mark.start.line <= len(source.starts):
            line = source.line(mark.start.line)
            last = mark.end.column if mark.end.line == mark.start.line else len(line) + 1
            yield f"    {line}"
            yield "    " + " " * (mark.start.column - 1) + mark.role * (last - mark.start.column)
