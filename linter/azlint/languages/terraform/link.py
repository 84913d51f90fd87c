"""From files to modules: what each folder declares."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Final

from msgspec.structs import replace

from azlint.guard import UNGUARDED, Guard
from azlint.languages.terraform.calls import Resolve, cut_cycles, follow, plain_path
from azlint.languages.terraform.constants import constants
from azlint.languages.terraform.installed import (
    Foreign,
)
from azlint.languages.terraform.module import (
    Body,
    Call,
    Entity,
    LinkProblem,
    Local,
    Module,
    Obstacle,
    Placed,
    Requirement,
    Variable,
    Written,
)
from azlint.languages.terraform.results import Failure
from azlint.languages.terraform.syntax import Block, File
from azlint.languages.terraform.types import SCALARS, parse_type
from azlint.languages.terraform.validations import allowed
from azlint.node import Declaration, Language
from azlint.source import Span
from azlint.spelling import Spellings
from azlint.syntax import Expression, Literal, Name, Object, ObjectItem, plain
from azlint.value import ANY, Type

SUFFIXES: Final = (".tf", ".tofu", ".tf.json", ".tofu.json")
RESOURCES: Final = {"resource": "resource", "data": "data", "ephemeral": "ephemeral"}
SECRET: Final = ("sensitive", "ephemeral")
OTHERS: Final = frozenset({"moved", "removed", "import", "check"})


def link(
    files: Mapping[str, File],
    foreign: Foreign | None = None,
    resolve: Resolve = plain_path,
    guard: Guard = UNGUARDED,
) -> dict[str, Module]:
    """A module for each folder that has configuration files, by folder; those from elsewhere are
    marked.
    """
    elsewhere = foreign or Foreign()
    modules = _modules(files, guard)
    for folder, module in _modules(elsewhere.files, guard).items():
        module.foreign = True
        modules.setdefault(folder, module)
    spelt = Spellings(modules)
    for folder, module in modules.items():
        module.installed = elsewhere.installed.get(folder, {})
        guard.done(
            partial(follow, module, modules, elsewhere.mapped, resolve, spelt),
            Span(module.files[0], 0, 0),
            "following its module calls",
        )
    cut_cycles(modules)
    return modules


def _modules(files: Mapping[str, File], guard: Guard) -> dict[str, Module]:
    by_folder: dict[str, list[str]] = defaultdict(list)
    for path in files:
        if is_configuration(path):
            by_folder[posixpath.dirname(path)].append(path)
    return {
        folder: _Linker(folder, _ordered(paths), files, guard).module()
        for folder, paths in sorted(by_folder.items())
    }


def declared(path: str, file: File) -> Module:
    """What one file declares by itself, whatever it is called."""
    return _Linker(posixpath.dirname(path), [path], {path: file}, UNGUARDED).module()


def is_configuration(path: str) -> bool:
    """A file that Terraform or OpenTofu loads as part of its folder."""
    name = posixpath.basename(path)
    hidden = name.startswith((".", "#")) or name.endswith("~")
    return name.endswith(SUFFIXES) and not hidden


def _ordered(paths: Iterable[str]) -> list[str]:
    """Plain files, then override files, each by name; a `.tofu` file replaces its namesake."""
    present = set(paths)
    kept = [p for p in present if re.sub(r"\.tf(\.json)?$", r".tofu\1", p) not in present - {p}]
    return sorted(kept, key=lambda path: (_is_override(path), path))


def _is_override(path: str) -> bool:
    stem = posixpath.basename(path).partition(".")[0]
    return stem == "override" or stem.endswith("_override")


class _Linker:
    """Collects the blocks of one folder."""

    def __init__(
        self, folder: str, paths: list[str], files: Mapping[str, File], guard: Guard
    ) -> None:
        self.guard = guard
        self.result = Module(folder, tuple(sorted(paths)))
        self.inputs = [(path, files[path]) for path in paths]
        self.override = False
        self.damage: tuple[int, ...] = ()

    def module(self) -> Module:
        for path, file in self.inputs:
            self.override = _is_override(path)
            self.damage = tuple(problem.start for problem in file.problems)
            self.result.incomplete |= bool(file.problems)
            for block in file.blocks:
                handler = HANDLERS.get(block.type)
                if handler is not None:
                    self.handle(handler, path, block)
        return self.result

    def handle(self, handler: Handler, path: str, block: Block) -> None:
        """Link a block; without it nothing in the folder is certain to be absent."""
        header = Span(path, block.start, block.header_end)
        linked = self.guard.done(partial(handler, self, path, block), header, "linking")
        self.result.incomplete |= not linked

    def declaration(self, path: str, block: Block, kind: str, labels: int) -> Declaration:
        names = (*block.labels, "", "")[:labels]
        type_, name = names if labels == 2 else ("", *names) if labels else ("", "")
        return Declaration(
            language=Language.TERRAFORM,
            folder=self.result.folder,
            kind=kind,
            type=type_,
            name=name,
            span=Span(path, block.start, block.end),
            header=Span(path, block.start, block.header_end),
        )

    def entity(self, path: str, block: Block, kind: str, labels: int) -> Entity | None:
        if len(block.labels) != labels:
            self.problem(path, block, f"a {block.type} block has {labels} labels")
            return None
        body = Body(
            {a.name: Written(path, a.value) for a in block.attributes},
            tuple(Placed(path, inner) for inner in block.blocks),
            any(block.start <= offset <= block.end for offset in self.damage),
        )
        return Entity(self.declaration(path, block, kind, labels), block, body)

    def problem(self, path: str, block: Block, message: str) -> None:
        span = Span(path, block.start, block.header_end)
        self.result.problems.append(LinkProblem(span, message))

    def add(self, table: dict[str, Entity], key: str, entity: Entity) -> None:
        """Enter a block under its name; an override is merged into what it overrides."""
        known = table.get(key)
        if known is None:
            table[key] = entity
        elif self.override:
            table[key] = replace(known, body=merged(known.body, entity.body))
        else:
            message = f"{entity.address} is declared more than once"
            self.problem(entity.path, entity.block, message)

    # One method a block type.

    def resource(self, path: str, block: Block) -> None:
        entity = self.entity(path, block, RESOURCES[block.type], 2)
        if entity is not None:
            self.add(self.result.resources, entity.address, entity)

    def output(self, path: str, block: Block) -> None:
        entity = self.entity(path, block, "output", 1)
        if entity is not None:
            self.add(self.result.outputs, block.labels[0], entity)

    def call(self, path: str, block: Block) -> None:
        entity = self.entity(path, block, "module", 1)
        if entity is None:
            return
        table = {name: call.entity for name, call in self.result.calls.items()}
        self.add(table, block.labels[0], entity)
        self.result.calls[block.labels[0]] = _call(table[block.labels[0]])

    def variable(self, path: str, block: Block) -> None:
        entity = self.entity(path, block, "variable", 1)
        if entity is None:
            return
        name = block.labels[0]
        known = self.result.variables.get(name)
        if known is None:
            self.result.variables[name] = _variable(entity, None)
        elif self.override:
            self.result.variables[name] = _variable(entity, known)
        else:
            self.problem(path, block, f"var.{name} is declared more than once")

    def locals(self, path: str, block: Block) -> None:
        for attribute in block.attributes:
            declaration = Declaration(
                language=Language.TERRAFORM,
                folder=self.result.folder,
                kind="local",
                type="",
                name=attribute.name,
                span=Span(path, attribute.start, attribute.end),
                header=Span(path, attribute.start, attribute.name_end),
            )
            if attribute.name in self.result.locals and not self.override:
                message = f"local.{attribute.name} is declared more than once"
                self.result.problems.append(LinkProblem(declaration.header, message))
                continue
            local = Local(declaration, Written(path, attribute.value))
            self.result.locals[attribute.name] = local

    def provider(self, path: str, block: Block) -> None:
        entity = self.entity(path, block, "provider", 1)
        if entity is not None:
            self.result.providers.append(entity)

    def other(self, path: str, block: Block) -> None:
        entity = self.entity(path, block, block.type, len(block.labels[:1]))
        if entity is not None:
            self.result.others.append(entity)

    def terraform(self, path: str, block: Block) -> None:
        for attribute in block.attributes:
            if attribute.name == "required_version":
                self.result.required_versions.append(Written(path, attribute.value))
        for inner in block.blocks:
            if inner.type in {"backend", "cloud"}:
                self.result.backend = Span(path, inner.start, inner.header_end)
            elif inner.type == "required_providers":
                for attribute in inner.attributes:
                    requirement = _requirement(path, attribute.name, attribute.value)
                    self.result.requirements[attribute.name] = requirement


Handler = Callable[[_Linker, str, Block], None]

HANDLERS: Final[Mapping[str, Handler]] = {
    **dict.fromkeys(RESOURCES, _Linker.resource),
    **dict.fromkeys(OTHERS, _Linker.other),
    "output": _Linker.output,
    "module": _Linker.call,
    "variable": _Linker.variable,
    "locals": _Linker.locals,
    "provider": _Linker.provider,
    "terraform": _Linker.terraform,
}


def merged(base: Body, override: Body) -> Body:
    """A body with an override merged in: attributes one by one, blocks by type."""
    replaced = {_kind(placed) for placed in override.blocks} - {"lifecycle"}
    kept = [placed for placed in base.blocks if _kind(placed) not in replaced]
    return Body(
        {**base.attributes, **override.attributes},
        (*kept, *override.blocks),
        base.damaged or override.damaged,
    )


def _kind(placed: Placed) -> str:
    """The type of block that a nested block makes."""
    block = placed.block
    return block.labels[0] if block.type == "dynamic" and block.labels else block.type


def _variable(entity: Entity, base: Variable | None) -> Variable:
    attributes = entity.body.attributes
    written = attributes.get("type")
    type_ = _type(written) if written else base.type if base else ANY
    return Variable(
        base.declaration if base else entity.declaration,
        type_,
        attributes.get("default", base.default if base else None),
        _flag(attributes.get("nullable"), base.nullable if base else True),
        any(_flag(attributes.get(mark), base.sensitive if base else False) for mark in SECRET),
        type_.kind in SCALARS if written else base.textual if base else True,
        allowed(entity.declaration.name, entity.body) or (base.allowed if base else ()),
    )


def _type(written: Written) -> Type:
    """The type written; any type for what is none."""
    try:
        return parse_type(written.expression, constants(written.path))
    except Failure:
        return ANY


def _flag(written: Written | None, default: bool) -> bool:
    if written is not None and isinstance(written.expression, Literal):
        return written.expression.value in {True, "true"}
    return default


def _call(entity: Entity) -> Call:
    source, version = entity.attribute("source"), entity.attribute("version")
    place = source.span if source else entity.declaration.header
    written = plain(source.expression) if source else None
    return Call(
        entity,
        written or "",
        (plain(version.expression) if version else None) or "",
        None,
        None if written else Obstacle.UNREADABLE,
        place,
    )


def _requirement(path: str, name: str, expression: Expression) -> Requirement:
    span = Span(path, expression.start, expression.end)
    version = plain(expression)
    if version is not None:
        return Requirement(name, f"hashicorp/{name}", version, span)
    fields = dict(_fields(expression))
    source = plain(fields.get("source")) or f"hashicorp/{name}"
    return Requirement(name, source, plain(fields.get("version")) or "", span)


def _fields(expression: Expression) -> Iterator[tuple[str, Expression]]:
    if not isinstance(expression, Object):
        return
    for item in expression.items:
        if isinstance(item, ObjectItem):
            key = item.key.name if isinstance(item.key, Name) else plain(item.key)
            if key is not None:
                yield key, item.value
