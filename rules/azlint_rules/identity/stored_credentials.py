"""Where workflows log in to Azure with a secret that outlives the run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from azlint.graph import Graph
from azlint.languages.script.mention import mention
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
from azlint.languages.workflow.options import arguments, pairs
from azlint.languages.workflow.outputs import stores
from azlint.languages.workflow.place import Place, step_place
from azlint.languages.workflow.script_files import ScriptFile, ScriptFiles
from azlint.languages.workflow.scripts import Invocation, Scripted
from azlint.languages.workflow.syntax import Entry, Scalar
from azlint.node import declared_by_file
from azlint.patterns import regex
from azlint.source import Span
from azlint.value import Known, Origin, Value
from azlint_rules.facts.actions import IDENTIFIERS, LOGIN, SECRET
from azlint_rules.facts.credentials import (
    PASSWORD_LOGINS,
    PUBLISH_PROFILE,
    TERRAFORM_SECRET,
    WITHOUT_OIDC,
    PasswordLogin,
)
from azlint_rules.identity.handed_over import holds_secret
from azlint_rules.identity.registry_logins import is_registry, registry_logins
from azlint_rules.workflows.actions import used
from azlint_rules.workflows.flaws import Flaw
from azlint_rules.workflows.logins import Logins, anywhere

_MENTION = mention("login", "connect-azaccount", "connect-azcontainerregistry")
_THERE = regex(r"!=\s*''")
_FLAGS = {
    "service-principal", "allow-no-subscriptions", "identity", "i", "only-show-errors", "no-prompt",
    "serviceprincipal", "skipcontextpopulation",
}  # fmt: skip
_CERTIFICATE = (".pem", ".pfx", ".crt")


def stored_credentials(graph: Graph) -> Iterator[Flaw]:
    """Every use, file by file."""
    for file in graph.workflows.files():
        for job, step in steps(file):
            for flaw in _of_action(graph, step_place(file, job, step), step):
                if _may_run(graph, file, job, step) and not _is_spare(graph, step):
                    yield flaw
        for owner in _owners(file):
            for entry in owner.env:
                if entry.key.value == TERRAFORM_SECRET and _filled(entry):
                    place = span_of(file.path, entry.value)
                    secret = _written_out(file.path, entry)
                    yield Flaw("variable", place, enclosing(file, place), value=secret)
    for scripted in graph.scripts.steps(_MENTION | mention(TERRAFORM_SECRET)):
        runs = _may_run(graph, scripted.file, scripted.job, scripted.step)
        if runs and not _is_spare(graph, scripted.step):
            for invocation in graph.scripts.invocations(scripted, _logs_in):
                yield from _of_command(invocation)
            yield from registry_logins(graph, scripted)
            yield from _of_variables(graph, scripted)
    yield from _of_files(graph)


def beside_a_token(graph: Graph, place: Span) -> bool:
    """Whether the job, or the action, of a place logs in with a token, too: what keeps the secret
    there is an exception that somebody chose."""
    file = graph.workflows.file(place.path)
    logins = graph.scripts.once(Logins)
    if isinstance(file, Workflow):
        spans = [(job, job.declaration.span) for job in file.jobs]
        found = [job for job, span in spans if span.start <= place.start < span.end]
        return any(logins.asks(file, job, step) for job in found for step in job.steps)
    return file is not None and any(logins.asks(file, None, step) for step in file.steps)


def _owners(file: File) -> Iterator[File | Job | Step]:
    """Everything in a file that may have an `env`."""
    yield file
    yield from file.jobs if isinstance(file, Workflow) else ()
    yield from (step for _, step in steps(file))


def _of_action(graph: Graph, place: Place, step: Step) -> Iterator[Flaw]:
    entry = None
    key = "creds" if step.action == LOGIN else "publish-profile"
    if step.action == LOGIN and _reads_creds(step):
        entry = step.argument(SECRET)
    elif used(step).profile:
        entry = step.argument(PUBLISH_PROFILE)
    elif used(step).credentials:
        key, entry = "password", step.argument(used(step).credentials)
    elif used(step).registry and is_registry(graph, place, used(step).registry):
        key, entry = "registry", step.argument("password")
    if entry is not None and _filled(entry):
        written = span_of(place.file.path, entry.value)
        secret = _written_out(place.file.path, entry)
        yield Flaw(key, written, step.declaration, {"action": step.action}, value=secret)


def _may_run(graph: Graph, file: File, job: Job | None, step: Step) -> bool:
    """Not in a job or a step that never runs (`if: false`)."""
    return graph.scripts.tracer.may_run(step_place(file, job, step), anywhere)


def _is_spare(graph: Graph, step: Step) -> bool:
    """Whether a step runs only where there is a secret, beside a login with a token."""
    condition = step.get("if")
    chosen = isinstance(condition, Scalar) and _THERE.search(condition.value) is not None
    return chosen and beside_a_token(graph, step.declaration.span)


def _reads_creds(step: Step) -> bool:
    """`creds` counts only for a service principal, and only where no id is passed beside it."""
    identity = step.argument("auth-type")
    cloud = step.argument("environment")
    return (
        all(step.argument(name) is None for name in IDENTIFIERS)
        and (identity is None or text(identity.value).upper() == "SERVICE_PRINCIPAL")
        and (cloud is None or text(cloud.value).lower() not in WITHOUT_OIDC)
    )


def _filled(entry: Entry) -> bool:
    return isinstance(entry.value, Scalar) and bool(entry.value.value.strip())


def _written_out(path: str, entry: Entry) -> Known | None:
    literal = text(entry.value)
    if has_expression(literal):
        return None
    return Known(literal, origin=Origin(span_of(path, entry.value)), sensitive=True)


def _logs_in(command: Command) -> bool:
    return _login(command) is not None


def _login(command: Command) -> PasswordLogin | None:
    words = tuple((word.literal or "").lower() for word in command.words[:3])
    return next((each for each in PASSWORD_LOGINS if words[: len(each.words)] == each.words), None)


def _of_command(invocation: Invocation) -> Iterator[Flaw]:
    of, command = invocation.of, invocation.command
    written = of.run.value[command.start : command.end]
    login = _login(command)
    password = None if login is None else _password(invocation.words, written, of, login)
    if login is not None and password is not None:
        fields = {"action": login.name}
        owner = of.step.declaration
        yield Flaw("password", invocation.span, owner, fields, value=_secret(password))


def _of_variables(graph: Graph, scripted: Scripted) -> Iterator[Flaw]:
    """Where a script hands the secret to the steps behind it, or to what it starts itself."""
    if _sets_variable(scripted):
        return
    owner = scripted.step.declaration
    for invocation in graph.scripts.invocations(scripted, _hands_on):
        for name, value in pairs(invocation.words[1:]):
            if name == TERRAFORM_SECRET and holds_secret(value):
                yield Flaw("variable", invocation.span, owner)
    way = graph.scripts.way(scripted)
    if way is None:
        return
    for each in scripted.script.assignments:
        set_here = each.name == TERRAFORM_SECRET and each.exported
        if set_here and holds_secret(way.word(each.values[0], each.start)):
            yield Flaw("variable", way.span(each.start, each.end), owner)


def _hands_on(command: Command) -> bool:
    return stores(command, "GITHUB_ENV")


def _sets_variable(of: Scripted) -> bool:
    """Whether an `env` that a step sees holds the variable, which then is a finding already."""
    owners = (of.file, of.step, *([of.job] if of.job else []))
    return any(entry.key.value == TERRAFORM_SECRET for owner in owners for entry in owner.env)


def _of_files(graph: Graph) -> Iterator[Flaw]:
    """What the scripts do that steps run, each once however many do."""
    seen: set[Span] = set()
    for file, step in graph.scripts.once(ScriptFiles).ran(_MENTION):
        for found in _of_file(file, step):
            if found.place not in seen:
                seen.add(found.place)
                yield found


def _of_file(file: ScriptFile, step: Scripted) -> Iterator[Flaw]:
    """The logins of a script of the repository that a step runs."""
    for command in file.script.commands:
        login = _login(command)
        if login is None:
            continue
        words = [file.words.word(word, command.start) for word in command.words]
        password = _password(words, file.text[command.start : command.end], step, login)
        if password is not None:
            place = file.span(command.start, command.end)
            fields = {"action": login.name}
            owner = declared_by_file(place)
            yield Flaw("password", place, owner, fields, value=_secret(password))


def _password(
    words: Sequence[Value], written: str, of: Scripted, login: PasswordLogin
) -> Value | None:
    """The client secret that a login gets, unless it is a finding already as a variable."""
    read = arguments(words, _FLAGS)
    asked = not login.asked or read.has(login.asked)
    password = read.last(*login.options) if asked else None
    known_elsewhere = TERRAFORM_SECRET in written and _sets_variable(of)
    return None if known_elsewhere or _is_certificate(written) else password


def _secret(password: Value) -> Known | None:
    """A password that is written out."""
    return replace(password, sensitive=True) if isinstance(password, Known) else None


def _is_certificate(written: str) -> bool:
    return any(ending in written.lower() for ending in _CERTIFICATE)
