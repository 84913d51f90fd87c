"""Container apps and jobs: the images they run, and how they may pull them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from azlint.azure.resource import Resource
from azlint.languages.workflow.image_names import flat
from azlint.node import Property
from azlint.value import Known, Unknown, Value, alternatives

CONTAINER_APP = "Microsoft.App/containerApps"
CONTAINER_JOB = "Microsoft.App/jobs"
REGISTRY = "Microsoft.ContainerRegistry/registries"
CONTAINERS = "properties.template.containers"
REGISTRIES = "properties.configuration.registries"
AZURE_HOST = ".azurecr.io"
_TYPES = frozenset({REGISTRY.lower(), "azurerm_container_registry"})
_SERVER = frozenset({"loginserver", "login_server"})
_SECRETS = ("identity", "passwordSecretRef")


class Server(msgspec.Struct, frozen=True):
    """A registry's host: literal, or the registry whose attribute it is and that is made here;
    None where not known."""

    host: str | None = None
    address: str | None = None

    @property
    def known(self) -> bool:
        return self.host is not None or self.address is not None

    def certainly_not(self, other: Server) -> bool:
        if self.host is not None and other.host is not None:
            return self.host.lower() != other.host.lower()
        return self.address is not None and other.address not in (None, self.address)


def images(resource: Resource) -> Sequence[Property] | Unknown:
    """The image of each container; an Unknown where the containers cannot be told."""
    found = resource.items(CONTAINERS)
    return found if isinstance(found, Unknown) else [each.property("image") for each in found]


def azure_server(image: Value) -> Server | None:
    """The Azure registry that an image certainly comes from."""
    pieces = list(flat(image))
    first = pieces[0]
    if isinstance(first, Unknown):
        if _is_server(first):
            return Server(address=_made(first))
        behind = pieces[1] if len(pieces) > 1 else None
        own = isinstance(behind, Known) and str(behind.data).startswith(f"{AZURE_HOST}/")
        return Server() if own else None
    host = str(first.data).partition("/")[0]
    return Server(host=host) if host.endswith(AZURE_HOST) else None


def _is_server(value: Unknown) -> bool:
    reference = value.reference
    if reference is None or reference.type.lower() not in _TYPES:
        return False
    return reference.attribute[-1:] != () and reference.attribute[-1].lower() in _SERVER


def credentials(resource: Resource) -> Sequence[Server] | Unknown:
    """The registries that an app has an identity or a password for; an Unknown where that cannot
    be told."""
    entries = resource.items(REGISTRIES)
    if isinstance(entries, Unknown):
        return entries
    found: list[Server] = []
    for entry in entries:
        if isinstance(entry.value, Unknown):
            return entry.value
        if any(_is_set(entry.property(name).value) for name in _SECRETS):
            found.extend(_servers(entry.property("server").value))
    return found


def _is_set(value: Value) -> bool:
    return any(
        isinstance(each, Unknown) or each.data not in (None, "") for each in alternatives(value)
    )


def _servers(value: Value) -> Iterator[Server]:
    for option in alternatives(value):
        if isinstance(option, Known):
            yield Server(host=str(option.data))
        else:
            yield Server(address=_made(option) if _is_server(option) else None)


def _made(value: Unknown) -> str | None:
    """The registry that a value refers to; one that is only looked up may be any other."""
    reference = value.reference
    return None if reference is None or reference.data else reference.address
