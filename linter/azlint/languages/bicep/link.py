"""From files to templates: what each declares, where its modules and imports lead, which are roots.

A template is a root if a parameter file uses it, the caller says that something deploys it, or
no module refers to it; the defaults of its parameters are then Known. Templates that only call
each other in a circle belong to no root: each of them is a library, its defaults assumed.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from typing import Final

from azlint.guard import UNGUARDED, Guard
from azlint.languages.bicep import syntax
from azlint.languages.bicep.bindings import NOTHING_GIVEN, Given, environment_name, parameter_sets
from azlint.languages.bicep.template import (
    BASE,
    Imported,
    ModuleEntry,
    Obstacle,
    ParameterSet,
    Properties,
    Reach,
    Repository,
    ResourceEntry,
    Root,
    Source,
    Template,
)
from azlint.node import Declaration
from azlint.patterns import regex
from azlint.spelling import Spellings
from azlint.syntax import Expression, Literal, Name, Object, ObjectItem, Spread, plain

REGISTRY: Final = regex(r"(br|ts)(?:/[\w.-]+)?:")
NESTED: Final = "::"
MAIN: Final = "main.bicep"
"""What the template of a module is called, wherever it lies."""

ELSEWHERE: Final = frozenset({Obstacle.REGISTRY, Obstacle.TEMPLATE_SPEC})
AZ: Final = "az:"
"""Before the type of a resource of the built-in extension."""


def link(
    files: Mapping[str, syntax.File],
    deployed: Collection[str] = (),
    given: Given = NOTHING_GIVEN,
) -> Repository:
    """The templates of a repository by path, and its roots."""
    return assembled(declared(files), deployed, given)


Resolve = Callable[[str, str], str | None]
"""The path that one from a folder leads to, links followed; None where it leads out."""


Lead = Callable[[Expression, str], Source]
"""Where a path that is written in a file of a folder leads."""


def within(folder: str, path: str) -> str | None:
    """A path relative to a folder, from the root of the repository; None where it leads out."""
    target = posixpath.normpath(posixpath.join(folder, path.replace("\\", "/")))
    outside = target.startswith(("/", "../")) or target in {".", ".."}
    return None if outside or path.startswith("/") else target


def declared(
    files: Mapping[str, syntax.File], resolve: Resolve = within, guard: Guard = UNGUARDED
) -> dict[str, Template]:
    """The template of each file, and those that are written within one."""
    templates: dict[str, Template] = {}
    lead = partial(resolved, files=files, resolve=resolve, spelt=Spellings(files))
    for path in sorted(files):
        templates.update(_Linker(path, path, files[path], lead, guard=guard).templates())
    return templates


def assembled(
    templates: Mapping[str, Template],
    deployed: Collection[str] = (),
    given: Given = NOTHING_GIVEN,
) -> Repository:
    """The repository that some templates are.

    deployed: the files that something outside (a workflow) names as deployed · given: the
    parameter files that it names with them.
    """
    roots = tuple(_roots(templates, frozenset(deployed), given))
    return Repository(templates, roots, reaches(templates))


def reaches(templates: Mapping[str, Template]) -> dict[str, Reach]:
    """What each template leads to."""
    calls = {path: set(_called(template)) for path, template in templates.items()}
    types = {
        path: {entry.declaration.type.lower() for entry in template.resources.values()}
        for path, template in templates.items()
    }
    leaving = {
        path
        for path, template in templates.items()
        if any(entry.source.path is None for entry in template.modules.values())
    }
    found: dict[str, Reach] = {}
    for path in templates:
        below = frozenset(_reachable([path], calls))
        named = frozenset(name for each in below for name in types.get(each, ()))
        found[path] = Reach(below, named, not leaving.isdisjoint(below))
    return found


class _Linker:
    """Collects the statements of one file."""

    def __init__(
        self,
        key: str,
        path: str,
        file: syntax.File,
        lead: Lead,
        *,
        guard: Guard,
    ) -> None:
        self.guard = guard
        self.lead = lead
        self.file = file
        self.inner: dict[str, Template] = {}
        damage = tuple(problem.start for problem in file.problems)
        self.result = Template(
            key, path, posixpath.dirname(path), damage=damage, is_parameters=file.parameters
        )

    def templates(self) -> Mapping[str, Template]:
        """The template of the file, and those that are written in it."""
        for statement in self.file.statements:
            handler = HANDLERS.get(type(statement))
            if handler is not None:
                self.handle(partial(handler, self, statement), statement)
        for statement in self.file.statements:
            if isinstance(statement, syntax.Using):
                self.handle(partial(self.deployed, statement), statement)
        return {self.result.key: self.result, **self.inner}

    def handle(self, handler: Callable[[], None], statement: syntax.AnyStatement) -> None:
        """Link a statement; without it nothing beside it is certain to be absent."""
        place = self.result.span(statement.start, statement.end)
        if not self.guard.done(handler, place, "linking"):
            self.result.damage = (*self.result.damage, statement.start)

    def source(self, path: Expression) -> Source:
        return self.lead(path, self.result.folder)

    def declaration(
        self, statement: syntax.Declaration, kind: str, type_: str, name: str
    ) -> Declaration:
        return Declaration(
            language=self.file.language,
            folder=self.result.folder,
            kind=kind,
            type=type_,
            name=name,
            span=self.result.span(statement.start, statement.end),
            header=self.result.header(statement),
        )

    def deployed(self, using: syntax.Using) -> None:
        """A parameter file whose template is elsewhere is the call of it."""
        source = self.result.using
        if using.path is not None and source is not None and source.obstacle in ELSEWHERE:
            name = posixpath.basename(self.result.path)
            self.module(as_call(using, using.path, self.file, name))

    # One method a statement.

    def scope(self, statement: syntax.TargetScope) -> None:
        self.result.target_scope = plain(statement.value) or self.result.target_scope

    def parameter(self, statement: syntax.Parameter) -> None:
        self.result.parameters.setdefault(statement.name, statement)

    def assignment(self, statement: syntax.ParameterAssignment) -> None:
        self.result.assignments.setdefault(statement.name, statement)

    def variable(self, statement: syntax.Variable) -> None:
        self.result.variables.setdefault(statement.name, statement)

    def function(self, statement: syntax.Function) -> None:
        self.result.functions.setdefault(statement.name, statement)

    def type(self, statement: syntax.TypeDeclaration) -> None:
        self.result.types.setdefault(statement.name, statement)

    def output(self, statement: syntax.Output) -> None:
        self.result.outputs.setdefault(statement.name, statement)

    def using(self, statement: syntax.Using) -> None:
        if statement.path is not None:
            self.result.using = self.source(statement.path)
            self.result.using_place = self.result.place(statement.path)

    def extends(self, statement: syntax.Extends) -> None:
        self.result.extends = self.source(statement.path)
        self.result.extends_place = self.result.place(statement.path)

    def imported(self, statement: syntax.Import) -> None:
        source = self.source(statement.path)
        for symbol in statement.symbols:
            self.result.imports.setdefault(symbol.local, Imported(source, symbol.name))
        if statement.namespace is not None:
            self.result.imports.setdefault(statement.namespace, Imported(source, ""))

    def module(self, statement: syntax.Module) -> None:
        source = self.called(statement)
        body = properties(statement.body)
        params = body.items.get("params")
        entry = ModuleEntry(
            statement.name,
            statement,
            self.declaration(statement, "module", source.name, statement.name),
            body,
            properties(params.value) if params and isinstance(params.value, Object) else None,
            source,
        )
        self.result.modules.setdefault(statement.name, entry)

    def called(self, statement: syntax.Module) -> Source:
        """Where a module call leads: to a template within this file, or to another."""
        if statement.inline is None:
            return self.source(statement.path)
        key = f"{self.result.key}#{statement.name}"
        linker = _Linker(key, self.result.path, statement.inline, self.lead, guard=self.guard)
        self.inner.update(linker.templates())
        return Source(key)

    def resource(self, statement: syntax.Resource) -> None:
        self.add_resource(statement, "", "", "")

    def add_resource(
        self, statement: syntax.Resource, parent: str, parent_type: str, parent_version: str
    ) -> None:
        name = f"{parent}{NESTED}{statement.name}" if parent else statement.name
        type_, _, version = (plain(statement.type) or "").removeprefix(AZ).partition("@")
        if parent and parent_type:
            type_ = f"{parent_type}/{type_}"
        version = version or parent_version
        nested = statement.body.resources
        entry = ResourceEntry(
            name,
            statement,
            self.declaration(statement, "resource", type_, name),
            properties(statement.body.object),
            version,
            parent,
            {child.name: f"{name}{NESTED}{child.name}" for child in nested},
            any(statement.start <= at <= statement.end for at in self.result.damage),
        )
        if self.result.resources.setdefault(name, entry) is entry:
            for child in nested:
                self.add_resource(child, name, type_, version)


HANDLERS: Final[Mapping[type, Callable[..., None]]] = {
    syntax.TargetScope: _Linker.scope,
    syntax.Parameter: _Linker.parameter,
    syntax.ParameterAssignment: _Linker.assignment,
    syntax.Variable: _Linker.variable,
    syntax.Function: _Linker.function,
    syntax.TypeDeclaration: _Linker.type,
    syntax.Output: _Linker.output,
    syntax.Using: _Linker.using,
    syntax.Extends: _Linker.extends,
    syntax.Import: _Linker.imported,
    syntax.Module: _Linker.module,
    syntax.Resource: _Linker.resource,
}


def as_call(
    using: syntax.Using, path: syntax.String, file: syntax.File, name: str
) -> syntax.Module:
    """A parameter file as the call of its template that it stands for; what it extends comes before
    what it gives itself."""
    given = [one for one in file.statements if isinstance(one, syntax.ParameterAssignment)]
    extended = [one for one in file.statements if isinstance(one, syntax.Extends)]
    ends = [one.end for one in (*file.statements, *file.problems)]
    items: tuple[ObjectItem | Spread, ...] = (
        *(Spread(one.start, one.end, Name(one.start, one.end, BASE)) for one in extended[:1]),
        *(ObjectItem(one.start, one.end, _key(one), one.value) for one in given),
    )
    params = Object(using.start, max(ends), items)
    key = Literal(using.start, using.end, "params")
    body = Object(params.start, params.end, (ObjectItem(params.start, params.end, key, params),))
    header = using.header_start, path.end
    return syntax.Module(0, body.end, (), *header, name, using.start, path, None, None, body)


def _key(assignment: syntax.ParameterAssignment) -> Literal:
    return Literal(assignment.name_start, assignment.name_end, assignment.name)


def properties(written: Object) -> Properties:
    """An object and its keys; of two that are equal the last counts."""
    items: dict[str, ObjectItem] = {}
    explicit = True
    for item in written.items:
        key = plain(item.key) if isinstance(item, ObjectItem) else None
        if key is None or not isinstance(item, ObjectItem):
            explicit = False
        else:
            items[key.lower()] = item
    return Properties(written, items, explicit)


def resolved(
    path: Expression, folder: str, files: Collection[str], resolve: Resolve, spelt: Spellings
) -> Source:
    """Where a path that is written in a file of a folder leads."""
    written = plain(path)
    if written is None:
        return Source(None, Obstacle.UNREADABLE)
    scheme = REGISTRY.match(written)
    if scheme is not None:
        return registry(written, scheme)
    if "://" in written or written.startswith("/subscriptions/"):
        linked = "://" in written
        return Source(None, Obstacle.LINKED if linked else Obstacle.TEMPLATE_SPEC, written)
    target = within(folder, written)
    if target is not None and target in files:
        return Source(target)
    found = None if target is None else resolve("", target)
    if found is not None and found in files:
        return Source(found)
    if written.lower().endswith((".json", ".jsonc")):
        return Source(None, Obstacle.JSON)
    if found is None:
        return Source(None, Obstacle.OUTSIDE)
    return Source(None, Obstacle.MISSING, differing=spelt.differing(found))


def registry(written: str, scheme: re.Match[str]) -> Source:
    """`br/public:avm/res/key-vault/vault:0.9.0`, `br:host.azurecr.io/path@sha256:…`, `ts:…`."""
    name, _, digest = written.partition("@")
    version = digest
    if not digest and ":" in written[scheme.end() :]:
        name, _, version = written.rpartition(":")
    kind = Obstacle.REGISTRY if scheme[1] == "br" else Obstacle.TEMPLATE_SPEC
    return Source(None, kind, name, version)


def _roots(
    templates: Mapping[str, Template], deployed: Collection[str], given: Given
) -> Iterator[Root]:
    sets = parameter_sets(templates, given)
    calls = {path: set(_called(template)) for path, template in templates.items()}
    called = {target for targets in calls.values() for target in targets}
    candidates = [p for p, each in templates.items() if _deployable(each)]
    roots = [p for p in candidates if p in sets or p in deployed or p not in called]
    reached = _reachable(roots, calls)
    deployable = set(roots)
    for path in candidates:
        if path in deployable or path not in reached:
            alone = (ParameterSet(environment_name(path, MAIN)),)
            ways = alone if templates[path].is_parameters else sets.get(path, ())
            yield Root(path, ways, library=path not in deployable)


def _deployable(template: Template) -> bool:
    """Whether a file may be what is deployed; a parameter file if it is a call."""
    return not template.foreign and (not template.is_parameters or bool(template.modules))


def _called(template: Template) -> Iterator[str]:
    for module in template.modules.values():
        if module.source.path is not None and module.source.path != template.key:
            yield module.source.path


def _reachable(roots: Collection[str], calls: Mapping[str, Collection[str]]) -> set[str]:
    reached, pending = set(roots), list(roots)
    while pending:
        new = set(calls.get(pending.pop(), ())) - reached
        reached |= new
        pending.extend(new)
    return reached
