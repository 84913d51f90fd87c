"""Where module calls lead from a module instance: a folder known by its source, or installed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from azlint.finding import Entrance
from azlint.languages.terraform.installed import meant
from azlint.languages.terraform.module import Call, Obstacle

if TYPE_CHECKING:
    from azlint.languages.terraform.installed import Installed
    from azlint.languages.terraform.instance import ModuleInstance

ABROAD: Final = frozenset({Obstacle.REGISTRY, Obstacle.REMOTE})


def trail(module: ModuleInstance, call: Call) -> str:
    """The chain of call names to a call, as the manifest of `terraform init` has it."""
    name = call.declaration.name
    return f"{module.names}.{name}" if module.names else name


def leads(module: ModuleInstance, call: Call) -> str | None:
    """The folder that a call leads to from here; None where it is not followed."""
    if call.obstacle not in ABROAD:
        return call.folder
    found = _installed(module, call)
    if found is None or not found.fits(call.source, call.version):
        return None
    return found.folder if found.folder in module.machine.modules else None


def obstacle(module: ModuleInstance, call: Call) -> str:
    """Why a call is not followed from here; empty where it is."""
    if leads(module, call) is not None:
        return ""
    found = _installed(module, call)
    stale = found is not None and not found.fits(call.source, call.version)
    return str(Obstacle.OUTDATED) if stale else call.reason


def entrance(module: ModuleInstance, call: Call) -> Entrance:
    """The call of the repository that brings what is called from here."""
    if module.entrance is not None:
        return module.entrance
    found = _installed(module, call)
    version = found.version if found else call.version
    sources = {each.declaration.name: each.source for each in module.module.calls.values()}
    package = f"{meant(call.source, sources)} {version}".strip()
    declaration = call.declaration
    return Entrance(declaration.span, declaration.header, call.span, package)


def _installed(module: ModuleInstance, call: Call) -> Installed | None:
    """What `terraform init` put where for a call of a registry or remote module."""
    if call.obstacle not in ABROAD:
        return None
    return module.root.module.installed.get(trail(module, call))
