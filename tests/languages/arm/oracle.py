"""Bicep beside what its compiler made of it: the same resources, and equal values where known.

`python -m languages.arm.oracle FOLDER [--unequal]` (from `tests/`) compares every `main.bicep`
below a folder with the `main.json` beside it, and every `.bicepparam` file with the `.json` beside
it, in which the compiler has worked out every function. It prints what was compared and every
difference; `--unequal` also what only one side knows.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from azlint.languages.arm.parse import parse as parse_json
from azlint.languages.bicep import cases
from azlint.languages.bicep import syntax as bicep
from azlint.languages.bicep.frame import Frame
from azlint.languages.bicep.link import link, properties
from azlint.languages.bicep.parse import parse as parse_bicep
from azlint.languages.bicep.targets import ModuleTarget, ResourceTarget
from azlint.languages.bicep.template import Repository, ResourceEntry, Template
from azlint.languages.bicep.texts import rendered
from azlint.languages.bicep.values import found, plain
from azlint.languages.bicep.world import World
from azlint.languages.workflow.parse import parse as parse_yaml
from azlint.syntax import Literal, Object
from azlint.value import BOOL, NUMBER, STRING, Known, Unknown, Value, alternatives

ELEMENTS = 3
"""Elements of a loop that are compared."""

APART = frozenset(
    {"name", "parent", "scope", "dependson", "metadata", "resourcegroup", "subscriptionid"}
)
"""What is written in another way on both sides: full names are compared instead."""

DEPLOYMENT = "microsoft.resources/deployments"
"""What such a resource deploys is read on the compiled side only, in its place."""

GIVEN: Mapping[str, Value] = {
    "string": Known("given", STRING),
    "int": Known(3, NUMBER),
    "bool": Known(True, BOOL),
}


@dataclass
class Figures:
    """What was compared."""

    counts: Counter[str] = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)

    unequal: list[str] = field(default_factory=list)

    def differ(self, where: str, what: str) -> None:
        self.differences.append(f"{where}: {what}")


def compare(ours: Frame, theirs: Frame, figures: Figures, where: str) -> None:
    """A template and what it was compiled to, those that it calls included."""
    pairs = list(_pairs(ours.template, theirs.template, figures, where))
    for one, other in pairs:
        _resource(ours, one, theirs, other, figures, where)
    for name in ours.template.parameters:
        _known(ours.value(name), theirs.value(name), figures, f"{where} param {name}")
    for name in ours.template.variables:
        if name in theirs.template.variables:
            _known(ours.value(name), theirs.value(name), figures, f"{where} var {name}")
    for name in ours.template.outputs:
        _known(ours.output(name), theirs.output(name), figures, f"{where} output {name}")
    _modules(ours, theirs, figures, where)


# The set of resources.


def _pairs(
    ours: Template, theirs: Template, figures: Figures, where: str
) -> Iterator[tuple[ResourceEntry, ResourceEntry]]:
    """Each resource with that of the other side, told by symbolic name, else by what it is."""
    symbolic = any(entry.statement.existing for entry in theirs.resources.values())
    symbolic = symbolic or set(theirs.resources) == set(ours.resources)
    left = dict(theirs.resources)
    for name, entry in ours.resources.items():
        if entry.statement.existing and name not in left:
            continue
        if entry.declaration.type.lower() == DEPLOYMENT and name not in left:
            figures.counts["deployments written as resources"] += 1
            continue
        other = left.pop(name, None) if symbolic else None
        if other is None:
            kind = _kind(entry, ours)
            alike = [key for key, each in left.items() if _kind(each, theirs) == kind]
            if not alike:
                figures.differ(where, f"not compiled: {name} {kind}")
                continue
            other = left.pop(alike[0])
        figures.counts["resources"] += 1
        if _kind(entry, ours) != _kind(other, theirs):
            figures.differ(where, f"{name}: {_kind(entry, ours)} is {_kind(other, theirs)}")
        else:
            yield entry, other
    for name, entry in left.items():
        figures.differ(where, f"not ours: {name} {_kind(entry, theirs)}")


def _kind(entry: ResourceEntry, template: Template) -> tuple[object, ...]:
    return (
        entry.declaration.type.lower(),
        entry.api_version,
        entry.statement.existing,
        entry.statement.loop is not None,
        _conditional(entry, template),
    )


def _conditional(entry: ResourceEntry, template: Template) -> bool:
    while entry.statement.condition is None and entry.parent:
        entry = template.resources[entry.parent]
    return entry.statement.condition is not None


# Values.


def _resource(  # noqa: PLR0917 (both sides)
    ours: Frame, one: ResourceEntry, theirs: Frame, other: ResourceEntry,
    figures: Figures, where: str,
) -> None:  # fmt: skip
    for at in _elements(ours, theirs, one.statement.loop, other.statement.loop, figures, where):
        mine, yours = ours.resource(one.name, at), theirs.resource(other.name, at)
        if mine is None or yours is None:
            raise AssertionError(where)
        place = f"{where} {one.name}" + ("" if at is None else f"[{at}]")
        _names(mine, yours, figures, place)
        _deployed(mine, yours, figures, place)
        names = {name: None for name in (*mine.body.items, *yours.body.items) if name not in APART}
        for name in names:
            _value(mine.read(name), yours.read(name), figures, f"{place}.{name}")


def _elements(  # noqa: PLR0917 (both sides)
    ours: Frame, theirs: Frame, one: bicep.Loop | None, other: bicep.Loop | None,
    figures: Figures, where: str,
) -> Sequence[int | None]:  # fmt: skip
    if one is None or other is None:
        return (None,)
    mine = cases.elements(one, ours.scope)
    yours = cases.elements(other, theirs.scope)
    if mine is None or yours is None:
        return (None,)
    if len(mine) != len(yours):
        figures.differ(where, f"a loop over {len(mine)} is over {len(yours)}")
    return range(min(len(mine), len(yours), ELEMENTS))


def _names(mine: ResourceTarget, yours: ResourceTarget, figures: Figures, where: str) -> None:
    """Full names, with those of parents."""
    one, other = mine.full_name(), yours.full_name()
    figures.counts["names"] += 1
    if rendered(one) == rendered(other):
        figures.counts["equal names"] += 1
        return
    figures.unequal.append(f"{where}: name {_shown(one)} beside {_shown(other)}")
    if isinstance(one, Known) and isinstance(other, Known):
        figures.differ(where, f"name {rendered(one)} is {rendered(other)}")


def _deployed(
    mine: ResourceTarget | ModuleTarget, yours: ResourceTarget | ModuleTarget,
    figures: Figures, where: str,
) -> None:  # fmt: skip
    one, other = mine.deployed(), yours.deployed()
    if one is not None and other is not None and mine.condition is not None:
        figures.counts["conditions"] += 1
        if one is not other:
            figures.differ(where, f"condition {one} is {other}")


def _known(one: Value | None, other: Value | None, figures: Figures, where: str) -> None:
    if one is None or other is None:
        figures.differ(where, f"{_shown(one)} is {_shown(other)}")
    else:
        _value(one, other, figures, where)


def _value(one: Value | None, other: Value | None, figures: Figures, where: str) -> None:
    """Values that are known must be equal, at every path."""
    if one is None or other is None:
        single = other if one is None else one
        if not (isinstance(single, Known) and single.data is None):
            figures.differ(where, f"{_shown(one)} is {_shown(other)}")
        return
    if isinstance(one, Unknown) or isinstance(other, Unknown):
        told = ["unknown" if isinstance(each, Unknown) else "known" for each in (one, other)]
        figures.counts[" beside ".join(told)] += 1
        if isinstance(one, Unknown) and isinstance(other, Unknown):
            _refined(one, other, figures, where)
        else:
            figures.unequal.append(f"{where}: {_shown(one)} beside {_shown(other)}")
        return
    match one.data, other.data:
        case dict() as mine, dict() as yours:
            for name in {**mine, **yours}:
                _value(found(mine, name), found(yours, name), figures, f"{where}.{name}")
        case tuple() as mine, tuple() as yours:
            if len(mine) != len(yours):
                figures.differ(where, f"{len(mine)} elements are {len(yours)}")
            for at, pair in enumerate(zip(mine, yours, strict=False)):
                _value(*pair, figures, f"{where}[{at}]")
        case mine, yours:
            figures.counts["values"] += 1
            if type(mine) is not type(yours) or mine != yours:
                figures.differ(where, f"{_shown(one)} is {_shown(other)}")


def _refined(one: Unknown, other: Unknown, figures: Figures, where: str) -> None:
    """What is certain of values that are not known, and which they can be."""
    mine, yours = one.entries or {}, other.entries or {}
    for name in (name for name in mine if found(yours, name) is not None):
        _value(mine[name], found(yours, name), figures, f"{where}.{name}")
    options = [[*alternatives(each)] for each in (one, other) if each.one_of]
    known = [{rendered(each) for each in some if _is_whole(each)} for some in options]
    if len(known) == 2 and [*map(len, known)] == [*map(len, options)]:
        figures.counts["alternatives"] += 1
        if known[0] != known[1]:
            figures.differ(where, f"{sorted(known[0])} are {sorted(known[1])}")


def _is_whole(value: Value) -> bool:
    return not isinstance(plain(value), Unknown)


def _shown(value: Value | None) -> str:
    return "nothing" if value is None else " ".join(rendered(value)[:100].split())


# Modules.


def _written_out(template: Template) -> int:
    """Deployments that a Bicep file writes as resources, with a link that makes them modules."""
    return sum(
        entry.declaration.type.lower() == DEPLOYMENT
        and "templatelink" in (_properties(entry) or {})
        for entry in template.resources.values()
    )


def _properties(entry: ResourceEntry) -> Mapping[str, object] | None:
    item = entry.body.items.get("properties")
    return properties(item.value).items if item and isinstance(item.value, Object) else None


def _modules(ours: Frame, theirs: Frame, figures: Figures, where: str) -> None:
    calls = ours.template.modules
    names = dict(zip(calls, theirs.template.modules, strict=False))
    if set(calls) == set(theirs.template.modules):
        names = {name: name for name in calls}
    if len(calls) != len(theirs.template.modules) - _written_out(ours.template):
        figures.differ(where, f"modules {sorted(calls)} are {sorted(theirs.template.modules)}")
        return
    for name, entry in calls.items():
        other = theirs.template.modules[names[name]]
        one_loop, other_loop = entry.statement.loop, other.statement.loop
        conditional = entry.statement.condition is not None
        if (one_loop is None, conditional) != (
            other_loop is None,
            other.statement.condition is not None,
        ):
            figures.differ(where, f"module {name}: loop or condition differ")
            continue
        if entry.source.path is None:
            figures.counts["inlined registry modules"] += 1
            continue
        figures.counts["local modules"] += 1
        for at in _elements(ours, theirs, one_loop, other_loop, figures, where)[:1]:
            mine, yours = ours.module(name, at), theirs.module(names[name], at)
            if mine is None or yours is None:
                raise AssertionError(where)
            _deployed(mine, yours, figures, f"{where} module {name}")
            one, two = mine.called(), yours.called()
            if one is not None and two is not None:
                compare(one, two, figures, f"{where}/{name}")


# Folders.


def required(template: Template) -> Callable[[str], Value | None]:
    """Values for the parameters that have no default, by their plain types."""

    def given(name: str) -> Value | None:
        parameter = template.parameters.get(name)
        if parameter is None or parameter.default is not None:
            return None
        type_ = parameter.type
        if any(decorator.name == "allowed" for decorator in parameter.decorators):
            return None
        return GIVEN.get(type_.name) if isinstance(type_, bicep.TypeName) else None

    return given


def turned(template: Template) -> Callable[[str], Value | None]:
    """Values for parameters of plain types, other ones than their defaults, so that conditions
    turn."""

    def given(name: str) -> Value | None:
        parameter = template.parameters.get(name)
        if parameter is None or any(each.name == "allowed" for each in parameter.decorators):
            return None
        type_, default = parameter.type, parameter.default
        if isinstance(type_, bicep.NullableType):
            type_ = type_.type
        plain = type_.name if isinstance(type_, bicep.TypeName) else ""
        if plain == "bool" and isinstance(default, Literal) and default.value is True:
            return Known(False, BOOL)
        return GIVEN.get(plain)

    return given


def compare_pair(
    repository: Repository, path: str, compiled: str, read: Callable[[str], str | None]
) -> Figures:
    """A template of a repository with the text that it was compiled to."""
    figures = Figures()
    other = path.removesuffix(".bicep") + ".json"
    linked = link({other: parse_json(compiled, parameters=False)})
    template = repository.templates[path]
    for given in (lambda _: None, required(template), turned(template)):
        ours = Frame(World(repository, read, parse_yaml), template, given)
        theirs = Frame(World(linked, read, parse_yaml), linked.templates[other], given)
        compare(ours, theirs, figures, path)
    return figures


def compare_assignments(
    repository: Repository, path: str, compiled: str, read: Callable[[str], str | None]
) -> Figures:
    """A parameter file with the values that the compiler worked out."""
    figures = Figures()
    other = path.removesuffix(".bicepparam") + ".json"
    linked = link({other: parse_json(compiled, parameters=True)})
    ours = Frame(World(repository, read, parse_yaml), repository.templates[path])
    theirs = Frame(World(linked, read, parse_yaml), linked.templates[other])
    for name in ours.template.assignments:
        if name in theirs.template.assignments:
            _value(ours.value(name), theirs.value(name), figures, f"{path} {name}")
    figures.counts = Counter({f"folded: {name}": n for name, n in figures.counts.items()})
    return figures


def folder(root: Path) -> Iterator[tuple[str, Figures]]:
    """Every pair below a folder."""

    def read(path: str) -> str | None:
        file = root / path
        return file.read_bytes().decode("utf-8-sig", "replace") if file.is_file() else None

    files: dict[str, bicep.File] = {}
    for file in sorted((*root.rglob("*.bicep"), *root.rglob("*.bicepparam"))):
        path = file.relative_to(root).as_posix()
        parameters = path.endswith(".bicepparam")
        files[path] = parse_bicep(read(path) or "", parameters=parameters)
    repository = link(files)
    for path, parsed in files.items():
        compiled = read(path.rpartition(".")[0] + ".json")
        if compiled is not None and not parsed.problems and "/Invalid_" not in path:
            if parsed.parameters:
                yield path, compare_assignments(repository, path, compiled, read)
            elif path.rpartition("/")[2] == "main.bicep":
                yield path, compare_pair(repository, path, compiled, read)


def main(arguments: Sequence[str]) -> int:
    """Print the figures of a folder."""
    total: Counter[str] = Counter()
    modules = wrong = 0
    verbose = "--unequal" in arguments
    for path, figures in folder(Path(arguments[0])):
        if path.endswith(".bicep"):
            modules += 1
            wrong += bool(figures.differences)
        total.update(figures.counts)
        for difference in (*figures.differences, *figures.unequal[: 1_000 * verbose]):
            sys.stdout.write(f"{difference}\n")
    sys.stdout.write(f"{modules} modules, {modules - wrong} equal\n")
    for name, count in sorted(total.items()):
        sys.stdout.write(f"{count:8,} {name}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
