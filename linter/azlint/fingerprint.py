"""Names for findings that survive edits elsewhere: our own, and the one GitHub computes."""

from __future__ import annotations

import sys
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

from azlint.finding import Finding
from azlint.patterns import regex
from azlint.source import BOM, Source

Identity = tuple[str, str, str, str]

_UTF_16 = f"utf-16-{sys.byteorder[0]}e"
_WINDOW = 100
_FACTOR = 37
_WORD = (1 << 64) - 1
_UNIT = 2
_END = "\uffff"
_LINE_BREAK = regex(r"\r\n?")
_BLANKS = regex(r"[ \t]+")


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
    renaming, for one in another. So a copy is new, and what was copied is not; and so is one that
    holds in more environments, calls or instances than it did.
    """
    left: dict[Identity, list[Finding]] = defaultdict(list)
    for finding in before:
        left[_identity(finding, sources_before)].append(finding)
    named = [(_identity(finding, sources), finding.span.path) for finding in findings]
    paired: dict[int, Finding] = {}
    for anywhere in (False, True):
        for number, (identity, at) in enumerate(named):
            earlier = left[identity] if number not in paired else []
            equal = next((each for each in earlier if anywhere or each.span.path == at), None)
            if equal is not None:
                earlier.remove(equal)
                paired[number] = equal
    return [
        finding
        for number, finding in enumerate(findings)
        if number in paired and not _has_grown(paired[number], finding)
    ]


def _has_grown(before: Finding, after: Finding) -> bool:
    """Whether a finding holds in more cases; environments count where both sides name some, and
    no keys are those of all instances."""
    named = all(any(c.environment for c in each.contexts) for each in (before, after))
    partly, wholly = (any(c.keys for c in before.contexts), not any(c.keys for c in after.contexts))
    more = len(_cases(after, named=named)) > len(_cases(before, named=named))
    return more or (partly and wholly)


def _cases(finding: Finding, *, named: bool) -> set[tuple[object, ...]]:
    return {
        (
            each.environment if named else "",
            each.root,
            tuple(address for address, _ in each.calls),
            key,
        )
        for each in finding.contexts
        for key in each.keys or ("",)
    }


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
