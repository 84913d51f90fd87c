"""Version files: which version of a tool a file of the repository asks for, and where.

`.python-version`, `.nvmrc`, `go.mod`, `global.json`, `package.json` and their kin. What a file
does not say is no entry; what cannot be read is none either.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice

import msgspec
from msgspec.structs import replace

from azlint import toml
from azlint.json_source import read_relaxed
from azlint.syntax import Expression, Literal, Object, ObjectItem
from azlint.toml_places import places

MAX_SIZE = 1 << 20
MAX_LENGTH = 80


class Wanted(msgspec.Struct, frozen=True):
    """A version as a file asks for it, and its place in the file's text.

    key: what in the file asks (`engines.node`), empty where the file holds nothing else · least:
    what the file asks for beside it, where this is only what it prefers.
    """

    text: str
    start: int
    end: int
    key: str = ""
    least: Wanted | None = None


_Reader = Callable[[str, str], Iterator[Wanted]]


def wanted(name: str, text: str, tool: str) -> tuple[Wanted, ...]:
    """The versions of a tool that a file asks for; empty if it asks for none.

    name: the file's name without folders · tool: `python`, `node`, `java`, `dotnet`, `go`,
    `ruby`, `terraform`, `tofu`, `bun`, `deno`, `php`, `uv`, `pnpm`, `helm`, `tflint`.
    """
    if len(text) > MAX_SIZE:
        return ()
    reader = _BY_NAME.get(name)
    if reader is None:
        reader = _go_mod if name.endswith((".mod", ".work")) else _plain_file
    return tuple(reader(text, tool))


def _plain_file(text: str, tool: str) -> Iterator[Wanted]:
    """The first line that is neither blank nor a comment; Python's file may have several."""
    at = 0
    for line in text.split("\n"):
        content = line.partition("#")[0].strip()
        if content and not content.startswith("//"):
            start = at + line.index(content)
            if len(content) <= MAX_LENGTH:
                yield Wanted(content, start, start + len(content))
            if tool != "python":
                return
        at += len(line) + 1


_ASDF_NAMES = {
    "node": ("nodejs", "node"),
    "go": ("golang", "go"),
    "tofu": ("opentofu", "tofu"),
    "dotnet": ("dotnet", "dotnet-core"),
}


def _asdf(text: str, tool: str) -> Iterator[Wanted]:
    """`.tool-versions`: the tool's name, then its version (further ones are fallbacks)."""
    names = "|".join(_ASDF_NAMES.get(tool, (tool,)))
    match = re.search(rf"^[ \t]*(?:{names})[ \t]+([^\s#]+)", text, re.MULTILINE)
    if match:
        yield Wanted(match[1], match.start(1), match.end(1), tool)


def _go_mod(text: str, tool: str) -> Iterator[Wanted]:
    """`toolchain go1.25.5` counts before `go 1.25`."""
    if tool != "go":
        return
    least = _directive(text, "go")
    chosen = _directive(text, "toolchain", "go")
    if chosen is not None and chosen.text != "default":
        yield replace(chosen, least=least)
    elif least is not None:
        yield least


def _directive(text: str, word: str, prefix: str = "") -> Wanted | None:
    match = re.search(rf"^{word}[ \t]+{prefix}([^\s/]+)", text, re.MULTILINE)
    return Wanted(match[1], match.start(1), match.end(1), word) if match else None


def _global_json(text: str, tool: str) -> Iterator[Wanted]:
    """`sdk.version` with `sdk.rollForward`: `latest…` moves, whatever the version says, but for
    `latestPatch`, which is what holds where nothing is written."""
    document = _json(text)
    version = _json_string(document, "sdk", "version")
    roll = _json_string(document, "sdk", "rollForward")
    if tool != "dotnet" or version is None:
        return
    if roll is not None and re.match(r"latest(?!patch$)", roll.text, re.IGNORECASE):
        rolled = f"{version.text} or later, by rollForward {roll.text}"
        yield Wanted(rolled, roll.start, roll.end, roll.key, version)
    else:
        yield version


_PACKAGE_KEYS: dict[str, tuple[tuple[str, ...], ...]] = {
    "node": (("volta", "node"), ("devEngines", "runtime", "version"), ("engines", "node")),
    "bun": (("engines", "bun"),),
}


def _package_json(text: str, tool: str) -> Iterator[Wanted]:
    document = _json(text)
    manager = _json_string(document, "packageManager")
    if manager is not None and manager.text.partition("@")[0] == tool:
        version = manager.text.partition("@")[2].partition("+")[0]
        start = manager.start + len(tool) + 1
        yield Wanted(version, start, start + len(version), manager.key)
        return
    asked = (_json_string(document, *keys) for keys in _PACKAGE_KEYS.get(tool, ()))
    yield from islice((each for each in asked if each is not None), 1)


_TOML_KEYS: dict[str, tuple[tuple[str, ...], ...]] = {
    "python": (("project", "requires-python"), ("tool", "poetry", "dependencies", "python")),
    "uv": (("tool", "uv", "required-version"), ("required-version",)),
}


def _toml(text: str, tool: str) -> Iterator[Wanted]:
    try:
        document: object = toml.read(text)
        found = places(text)
    except toml.TomlError:
        return
    for keys in _TOML_KEYS.get(tool, ()):
        value = document
        for key in keys:
            value = value.get(key) if isinstance(value, dict) else None
        if isinstance(value, str):
            start, end = found[keys].value
            yield Wanted(value, start + 1, end - 1, ".".join(keys))
            return


def _pipfile(text: str, tool: str) -> Iterator[Wanted]:
    for key in ("python_full_version", "python_version"):
        match = re.search(rf"^{key}\s*=\s*[\"']([^\"']+)", text, re.MULTILINE)
        if match and tool == "python":
            yield Wanted(match[1], match.start(1), match.end(1), key)
            return


def _sdkman(text: str, tool: str) -> Iterator[Wanted]:
    match = re.search(rf"^{tool}=(\S+)", text, re.MULTILINE)
    if match:
        yield Wanted(match[1], match.start(1), match.end(1), tool)


_BY_NAME: dict[str, _Reader] = {
    ".tool-versions": _asdf,
    "global.json": _global_json,
    "package.json": _package_json,
    "pyproject.toml": _toml,
    "uv.toml": _toml,
    "Pipfile": _pipfile,
    ".sdkmanrc": _sdkman,
}


def _json(text: str) -> Expression | None:
    """A JSON document; comments, which `global.json` may hold, are dropped."""
    document, problems, _ = read_relaxed(text)
    return None if problems else document


def _json_string(node: Expression | None, *keys: str) -> Wanted | None:
    """The string below some keys, and its place."""
    for key in keys:
        node = _member(node, key)
    if not isinstance(node, Literal) or not isinstance(node.value, str):
        return None
    return Wanted(node.value, node.start + 1, node.end - 1, ".".join(keys))


def _member(node: Expression | None, key: str) -> Expression | None:
    """A member of an object, the last of its name."""
    items = node.items if isinstance(node, Object) else ()
    found = None
    for item in items:
        match item:
            case ObjectItem(key=Literal(value=name), value=value) if name == key:
                found = value
    return found
