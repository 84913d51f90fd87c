"""What all module instances of one evaluation share: limits, and where references lead."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from azlint.languages.terraform import access
from azlint.languages.terraform.functions import FunctionContext
from azlint.languages.terraform.memory import Memory
from azlint.languages.terraform.module import Call, Entity, Module
from azlint.languages.terraform.results import failure, marked
from azlint.languages.terraform.template_files import Templates
from azlint.languages.terraform.trace import placed
from azlint.languages.terraform.ways import leads
from azlint.patterns import regex
from azlint.tokens import Tokens
from azlint.value import ANY, STRING, Cause, Known, Reason, Reference, Unknown, Value

if TYPE_CHECKING:
    from azlint.languages.terraform.instance import ModuleInstance

MAX_STEPS: Final = 3_000_000
MAX_DEPTH: Final = 800
MAX_INSTANCES: Final = 20_000
MAX_WEIGHT: Final = 500_000
MAX_NESTING: Final = 100
VISITS: Final = 8
"""So many values gone through count as one step."""
FRAMES: Final = 13_000
"""Python frames: 1,000 for the caller, the rest for MAX_DEPTH levels of evaluation."""

TOO_MUCH: Final = Unknown(Reason(Cause.LIMIT, "the evaluation takes too many steps"))
TOO_DEEP: Final = Unknown(Reason(Cause.LIMIT, "the expression is nested too deeply"))
TOO_LARGE: Final = Unknown(Reason(Cause.LIMIT, "the value is too large"))


class Room:
    """Raises the limit of nested calls while it is held, by whoever enters first."""

    __slots__ = ("_before", "_held")

    def __init__(self) -> None:
        self._before = 0
        self._held = 0

    def __enter__(self) -> None:
        if not self._held:
            self._before = sys.getrecursionlimit()
            sys.setrecursionlimit(max(self._before, FRAMES))
        self._held += 1

    def __exit__(self, *_: object) -> None:
        self._held -= 1
        if not self._held:
            sys.setrecursionlimit(self._before)


class Machine:
    """The state of one evaluation: how much work is left, what values weigh, what addresses
    stand for. workspace: the value of `terraform.workspace`, None where it is not known ·
    tokens: what marks a value that is replaced at deployment · memory: what is shared with other
    environments · varied: something was read that differs between them.
    """

    def __init__(
        self,
        modules: Mapping[str, Module],
        functions: FunctionContext,
        *,
        workspace: Value | None = None,
        tokens: Tokens | None = None,
        memory: Memory | None = None,
    ) -> None:
        self.modules = modules
        self.memory = memory or Memory()
        self.varied = False
        self.top: ModuleInstance | None = None
        self.workspace = workspace
        self.tokens = tokens or Tokens()
        self.functions = replace(functions, template=Templates(self))
        self.steps = MAX_STEPS
        self.depth = 0
        self.instances = 0
        self.module_instances = 0
        self._targets: dict[str, tuple[ModuleInstance, Entity | Call]] = {}
        self._room = Room()
        self._weights: dict[int, tuple[int, int, Value]] = {}

    def running(self) -> Room:
        """Room on the stack for MAX_DEPTH levels of evaluation, wherever the caller stands."""
        return self._room

    def read(self, name: str) -> None:
        """Note that a variable of the root, or the workspace, is read."""
        self.varied = self.varied or name in self.memory.varying

    def target(self, address: str) -> tuple[ModuleInstance, Entity | Call] | None:
        """What an address stands for, and where it is declared."""
        found = self._targets.get(address)
        known = self.memory.targets.get(address) if found is None else None
        if known is None:
            return found
        path, entity = known
        module = self.top
        for name, key in path:
            call = module.module.calls.get(name) if module is not None else None
            module = module.child(call, key) if module is not None and call is not None else None
        if module is None:
            return None
        found = self._targets[address] = (module, entity)
        return found

    def bounded(self, value: Value) -> Value:
        """The value, or an Unknown where it is too large to hand on."""
        weight, nesting = self._weigh(value)
        return TOO_LARGE if weight > MAX_WEIGHT or nesting > MAX_NESTING else value

    def charge(self, values: Iterable[Value]) -> None:
        """Count the work of going through values."""
        for value in values:
            if isinstance(value, Known) and isinstance(value.data, (tuple, dict)):
                self.steps -= self._weigh(value)[0] // VISITS

    def _weigh(self, value: Value) -> tuple[int, int]:
        """How many values it holds and how deep, each shared part weighed once."""
        data = value.entries if isinstance(value, Unknown) else value.data
        if not isinstance(data, (tuple, dict)):
            return 1, 0
        known = self._weights.get(id(value))
        if known is not None:
            return known[0], known[1]
        weight, nesting = 1, 0
        for item in data.values() if isinstance(data, dict) else data:
            inner, below = self._weigh(item)
            weight += inner
            nesting = max(nesting, below)
        self._weights[id(value)] = (weight, nesting + 1, value)
        return weight, nesting + 1

    def any_instance(self, value: Unknown) -> Unknown | None:
        """A reference to any instance of what an unknown collection of instances holds."""
        if value.reference is not None and self._is_collection(value, value.reference):
            return _instance(value, value.reference, "")
        return None

    def is_instance(self, value: Unknown) -> bool:
        """One instance of a resource or module, as a whole."""
        reference = value.reference
        return (
            reference is not None
            and not reference.attribute
            and not reference.key.endswith(access.ALL)
            and not self._is_collection(value, reference)
        )

    def whole(self, value: Value) -> Value:
        """A module instance as the object of its outputs; anything else as it is."""
        if not isinstance(value, Unknown) or value.reference is None:
            return value
        target = self.target(value.reference.address)
        if target is None or not self.is_instance(value) or not isinstance(target[1], Call):
            return value
        outputs = target[0].outputs_of(target[1], value.reference)
        return value if outputs is None else marked(placed(outputs, value.origin), (value,))

    def _is_collection(self, value: Unknown, reference: Reference) -> bool:
        """All instances of an expanded resource or module, where their keys are not known."""
        if reference.attribute or reference.key or value.type.kind not in {"map", "list"}:
            return False
        target = self.target(reference.address)
        if target is None:
            return False
        module, entity = target
        entity = entity.entity if isinstance(entity, Call) else entity
        return bool(module.expansion(entity).argument)

    def step(self, value: Unknown, reference: Reference, name: str, key: Value | None) -> Value:
        """What `value.name` or `value[key]` is where `value` is what a reference stands for."""
        if self._is_collection(value, reference):
            known = key if isinstance(key, Known) else None
            return _instance(value, reference, key_text(known.data) if known is not None else "")
        longer = Reference(
            reference.address,
            reference.type,
            (*reference.attribute, name or "*"),
            reference.key,
            reference.data,
        )
        target = self.target(reference.address)
        found = self._written(target, longer) if target is not None else None
        if found is not None:
            return found
        text = f"{longer.address}{longer.key}.{'.'.join(longer.attribute)}"
        reason = Reason(value.reason.cause, text, value.reason.span)
        last = longer.attribute[-1]
        type_ = STRING if last in TEXTS or last.endswith(TEXT_ENDINGS) else ANY
        return Unknown(reason, type_, reference=longer, not_null=last == "id")

    def _written(
        self, target: tuple[ModuleInstance, Entity | Call], reference: Reference
    ) -> Value | None:
        """What the file says about an attribute that a reference reads; None for nothing."""
        module, entity = target
        if isinstance(entity, Call):
            followed = leads(module, entity) is not None
            return module.output_of(entity, reference) if followed else None
        first = _alias(reference)
        if first in entity.body.attributes and first not in META_ARGUMENTS:
            value = module.attribute(entity, first, reference.key)
        elif len(reference.attribute) > 2:
            blocks = module.blocks(entity, first, reference.key)
            if not isinstance(blocks, Known):
                return None
            value = blocks
        else:
            return None
        for step in reference.attribute[1:]:
            value = access.attribute(value, step, self)
        if isinstance(value, Known):
            return value if value.data is not None else None
        return None if value.reason.cause is Cause.ERROR else value


TEXTS: Final = frozenset({"id", "name", "location"})
TEXT_ENDINGS: Final = ("_id", "_name")
"""Attributes that are strings in every resource type of the Azure providers."""
META_ARGUMENTS: Final = frozenset({"count", "for_each", "provider", "depends_on"})


def _alias(reference: Reference) -> str:
    """`terraform_data` gives its input back as its output."""
    first = reference.attribute[0]
    return "input" if (reference.type, first) == ("terraform_data", "output") else first


def _instance(value: Unknown, reference: Reference, key: str) -> Unknown:
    single = Reference(reference.address, reference.type, (), key, reference.data)
    return Unknown(value.reason, reference=single, not_null=True)


ESCAPES: Final = {"\\": r"\\", '"': r"\"", "\n": r"\n", "\r": r"\r", "\t": r"\t"}
PRINTED: Final = "LMNPS"
"""The classes of characters that Terraform writes as they are, beside the blank."""


def key_text(key: object) -> str:
    """An instance key as Terraform writes it."""
    if not isinstance(key, str):
        return f"[{key}]"
    if key.isascii() and key.isprintable() and not SPECIAL.search(key):
        return f'["{key}"]'
    text = "".join(map(_escaped, key))
    return f'["{TEMPLATE.sub(_doubled, text)}"]'


SPECIAL: Final = regex(r'["\\]|[$%]\{')
TEMPLATE: Final = regex(r"[$%](?=\{)")


def _doubled(match: re.Match[str]) -> str:
    return match[0] * 2


def _escaped(character: str) -> str:
    if character in ESCAPES:
        return ESCAPES[character]
    if character == " " or unicodedata.category(character)[0] in PRINTED:
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x1_0000 else f"\\U{code:08x}"


def missing(module: Module, what: str) -> Unknown:
    """What a name stands for that no file of its module declares."""
    if module.incomplete:
        return Unknown(Reason(Cause.INCOMPLETE, what))
    return failure(f"{what} is not declared")
