"""Logins to registries of Azure with a stored password: of actions, and of commands in scripts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from azlint.graph import Graph
from azlint.languages.script.syntax import Command
from azlint.languages.workflow.options import Arguments, arguments
from azlint.languages.workflow.outputs import Outputs
from azlint.languages.workflow.place import Place
from azlint.languages.workflow.scripts import Invocation, Scripted
from azlint.patterns import regex
from azlint.value import Known, Value, alternatives, text_parts
from azlint_rules.facts.commands import SAYING
from azlint_rules.facts.credentials import REGISTRY, REGISTRY_LOGINS, TOKEN_USER, RegistryLogin
from azlint_rules.identity.handed_over import given, holds_secret
from azlint_rules.workflows.flaws import Flaw

_FLAGS = {"password-stdin", "insecure", "plain-http", "only-show-errors"}
_STDIN = "password-stdin"
_PIPE = regex(r"\s*\|[\s\\`]*")
"""With the signs that continue a line in Bash and PowerShell."""


def is_registry(graph: Graph, place: Place, name: str) -> bool:
    """Whether an action logs in to an Azure registry, with a secret of GitHub and not with a
    token."""
    return _is_stored(
        tuple(given(graph, place, name)),
        tuple(given(graph, place, "username")),
        tuple(given(graph, place, "password")),
    )


def registry_logins(graph: Graph, scripted: Scripted) -> Iterator[Flaw]:
    """The commands of a step that do so."""
    for invocation in graph.scripts.invocations(scripted, _logs_in):
        login = _login(invocation.command)
        if login is not None and _with_stored(graph, invocation, login):
            owner = scripted.step.declaration
            yield Flaw("registry", invocation.span, owner, {"action": login.name})


def _logs_in(command: Command) -> bool:
    return _login(command) is not None


def _login(command: Command) -> RegistryLogin | None:
    words = tuple((word.literal or "").lower() for word in command.words[:3])
    return next((each for each in REGISTRY_LOGINS if words[: len(each.words)] == each.words), None)


def _with_stored(graph: Graph, invocation: Invocation, login: RegistryLogin) -> bool:
    read = arguments(invocation.words, _FLAGS)
    names = [Known(REGISTRY)] if login.azure else read.operands
    of = invocation.of
    outputs = graph.scripts.once(Outputs)

    def followed(values: Sequence[Value]) -> list[Value]:
        found = (outputs.follow(each, of.file, of.job) for each in values)
        return [option for each in found for option in alternatives(each)]

    users = read.all("username", "u")
    passwords = _passwords(invocation, read)
    return _is_stored(followed(names), followed(users), followed(passwords))


def _passwords(invocation: Invocation, read: Arguments) -> Sequence[Value]:
    """What a command is given as the password, on its line or by what prints into it."""
    if not read.has(_STDIN):
        return read.all("password", "p")
    source = _source(invocation)
    if source is None or source.name not in SAYING:
        return ()
    return [invocation.way.word(word, source.start) for word in source.words[1:]]


def _source(invocation: Invocation) -> Command | None:
    """The command whose output a command reads: the one in front of its pipe."""
    script, command = invocation.of.script, invocation.command
    written = invocation.of.run.value
    return next(
        (
            each
            for each in script.commands
            if each.piped and _PIPE.fullmatch(written, each.end, command.start)
        ),
        None,
    )


def _is_stored(names: Sequence[Value], users: Sequence[Value], passwords: Sequence[Value]) -> bool:
    return (
        any(REGISTRY in _texts(each).lower() for each in names)
        and all(_texts(each) != TOKEN_USER for each in users)
        and any(holds_secret(each) for each in passwords)
    )


def _texts(value: Value) -> str:
    """What is known of a text."""
    return "".join(str(each.data) for each in text_parts(value) if isinstance(each, Known))
