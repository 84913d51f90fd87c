"""Functions that load files of the repository while a template is compiled."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Final

from azlint.languages.bicep.functions.call import call
from azlint.languages.bicep.link import within
from azlint.languages.bicep.values import Values, blocked, failed, found, stopped, text
from azlint.value import ANY, STRING, Cause, Known, Unknown, Value

Reader = Callable[[str], str | None]
NAMES: Final = frozenset(
    {"loadTextContent", "loadJsonContent", "loadYamlContent", "loadFileAsBase64"}
)


def load(name: str, values: Values, folder: str, reader: Reader) -> Value:
    """The content of a file beside the template, as text or as data."""
    path = values[0] if values else None
    if isinstance(path, Unknown):
        return blocked([path])
    if path is None or not isinstance(path.data, str):
        return failed(name)
    target = within(folder, path.data)
    content = reader(target) if target is not None else None
    if content is None:
        return failed(f"{name}: {path.data} is not in the repository")
    if name == "loadTextContent":
        return text(content)
    if name == "loadFileAsBase64":
        return text(base64.b64encode(content.encode("utf-8", "replace")).decode())
    if name == "loadYamlContent":
        return stopped(Cause.FUNCTION, f"{name}('{path.data}')")
    return _selected(call("json", [Known(content, STRING)]), values[1:2])


def _selected(data: Value, selection: Values) -> Value:
    """The part of the data that a simple JSON path names."""
    if not selection:
        return data
    wanted = selection[0]
    if not isinstance(wanted, Known) or not isinstance(wanted.data, str):
        return stopped(Cause.FUNCTION, "a JSON path", type_=ANY)
    for step in wanted.data.removeprefix("$").strip(".").split("."):
        if not step.replace("_", "").replace("-", "").isalnum():
            return stopped(Cause.FUNCTION, f"the JSON path {wanted.data}")
        entries = data.data if isinstance(data, Known) else None
        inner = found(entries, step) if isinstance(entries, dict) else None
        if inner is None:
            return failed(f"the JSON path {wanted.data}")
        data = inner
    return data
