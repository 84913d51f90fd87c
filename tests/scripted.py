"""Commands of scripts as short lines, for whole comparisons."""

from __future__ import annotations

from azlint.languages.script.syntax import Command, Embedded, Output, Piece, Text, Variable, Word


def shown(word: Word) -> str:
    return "".join(piece_shown(piece) for piece in word.pieces)


def piece_shown(piece: Piece) -> str:
    match piece:
        case Text():
            return piece.value
        case Variable():
            return f"<{piece.name}{'' if not piece.operator else '?'}>"
        case Embedded():
            return "<{}>"
        case Output():
            return "<()>"
    return "<dark>"


def line(command: Command) -> str:
    """A command in one line, with what holds for it."""
    marks = "".join(
        mark
        for mark, holds in (
            ("c", command.conditional),
            ("t", command.tested),
            ("p", command.piped),
            ("|", bool(command.otherwise)),
        )
        if holds
    )
    words = " ".join(shown(word) for word in command.words)
    into = f"{command.assigned}=" if command.assigned else ""
    within = f"{command.function}()" if command.function else ""
    return f"{marks}:{within}{into}{words}" if marks else f"{within}{into}{words}"
