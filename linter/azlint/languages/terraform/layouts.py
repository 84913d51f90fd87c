"""Environments told by where value files lie and what they set."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from azlint.languages.terraform.inputs import Environment
from azlint.languages.terraform.module import Module
from azlint.languages.terraform.roots import AUTOMATIC
from azlint.patterns import regex

MAX_ENVIRONMENTS: Final = 32
"""A root with more sets of values is a collection of examples, not something deployed so often."""

MAX_FILES: Final = 256
"""So many value files of one root are not looked at."""

MAX_NEIGHBOURS: Final = 200
"""How many roots beside a folder of environments it may be for."""

MAX_DEPTH: Final = 4
"""How many folders below a root its value files may lie."""

MAX_ABOVE: Final = 2
"""How many folders above a root the folder of environments may lie in."""

CONTAINERS: Final = regex(
    r"[._]?(envs?|environments?|(env|environment)[-_]?(vars|values|config)|tf[-_]?vars|var[-_]?files"
    r"|vars|variables|values|configs?|configuration|params|parameters|subscriptions|stages|settings"
    r"|deployments?|terraform)",
    re.IGNORECASE,
)
"""Folders that hold a file or a folder for each environment."""

_EXAMPLE: Final = regex(r"([-_.]|\b)(examples?|samples?|templates?|fixtures?|tests|orig|dist)\b")
_COMMON: Final = regex(r"common|globals?|shared|base|all|defaults?|general", re.IGNORECASE)
STAGE: Final = regex(
    r"(.*[-_.])?(dev\w*|tst|test|qas?|uat|int|acc\w*|stag\w*|stg|pre\w*|non-?prod|prod\w*|prd|live"
    r"|sandbox|sbx|sbox|lab|demo|ppe)[0-9]*([-_.].*)?",
    re.IGNORECASE,
)
_WORDS: Final = (
    r"env|environment|vars?|variables?|parameters?|params|terraform|tfvars|values|config"
)
_AFFIXES: Final = regex(rf"^({_WORDS})[-_.](?=.)|(?<=.)[-_.]({_WORDS})$", re.IGNORECASE)

Keys = Mapping[str, Collection[str]]
"""The variables that value files set, by path."""


def layouts(modules: Mapping[str, Module], keys: Keys) -> dict[str, tuple[Environment, ...]]:
    """The environments of each root that value files make.

    A file belongs to the nearest module folder at or above its own, or, where such files lie in
    a folder of environments, to the roots beside that folder, if it sets more declared variables
    than others. What others call gets its values from them. Files of a root that set the same
    variables are alternatives; those that do not are passed together.
    """
    called = set(_called(modules))
    below = _below(modules)
    owned: dict[str, list[str]] = defaultdict(list)
    beside: dict[str, list[str]] = defaultdict(list)
    for path in sorted(_loose(modules, keys)):
        owner = _owner(path, modules)
        if owner is not None and _belongs(path, owner, modules, keys):
            owned[owner].append(path)
        for root in _neighbours(path, below):
            if root != owner and root not in called and _belongs(path, root, modules, keys):
                beside[root].append(path)
    for root, paths in beside.items():
        owned.setdefault(root, paths)
    return {root: tuple(_environments(root, paths, keys)) for root, paths in owned.items()}


def _called(modules: Mapping[str, Module]) -> Iterator[str]:
    """The folders that are deployed through calls only, as far as they say."""
    for folder, module in modules.items():
        if module.foreign:
            yield folder
        for call in module.calls.values():
            target = modules.get(call.folder) if call.folder is not None else None
            if target is not None and not (target.backend or target.providers):
                yield target.folder


def _loose(modules: Mapping[str, Module], keys: Keys) -> Iterator[str]:
    """The value files that Terraform does not load by itself."""
    for path in keys:
        folder, name = posixpath.split(path)
        if not (folder in modules and AUTOMATIC.fullmatch(name)):
            yield path


def _owner(path: str, modules: Mapping[str, Module]) -> str | None:
    """The nearest module folder that a file lies in."""
    folder = posixpath.dirname(path)
    for _ in range(MAX_DEPTH + 1):
        if folder in modules:
            return folder
        if not folder:
            return None
        folder = posixpath.dirname(folder)
    return None


def _below(modules: Mapping[str, Module]) -> Mapping[str, Sequence[str]]:
    """The module folders that lie close below each folder."""
    found: dict[str, list[str]] = defaultdict(list)
    for folder in modules:
        above = folder
        for _ in range(MAX_ABOVE):
            if above:
                above = posixpath.dirname(above)
                found[above].append(folder)
    return found


def _neighbours(path: str, below: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """The module folders beside the folder of environments that a file lies in, or below such."""
    parts = posixpath.dirname(path).split("/")
    for at, part in enumerate(parts):
        if CONTAINERS.fullmatch(part) and len(parts) - at <= MAX_ABOVE:
            base = "/".join(parts[:at])
            container = "/".join(parts[: at + 1])
            for folder in below.get(base, ())[:MAX_NEIGHBOURS]:
                if _relative(folder, container) is None:
                    yield folder


def _relative(folder: str, above: str) -> str | None:
    """A folder from one above it, empty for itself; None where it does not lie there."""
    if folder == above:
        return ""
    prefix = f"{above}/" if above else ""
    return folder.removeprefix(prefix) if folder.startswith(prefix) else None


def _belongs(path: str, root: str, modules: Mapping[str, Module], keys: Keys) -> bool:
    """Whether a root declares most of what a file sets, and the file is no example."""
    if _EXAMPLE.search(posixpath.relpath(path, root or ".").lower()):
        return False
    declared = modules[root].variables.keys() & set(keys[path])
    return len(declared) * 2 > len(set(keys[path]))


def _environments(root: str, paths: list[str], keys: Keys) -> Iterator[Environment]:
    """The ways to deploy a root, by name."""
    if len(paths) > MAX_FILES:
        yield from (Environment(path, (path,)) for path in paths)
        return
    folders: dict[str, list[str]] = defaultdict(list)
    for path in paths:
        folders[posixpath.dirname(path)].append(path)
    base = _base(paths, folders, keys)
    sets: dict[str, tuple[str, ...]] = {}
    for folder, members in sorted(folders.items()):
        own = [path for path in members if path not in base]
        weaker = tuple(
            path for path in base if _relative(folder, posixpath.dirname(path)) is not None
        )
        for name, files in _sets(root, folder, own, keys):
            unique = name if name not in sets else f"{posixpath.basename(folder)}/{name}"
            sets[unique] = (*weaker, *files)
    for name, files in sorted(sets.items()):
        yield Environment(name, files)


def _base(paths: list[str], folders: Mapping[str, list[str]], keys: Keys) -> tuple[str, ...]:
    """The files that go with every environment below their folder: they are named so, and the
    others do not set all over again."""
    found = []
    for path in paths:
        folder = posixpath.dirname(path)
        others = [
            other
            for place, members in folders.items()
            if _relative(place, folder) is not None
            for other in members
            if other != path
        ]
        repeated = all(set(keys[path]) <= set(keys[other]) for other in others)
        if _COMMON.fullmatch(file_name(path)) and others and not repeated:
            found.append(path)
    return tuple(found)


def _sets(
    root: str, folder: str, members: list[str], keys: Keys
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The value files of one folder as environments: name and files."""
    if not members:
        return
    last = posixpath.basename(folder)
    whole = folder == root or CONTAINERS.fullmatch(last) is not None
    if _are_alternatives(members, keys) or (whole and len(members) == 1):
        staged = all(STAGE.fullmatch(file_name(path)) for path in members)
        prefix = "" if whole or staged else f"{last}/"
        for path in members:
            yield f"{prefix}{file_name(path)}", (path,)
    else:
        yield "" if folder == root else last, tuple(members)


def _are_alternatives(members: list[str], keys: Keys) -> bool:
    """Files of which two set much the same, or that are named as stages."""
    if len(members) < 2:
        return False
    if all(STAGE.fullmatch(file_name(path)) for path in members):
        return True
    sets = [set(keys[path]) for path in members]
    return any(
        len(one & other) * 2 >= min(len(one), len(other)) > 0
        for at, one in enumerate(sets)
        for other in sets[:at]
    )


def file_name(path: str) -> str:
    """What a value file is called, without the words that say it is one."""
    stem = posixpath.basename(path).removesuffix(".json").removesuffix(".tfvars")
    stem = stem.removesuffix(".auto")
    return _AFFIXES.sub("", stem) or stem
