"""From the text of a Bicep file to its statements, whatever is wrong with some of them."""

from __future__ import annotations

import re

from azlint.languages.bicep.cursor import end_of
from azlint.languages.bicep.grammar import Reader
from azlint.languages.bicep.lexis import scan
from azlint.languages.bicep.syntax import AnyStatement, File
from azlint.languages.bicep.tokens import CODES, DIRECTIVES, NEWLINE, NEWLINES, TRIVIA, Fault
from azlint.syntax import Problem

_start_of_statement = re.compile(rf"(?:[ \t]*+#(?:{DIRECTIVES}){CODES})?+{NEWLINES}{TRIVIA}").match
_line = re.compile(r"[^\r\n]*+").match
_end_of_statement = re.compile(rf"{TRIVIA}(?:{NEWLINE}{NEWLINES}{TRIVIA}|\Z)").match


def parse(text: str, *, parameters: bool) -> File:
    """The tree of a text, which is a parameter file or not.

    A syntax error becomes a located problem, and reading goes on at the next line that begins
    like a statement and is not indented deeper than the broken one.
    """
    lexis = scan(text)
    reader = Reader(text, lexis, parameters=parameters)
    statements: list[AnyStatement] = []
    problems = list(lexis.problems)
    position = end_of(_start_of_statement(text))
    while position < len(text):
        reader.restart(position)
        try:
            statements.append(reader.statement())
            match = _end_of_statement(text, reader.pos)
            if match is None:
                reader.fault("a new line")
            position = match.end()
        except Fault as fault:
            problems.append(Problem(fault.start, fault.end, fault.message))
            position = end_of(_start_of_statement(text, end_of(_line(text, reader.pos))))
    return File(tuple(statements), tuple(problems), lexis.comments, lexis.directives)
