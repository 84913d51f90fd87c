"""AZL706."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import ClassVar

from azlint.finding import Finding, Related, Severity
from azlint.languages.workflow.model import Job, Workflow, enclosing, span_of
from azlint.languages.workflow.references import Reference
from azlint.languages.workflow.syntax import Entry, Scalar
from azlint.languages.workflow.trace import Tracer
from azlint.node import Language
from azlint.patterns import regex
from azlint.rule import Citation, Message, Meta, Scene, WorkflowRule
from azlint.source import Span
from azlint_rules.facts.keys import SERVICE_KEY
from azlint_rules.workflows.logins import Login, Logins

_SECRET = regex(r"\$\{\{\s*secrets\.", re.IGNORECASE)
_CONTEXT = frozenset({"secrets"})
_GIVEN = frozenset({"run", "with"})
_ASSIGNED = regex(r"\b(\w+)[ \t]*=[ \t]*[\"']?\$\{\{\s*\Z")
"""What stands before a secret that a script puts into a variable."""
_REACH = 200
"""How many characters before a secret are looked at for that."""


class ApiKeyBesideToken(WorkflowRule):
    """Keys of Azure services in jobs that are logged in with a token already.

    ## What it flags
    A variable with the key or connection string of an Azure service (`AZURE_OPENAI_API_KEY`,
    `AZURE_SEARCH_KEY`, `ARM_ACCESS_KEY` and their kin) that comes from a secret, also where a
    script sets it, and a secret of such a name in a script or an input of an action, in a job
    that logs in with OIDC.

    ## Why it matters
    The job has an identity whose token lives for an hour. The key lives until it is rotated,
    works from anywhere, and gives everything the service has.

    ## Before you change this
    The identity needs a role for the data: for example Cognitive Services OpenAI User, Search
    Index Data Contributor, Storage Blob Data Contributor.

    ## What the change does
    Nothing to what is deployed. The next run asks for a token.

    ## How to fix
    Give the identity the role, use `DefaultAzureCredential` (or `use_azuread_auth` in the
    backend of Terraform), and remove the variable. Then switch the keys off: `disableLocalAuth`.

    ## Way back
    Pass the key again.

    ## What it stays silent about
    Jobs without an OIDC login, keys of services outside Azure, and keys that a script fetches.
    """

    meta: ClassVar[Meta] = Meta(
        id="AZL706",
        name="api-key-beside-token",
        severity=Severity.NOTE,
        languages=frozenset({Language.WORKFLOW}),
        security_severity="3.0",
        citations=(
            Citation(
                "Disable local authentication in Azure AI services",
                "https://learn.microsoft.com/azure/ai-services/disable-local-auth",
                "2026-11-28",
            ),
        ),
    )
    messages: ClassVar[dict[str, Message]] = {
        "key": Message(
            "{name} passes a key to a job that {login} has logged in already: the key works from "
            "anywhere until it is rotated",
            "give the identity a role for the data, use its token, and remove {name}",
        ),
    }

    def check(self, scene: Scene) -> Iterator[Finding]:
        logins = scene.graph.scripts.once(Logins)
        workflows = scene.graph.workflows.workflows
        for path in sorted(workflows):
            file = workflows[path]
            given = _given(scene.graph.tracer, file)
            for job in file.jobs:
                keys = _keys(file, job, given.get(job.id, ()))
                login = next(logins.of(file, job), None) if keys else None
                if login is not None:
                    for place, name in keys.items():
                        yield self._finding(file, place, name, login)

    def _finding(self, file: Workflow, place: Span, name: str, login: Login) -> Finding:
        return self.finding(
            "key",
            place,
            enclosing(file, place),
            related=(Related(login.span, "the login"),),
            name=name,
            login=login.name,
        )


def _given(tracer: Tracer, file: Workflow) -> Mapping[str, Sequence[tuple[str, Reference]]]:
    """By job, the keys that its steps are given in scripts and inputs."""
    found: dict[str, list[tuple[str, Reference]]] = {}
    for reference in tracer.references(file, _CONTEXT):
        job, key = reference.site.job, reference.site.key
        if job is not None and key in _GIVEN:
            named = (each for each in _names(reference) if SERVICE_KEY.fullmatch(each.upper()))
            for name in islice(named, 1):
                found.setdefault(job.id, []).append((name, reference))
    return found


def _names(reference: Reference) -> Iterator[str]:
    """What a secret is called: by the variable that a script puts it into, and itself."""
    at = reference.at[0]
    assigned = _ASSIGNED.search(reference.site.scalar.value, max(0, at - _REACH), at)
    if assigned is not None:
        yield assigned[1]
    yield reference.name


def _keys(file: Workflow, job: Job, given: Sequence[tuple[str, Reference]]) -> dict[Span, str]:
    """The variables of a job that hold a key, and the first place of each key that a step is
    given besides."""
    found = {span_of(file.path, each.value): each.key.value for each in _variables(file, job)}
    names = {each.upper() for each in found.values()}
    for name, reference in given:
        called = {name.upper(), reference.name.upper()}
        if names.isdisjoint(called):
            names |= called
            found[reference.span] = name
    return found


def _variables(file: Workflow, job: Job) -> Iterator[Entry]:
    for entry in (*file.env, *job.env, *(each for step in job.steps for each in step.env)):
        named = SERVICE_KEY.fullmatch(entry.key.value.upper())
        if named and isinstance(entry.value, Scalar) and _SECRET.search(entry.value.value):
            yield entry
