"""Where the commands of a script run: `cd`, `pushd`, `popd` and their like, and subshells."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from azlint.languages.script.syntax import Command, Script, Word
from azlint.value import STRING, Known, Value

_GOES = frozenset({"cd", "pushd", "Set-Location", "Push-Location", "sl"})
_PUSHES = frozenset({"pushd", "Push-Location"})
_RETURNS = frozenset({"popd", "Pop-Location"})
_BACK = "-"
_HOME = Known("~", STRING)


class Move(NamedTuple):
    """The folder from a place of the script on."""

    at: int
    folder: Value


def moves(
    script: Script,
    start: Value,
    word: Callable[[Word, int], Value],
    inside: Callable[[Value, Value], Value],
) -> Mapping[str, Sequence[Move]]:
    """Every move, by the function that it stands in; `start` is the folder before the first."""
    tracks: dict[str, _Track] = {}
    last = 0
    for each in script.commands:
        last = max(last, each.start)
        if each.name in _GOES | _RETURNS:
            track = tracks.setdefault(each.function, _Track(start))
            track.leave(last)
            track.go(last, _behind(each, track.state, word, inside), each.subshell)
    for track in tracks.values():
        track.leave(script.end)
    return {function: track.found for function, track in tracks.items()}


def _behind(
    command: Command,
    state: _State,
    word: Callable[[Word, int], Value],
    inside: Callable[[Value, Value], Value],
) -> _State:
    """Where a command leads."""
    if command.name in _RETURNS:
        folder = state.pushed[-1] if state.pushed else state.now
        return state.gone(folder)._replace(pushed=state.pushed[:-1])
    target = _target(command)
    if target is not None and target.literal == _BACK:
        return state.gone(state.before)
    path = _HOME if target is None else word(target, command.start)
    kept = (*state.pushed, state.now) if command.name in _PUSHES else state.pushed
    return state.gone(inside(state.now, path))._replace(pushed=kept)


def _target(command: Command) -> Word | None:
    """What a command goes to; its options stand before."""
    words = (each for each in command.words[1:] if not _is_option(each))
    return next(words, None)


def _is_option(word: Word) -> bool:
    text = word.literal or ""
    return text.startswith("-") and text != _BACK


class _State(NamedTuple):
    """The folder of a shell, the one before it, and those that `pushd` keeps."""

    now: Value
    before: Value
    pushed: tuple[Value, ...] = ()

    def gone(self, folder: Value) -> _State:
        return self._replace(now=folder, before=self.now)


class _Track:
    """The folders of the commands of one function, as they change."""

    def __init__(self, start: Value) -> None:
        self.state = _State(start, start)
        self.found: list[Move] = []
        self._around: list[tuple[int, _State]] = []
        """Where open subshells end, and what holds behind them; the innermost is the last."""

    def go(self, at: int, state: _State, subshell: int) -> None:
        if subshell and (not self._around or self._around[-1][0] != subshell):
            self._around.append((subshell, self.state))
        self.state = state
        self.found.append(Move(at, state.now))

    def leave(self, at: int) -> None:
        """Leave the subshells that have ended."""
        while self._around and self._around[-1][0] <= at:
            end, self.state = self._around.pop()
            self.found.append(Move(end, self.state.now))
