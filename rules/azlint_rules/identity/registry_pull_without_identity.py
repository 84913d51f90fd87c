"""AZL704."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

from azlint.analysis.container_apps import (
    AZURE_HOST,
    CONTAINER_APP,
    CONTAINER_JOB,
    CONTAINERS,
    REGISTRIES,
    REGISTRY,
    Server,
    azure_server,
    credentials,
    images,
)
from azlint.finding import Consequence, Finding, Related, Severity
from azlint.languages.workflow.image_names import flat
from azlint.languages.workflow.script_files import ScriptFiles
from azlint.node import TEMPLATES, Language, Presence, Property
from azlint.patterns import regex
from azlint.rule import Citation, Message, Meta, ResourceRule, Scene
from azlint.value import Cause, Known, Reason, Unknown, Value, alternatives, references
from azlint_rules.facts.roles import PULLING
from azlint_rules.workflows.builds import built

if TYPE_CHECKING:
    from azlint.azure.resource import Resource
    from azlint.graph import Evaluation

ROLE = "Microsoft.Authorization/roleAssignments"
_RUNNING = frozenset({CONTAINER_APP.lower(), CONTAINER_JOB.lower()})
_DEFINITION = "properties.roleDefinitionId"
_ROLE_NAME = "properties.roleDefinitionName"
_PRINCIPAL = "properties.principalId"
_ANONYMOUS = "properties.anonymousPullEnabled"
_IDENTITIES = "identity.userAssignedIdentities"
_LATER = regex(
    r"containerapp\s+(job\s+)?registry\s+set|--registry-(identity|server)"
    r"|New-AzContainerAppRegistryCredentialObject"
)
"""What gives an app its registry after the template."""
_RENAMED = regex(r"\bregistries\s*\{")
"""Blocks of `azurerm_container_app_job` before version 4 of the provider."""
_LISTED = regex(r"['\"]?registries['\"]?\s*[:=]\s*\[")
_DYNAMIC = regex(r'dynamic\s+"registry"')
_PASSED = Unknown(Reason(Cause.RUNTIME, "whether a deployment is given registries"))


class RegistryPullWithoutIdentity(ResourceRule):
    """Container apps and jobs that pull from an Azure registry and do not say as whom.

    ## What it flags
    A container app or job in Bicep, ARM, azurerm or azapi whose image comes from
    an Azure Container Registry and whose `registries` names neither an identity nor a password for
    it; and one whose identity is given AcrPull while `registries` names no identity at all.

    ## Why it matters
    A role assignment alone changes nothing: Container Apps pulls as an identity only if the app
    names it beside the registry. Without that the pull is anonymous, the registry refuses it, and
    the revision, or the run of the job, never starts.

    ## Before you change this
    The identity needs AcrPull before the revision starts: let the app depend on the assignment. A
    system-assigned identity exists only after the app, so its first revision cannot pull with it:
    a user-assigned one can.

    ## What the change does
    In place: a new revision, or the next run of a job, pulls as the identity.

    ## How to fix
    Bicep: `registries: [{ server: acr.properties.loginServer, identity: pull.id }]`. azurerm: a
    `registry` block with `server` and `identity`. `system` names the system-assigned identity.

    ## Way back
    Undo the commit; the earlier revision can be activated again.

    ## What it stays silent about
    Apps whose registries or containers cannot be told, registries with anonymous pull (undecided
    where the repository does not make the registry), images from elsewhere (undecided where a
    condition or a parameter leaves the registries out), and repositories in which a workflow, a
    shell script or a hook of the Azure Developer CLI sets the registry by a command.
    """

    meta: ClassVar[Meta] = Meta(
        id="AZL704",
        name="registry-pull-without-identity",
        severity=Severity.WARNING,
        languages=frozenset({Language.TERRAFORM, *TEMPLATES}),
        citations=(
            Citation(
                "Azure Container Apps image pull with managed identity",
                "https://learn.microsoft.com/azure/container-apps/managed-identity-image-pull",
                "2026-11-28",
            ),
            Citation(
                "az containerapp registry",
                "https://learn.microsoft.com/cli/azure/containerapp/registry",
                "2026-11-28",
            ),
            Citation(
                "azurerm_container_app",
                "https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/container_app",
                "2026-11-28",
            ),
            Citation(
                "Microsoft.App jobs",
                "https://learn.microsoft.com/azure/templates/microsoft.app/2024-03-01/jobs",
                "2026-11-28",
            ),
        ),
    )
    messages: ClassVar[dict[str, Message]] = {
        "anonymous": Message(
            "{subject} takes an image from an Azure registry, and {name} names neither an identity "
            "nor a password for it: the pull is refused",
            "name the registry and the identity that has AcrPull under {name}",
        ),
        "unused-role": Message(
            "The identity of {subject} is given AcrPull, but {name} names no identity: images are "
            "pulled without it",
            "name the registry and this identity under {name}",
        ),
    }
    paths: ClassVar[dict[str, frozenset[str]]] = {
        **dict.fromkeys(
            (CONTAINER_APP, CONTAINER_JOB),
            frozenset({CONTAINERS, REGISTRIES, _IDENTITIES, "name", "tags"}),
        ),
        REGISTRY: frozenset({_ANONYMOUS, "name"}),
        ROLE: frozenset({_DEFINITION, _ROLE_NAME, _PRINCIPAL}),
    }

    def check(self, resource: Resource, scene: Scene) -> Iterator[Finding]:
        if resource.arm_type.lower() not in _RUNNING or scene.evaluation is None:
            return
        given = credentials(resource)
        if isinstance(given, Unknown) or _open(scene.evaluation) or _set_later(scene):
            return
        if resource.provider == "azurerm" and _RENAMED.search(_written(resource, scene)):
            return
        refused = _refused(resource, given)
        if refused is not None:
            image, servers = refused
            yield self._found("anonymous", resource, image, because=_anyone(servers, scene))
        elif not given:
            for role in _roles(resource, scene.evaluation):
                place = Related(role.declaration.header, "AcrPull is given here")
                registries = resource.property(REGISTRIES)
                foreign = _runs_others(resource) and built(resource, scene.graph) is None
                yield self._found(
                    "unused-role",
                    resource,
                    registries,
                    (place,),
                    severity=Severity.NOTE if foreign else None,
                    because=_PASSED if _computed(registries, resource, scene) else None,
                )
                return

    def _found(
        self,
        key: str,
        resource: Resource,
        at: Property,
        related: tuple[Related, ...] = (),
        *,
        severity: Severity | None = None,
        because: Value | None = None,
    ) -> Finding:
        return self.finding(
            key,
            at.span,
            resource.declaration,
            resource.context,
            value=at.value,
            because=because,
            severity=severity,
            consequence=Consequence.IN_PLACE,
            related=related,
            subject=resource.declaration.address,
            name="registry" if resource.provider == "azurerm" else "registries",
        )


def _computed(registries: Property, resource: Resource, scene: Scene) -> bool:
    """Whether what the evaluation is given decides that there are no registries: a condition, a
    parameter or a dynamic block may bring some in another deployment."""
    span = registries.span
    if registries.presence is Presence.WRITTEN:
        return _LISTED.match(scene.graph.sources[span.path].text, span.start) is None
    return _DYNAMIC.search(_written(resource, scene)) is not None


def _written(resource: Resource, scene: Scene) -> str:
    declared = resource.declaration.span
    return scene.graph.sources[declared.path][declared]


def _refused(
    resource: Resource, given: Sequence[Server]
) -> tuple[Property, Sequence[Server]] | None:
    """An image that certainly comes from an Azure registry without credentials, and what it may
    come from."""
    found = images(resource)
    for image in () if isinstance(found, Unknown) else found:
        options = list(alternatives(image.value))
        servers = [server for each in options if (server := azure_server(each)) is not None]
        if len(servers) == len(options) and all(_lacks(each, given) for each in servers):
            return image, servers
    return None


def _anyone(servers: Sequence[Server], scene: Scene) -> Value | None:
    """What leaves a refusal open: a registry that is not made here may let anyone pull."""
    made = [
        registry.property("name").value
        for evaluation in scene.graph.evaluations
        for registry in evaluation.of_type(REGISTRY)
        if not registry.existing
    ]
    hosts = {f"{name.data}{AZURE_HOST}".lower() for name in made if isinstance(name, Known)}
    for each in servers:
        own = bool(made) if each.host is None else each.host.lower() in hosts
        if each.address is None and not own:
            host = each.host or "the registry"
            return Unknown(Reason(Cause.RUNTIME, f"whether {host} lets anyone pull"))
    return None


def _runs_others(resource: Resource) -> bool:
    """Whether every image of an app is certainly from elsewhere: it can be pulled all the same."""
    found = images(resource)
    if isinstance(found, Unknown) or not found:
        return False
    options = [option for image in found for option in alternatives(image.value)]
    return all(isinstance(each, Known) and azure_server(each) is None for each in options)


def _lacks(server: Server, given: Sequence[Server]) -> bool:
    return all(server.certainly_not(each) for each in given)


def _roles(resource: Resource, evaluation: Evaluation) -> Iterator[Resource]:
    """The assignments that let an identity of an app pull."""
    own = {resource.address, *_named(resource.property(_IDENTITIES).value)}
    for role in evaluation.of_type(ROLE):
        if _pulls(role) and not own.isdisjoint(_named(role.property(_PRINCIPAL).value)):
            yield role


def _named(value: Value) -> Iterator[str]:
    """The addresses of what a value refers to."""
    return (each.address for each in references(value))


def _pulls(role: Resource) -> bool:
    named = (role.property(path).value for path in (_DEFINITION, _ROLE_NAME))
    return any(
        text.rpartition("/")[2].lower() in PULLING for each in named for text in _texts(each)
    )


def _texts(value: Value) -> Iterator[str]:
    """The last literal piece of each text that a value can be."""
    for option in alternatives(value):
        *_, last = flat(option)
        if isinstance(last, Known):
            yield str(last.data)


def _open(evaluation: Evaluation) -> bool:
    """Whether a registry may let anyone pull."""
    values = (each.property(_ANONYMOUS).value for each in evaluation.of_type(REGISTRY))
    return any(not isinstance(each, Known) or each.data not in (None, False) for each in values)


def _set_later(scene: Scene) -> bool:
    texts = scene.graph.workflows.texts.values()
    files = scene.graph.scripts.once(ScriptFiles)
    return any(map(_LATER.search, texts)) or files.say(_LATER)
