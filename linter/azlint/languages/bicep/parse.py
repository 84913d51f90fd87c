"""From the text of a Bicep file to its statements, whatever is wrong with some of them."""

from __future__ import annotations

import re

from azlint.languages.bicep.cursor import end_of
from azlint.languages.bicep.grammar import Reader
from azlint.languages.bicep.lexis import line_start, scan
from azlint.languages.bicep.recovery import begins_declaration, resume
from azlint.languages.bicep.syntax import AnyStatement, File
from azlint.languages.bicep.tokens import CODES, DIRECTIVES, NEWLINES, TRIVIA, Fault
from azlint.syntax import Problem

_start_of_statement = re.compile(rf"(?:[ \t]*+#(?:{DIRECTIVES}){CODES})?+{NEWLINES}{TRIVIA}").match


def parse(text: str, *, parameters: bool) -> File:
    """The tree of a text, which is a parameter file or not.

    A syntax error becomes a located problem. In an array, an object or a decorator, what is
    broken becomes `Opaque` (an object's whole property: a spread of it) and its statement is
    kept; else the statement is lost, and reading goes on at the next line that begins like a
    statement and is not indented deeper than the broken one.
    """
    lexis = scan(text)
    reader = Reader(text, lexis, parameters=parameters)
    statements: list[AnyStatement] = []
    position = end_of(_start_of_statement(text))
    while position < len(text):
        try:
            statements.append(reader.statement_at(position))
            position = reader.end_of_statement()
        except Fault as fault:
            reader.problems.append(Problem(fault.start, fault.end, fault.message))
            position = _after(reader, fault, position)
    problems = sorted((*lexis.problems, *reader.problems), key=lambda problem: problem.start)
    return File(
        tuple(statements), tuple(problems), lexis.comments, lexis.directives, parameters=parameters
    )


def _after(reader: Reader, fault: Fault, start: int) -> int:
    """Where to go on after a fault in the statement that starts at an offset."""
    text, lexis = reader.text, reader.lexis
    indentation = start - line_start(text, start)
    line = line_start(text, max(fault.start, reader.pos))
    if line <= start or not begins_declaration(text, lexis, line, indentation):
        line = resume(text, lexis, max(fault.end, reader.pos), indentation)
    return end_of(_start_of_statement(text, line))
