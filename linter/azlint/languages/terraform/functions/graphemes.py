"""Grapheme clusters: what Terraform counts as the characters of a string."""

from __future__ import annotations

from collections.abc import Iterator
from unicodedata import category

_ZERO_WIDTH_JOINER = "\u200d"
_MARKS = frozenset({"Mn", "Me", "Mc"})
_BREAKING = frozenset({"Cc", "Zl", "Zp"})
_HANGUL_SYLLABLES = range(0xAC00, 0xD7A4)
_HANGUL_LEADING = (range(0x1100, 0x1160), range(0xA960, 0xA97D))
_HANGUL_VOWEL = (range(0x1160, 0x11A8), range(0xD7B0, 0xD7C7))
_HANGUL_TRAILING = (range(0x11A8, 0x1200), range(0xD7CB, 0xD7FC))
_REGIONAL = range(0x1F1E6, 0x1F200)
_PICTOGRAPHS = (
    range(0x2190, 0x2C00),
    range(0x1F000, 0x1F1E6),
    range(0x1F200, 0x1F3FB),
    range(0x1F400, 0x1FB00),
)
_MODIFIERS = range(0x1F3FB, 0x1F400)
_TAGS = range(0xE0020, 0xE0080)


def clusters(text: str) -> list[str]:
    """The grapheme clusters of a string, by the rules of UAX 29 that occur in practice."""
    if max(text, default="") < "\u0300" and "\r\n" not in text:
        return list(text)
    return list(_clusters(text))


def _clusters(text: str) -> Iterator[str]:
    start = 0
    regional = 0
    for at in range(1, len(text)):
        before = ord(text[at - 1])
        regional = regional + 1 if before in _REGIONAL else 0
        if _breaks(text, at, odd=regional % 2 == 1):
            yield text[start:at]
            start = at
            regional = 0
    if text:
        yield text[start:]


def _breaks(text: str, at: int, *, odd: bool) -> bool:
    before, after = text[at - 1], text[at]
    if before == "\r" and after == "\n":
        return False
    if category(before) in _BREAKING or category(after) in _BREAKING:
        return True
    if _extends(after) or (odd and ord(after) in _REGIONAL):
        return False
    if before == _ZERO_WIDTH_JOINER and _pictograph(ord(after)):
        return not _after_pictograph(text, at - 1)
    return not _same_syllable(ord(before), ord(after))


def _extends(char: str) -> bool:
    if char < "\u0300":
        return False
    code = ord(char)
    return (
        char in (_ZERO_WIDTH_JOINER, "\u200c")
        or category(char) in _MARKS
        or code in _MODIFIERS
        or code in _TAGS
    )


def _after_pictograph(text: str, at: int) -> bool:
    """Whether a pictograph and its extensions end where the joiner stands."""
    at -= 1
    while at > 0 and _extends(text[at]) and text[at] != _ZERO_WIDTH_JOINER:
        at -= 1
    return at >= 0 and _pictograph(ord(text[at]))


def _pictograph(code: int) -> bool:
    return code in (0xA9, 0xAE, 0x203C, 0x2049, 0x2122, 0x2139) or any(
        code in block for block in _PICTOGRAPHS
    )


def _within(code: int, blocks: tuple[range, ...]) -> bool:
    return any(code in block for block in blocks)


def _same_syllable(before: int, after: int) -> bool:
    syllable = before in _HANGUL_SYLLABLES
    open_syllable = syllable and (before - 0xAC00) % 28 == 0
    if _within(before, _HANGUL_LEADING):
        return (
            _within(after, _HANGUL_LEADING)
            or _within(after, _HANGUL_VOWEL)
            or after in _HANGUL_SYLLABLES
        )
    if _within(before, _HANGUL_VOWEL) or open_syllable:
        return _within(after, _HANGUL_VOWEL) or _within(after, _HANGUL_TRAILING)
    return (_within(before, _HANGUL_TRAILING) or syllable) and _within(after, _HANGUL_TRAILING)
