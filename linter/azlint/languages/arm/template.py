"""Deployment templates: each declaration as the statement that Bicep would have for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from azlint.languages.arm import types
from azlint.languages.arm.json import Members, members, text_of
from azlint.languages.arm.names import Names, unique
from azlint.languages.arm.resources import Resources
from azlint.languages.arm.values import COPY, Values, is_copy
from azlint.languages.bicep.syntax import (
    AnyStatement,
    File,
    Function,
    FunctionParameter,
    Output,
    Parameter,
    TargetScope,
    TypeDeclaration,
    Variable,
)
from azlint.node import Language
from azlint.syntax import Expression, List, Literal, ObjectItem, Problem

SCOPES: Final = (
    ("tenantdeploymenttemplate", "tenant"),
    ("managementgroupdeploymenttemplate", "managementGroup"),
    ("subscriptiondeploymenttemplate", "subscription"),
)


def template(
    root: Expression | None, text: str, problems: tuple[Problem, ...] = ()
) -> tuple[AnyStatement, ...]:
    """The statements of a template."""
    return tuple(_Template(members(root), text, problems).statements())


class _Template:
    """Reads one template, nested ones included."""

    def __init__(self, written: Members, text: str, problems: tuple[Problem, ...]) -> None:
        self.written = written
        self.text = text
        self.problems = problems
        self.parameters = members(written.value("parameters"))
        self.variables = tuple(self._variables())
        declared = [text_of(item.key) for item in self.parameters]
        named = [text_of(item.key) for item in self.variables]
        variables = unique(named, declared, "variables")
        self.names = Names(
            {name.lower(): name for name in declared},
            variables,
            {variables[text_of(i.key).lower()]: text_of(i.value) for i in self.variables},
        )
        self.values = Values(text, self.names)

    def statements(self) -> Iterator[AnyStatement]:
        resources = Resources(self.values, self.inner)
        resources.collect(self.written.value("resources"))
        yield from self._scope()
        yield from map(self._parameter, self.parameters)
        yield from map(self._variable, self.variables)
        yield from map(_type, members(self.written.value("definitions")))
        yield from self._functions()
        yield from resources.statements()
        yield from map(self._output, members(self.written.value("outputs")))

    def inner(self, node: Expression) -> File:
        """The template of a nested deployment that has names of its own."""
        statements = template(node, self.text, self.problems)
        return File(statements, self.problems, language=Language.ARM)

    def _scope(self) -> Iterator[TargetScope]:
        schema = self.written.value("$schema")
        for word, scope in SCOPES:
            if schema is not None and word in text_of(schema).lower():
                place = schema.start, schema.end
                yield TargetScope(*place, (), *place, Literal(*place, scope))

    def _parameter(self, item: ObjectItem) -> Parameter:
        default = members(item.value).items.get("defaultvalue")
        return Parameter(
            item.start,
            item.end,
            tuple(types.decorators(item.value)),
            item.key.start,
            item.key.end,
            text_of(item.key),
            item.key.start + 1,
            types.type_of(item.value),
            None if default is None else self.values.value(default.value),
        )

    def _variables(self) -> Iterator[ObjectItem]:
        """The variables, those too that a loop makes."""
        for item in members(self.written.value("variables")):
            copies = item.value.items if isinstance(item.value, List) else ()
            if text_of(item.key).lower() == COPY and copies and all(map(is_copy, copies)):
                for copy in copies:
                    name = members(copy).items["name"].value
                    yield ObjectItem(copy.start, copy.end, name, copy)
            else:
                yield item

    def _variable(self, item: ObjectItem) -> Variable:
        name = text_of(item.key)
        looped = item.start == item.value.start
        return Variable(
            item.start,
            item.end,
            (),
            item.key.start,
            item.key.end,
            self.names.variables.get(name.lower(), name),
            item.key.start + 1,
            None,
            self.values.repeated(item.value, name) if looped else self.values.value(item.value),
        )

    def _output(self, item: ObjectItem) -> Output:
        written = members(item.value)
        copy = written.items.get(COPY)
        value: Expression
        if copy is not None and "input" in members(copy.value).items:
            value = self.values.repeated(copy.value, text_of(item.key))
        else:
            given = written.items.get("value")
            value = Literal(item.start, item.end, None) if given is None else given.value
            value = self.values.value(value)
        return Output(
            item.start,
            item.end,
            (),
            item.key.start,
            item.key.end,
            text_of(item.key),
            item.key.start + 1,
            types.type_of(item.value),
            value,
        )

    def _functions(self) -> Iterator[Function]:
        spaces = self.written.value("functions")
        for space in spaces.items if isinstance(spaces, List) else ():
            prefix = text_of(members(space).value("namespace"))
            for item in members(members(space).value("members")):
                yield self._function(prefix, item)

    def _function(self, prefix: str, item: ObjectItem) -> Function:
        written = members(item.value)
        given = written.value("parameters")
        parameters = given.items if isinstance(given, List) else ()
        named = [text_of(members(each).value("name")) for each in parameters]
        output = written.value("output") or item.value
        body = members(output).items.get("value")
        values = Values(self.text, Names({name.lower(): name for name in named}))
        return Function(
            item.start,
            item.end,
            (),
            item.key.start,
            item.key.end,
            f"{prefix}.{text_of(item.key)}",
            item.key.start + 1,
            tuple(
                FunctionParameter(each.start, each.end, name, types.type_of(each))
                for each, name in zip(parameters, named, strict=True)
            ),
            types.type_of(output),
            Literal(item.start, item.end, None) if body is None else values.value(body.value),
        )


def _type(item: ObjectItem) -> TypeDeclaration:
    return TypeDeclaration(
        item.start,
        item.end,
        tuple(types.decorators(item.value)),
        item.key.start,
        item.key.end,
        text_of(item.key),
        item.key.start + 1,
        types.type_of(item.value),
    )
