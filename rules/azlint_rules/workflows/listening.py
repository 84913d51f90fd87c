"""The port on which the image of a Dockerfile certainly listens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from azlint.languages.docker.model import Dockerfile, Stage
from azlint.languages.workflow.options import arguments
from azlint.patterns import regex
from azlint.source import Span
from azlint.value import Known, Value
from azlint_rules.facts.ports import (
    ASPNET,
    ASPNET_PORTS,
    FIRST_UNPRIVILEGED,
    SERVERS,
    SETTINGS,
)

_PORT = regex(r"(?:.*:)?([0-9]{1,5})")


class Listening(msgspec.Struct, frozen=True):
    """A port and where it is said; `settled`: no variable of the container can change it."""

    port: int
    span: Span
    settled: bool = False
    exposed: bool = False


def listening(dockerfile: Dockerfile, stage: Stage, target: int) -> Listening | None:
    """The port of an image, unless it may be `target`: that of its command, else the only one that
    it exposes."""
    told = _told(dockerfile, stage)
    if told is not None and told.settled:
        return told
    ports = [port for port in stage.ports if port.protocol == "tcp"]
    if any(port.numbers is None or target in port.numbers for port in ports):
        return None
    if told is not None:
        return told
    numbers = ports[0].numbers if len(ports) == 1 else None
    if numbers is None or len(numbers) != 1:
        return None
    return Listening(numbers[0], ports[0].span, exposed=True)


def _told(dockerfile: Dockerfile, stage: Stage) -> Listening | None:
    """What the last process of an image is told, or does without being told."""
    command = stage.command or stage.entrypoint
    if command is None:
        return None
    movable = any(SETTINGS.search(name) for name in stage.environment)
    for words in _processes(stage):
        for at, word in enumerate(words):
            server = SERVERS.get(_name(word))
            if server is None:
                continue
            read = arguments(words[at:])
            told = [value for name in server.options for value in read.options.get(name, ())]
            if told:
                port = _port(told[-1])
                return None if port is None else Listening(port, command.span, settled=True)
            if server.default is not None and read.certain and not movable:
                return Listening(server.default, command.span)
            return None
        if _name(words[0]) == "dotnet":
            return _aspnet(dockerfile, stage, command.span)
    return None


def _processes(stage: Stage) -> Iterator[Sequence[Value]]:
    """The commands of a finished image: an entry point in exec form takes the command as its
    arguments."""
    first, second = stage.entrypoint, stage.command
    if first is None:
        yield from second.commands if second is not None else ()
    elif first.listed and second is not None and second.listed:
        for words in first.commands[:1]:
            yield (*words, *(second.commands[0] if second.commands else ()))
    else:
        yield from first.commands


def _name(word: Value) -> str:
    return str(word.data).rpartition("/")[2] if isinstance(word, Known) else ""


def _port(value: Value) -> int | None:
    found = _PORT.fullmatch(str(value.data)) if isinstance(value, Known) else None
    return int(found[1]) if found is not None else None


def _aspnet(dockerfile: Dockerfile, stage: Stage, span: Span) -> Listening | None:
    """The image's own default, where the Dockerfile sets nothing else."""
    *_, bottom = dockerfile.line(stage)
    base = bottom.base.data if isinstance(bottom.base, Known) else ""
    found = ASPNET.match(str(base))
    if found is None:
        return None
    moving = [name for name in stage.environment if SETTINGS.search(name)]
    if moving == [ASPNET_PORTS]:
        port = _port(stage.environment[ASPNET_PORTS])
        return None if port is None else Listening(port, span)
    if moving:
        return None
    port = 8080 if int(found["major"]) >= FIRST_UNPRIVILEGED else 80
    return Listening(port, span)
