"""Small configurations as texts: linked, evaluated and shown in a line."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from azlint.languages.terraform.evaluate import Evaluation
from azlint.languages.terraform.functions import FunctionContext
from azlint.languages.terraform.link import link
from azlint.languages.terraform.module import Module
from azlint.languages.terraform.parse import parse
from azlint.languages.terraform.roots import LOCK_FILE, value_files
from azlint.languages.terraform.syntax import File
from azlint.node import Instance
from azlint.value import Known, Unknown, Value


def parsed(texts: Mapping[str, str]) -> dict[str, File]:
    return {
        path: parse(text)
        for path, text in texts.items()
        if path.endswith((".tf", ".tofu", ".tfvars", ".hcl"))
    }


def modules(texts: Mapping[str, str]) -> dict[str, Module]:
    return link(parsed(texts))


def reader(texts: Mapping[str, str]) -> Callable[[str], bytes | None]:
    return lambda path: texts[path].encode() if path in texts else None


def lister(texts: Mapping[str, str]) -> Callable[[str], Sequence[str]]:
    """What lies below a folder."""

    def below(folder: str) -> Sequence[str]:
        prefix = f"{folder}/" if folder else ""
        return [path.removeprefix(prefix) for path in texts if path.startswith(prefix)]

    return below


def evaluated(
    texts: Mapping[str, str] | str, root: str = "", *, library: bool = False
) -> Evaluation:
    """Evaluate a root of files given as texts; one text is `main.tf`."""
    texts = {"main.tf": texts} if isinstance(texts, str) else texts
    files = parsed(texts)
    values = {path: files[path] for path in value_files(root, files)}
    return Evaluation(
        link(files),
        root,
        values,
        library=library,
        locks=files.get(posixpath.join(root, LOCK_FILE)),
        surroundings=FunctionContext(root, reader(texts)),
    )


def outputs(evaluation: Evaluation) -> dict[str, str]:
    return {declaration.name: show(value) for declaration, value in evaluation.outputs()}


def output(text: str, library: bool = False) -> str:
    """What `output "x"` of a configuration is."""
    return outputs(evaluated(text, library=library))["x"]


def expression(text: str) -> str:
    """What an expression without surroundings is."""
    return output(f'output "x" {{\n value = {text}\n}}')


def instances(evaluation: Evaluation, type_: str, *names: str) -> list[tuple[str, str, str]]:
    """Address, keys and attributes of every case."""
    return [
        (instance.address, " ".join(instance.context.keys), reads(instance, *names))
        for instance in evaluation.instances({type_: frozenset(names)})
    ]


def reads(instance: Instance, *names: str) -> str:
    return " ".join(f"{name}={show(instance.read(name))}" for name in names)


BRACKETS = {"list": "[]", "set": "{}"}


def show(value: Value | None) -> str:
    """A value in a line: `?` starts what is unknown, `~` what is assumed, `!` what is secret."""
    if value is None:
        return "absent"
    marks = ("!" if value.sensitive else "") + (f"~{value.assumed} " if value.assumed else "")
    if isinstance(value, Unknown):
        return f"{marks}?{_unknown(value)}"
    match value.data:
        case tuple(items):
            brackets = BRACKETS.get(value.type.kind, "()")
            return marks + brackets[0] + ", ".join(map(show, items)) + brackets[1]
        case dict(items):
            inner = ", ".join(f"{name}: {show(item)}" for name, item in sorted(items.items()))
            return f"{marks}{value.type.kind}{{{inner}}}"
        case None:
            return f"{marks}null"
        case bool(truth):
            return f"{marks}{truth}".lower()
        case str(text):
            return f"{marks}{text!r}"
    return f"{marks}{value.data}"


def _unknown(value: Unknown) -> str:
    if value.reference is not None:
        path = ".".join(value.reference.attribute)
        return f"<{value.reference.address}{value.reference.key}|{path}>"
    if value.one_of:
        return "(" + " | ".join(map(show, value.one_of)) + ")"
    if value.parts:
        return "`" + " ".join(map(show, value.parts)) + "`"
    return f"{value.reason.cause.name}"


def plain(value: Value) -> object:
    """A known value as JSON has it; what is unknown becomes None."""
    if not isinstance(value, Known):
        return None
    match value.data:
        case tuple(items):
            return [plain(item) for item in items]
        case dict(items):
            return {name: plain(item) for name, item in items.items()}
        case Fraction() as number:
            return float(number)
    return value.data
