"""Functions of files and paths; nothing outside the repository is ever looked at."""

from __future__ import annotations

import posixpath
import re
from base64 import b64encode
from collections.abc import Callable, Sequence

from azlint.languages.terraform.functions import globs
from azlint.languages.terraform.functions.hash import DIGESTS
from azlint.languages.terraform.functions.signature import (
    ELEMENT_LIMIT,
    Function,
    FunctionContext,
    Parameter,
    as_mapping,
    as_text,
    of_text,
    sequence,
    text,
    truth,
)
from azlint.languages.terraform.results import (
    Excess,
    Failure,
    failure,
    first_error,
    unknown_result,
)
from azlint.languages.terraform.sets import deduplicated
from azlint.value import BOOL, STRING, Cause, Unknown, Value, set_of

_SETS = set_of(STRING)


def inside(context: FunctionContext, path: str) -> str | None:
    """A path from the repository root; None where it leads out."""
    if path.startswith(("/", "~")):
        return None
    found = posixpath.normpath(posixpath.join(context.folder, path))
    if found == ".." or found.startswith("../"):
        return None
    return "" if found == "." else found


def _outside(path: str) -> Unknown:
    return failure(f'"{path}" lies outside the repository', cause=Cause.FUNCTION)


def _of_data(function: Callable[[bytes], str]) -> Function:
    """A function of the bytes of the file at a path."""

    def run(arguments: Sequence[Value], context: FunctionContext) -> Value:
        path = as_text(arguments[0])
        place = inside(context, path)
        if place is None:
            return _outside(path)
        return text(function(_data(context, path, place)))

    return Function(run, (Parameter("path", STRING),), result=STRING)


def _data(context: FunctionContext, path: str, place: str) -> bytes:
    data = context.read(place) if place else None
    if data is None:
        raise Failure(f'no file exists at "{path}"')
    return data


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise Failure("contents of the file are not valid UTF-8") from None


def _base64(data: bytes) -> str:
    return b64encode(data).decode()


def _fileexists(arguments: Sequence[Value], context: FunctionContext) -> Value:
    path = as_text(arguments[0])
    place = inside(context, path)
    if place is None:
        return _outside(path)
    if place and context.read(place) is not None:
        return truth(True)
    if not place or context.files(place):
        raise Failure(f'"{path}" is a directory, not a file')
    return truth(False)


def _fileset(arguments: Sequence[Value], context: FunctionContext) -> Value:
    path, pattern = (as_text(argument) for argument in arguments)
    place = inside(context, path)
    full = inside(context, posixpath.normpath(f"{path}/{pattern}"))
    if place is None or full is None:
        return _outside(posixpath.normpath(f"{path}/{pattern}"))
    folder, rest = globs.split(full)
    matches = globs.matcher(rest)
    found = [name for name in context.files(folder) if matches(name)]
    if len(found) > ELEMENT_LIMIT:
        raise Excess(f"a set of {len(found):,} files")
    names = [posixpath.relpath(posixpath.join(folder, name), place or ".") for name in found]
    return sequence("set", deduplicated(map(text, names)), STRING)


def _templatefile(arguments: Sequence[Value], context: FunctionContext) -> Value:
    argument, variables = arguments
    for unknown in arguments:
        if isinstance(unknown, Unknown):
            return unknown_result(unknown)
    error = first_error(variables)
    if error is not None:
        return error
    path = as_text(argument)
    place = inside(context, path)
    if place is None:
        return _outside(path)
    template = _text(_data(context, path, place))
    return context.template(template, as_mapping(variables), place)


def _templatestring(arguments: Sequence[Value], context: FunctionContext) -> Value:
    for unknown in arguments:
        if isinstance(unknown, Unknown):
            return unknown_result(unknown, STRING)
    return context.template(as_text(arguments[0]), as_mapping(arguments[1]), "")


def _machine(name: str) -> Unknown:
    return failure(f"{name}() depends on the machine", cause=Cause.FUNCTION)


def _clean(path: str) -> str:
    return re.sub("^//", "/", posixpath.normpath(path))


def _abspath(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    path = as_text(arguments[0])
    return text(_clean(path)) if path.startswith("/") else _machine("abspath")


def _pathexpand(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    path = as_text(arguments[0])
    return _machine("pathexpand") if path.startswith("~") else text(path)


def _basename(path: str) -> str:
    return posixpath.basename(path.rstrip("/")) or ("/" if path else ".")


def _dirname(path: str) -> str:
    folder = path[: path.rfind("/") + 1]
    return _clean(folder) if folder else "."


_PATH = (Parameter("path", STRING),)

FUNCTIONS = {
    "abspath": Function(_abspath, _PATH, result=STRING),
    "basename": of_text(_basename, "path"),
    "dirname": of_text(_dirname, "path"),
    "file": _of_data(_text),
    "filebase64": _of_data(_base64),
    "filebase64sha256": _of_data(DIGESTS["base64sha256"]),
    "filebase64sha512": _of_data(DIGESTS["base64sha512"]),
    "fileexists": Function(_fileexists, _PATH, result=BOOL),
    "filemd5": _of_data(DIGESTS["md5"]),
    "fileset": Function(_fileset, (*_PATH, Parameter("pattern", STRING)), result=_SETS),
    "filesha1": _of_data(DIGESTS["sha1"]),
    "filesha256": _of_data(DIGESTS["sha256"]),
    "filesha512": _of_data(DIGESTS["sha512"]),
    "pathexpand": Function(_pathexpand, _PATH, result=STRING),
    "templatefile": Function(_templatefile, (*_PATH, Parameter("vars")), strict=False),
    "templatestring": Function(
        _templatestring, (Parameter("template", STRING), Parameter("vars")), strict=False
    ),
}
