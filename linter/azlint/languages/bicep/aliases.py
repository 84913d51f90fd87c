"""Aliases of module registries in `bicepconfig.json`: the nearest file upward counts, alone.

`br/contoso:storage` with the alias `contoso` of registry `contoso.azurecr.io` and module path
`bicep/modules` is `br:contoso.azurecr.io/bicep/modules/storage`; `ts/specs:vm` is
`ts:SUBSCRIPTION/RESOURCE-GROUP/vm`. `br/public` that nobody defines keeps its name.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from typing import Final

import msgspec
from msgspec.structs import replace

from azlint.languages.bicep.functions.call import call
from azlint.languages.bicep.template import Imported, ModuleEntry, Source, Template
from azlint.patterns import regex
from azlint.value import STRING, Known, Value, data_of

CONFIG: Final = "bicepconfig.json"
ALIASED: Final = regex(r"(br|ts)/([\w.-]+):(.*)", re.DOTALL)

Reader = Callable[[str], str | None]
Alias = Mapping[str, str]


class Aliases:
    """The aliases that hold in each folder of a repository.

    read: the text of a file of the repository, None where there is none.
    """

    def __init__(self, read: Reader) -> None:
        self._read = read
        self._known: dict[str, Mapping[tuple[str, str], Alias]] = {}

    def name(self, template: Template) -> None:
        """Give what a template takes from registries its full name."""
        for name, entry in template.modules.items():
            template.modules[name] = self._module(entry, template.folder)
        for name, imported in template.imports.items():
            source = self.resolved(imported.source, template.folder)
            template.imports[name] = Imported(source, imported.name)

    def _module(self, entry: ModuleEntry, folder: str) -> ModuleEntry:
        source = self.resolved(entry.source, folder)
        if source is entry.source:
            return entry
        declaration = msgspec.structs.replace(entry.declaration, type=source.name)
        return replace(entry, source=source, declaration=declaration)

    def resolved(self, source: Source, folder: str) -> Source:
        """A source with its alias replaced."""
        match = ALIASED.fullmatch(source.name) if source.path is None else None
        alias = self._in(folder).get((match[1], match[2])) if match is not None else None
        if match is None or alias is None:
            return source
        parts = [alias.get(key, "") for key in KEYS[match[1]]]
        path = "/".join(part.strip("/") for part in (*parts, match[3]) if part)
        return replace(source, name=f"{match[1]}:{path}")

    def _in(self, folder: str) -> Mapping[tuple[str, str], Alias]:
        """The aliases of the nearest configuration, remembered for each folder on the way."""
        passed: list[str] = []
        while folder not in self._known:
            passed.append(folder)
            text = self._read(posixpath.join(folder, CONFIG))
            if text is not None or not folder:
                self._known[folder] = dict(_aliases(text or ""))
            else:
                folder = posixpath.dirname(folder)
        found = self._known[folder]
        self._known.update(dict.fromkeys(passed, found))
        return found


KEYS: Final = {"br": ("registry", "modulePath"), "ts": ("subscription", "resourceGroup")}
"""What an alias of each kind consists of, in the order of the full name."""


def _aliases(text: str) -> list[tuple[tuple[str, str], Alias]]:
    """The aliases of a configuration file; those that say nothing usable are left out."""
    config = _entries(call("json", [Known(text, STRING)]))
    kinds = _entries(config.get("moduleAliases"))
    found: list[tuple[tuple[str, str], Alias]] = []
    for kind, keys in KEYS.items():
        for name, value in _entries(kinds.get(kind)).items():
            parts = {key: item.data for key, item in _entries(value).items() if _is_text(item)}
            alias = {key: str(data) for key, data in parts.items()}
            if keys[0] in alias:
                found.append(((kind, name), alias))
    return found


def _entries(value: Value | None) -> Mapping[str, Known]:
    data = data_of(value)
    if not isinstance(data, dict):
        return {}
    return {key: item for key, item in data.items() if isinstance(item, Known)}


def _is_text(value: Known) -> bool:
    return isinstance(value.data, str)
