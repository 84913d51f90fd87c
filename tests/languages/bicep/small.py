"""Small Bicep repositories, evaluated."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from azlint.languages.bicep.evaluate import Evaluation, evaluate
from azlint.languages.bicep.link import link
from azlint.languages.bicep.parse import parse
from azlint.languages.bicep.template import Repository
from azlint.languages.bicep.texts import rendered
from azlint.languages.bicep.values import plain
from azlint.languages.workflow.parse import parse as parse_yaml
from azlint.node import Instance
from azlint.value import Unknown, Value, chain


class Everything(dict[str, Collection[str]]):
    """Every type, each with the same properties to read."""

    def __init__(self, *names: str) -> None:
        super().__init__()
        self.names = names

    def get(self, key: str, default: object = None) -> Collection[str]:
        del key, default
        return self.names


def linked(files: Mapping[str, str], deployed: Collection[str] = ()) -> Repository:
    """The files of a repository, all of them valid."""
    parsed = {
        path: parse(text, parameters=path.endswith(".bicepparam")) for path, text in files.items()
    }
    assert {path: file.problems for path, file in parsed.items() if file.problems} == {}
    return link(parsed, deployed)


def evaluations(files: Mapping[str, str]) -> dict[tuple[str, str], Evaluation]:
    found = evaluate(linked(files), files.get, parse_yaml)
    return {(one.root, one.environment): one for one in found}


def only(files: Mapping[str, str] | str) -> Evaluation:
    """The evaluation of `main.bicep` without an environment."""
    repository = {"main.bicep": files} if isinstance(files, str) else files
    return evaluations(repository)["main.bicep", ""]


def instances(evaluation: Evaluation, *names: str) -> dict[str, Instance]:
    """Instances by address and keys."""
    found = evaluation.instances(Everything(*(names or ("name", "properties"))))
    return {one.address + ",".join(one.context.keys): one for one in found}


def shown(value: Value | None) -> str:
    """A value in the words of Bicep: Unknowns by their reason, with what they can be."""
    if value is None:
        return "absent"
    if isinstance(value, Unknown) and value.one_of:
        return " | ".join(sorted(map(shown, value.one_of)))
    return rendered(value)


def result(expression: str, *declarations: str) -> str:
    """The value of an expression, among declarations."""
    text = "\n".join((*declarations, f"var result = {expression}"))
    value = only(text).frame.value("result")
    return shown(value)


def data(expression: str, *declarations: str) -> object:
    """The data of an expression that is known."""
    value = only("\n".join((*declarations, f"var result = {expression}"))).frame.value("result")
    assert value is not None
    return plain(value)


def places(files: Mapping[str, str], value: Value | None) -> list[tuple[str, str, str]]:
    """The origin chain: file, text and label of each place."""
    assert value is not None
    return [
        (o.span.path, files[o.span.path][o.span.start : o.span.end], o.label) for o in chain(value)
    ]
