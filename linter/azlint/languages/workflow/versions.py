"""Version files: which version of a tool a file of the repository asks for, and where.

`.python-version`, `.nvmrc`, `go.mod`, `global.json`, `package.json` and their kin. What a file
does not say is no entry; what cannot be read is none either.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator

import msgspec

MAX_SIZE = 1 << 20
MAX_LENGTH = 80


class Wanted(msgspec.Struct, frozen=True):
    """A version as a file asks for it, and its place in the file's text.

    key: what in the file asks (`engines.node`), empty where the file holds nothing else.
    """

    text: str
    start: int
    end: int
    key: str = ""


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
    for word, prefix in (("toolchain", "go"), ("go", "")):
        pattern = rf"^{word}[ \t]+{prefix}([^\s/]+)"
        match = re.search(pattern, text, re.MULTILINE)
        if match and match[1] != "default":
            yield Wanted(match[1], match.start(1), match.end(1), word)
            return


def _global_json(text: str, tool: str) -> Iterator[Wanted]:
    """`sdk.version` with `sdk.rollForward`: `latest…` moves, whatever the version says."""
    sdk = _member(_load_json(text), "sdk")
    version, roll = _member(sdk, "version"), _member(sdk, "rollForward")
    if tool != "dotnet" or not isinstance(version, str):
        return
    if isinstance(roll, str) and roll.lower().startswith("latest"):
        for place in _string_at(text, "rollForward", roll, "sdk.rollForward"):
            rolled = f"{version} or later, by rollForward {roll}"
            yield Wanted(rolled, place.start, place.end, place.key)
    else:
        yield from _string_at(text, "version", version, "sdk.version")


_PACKAGE_KEYS: dict[str, tuple[tuple[str, ...], ...]] = {
    "node": (("volta", "node"), ("devEngines", "runtime", "version"), ("engines", "node")),
    "bun": (("engines", "bun"),),
}


def _package_json(text: str, tool: str) -> Iterator[Wanted]:
    document = _load_json(text)
    manager = _member(document, "packageManager")
    if isinstance(manager, str) and manager.partition("@")[0] == tool:
        for place in _string_at(text, "packageManager", manager, "packageManager"):
            version = manager.partition("@")[2].partition("+")[0]
            start = place.start + len(tool) + 1
            yield Wanted(version, start, start + len(version), "packageManager")
        return
    for keys in _PACKAGE_KEYS.get(tool, ()):
        value = document
        for key in keys:
            value = _member(value, key)
        if isinstance(value, str):
            yield from _string_at(text, keys[-1], value, ".".join(keys))
            return


_TOML_KEYS: dict[str, tuple[tuple[str, ...], ...]] = {
    "python": (("project", "requires-python"), ("tool", "poetry", "dependencies", "python")),
    "uv": (("tool", "uv", "required-version"), ("required-version",)),
}


def _toml(text: str, tool: str) -> Iterator[Wanted]:
    try:
        document: object = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return
    for keys in _TOML_KEYS.get(tool, ()):
        value = document
        for key in keys:
            value = _member(value, key)
        if isinstance(value, str):
            yield from _string_at(text, keys[-1], value, ".".join(keys))
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


def _load_json(text: str) -> object:
    """A JSON document; comments, which `global.json` may hold, are dropped."""
    plain = re.sub(r'("(?:[^"\\]|\\.)*")|//[^\n]*|/\*.*?\*/', _keep_string, text, flags=re.DOTALL)
    try:
        document: object = json.loads(plain)
    except (ValueError, RecursionError):
        return None
    return document


def _keep_string(match: re.Match[str]) -> str:
    return match[1] or ""


def _member(value: object, key: str) -> object:
    return value.get(key) if isinstance(value, dict) else None


def _string_at(text: str, key: str, value: str, label: str) -> Iterator[Wanted]:
    """The place of a string: behind its key, as it is written in both JSON and TOML."""
    quoted_key = rf"[\"']?{re.escape(key)}[\"']?\s*[:=]\s*(?:\{{[^}}]*?version\s*=\s*)?"
    match = re.search(rf"{quoted_key}[\"']({re.escape(value)})[\"']", text)
    if match:
        yield Wanted(value, match.start(1), match.end(1), label)
