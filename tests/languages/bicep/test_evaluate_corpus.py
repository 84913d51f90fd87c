"""Every Bicep repository below the folder that AZLINT_CORPUS names: everything is worked out
without an exception, parameters have the literal defaults that the compiler wrote beside them, and
what is known without values holds with them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from azlint.languages.bicep.evaluate import evaluate, written
from azlint.languages.bicep.frame import Frame
from azlint.languages.bicep.link import link
from azlint.languages.bicep.parse import parse
from azlint.languages.bicep.syntax import File
from azlint.languages.bicep.template import Template
from azlint.languages.bicep.values import Plain, plain
from azlint.languages.bicep.world import World
from azlint.value import Value
from languages.bicep.certain import WAYS, allowed, broken
from languages.bicep.small import Everything

CORPUS = os.environ.get("AZLINT_CORPUS", "")
pytestmark = pytest.mark.skipif(not CORPUS, reason="AZLINT_CORPUS names no folder")

READ = ("name", "location", "sku", "properties", "zones", "identity", "tags", "parent", "scope")

MADE_TO_DIFFER = "TestFixtures/Samples/Invalid/main.bicep"


def repositories() -> list[Path]:
    return sorted(path for path in Path(CORPUS or ".").iterdir() if path.is_dir())


def parsed(root: Path) -> dict[str, File]:
    found = {}
    for folder, _, names in os.walk(root):
        for name in names:
            path = Path(folder, name)
            if name.endswith((".bicep", ".bicepparam")) and path.is_file():
                text = path.read_text("utf-8-sig", errors="replace")
                key = path.relative_to(root).as_posix()
                found[key] = parse(text, parameters=name.endswith("param"))
    return found


def reader(root: Path) -> Callable[[str], str | None]:
    def read(path: str) -> str | None:
        file = root / path
        return file.read_text("utf-8-sig", errors="replace") if file.is_file() else None

    return read


@pytest.mark.parametrize("root", repositories(), ids=lambda path: path.name)
def test_everything_has_a_value(root: Path) -> None:
    for evaluation in evaluate(link(parsed(root)), reader(root)):
        for instance in evaluation.instances(Everything(*READ)):
            for name in READ:
                instance.read(name)
        list(evaluation.disabled(Everything(*READ)))
        list(evaluation.module_instances())


def literal_defaults(compiled: Path) -> Iterator[tuple[str, Plain]]:
    """The defaults of what the compiler wrote that are no expressions; none in other files."""
    try:
        template = json.loads(compiled.read_text("utf-8-sig"))
    except ValueError:
        return
    if template.get("metadata", {}).get("_generator", {}).get("name") != "bicep":
        return
    for name, parameter in template.get("parameters", {}).items():
        default = parameter.get("defaultValue")
        if "defaultValue" in parameter and "[" not in json.dumps(default):
            yield name, default


@pytest.mark.parametrize("root", repositories(), ids=lambda path: path.name)
def test_defaults_are_those_of_the_compiler(root: Path) -> None:
    files = parsed(root)
    compiled = {path: (root / path).with_suffix(".json") for path in files}
    pairs = {
        path: json
        for path, json in compiled.items()
        if path.endswith("main.bicep") and json.is_file() and not path.endswith(MADE_TO_DIFFER)
    }
    repository = link(files, pairs)
    wrong = {}
    for evaluation in evaluate(repository, reader(root)):
        if evaluation.root not in pairs or evaluation.environment:
            continue
        for name, default in literal_defaults(pairs[evaluation.root]):
            value = evaluation.frame.value(name)
            if value is None or plain(value) != default:
                wrong[evaluation.root, name] = default, value
    assert wrong == {}


def given(template: Template, world: World, way: int) -> Frame:
    """A template with a value for each parameter that needs one."""
    frame = Frame(world, template)

    def value(name: str) -> Value | None:
        parameter = template.parameters.get(name)
        shape = frame.shape(name)
        needed = parameter is not None and parameter.default is None and not shape.nullable
        return allowed(shape, way) if needed else None

    frame.given = value
    return frame


@pytest.mark.parametrize("root", repositories(), ids=lambda path: path.name)
def test_what_is_known_without_values_holds_with_them(root: Path) -> None:
    repository, read = link(parsed(root)), reader(root)
    wrong = []
    for path, template in repository.templates.items():
        if not path.endswith(".bicep"):
            continue
        open_ = Frame(World(repository, read), template)
        for way in range(WAYS):
            frame = given(template, World(repository, read), way)
            for before, after in zip(written(open_), written(frame), strict=False):
                fault = broken(before, after)
                refused = " is out of Bounds(" in fault  # by a module that is given it
                wrong += [(path, way, fault)] if fault and not refused else []
    assert wrong == []
