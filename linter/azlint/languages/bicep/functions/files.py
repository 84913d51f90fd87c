"""Functions that load files of the repository while a template is compiled."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Final

from azlint.languages.bicep.functions.call import call
from azlint.languages.bicep.functions.yaml import decoded
from azlint.languages.bicep.limits import CHARACTERS
from azlint.languages.bicep.link import within
from azlint.languages.bicep.values import Failure, Values, blocked, failed, stopped, text
from azlint.patterns import regex
from azlint.value import ANY, STRING, Cause, Known, Unknown, Value
from azlint.yaml_tree import YamlReader

Reader = Callable[[str], str | None]
NAMES: Final = frozenset(
    {"loadTextContent", "loadJsonContent", "loadYamlContent", "loadFileAsBase64"}
)
REPLACED: Final = "\ufffd"
"""What stands for bytes that are not UTF-8."""

_ONE = r"\.?([A-Za-z_][\w-]*)|\[(\d{1,6})\]|\['([^'\\]+)'\]"
STEP: Final = regex(_ONE)
WHOLE_PATH: Final = regex(rf"\$?\.?(?:{_ONE})*")


def load(
    name: str, values: Values, folder: str, reader: Reader, yaml: YamlReader | None = None
) -> Value:
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
    encoding = values[1:] if name == "loadTextContent" else values[2:]
    if REPLACED in content or any(not _is_utf8(one) for one in encoding):
        return stopped(Cause.FUNCTION, f"{name}('{path.data}')")
    if name == "loadTextContent":
        return text(content)
    if name == "loadFileAsBase64":
        return text(base64.b64encode(content.encode("utf-8", "replace")).decode())
    if name == "loadJsonContent":
        return _selected(call("json", [Known(content, STRING)]), values[1:2])
    if yaml is None or len(content) > CHARACTERS:
        return stopped(Cause.FUNCTION, f"{name}('{path.data}')")
    try:
        return _selected(decoded(content, yaml), values[1:2])
    except Failure as failure:
        return failed(f"{name}: {failure}")


def _is_utf8(encoding: Value) -> bool:
    return isinstance(encoding, Known) and encoding.data == "utf-8"


def _selected(data: Value, selection: Values) -> Value:
    """The part of the data that a simple JSON path names."""
    if not selection:
        return data
    wanted = selection[0]
    if not isinstance(wanted, Known) or not isinstance(wanted.data, str):
        return stopped(Cause.FUNCTION, "a JSON path", type_=ANY)
    if WHOLE_PATH.fullmatch(wanted.data) is None:
        return stopped(Cause.FUNCTION, f"the JSON path {wanted.data}")
    for name, at, quoted in STEP.findall(wanted.data.removeprefix("$")):
        if isinstance(data, Unknown):
            return data
        inner = _step(data, int(at) if at else name or quoted)
        if inner is None:
            return failed(f"the JSON path {wanted.data}")
        data = inner
    return data


def _step(data: Known, step: int | str) -> Value | None:
    if isinstance(data.data, dict) and isinstance(step, str):
        return data.data.get(step)
    if isinstance(data.data, tuple) and isinstance(step, int) and step < len(data.data):
        return data.data[step]
    return None
