"""The tokens of Bicep as regular expressions, and the values of its strings.

Names, numbers and white space are ASCII in Bicep. Every pattern is possessive where it repeats,
so that no text makes a match slow.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from azlint.patterns import regex

BLOCK_COMMENT: Final = r"/\*[^*]*+(?:\*(?!/)[^*]*+)*+(?:\*/|\Z)"
COMMENT: Final = rf"(?://[^\r\n]*+|{BLOCK_COMMENT})"
TRIVIA: Final = rf"[ \t]*+(?:{COMMENT}[ \t]*+)*+"
COMMENTED: Final = rf"[ \t]*+(?:{COMMENT}[ \t]*+)++"
IDENTIFIER: Final = r"[A-Za-z_][A-Za-z0-9_]*+"
DIRECTIVES: Final = "disable-next-line|disable-diagnostics|restore-diagnostics"
CODES: Final = r"(?:[ \t]*+[A-Za-z0-9_-]++)*+"
NEWLINE: Final = rf"[\r\n]++(?:[ \t]*+#(?:{DIRECTIVES}){CODES})?+"
NEWLINES: Final = rf"(?:{TRIVIA}{NEWLINE})*+"
BEFORE_CLOSE: Final = rf"(?:{TRIVIA}{NEWLINE}(?:{COMMENTED}{NEWLINE})*+)?+{TRIVIA}"
SEPARATOR: Final = rf"(?:(?:{TRIVIA}{NEWLINE})++|{TRIVIA},(?!{TRIVIA}[\r\n]))"
MULTILINE_STRING: Final = r"'''(?:[^']++|'{1,2}+(?!'))*+(?:'{3,}+|\Z)"

CONSTANTS: Final[dict[str, bool | None]] = {"true": True, "false": False, "null": None}
LONGEST_NAME: Final = 255
LARGEST_INTEGER: Final = 2**64 - 1

_ESCAPE = regex(r"\\(?:u\{([0-9A-Fa-f]++)\}|(.))", re.DOTALL)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\", "'": "'", "$": "$"}


class Fault(Exception):  # noqa: N818 - the language's word for it is not an error of the program
    """A syntax error, raised where it is seen and reported by what can go on after it."""

    def __init__(self, start: int, end: int, message: str) -> None:
        super().__init__(message)
        self.start = start
        self.end = end
        self.message = message


def unescape(raw: str, start: int) -> str:
    """The value of the inside of a single-line string, which starts at an offset."""
    if "\\" not in raw:
        return raw

    def replace(match: re.Match[str]) -> str:
        at = start + match.start()
        digits, letter = match.groups()
        if digits is not None and len(digits.lstrip("0")) <= 6 and int(digits, 16) <= 0x10FFFF:
            return chr(int(digits, 16))
        if letter in _ESCAPES:
            return _ESCAPES[letter]
        if digits is not None or letter == "u":
            message = r"expected a code point as \u{…} of one to six hexadecimal digits"
        else:
            message = r"expected one of the escapes \n \r \t \\ \' \$ \u{…}"
        raise Fault(at, start + match.end(), message)

    return join_surrogates(_ESCAPE.sub(replace, raw))


def join_surrogates(text: str) -> str:
    """Pairs of surrogates that escapes have written become the character they stand for."""
    if any("\ud800" <= character <= "\udfff" for character in text):
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


@lru_cache(maxsize=16)
def piece(dollars: int) -> re.Pattern[str]:
    """What may follow a string's opening or the `}` of a hole: the text (group 1), then the
    closing quotes (2) or the dollars that open the next hole (3).

    `dollars` is how many open a hole in a multi-line string, and 0 for a single-line string.
    """
    if not dollars:
        return re.compile(r"((?:[^'\\$\r\n]++|\\[^\r\n]|\$(?!\{))*+)(?:(')|(\$)\{)")
    few = rf"|\${{1,{dollars - 1}}}+\{{" if dollars > 1 else ""
    text = rf"(?:[^'$]++|'{{1,2}}+(?!')|\$++(?!\{{){few})*+"
    return re.compile(rf"({text})(?:('{{3,}}+)|(\$++)\{{)")
