"""Modules that `bicep restore` put into a folder which the user names, read through the template
that the compiler made of each: `main.json`.

The cache has `br/REGISTRY/PATH/TAG/main.json` and `ts/SUBSCRIPTION/GROUP/NAME/VERSION/main.json`
(Azure/bicep at 9beb0fee60, `OciArtifactRegistry`, `TagEncoder` and `TemplateSpecModuleRegistry`,
read 2026-11-28).
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import Final

from msgspec.structs import replace

from azlint.languages.bicep import syntax
from azlint.languages.bicep.link import REGISTRY, declared, registry
from azlint.languages.bicep.template import Imported, Source, Template

PUBLIC: Final = "br/public:"
PUBLIC_REGISTRY: Final = "br:mcr.microsoft.com/bicep/"
CACHES: Final = frozenset({"br", "ts"})
SOURCE: Final = "main.bicep"
TEMPLATE: Final = "main.json"

Folders = Mapping[tuple[str, str], str]
"""Where modules lie, by name and version; whole caches by their scheme."""

Places = Mapping[tuple[str, str], str]
"""The template of each module that is there, by name and version as a call has them."""


def folders(named: Mapping[str, str]) -> Folders:
    """Those of the folders that a user names which are for modules of Bicep."""
    found: dict[tuple[str, str], str] = {}
    for written, folder in named.items():
        scheme = REGISTRY.match(written)
        if written in CACHES:
            found[written, ""] = folder
        elif scheme is not None:
            source = registry(written, scheme)
            found[_normal(source.name), source.version] = folder
    return found


def wanted(templates: Mapping[str, Template]) -> Iterator[Source]:
    """What templates take from registries and template specs."""
    for template in templates.values():
        sources = [entry.source for entry in template.modules.values()]
        sources += [imported.source for imported in template.imports.values()]
        yield from (each for each in sources if each.path is None and each.name)


def candidates(source: Source, known: Folders) -> Iterator[str]:
    """Where the template of a module may lie, the likeliest first."""
    name = _normal(source.name)
    for key in ((name, source.version), (name, "")):
        if key in known:
            yield posixpath.join(known[key], SOURCE)
            yield posixpath.join(known[key], TEMPLATE)
    scheme, _, path = name.partition(":")
    if (scheme, "") in known:
        yield posixpath.join(known[scheme, ""], _cached(scheme, path, source.version), TEMPLATE)


def followed(
    templates: Mapping[str, Template], places: Places, files: Mapping[str, syntax.File]
) -> dict[str, Template]:
    """All templates, with the calls and imports followed of which the template is there.

    files: those that are no part of the repository, by path.
    """
    foreign = declared(files)
    for template in foreign.values():
        template.foreign = True
    for template in templates.values():
        for name, entry in template.modules.items():
            template.modules[name] = replace(entry, source=_led(entry.source, places))
        for name, imported in template.imports.items():
            source = _led(imported.source, places)
            template.imports[name] = Imported(source, imported.name)
    return {**templates, **foreign}


def _led(source: Source, places: Places) -> Source:
    path = places.get((source.name, source.version)) if source.path is None else None
    return source if path is None else replace(source, path=path, obstacle=None)


def _normal(name: str) -> str:
    """A name in the one spelling in which equal ones are equal."""
    name = name.lower()
    return PUBLIC_REGISTRY + name[len(PUBLIC) :] if name.startswith(PUBLIC) else name


def _cached(scheme: str, path: str, version: str) -> str:
    """The folder of a module in a cache, below that of its scheme."""
    if scheme == "ts":
        return f"{path}/{version.lower()}"
    host, _, repository = path.partition("/")
    host, repository = host.replace(":", "$"), repository.replace("/", "$")
    return f"{host}/{repository}/{_encoded(version)}"


def _encoded(version: str) -> str:
    """A tag as a folder is named, with a number that tells its capitals; or a digest."""
    if ":" in version:
        return version.replace(":", "#")
    capitals = sum(1 << at for at, mark in enumerate(version) if mark.isupper())
    return f"{version}${f'{capitals:x}' if capitals else ''}"
