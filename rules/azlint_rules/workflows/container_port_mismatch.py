"""AZL511."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from azlint.analysis.container_apps import CONTAINER_APP, CONTAINERS
from azlint.finding import Consequence, Finding, Related, Severity
from azlint.node import TEMPLATES, Language
from azlint.rule import Citation, Message, Meta, ResourceRule, Scene
from azlint.value import Known, Unknown, Value, data_of
from azlint_rules.facts.ports import SETTINGS
from azlint_rules.workflows.builds import built
from azlint_rules.workflows.listening import listening

if TYPE_CHECKING:
    from azlint.azure.resource import Element, Resource

_PORT = "properties.configuration.ingress.targetPort"


class ContainerPortMismatch(ResourceRule):
    """Container apps whose ingress leads to a port on which their image does not listen.

    ## What it flags
    A container app with one container whose target port differs from the port that the command of
    its image is told (`uvicorn … --port 8000`, `gunicorn --bind :8000`), or that the server takes
    without being told; and, where the command says nothing of a port, from the only port that the
    image exposes. Which Dockerfile the image is built from is known from a workflow that
    builds the image or deploys it to the app, or from `azure.yaml`.

    ## Why it matters
    The revision starts, its probes find nothing on the target port, and it never gets traffic: the
    deployment hangs, or the app answers with errors.

    ## Before you change this
    Something else may rely on the port of the image: a health check, a sidecar, compose files.

    ## What the change does
    A changed target port applies to the whole app at once, in place. A changed command needs a new
    image and makes a new revision.

    ## How to fix
    Let the target port be the port of the image's command.

    ## Way back
    Undo the commit and deploy again.

    ## What it stays silent about
    Images that no workflow and no `azure.yaml` of the repository builds, names of images that a job
    hands on as an output to the variables or parameters of a deployment, commands that are scripts,
    ports that come from a variable, apps that override the command or set a variable about ports,
    apps with several containers. A server's default port where the image exposes the target port.
    What a compose file maps: those are ports of the machine on which compose runs, and an app that
    is made from one by a command takes its ingress from that command.
    """

    meta: ClassVar[Meta] = Meta(
        id="AZL511",
        name="container-port-mismatch",
        severity=Severity.ERROR,
        languages=frozenset({Language.TERRAFORM, *TEMPLATES}),
        citations=(
            Citation(
                "Ingress in Azure Container Apps",
                "https://learn.microsoft.com/azure/container-apps/ingress-overview",
                "2026-11-28",
            ),
            Citation(
                "Troubleshoot container start failures",
                "https://learn.microsoft.com/azure/container-apps/troubleshoot-target-port-settings",
                "2026-11-28",
            ),
        ),
    )
    messages: ClassVar[dict[str, Message]] = {
        "mismatch": Message(
            "{subject} leads to port {target}, and its image ({file}) listens on {port}: no "
            "request reaches it",
            "set the target port to {port}, or have the image listen on {target}",
        ),
        "exposed": Message(
            "{subject} leads to port {target}, and its image ({file}) exposes {port} only",
            "set the target port to {port}, or have the image listen on {target} and expose it",
        ),
    }
    paths: ClassVar[dict[str, frozenset[str]]] = {
        CONTAINER_APP: frozenset({CONTAINERS, _PORT, "name", "tags"}),
    }

    def check(self, resource: Resource, scene: Scene) -> Iterator[Finding]:
        target = resource.property(_PORT)
        containers = resource.items(CONTAINERS)
        if isinstance(containers, Unknown) or len(containers) != 1 or not _is_port(target.value):
            return
        source = built(resource, scene.graph)
        if source is None:
            return
        number = _number(target.value)
        found = listening(source.dockerfile, source.stage, number)
        if found is None or found.port == number:
            return
        if _overridden(containers[0], settled=found.settled):
            return
        yield self.finding(
            "exposed" if found.exposed else "mismatch",
            target.span,
            resource.declaration,
            resource.context,
            value=target.value,
            because=target.value if _assumed(target.value) else None,
            severity=Severity.WARNING if found.exposed else None,
            consequence=Consequence.IN_PLACE,
            related=(Related(found.span, f"the image says {found.port} here"),),
            subject=resource.declaration.address,
            target=number,
            port=found.port,
            file=source.dockerfile.path,
        )


def _is_port(value: Value) -> bool:
    return _number(value) > 0


def _number(value: Value) -> int:
    """A port; zero where it is not known, or left to the platform."""
    data = data_of(value)
    text = str(data) if isinstance(data, int | str) and not isinstance(data, bool) else ""
    return int(text) if text.isdecimal() else 0


def _assumed(value: Value) -> bool:
    return isinstance(value, Known) and value.assumed != ""


def _overridden(container: Element, *, settled: bool) -> bool:
    """Whether an app may have its container listen elsewhere than the image says."""
    written = [container.property(name).value for name in ("command", "args")]
    if any(isinstance(each, Unknown) or each.data not in (None, ()) for each in written):
        return True
    return not settled and _moves(container.property("env").value)


def _moves(variables: Value) -> bool:
    if isinstance(variables, Unknown):
        return True
    items = variables.data if isinstance(variables.data, tuple) else ()
    return any(_may_move(each) for each in items)


def _may_move(variable: Value) -> bool:
    if isinstance(variable, Unknown) or not isinstance(variable.data, dict):
        return True
    name = variable.data.get("name")
    return not isinstance(name, Known) or SETTINGS.search(str(name.data)) is not None
