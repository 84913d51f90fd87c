"""Where workflows log in to Azure with a secret that outlives the run."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from azlint.graph import Graph
from azlint.languages.script.syntax import Command
from azlint.languages.workflow.expressions import has_expression
from azlint.languages.workflow.model import (
    File,
    Job,
    Step,
    Workflow,
    enclosing,
    span_of,
    steps,
    text,
)
from azlint.languages.workflow.options import arguments
from azlint.languages.workflow.scripts import Invocation
from azlint.languages.workflow.syntax import Entry, Scalar
from azlint.node import Declaration
from azlint.source import Span
from azlint.value import Known, Origin
from azlint_rules.facts.credentials import (
    LOGIN,
    PUBLISH_PROFILE,
    PUBLISHING_ACTIONS,
    TERRAFORM_SECRET,
    WITHOUT_OIDC,
)
from azlint_rules.workflows.claims import action_of

_MENTION = re.compile(r"\baz\s+login\b")
_IDENTIFIERS = ("client-id", "tenant-id", "subscription-id")
_FLAGS = {"service-principal", "allow-no-subscriptions", "identity", "i", "only-show-errors"}
_CERTIFICATE = (".pem", ".pfx", ".crt")


class Stored(msgspec.Struct, frozen=True):
    """One use of a secret: the message key, where it is handed over, to which action, and the
    secret itself where it is written out."""

    key: str
    span: Span
    declaration: Declaration
    action: str = ""
    secret: Known | None = None


def stored_credentials(graph: Graph) -> Iterator[Stored]:
    """Every use, file by file."""
    for file in graph.workflows.files():
        for _, step in steps(file):
            yield from _of_action(file.path, step)
        for owner in _owners(file):
            for entry in owner.env:
                if entry.key.value == TERRAFORM_SECRET and _filled(entry):
                    place = span_of(file.path, entry.value)
                    secret = _written_out(file.path, entry)
                    yield Stored("variable", place, enclosing(file, place), secret=secret)
    for scripted in graph.scripts.steps(_MENTION):
        for invocation in graph.scripts.invocations(scripted, _logs_in):
            yield from _of_command(invocation)


def _owners(file: File) -> Iterator[File | Job | Step]:
    """Everything in a file that may have an `env`."""
    yield file
    yield from file.jobs if isinstance(file, Workflow) else ()
    yield from (step for _, step in steps(file))


def _of_action(path: str, step: Step) -> Iterator[Stored]:
    if step.uses is None:
        return
    action, _ = action_of(step.uses.value)
    entry = None
    key = "creds" if action == LOGIN else "publish-profile"
    if action == LOGIN and _reads_creds(step):
        entry = step.argument("creds")
    elif action in PUBLISHING_ACTIONS:
        entry = step.argument(PUBLISH_PROFILE)
    if entry is not None and _filled(entry):
        place = span_of(path, entry.value)
        yield Stored(key, place, step.declaration, action, _written_out(path, entry))


def _reads_creds(step: Step) -> bool:
    """`creds` counts only for a service principal, and only where no id is passed beside it."""
    identity = step.argument("auth-type")
    cloud = step.argument("environment")
    return (
        all(step.argument(name) is None for name in _IDENTIFIERS)
        and (identity is None or text(identity.value).upper() == "SERVICE_PRINCIPAL")
        and (cloud is None or text(cloud.value).lower() not in WITHOUT_OIDC)
    )


def _filled(entry: Entry) -> bool:
    return isinstance(entry.value, Scalar) and bool(entry.value.value.strip())


def _written_out(path: str, entry: Entry) -> Known | None:
    literal = text(entry.value)
    if has_expression(literal):
        return None
    return Known(literal, origin=Origin(span_of(path, entry.value)))


def _logs_in(command: Command) -> bool:
    return [word.literal for word in command.words[:2]] == ["az", "login"]


def _of_command(invocation: Invocation) -> Iterator[Stored]:
    read = arguments(invocation.words, _FLAGS)
    password = read.last("password", "p")
    if password is None or not read.has("service-principal"):
        return
    of = invocation.of
    written = of.run.value[invocation.command.start : invocation.command.end]
    owners = (of.file, of.step, *([of.job] if of.job else []))
    known_elsewhere = TERRAFORM_SECRET in written and any(
        entry.key.value == TERRAFORM_SECRET for owner in owners for entry in owner.env
    )
    if not known_elsewhere and not _is_certificate(written):
        secret = password if isinstance(password, Known) else None
        yield Stored("password", invocation.span, of.step.declaration, secret=secret)


def _is_certificate(written: str) -> bool:
    return any(ending in written.lower() for ending in _CERTIFICATE)
