"""What a function is: its parameters and how it is run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from unicodedata import normalize

import msgspec

from azlint.languages.terraform.results import Excess, Failure, failure
from azlint.value import ANY, BOOL, STRING, Cause, Known, Type, Value, map_of
from azlint.yaml_tree import YamlDocument

ELEMENT_LIMIT = 10_000
TEXT_LIMIT = 1_000_000

_WORD = 1 << 63

Number = int | Fraction


def _no_file(_path: str) -> bytes | None:
    return None


def _no_files(_folder: str) -> Sequence[str]:
    return ()


def _no_template(_text: str, _variables: Mapping[str, Value], _path: str) -> Value:
    return failure("templates are not evaluated here", cause=Cause.FUNCTION)


class FunctionContext(msgspec.Struct, frozen=True):
    """What functions may ask of the world; the defaults answer that nothing exists.

    folder: where relative paths start, POSIX, relative to the repository root · read: the bytes
    of a file by its path from the repository root, None where it is absent · files: the paths of
    all files below a folder, relative to that folder · template: a template text evaluated
    with variables (`templatefile`, `templatestring`); its path is empty for a string · yaml: the
    reader of YAML, for languages do not know each other · further: functions beside Terraform's,
    or in place of them.
    """

    folder: str = ""
    read: Callable[[str], bytes | None] = _no_file
    files: Callable[[str], Sequence[str]] = _no_files
    template: Callable[[str, Mapping[str, Value], str], Value] = _no_template
    yaml: Callable[[str], YamlDocument] | None = None
    further: Mapping[str, Function] = msgspec.field(default_factory=dict)


Run = Callable[[Sequence[Value], FunctionContext], Value]


class Parameter(msgspec.Struct, frozen=True):
    """One parameter; `type` is what an argument is converted to."""

    name: str
    type: Type = ANY
    nullable: bool = False


class Function(msgspec.Struct, frozen=True):
    """One function.

    strict: anything unknown in an argument, at any depth, makes the result Unknown of the type
    `result`, and `run` sees only what is known; a function that is not strict decides itself.
    marks: the result takes the marks of the arguments.
    """

    run: Run
    parameters: tuple[Parameter, ...] = ()
    variadic: Parameter | None = None
    result: Type = ANY
    strict: bool = True
    marks: bool = True


def text(value: str) -> Known:
    """A string as a value; Terraform keeps all strings in normal form C."""
    if len(value) > TEXT_LIMIT:
        raise Excess(f"a string of {len(value):,} characters")
    return Known(value if value.isascii() else normalize("NFC", value), STRING)


def truth(value: bool) -> Known:
    """A boolean as a value."""
    return Known(value, BOOL)


def sequence(kind: str, items: Sequence[Value], element: Type | None = None) -> Known:
    """A list or set of an element type, or a tuple."""
    if len(items) > ELEMENT_LIMIT:
        raise Excess(f"a {kind} of {len(items):,} elements")
    return Known(tuple(items), Type(kind, element))


def mapping(items: Mapping[str, Value], element: Type | None = None) -> Known:
    """A map of an element type, or an object, in the order of its keys."""
    type_ = Type("object") if element is None else map_of(element)
    return Known({name: items[name] for name in sorted(items)}, type_)


def as_text(value: Value) -> str:
    """The string that a converted argument is."""
    if isinstance(value, Known) and isinstance(value.data, str):
        return value.data
    raise Failure("string required")


def of_text(function: Callable[[str], str], parameter: str = "str") -> Function:
    """A function of one string that gives a string."""

    def run(arguments: Sequence[Value], _context: FunctionContext) -> Value:
        return text(function(as_text(arguments[0])))

    return Function(run, (Parameter(parameter, STRING),), result=STRING)


def as_number(value: Value) -> Number:
    """The number that a converted argument is."""
    if isinstance(value, Known):
        match value.data:
            case bool():
                pass
            case int() | Fraction() as found:
                return found
    raise Failure("number required")


def as_integer(value: Value) -> int:
    """The whole number of any size that a converted argument is."""
    found = as_number(value)
    if isinstance(found, Fraction):
        raise Failure("a whole number is required")
    return found


def as_whole(value: Value) -> int:
    """The whole number of 64 bits that a converted argument is."""
    found = as_integer(value)
    if not -_WORD <= found < _WORD:
        raise Failure(f"a whole number between {-_WORD} and {_WORD - 1} is required")
    return found


def as_items(value: Value) -> tuple[Value, ...]:
    """The elements of a list, set or tuple."""
    if isinstance(value, Known) and isinstance(value.data, tuple):
        return value.data
    raise Failure("a list, set or tuple is required")


def as_mapping(value: Value) -> dict[str, Value]:
    """The elements of a map or object in the order of their keys."""
    if isinstance(value, Known) and isinstance(value.data, dict):
        return {name: value.data[name] for name in sorted(value.data)}
    raise Failure("a map or object is required")
