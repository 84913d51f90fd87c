"""Names for findings that survive edits elsewhere: our own, and the one GitHub computes."""

from __future__ import annotations

import re
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
_UNIT = 2
_END = "\uffff"
_LINE_BREAK = re.compile(r"\r\n?")
_BLANKS = re.compile(r"[ \t]+")


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


class LineHashes:
    """GitHub's `primaryLocationLineHash` of the lines of a file, the first line first.

    A hash of the 100 UTF-16 units from the start of a line on, blanks left out; equal hashes of a
    file are numbered. Whatever it counts as a line counts here, to the letter: a lone CR ends
    one, and so does the LF of CR, blank, LF.
    """

    def __init__(self, source: Source) -> None:
        text = (BOM if source.bom else "") + source.text
        lines = _BLANKS.sub("", _LINE_BREAK.sub("\n", text)).split("\n")
        data = "\n".join((*lines[:-1], f"{lines[-1]}{_END}")).encode(_UTF_16, "surrogatepass")
        seen: Counter[bytes] = Counter()
        start = 0
        self._numbered: list[tuple[bytes, int]] = []
        for line in lines:
            window = data[start : start + _UNIT * _WINDOW]
            seen[window] += 1
            self._numbered.append((window, seen[window]))
            start += len(f"{line}\n".encode(_UTF_16, "surrogatepass"))

    def __len__(self) -> int:
        return len(self._numbered)

    def __getitem__(self, index: int) -> str:
        window, number = self._numbered[index]
        total = 0
        for unit in array("H", window.ljust(_UNIT * _WINDOW, b"\0")):
            total = (_FACTOR * total + unit) & _WORD
        return f"{total:x}:{number}"
