"""Modules from elsewhere: what `terraform init` put where, and how sources are compared."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

import msgspec

from azlint.languages.terraform.syntax import File
from azlint.patterns import regex

DATA: Final = ".terraform"
MANIFEST: Final = f"{DATA}/modules/modules.json"
REGISTRY_SOURCE: Final = regex(r"([^/]+\.[^/]+/)?[\w-]+/[\w-]+/[\w-]+(//.*)?")
INTO: Final = regex(r"\./\.terraform/modules/([^/.]+)/(.+)")
PUBLIC: Final = regex(r"registry\.(terraform\.io|opentofu\.org)/")
SCHEME: Final = regex(r"^[a-z][a-z0-9+.-]*://", re.IGNORECASE)
USER: Final = regex(r"^[\w.-]+@")
EXACT: Final = regex(r"\s*=?\s*v?(\d+\.\d+\.\d+\S*)\s*")
SCP: Final = regex(r"([\w.-]+):(?!/|\d)")


class Installed(msgspec.Struct, frozen=True):
    """A module that `terraform init` put into a folder, from a source, at a version."""

    folder: str
    source: str
    version: str = ""

    def fits(self, source: str, version: str) -> bool:
        """Whether this is what a call asks for; a range of versions is taken as met."""
        pinned = EXACT.fullmatch(version)
        same = pinned is None or not self.version or pinned[1] == self.version
        return same and normal(self.source) == normal(source)


class Foreign(msgspec.Struct, frozen=True):
    """What was read of modules from elsewhere.

    files: parsed, by path · installed: what `terraform init` put where, by the folder it ran in
    and the chain of call names · mapped: folders by source in its normal spelling.
    """

    files: dict[str, File] = msgspec.field(default_factory=dict)
    installed: dict[str, Mapping[str, Installed]] = msgspec.field(default_factory=dict)
    mapped: dict[str, str] = msgspec.field(default_factory=dict)


class Entry(msgspec.Struct, frozen=True):
    """A line of the manifest. `key` is the chain of call names, empty for the root."""

    key: str = msgspec.field(name="Key", default="")
    source: str = msgspec.field(name="Source", default="")
    version: str = msgspec.field(name="Version", default="")
    dir: str = msgspec.field(name="Dir", default="")


class _Manifest(msgspec.Struct, frozen=True):
    entries: tuple[Entry, ...] = msgspec.field(name="Modules", default=())


def manifest(data: bytes) -> tuple[Entry, ...]:
    """The modules that a manifest names, without the root; none for what is no manifest."""
    try:
        found = msgspec.json.decode(data, type=_Manifest)
    except (msgspec.DecodeError, RecursionError):
        return ()
    return tuple(entry for entry in found.entries if entry.key and entry.dir)


def meant(source: str, calls: Mapping[str, str]) -> str:
    """What a path into the installed modules means: `./.terraform/modules/NAME/x` is the folder x
    of the package that the call NAME brings. Anything else means itself.

    calls: sources by name, of the calls beside it.
    """
    match = INTO.fullmatch(source)
    if match is None or match[1] not in calls:
        return source
    package, folder, query = parts(calls[match[1]])
    return _joined(package, posixpath.join(folder, match[2]), query)


def is_local(source: str) -> bool:
    """A path to a folder of the same package."""
    return source.startswith(("./", "../", ".\\", "..\\")) or source in {".", ".."}


def parts(source: str) -> tuple[str, str, str]:
    """The package of a source, the folder in it, and the query, without what only transports."""
    text, _, query = source.strip().removeprefix("git::").partition("?")
    text = SCHEME.sub("", text)
    text = SCP.sub(r"\1/", USER.sub("", text), count=1)
    package, _, folder = text.partition("//")
    kept = sorted(part for part in query.split("&") if part and not part.startswith("depth="))
    return package.removesuffix(".git"), folder.strip("/"), "&".join(kept)


@lru_cache(maxsize=10_000)
def normal(source: str) -> str:
    """A source in the one spelling in which equal ones are equal."""
    package, folder, query = parts(source)
    if REGISTRY_SOURCE.fullmatch(source):
        package = PUBLIC.sub("", package.lower(), count=1)
    return _joined(package, folder, query).lower()


def _joined(package: str, folder: str, query: str) -> str:
    return f"{package}{'//' if folder else ''}{folder}{'?' if query else ''}{query}"


def destination(source: str, folders: Mapping[str, str]) -> str | None:
    """The folder that stands for a source: its own, that of any revision, or below its package.

    folders: by source in its normal spelling.
    """
    name = normal(source)
    bare = name.partition("?")[0]
    found = folders.get(name, folders.get(bare))
    top = folders.get(bare.partition("//")[0])
    inner = posixpath.normpath(parts(source)[1]) if parts(source)[1] else ""
    if found is not None or not inner or top is None or inner.startswith(".."):
        return found
    return posixpath.join(top, inner)
