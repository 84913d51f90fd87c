"""Bicep's statements as a pyparsing grammar.

White space and comments before a token belong to the token's own pattern, so that pyparsing skips
nothing by itself. After a statement's keyword every `-` is an error stop: what follows must be
there. Expressions, types and the other nested parts are each one token, read by `Read`; their
`Fault` passes through pyparsing untouched.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple, NoReturn, cast

import pyparsing as pp

from azlint.languages.bicep.cursor import DEEPEST
from azlint.languages.bicep.declarations import Declarations, Imported, Symbol
from azlint.languages.bicep.lexis import Lexis
from azlint.languages.bicep.syntax import (
    AnyStatement,
    Assert,
    Decorator,
    Extends,
    Extension,
    ExtensionConfig,
    Function,
    Import,
    Metadata,
    Module,
    Output,
    Parameter,
    ParameterAssignment,
    Resource,
    String,
    TargetScope,
    Test,
    TypeDeclaration,
    Using,
    Variable,
)
from azlint.languages.bicep.tokens import IDENTIFIER, NEWLINE, NEWLINES, TRIVIA, Fault
from azlint.syntax import Node, children

_identifier = re.compile(rf"{TRIVIA}({IDENTIFIER})").match
_end_of_statement = re.compile(rf"{TRIVIA}(?:{NEWLINE}{NEWLINES}{TRIVIA}|\Z)").match
_quote = re.compile(rf"{TRIVIA}\$*+'").match


class Text(str):
    """A file's text as pyparsing hands it on, with the reader that knows its place in it."""

    __slots__ = ("reader",)

    reader: Reader


class Read(pp.Token):
    """One token: whatever a method of the reader reads."""

    def __init__(self, method: Callable[[Reader], object]) -> None:
        super().__init__()
        self.method = method
        self.mayIndexError = False
        self.leave_whitespace()

    def parseImpl(  # noqa: N802 - the name is pyparsing's
        self,
        instring: str,
        loc: int,
        do_actions: bool = True,
    ) -> tuple[int, list[object]]:
        reader = cast("Text", instring).reader
        reader.pos = loc
        node = self.method(reader)
        return reader.pos, [node]

    def _generateDefaultName(self) -> str:  # noqa: N802 - the name is pyparsing's
        return self.method.__name__


def _mark(pattern: str, name: str) -> pp.ParserElement:
    """A keyword or a sign that leaves nothing in the result."""
    return pp.Regex(TRIVIA + pattern).leave_whitespace().set_name(name).suppress()


def _word(word: str) -> pp.ParserElement:
    return _mark(rf"{word}(?![A-Za-z0-9_])", f'"{word}"')


_EQUALS = _mark(r"=(?![=~>])", '"="')
_COLON = _mark(r":(?!:)", '":"')
_ARROW = _mark(r"=>", '"=>"')
_IF = _word("if")
_WITH = _word("with")
_NAME = Read(Declarations.symbol)
_TYPE = Read(Declarations.type)
_STRING = Read(Declarations.path)
_EXPRESSION = Read(Declarations.complex_expression)
_OBJECT = Read(Declarations.plain_object)
_CONFIG = pp.Opt(_WITH - _OBJECT, default=None)


def _conditional(condition: pp.ParserElement, body: Read) -> pp.ParserElement:
    return pp.Opt(condition - Read(Declarations.condition), default=None) - body


def _value(body: Read) -> pp.ParserElement:
    """A body, a conditional one, or a loop of either: always loop, condition and body."""
    loop = (
        _mark(rf"\[(?={NEWLINES}{TRIVIA}for(?![A-Za-z0-9_]))", '"[for"')
        - Read(Declarations.loop)
        - _COLON
        - _conditional(_IF, body)
        - _mark(rf"{NEWLINES}{TRIVIA}\]", '"]"')
    )
    single = _conditional(_mark(rf"{NEWLINES}{TRIVIA}if(?![A-Za-z0-9_])", '"if"'), body)
    return loop | pp.Empty().leave_whitespace().set_parse_action(lambda: [None]) + single


class Head(NamedTuple):
    """What has been read of a statement before its grammar begins: decorators and keyword."""

    start: int
    decorators: tuple[Decorator, ...]
    keyword: int
    keyword_end: int


Build = Callable[..., AnyStatement]


class Form(NamedTuple):
    """A statement's grammar, from after its keyword, and what makes a node of its parts.

    `build` takes the head, the end, and what each `Read` of the grammar has read.
    """

    grammar: pp.ParserElement
    build: Build

    @classmethod
    def of(cls, grammar: pp.ParserElement, build: Build) -> Form:
        return cls(grammar.streamline(), build)


def _declares(kind: Build) -> Build:
    """Build a statement whose header ends with the name that it declares."""

    def build(head: Head, end: int, symbol: Symbol, *parts: object) -> AnyStatement:
        start, decorators, keyword, _ = head
        return kind(start, end, decorators, keyword, symbol.end, *symbol, *parts)

    return build


def _refers(kind: Build) -> Build:
    """Build a statement whose header ends with a type or a path after its name."""

    def build(head: Head, end: int, symbol: Symbol, string: Node, *parts: object) -> AnyStatement:
        start, decorators, keyword, _ = head
        return kind(start, end, decorators, keyword, string.end, *symbol, string, *parts)

    return build


def _states(kind: Build) -> Build:
    """Build a statement that declares no name; its header is its keyword."""

    def build(head: Head, end: int, *parts: object) -> AnyStatement:
        return kind(head.start, end, head.decorators, head.keyword, head.keyword_end, *parts)

    return build


def _import(head: Head, end: int, imported: Imported, path: String) -> AnyStatement:
    return _states(Import)(head, end, *imported, path)


_ASSIGNED = _NAME - _EQUALS - _EXPRESSION
_IMPORT = Form.of(Read(Declarations.imported) - _word("from") - _STRING, _import)
_EXTENSION = Form.of(
    Read(Declarations.specification)
    - _CONFIG
    - pp.Opt(_word("as") - Read(Declarations.alias_name), default=None),
    _states(Extension),
)
_VARIABLE = Form.of(
    _NAME - Read(Declarations.variable_type) - _EQUALS - _EXPRESSION, _declares(Variable)
)
_TYPE_DECLARATION = Form.of(_NAME - _EQUALS - _TYPE, _declares(TypeDeclaration))
_RESOURCE = Form.of(
    _NAME
    - Read(Declarations.resource_string)
    - Read(Declarations.existing)
    - _EQUALS
    - _value(Read(Declarations.body)),
    _refers(Resource),
)

FORMS: Final[dict[str, Form]] = {
    "param": Form.of(
        _NAME - Read(Declarations.parameter_type) - pp.Opt(_EQUALS - _EXPRESSION, default=None),
        _declares(Parameter),
    ),
    "var": _VARIABLE,
    "resource": _RESOURCE,
    "module": Form.of(
        _NAME - _STRING - _EQUALS - _value(Read(Declarations.module_body)), _refers(Module)
    ),
    "output": Form.of(
        _NAME - Read(Declarations.output_type) - _EQUALS - _EXPRESSION, _declares(Output)
    ),
    "targetScope": Form.of(_EQUALS - _EXPRESSION, _states(TargetScope)),
    "metadata": Form.of(_ASSIGNED, _declares(Metadata)),
    "type": _TYPE_DECLARATION,
    "func": Form.of(
        _NAME
        - Read(Declarations.function_parameters)
        - _TYPE
        - _ARROW
        - Read(Declarations.lambda_body),
        _declares(Function),
    ),
    "import": _IMPORT,
    "extension": _EXTENSION,
    "test": Form.of(_NAME - _STRING - _EQUALS - _OBJECT, _refers(Test)),
    "assert": Form.of(_ASSIGNED, _declares(Assert)),
}
PARAMETER_FORMS: Final[dict[str, Form]] = {
    "using": Form.of(Read(Declarations.template_path) - _CONFIG, _states(Using)),
    "extends": Form.of(_STRING, _states(Extends)),
    "param": Form.of(_ASSIGNED, _declares(ParameterAssignment)),
    "var": _VARIABLE,
    "type": _TYPE_DECLARATION,
    "import": _IMPORT,
    "extension": _EXTENSION,
    "extensionConfig": Form.of(_NAME - _WITH - _OBJECT, _declares(ExtensionConfig)),
}


class Reader(Declarations):
    """Reads whole statements of one text."""

    __slots__ = ("forms", "source")

    def __init__(self, text: str, lexis: Lexis, *, parameters: bool) -> None:
        super().__init__(text, lexis)
        self.source = Text(text)
        self.source.reader = self
        self.forms = PARAMETER_FORMS if parameters else FORMS

    def statement_at(self, pos: int) -> AnyStatement:
        """The statement at an offset, decorators included."""
        self.restart(pos)
        decorators = self.decorators()
        match = _identifier(self.text, self.pos)
        form = self.forms.get(match[1]) if match else None
        if match is None or form is None:
            if decorators:
                self.undecorated(decorators[-1])
            self.fault("a declaration")
        self.pos = match.end()
        if form is _IMPORT and _quote(self.text, self.pos):
            form = _EXTENSION
        node = self.formed(form, decorators, match.start(1))
        if self.links > DEEPEST and depth_of(node) > 3 * DEEPEST:
            self.pos = node.start
            self.fault("less nesting: this is deeper than azlint reads")
        return node

    def undecorated(self, decorator: Decorator) -> NoReturn:
        raise Fault(decorator.start, decorator.end, "expected a declaration after this decorator")

    def end_of_statement(self) -> int:
        """The start of the next statement, on a line of its own."""
        match = _end_of_statement(self.text, self.pos)
        if match is None:
            self.fault("a new line")
        return match.end()

    def nested_resource(self) -> Resource:
        decorators = self.decorators()
        match = _identifier(self.text, self.pos)
        if match is None or match[1] != "resource":
            self.undecorated(decorators[-1])
        self.pos = match.end()
        return cast("Resource", self.formed(_RESOURCE, decorators, match.start(1)))

    def formed(self, form: Form, decorators: tuple[Decorator, ...], keyword: int) -> AnyStatement:
        """The rest of a statement whose keyword has been taken."""
        start = decorators[0].start if decorators else keyword
        head = Head(start, decorators, keyword, self.pos)
        try:
            end, parts = form.grammar.parseImpl(self.source, self.pos)
        except pp.ParseBaseException as error:
            self.pos = error.loc
            self.fault(error.msg.removeprefix("Expected "))
        self.pos = end
        return form.build(head, end, *parts)


def depth_of(node: Node) -> int:
    """How many nodes stand one in the other."""
    depth = 0
    level: list[Node] = [node]
    while level:
        depth += 1
        level = [child for parent in level for child in children(parent)]
    return depth
