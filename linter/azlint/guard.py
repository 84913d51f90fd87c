"""A defect of azlint costs the part of the repository where it shows, never the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import TypeVar

import msgspec

from azlint.source import Span

T = TypeVar("T")


class Crash(msgspec.Struct, frozen=True):
    """What stopped a part: the error's kind and text, and the traceback without the machine's
    folders."""

    kind: str
    text: str
    trace: str

    @classmethod
    def of(cls, error: Exception) -> Crash:
        return cls(type(error).__name__, str(error), "\n".join(_frames(error.__traceback__)))


def _frames(trace: TracebackType | None) -> Iterator[str]:
    while trace is not None:
        code = trace.tb_frame.f_code
        yield f"{Path(code.co_filename).name}:{trace.tb_lineno} in {code.co_name}"
        trace = trace.tb_next


class Defect(msgspec.Struct, frozen=True):
    """A part that was lost: its place, None where it is no single one, and what stopped there
    with what; `detail` is for a bug report."""

    span: Span | None
    problem: str
    detail: str = ""


def attempt(make: Callable[[], Iterable[T]]) -> tuple[list[T], Crash | None]:
    """What something yields, as far as it comes, and what stopped it."""
    found: list[T] = []
    try:
        found.extend(make())
    except Exception as error:  # noqa: BLE001 (any defect must show, none may end the run)
        return found, Crash.of(error)
    return found, None


class Guard:
    """Runs parts of the work and notes each that stops with an error, once."""

    def __init__(self) -> None:
        self._defects: dict[tuple[Span | None, str], Defect] = {}

    @property
    def defects(self) -> tuple[Defect, ...]:
        return tuple(self._defects.values())

    def note(self, defect: Defect) -> None:
        """A part that was lost before."""
        self._defects.setdefault((defect.span, defect.problem), defect)

    def several(self, make: Callable[[], Iterable[T]], span: Span | None, part: str) -> list[T]:
        """What a part yields, as far as it comes. `part` is a noun: it is said to have stopped."""
        found, crash = attempt(make)
        if crash is not None:
            self.note(Defect(span, f"{part} stopped with {crash.kind}", crash.trace))
        return found

    def single(self, make: Callable[[], T], span: Span | None, part: str) -> T | None:
        """What a part makes, None where it stops."""
        return next(iter(self.several(lambda: [make()], span, part)), None)

    def done(self, work: Callable[[], None], span: Span | None, part: str) -> bool:
        """Whether a part comes to its end."""

        def once() -> Iterator[bool]:
            work()
            yield True

        return bool(self.several(once, span, part))


class _Open(Guard):
    """Lets every error through."""

    def several(self, make: Callable[[], Iterable[T]], span: Span | None, part: str) -> list[T]:
        del span, part
        return list(make())


UNGUARDED: Guard = _Open()
