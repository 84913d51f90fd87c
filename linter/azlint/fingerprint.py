"""Names for findings that survive edits elsewhere: our own, and the one GitHub computes."""

from __future__ import annotations

import sys
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

from azlint.finding import Finding
from azlint.source import BOM, Source

Identity = tuple[str, str, str, str]

_UTF_16 = f"utf-16-{sys.byteorder[0]}e"
_WINDOW = 100
_FACTOR = 37
_WORD = (1 << 64) - 1
_LEAVING = pow(_FACTOR, _WINDOW, 1 << 64)
_END = 0xFFFF
_TAB, _LF, _CR, _SPACE = 9, 10, 13, 32


def fingerprints(findings: Iterable[Finding], sources: Mapping[str, Source]) -> Sequence[str]:
    """One fingerprint for each finding, in their order.

    It is made of rule, declaration, message key and the text at the place, so it survives moved
    lines, renamed files and other calls of the module; findings that are equal in all of these
    are numbered in the order given.
    """
    seen: Counter[Identity] = Counter()
    made = []
    for finding in findings:
        identity = _identity(finding, sources)
        seen[identity] += 1
        text = "\0".join((*identity, str(seen[identity])))
        made.append(sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32])
    return made


def unchanged(
    findings: Sequence[Finding],
    sources: Mapping[str, Source],
    before: Iterable[Finding],
    sources_before: Mapping[str, Source],
) -> list[Finding]:
    """Those of all findings of a run that an earlier one has too.

    Each of the earlier ones stands for one: for an equal one in the same file, else, as after a
    renaming, for one in another. So a copy is new, and what was copied is not.
    """
    left: dict[Identity, list[str]] = defaultdict(list)
    for finding in before:
        left[_identity(finding, sources_before)].append(finding.span.path)
    named = [(_identity(finding, sources), finding.span.path) for finding in findings]
    known = set[int]()
    for number, (identity, path) in enumerate(named):
        if path in left[identity]:
            left[identity].remove(path)
            known.add(number)
    for number, (identity, _) in enumerate(named):
        if number not in known and left[identity]:
            left[identity].pop()
            known.add(number)
    return [finding for number, finding in enumerate(findings) if number in known]


def _identity(finding: Finding, sources: Mapping[str, Source]) -> Identity:
    return (finding.rule, finding.subject, finding.key, _anchor(finding, sources))


def _anchor(finding: Finding, sources: Mapping[str, Source]) -> str:
    source = sources.get(finding.span.path)
    return "" if source is None else " ".join(source[finding.span].split())


def line_hashes(source: Source) -> Sequence[str]:
    """GitHub's `primaryLocationLineHash` of every line of a file, the first line first.

    A rolling hash over the 100 UTF-16 units from the start of a line on, blanks left out; equal
    hashes of a file are numbered. Whatever it counts as a line counts here, to the letter: a
    lone CR ends one, and so does the LF of CR, blank, LF.
    """
    text = (BOM if source.bom else "") + source.text
    hashes: list[int] = []
    window = [0] * _WINDOW
    starts = [False] * _WINDOW
    total = at = 0
    begins = True
    for unit in _units(text):
        if starts[at]:
            hashes.append(total)
        starts[at] = begins
        total = (_FACTOR * total + unit - _LEAVING * window[at]) & _WORD
        window[at] = unit
        at = (at + 1) % _WINDOW
        begins = unit == _LF
    for _ in range(_WINDOW):
        if starts[at]:
            hashes.append(total)
            starts[at] = False
        total = (_FACTOR * total - _LEAVING * window[at]) & _WORD
        window[at] = 0
        at = (at + 1) % _WINDOW
    return _numbered(hashes)


def _units(text: str) -> Sequence[int]:
    """UTF-16 units without blanks, with one LF for each line break and an end mark."""
    data = array("H", text.encode(_UTF_16, "surrogatepass"))
    units = []
    after_cr = False
    for unit in data:
        if unit in {_SPACE, _TAB} or (after_cr and unit == _LF):
            after_cr = False
            continue
        after_cr = unit == _CR
        units.append(_LF if after_cr else unit)
    units.append(_END)
    return units


def _numbered(hashes: Iterable[int]) -> Sequence[str]:
    seen: Counter[int] = Counter()
    numbered = []
    for value in hashes:
        seen[value] += 1
        numbered.append(f"{value:x}:{seen[value]}")
    return numbered
