"""What differs between two revisions: values, and whether a change replaces a resource."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING

import msgspec

from azlint.node import TEMPLATES, Declaration, Instance, Property
from azlint.pairing import moved
from azlint.value import NULL, Known, Reference, Unknown, Value, structure, text_parts

if TYPE_CHECKING:
    from azlint.graph import Change, Evaluation, Graph
    from azlint.source import Source

MAX_DEPTH = 24


class Same(Enum):
    """Whether a value is what it was."""

    YES = "yes"
    NO = "no"
    UNDECIDED = "undecided"


Fold = Callable[[str], str]
"""Brings texts that mean the same to one form."""


def exact(text: str) -> str:
    """Every difference counts."""
    return text


def place(text: str) -> str:
    """A region by either of its names: `West Europe` is `westeurope`."""
    return text.replace(" ", "").lower()


class Forcing(msgspec.Struct, frozen=True):
    """A native attribute whose change makes the provider replace the resource.

    fold: when texts are equal · default: what it is where nothing is written · computed: the
    provider chooses where nothing is written, and keeps its choice · unordered: a set.
    """

    path: str
    fold: Fold = exact
    default: str | int | bool | None = None
    computed: bool = False
    unordered: bool = False


Forcings = Mapping[str, Sequence[Forcing]]
"""By native type."""

NAMING = tuple(Forcing(name, str.casefold) for name in ("name", "resource_group_name", "parent_id"))
"""What tells one object from another where nothing else is known of a type."""


class Replacement(msgspec.Struct, frozen=True):
    """Whether a resource is replaced, and the attributes that make it so."""

    same: Same
    causes: tuple[tuple[Instance, Property], ...] = ()


KEPT = Replacement(Same.YES)


class _State(msgspec.Struct):
    depth: int = 0
    known: dict[tuple[Reference, Reference], Replacement] = msgspec.field(default_factory=dict)


class Comparison(msgspec.Struct, frozen=True):
    """The values of one root at two revisions.

    forcings: the attributes that replace a resource, by native type · sources: of either side.
    """

    before: Evaluation
    after: Evaluation
    forcings: Forcings
    sources: tuple[Mapping[str, Source], Mapping[str, Source]]
    _state: _State = msgspec.field(default_factory=_State)

    @classmethod
    def of(cls, change: Change, graph: Graph, forcings: Forcings) -> Comparison:
        """The comparison that a change belongs to."""
        old = graph.base.sources if graph.base else {}
        sides = (change.evaluation_before, change.evaluation_after)
        return cls(*sides, forcings, (old, graph.sources))

    def same(self, before: Value, after: Value, fold: Fold = exact) -> Same:
        """Whether a value is what it was.

        A reference to the same node is the same unless that node is replaced; two nodes are
        never the same. What cannot be told is the same if the same stops both.
        """
        if self._state.depth >= MAX_DEPTH:
            return Same.UNDECIDED
        self._state.depth += 1
        try:
            return self._same(before, after, fold)
        finally:
            self._state.depth -= 1

    def _same(self, before: Value, after: Value, fold: Fold) -> Same:
        if is_left_out(before) or is_left_out(after):
            return self._null(after if is_left_out(before) else before)
        if isinstance(before, Known) and isinstance(after, Known):
            return self._known(before, after, fold)
        if _options(before) or _options(after):
            return self._options(before, after, fold)
        old, new = _reference(before), _reference(after)
        if old is not None and new is not None:
            found = self._nodes(old, new)
            if found is not Same.UNDECIDED or not (_parts(before) and _parts(after)):
                return found
        elif old is not None or new is not None:
            return self._literal(before, after)
        return self._parts(before, after, fold)

    def _known(self, before: Known, after: Known, fold: Fold) -> Same:
        old, new = before.data, after.data
        if isinstance(old, dict) and isinstance(new, dict):
            names = sorted({*old, *new})
            return _all(self.same(old.get(n, NULL), new.get(n, NULL), fold) for n in names)
        if isinstance(old, tuple) and isinstance(new, tuple):
            if len(old) != len(new):
                return Same.NO
            if "set" in {before.type.kind, after.type.kind}:
                return self._members(old, new, fold)
            return _all(self.same(o, n, fold) for o, n in zip(old, new, strict=True))
        return _yes(_scalar(old, fold) == _scalar(new, fold))

    def _members(self, old: tuple[Value, ...], new: tuple[Value, ...], fold: Fold) -> Same:
        """Elements of sets, in any order."""
        left, right = list(old), list(new)
        for item in old:
            verdicts = [self.same(item, other, fold) for other in right]
            if Same.YES in verdicts:
                left.remove(item)
                del right[verdicts.index(Same.YES)]
        rest = ({self.same(item, other, fold) for other in right} for item in left)
        return _all(Same.NO if found == {Same.NO} else Same.UNDECIDED for found in rest)

    def _null(self, other: Value) -> Same:
        if is_left_out(other):
            return Same.YES
        if isinstance(other, Known) or other.not_null or _is_id(other) or other.parts:
            return Same.NO
        if other.one_of:
            return _any(self._null(option) for option in other.one_of)
        return Same.UNDECIDED

    def _options(self, before: Value, after: Value, fold: Fold) -> Same:
        """Alternatives: chosen alike where the same decides between as many, else any of them."""
        old, new = _options(before) or (before,), _options(after) or (after,)
        if _reason(before) == _reason(after) and len(old) == len(new):
            return _any(self.same(o, n, fold) for o, n in zip(old, new, strict=True))
        return _any(self.same(o, n, fold) for o in old for n in new)

    def _parts(self, before: Value, after: Value, fold: Fold) -> Same:
        old, new = text_parts(before), text_parts(after)
        if len(old) == len(new) == 1:
            if structure(before) == structure(after):
                return Same.YES
            return Same.UNDECIDED
        if len(old) == len(new):
            return _joined(
                (self.same(o, n, fold), isinstance(o, Known) and isinstance(n, Known))
                for o, n in zip(old, new, strict=True)
            )
        return Same.UNDECIDED if _could_match(old, new, fold) else Same.NO

    def _literal(self, before: Value, after: Value) -> Same:
        """A reference and something else: other names are other nodes."""
        text = before if isinstance(before, Known) else after
        evaluation, reference = self.before, _reference(before)
        if reference is None:
            evaluation, reference = self.after, _reference(after)
        if not isinstance(text, Known) or not isinstance(text.data, str) or reference is None:
            return Same.UNDECIDED
        last = text.data.rstrip("/").rpartition("/")[2].casefold()
        names = {_name_of(instance) for instance in evaluation.native.resolve(reference)}
        return Same.UNDECIDED if not names or names & {"", last} else Same.NO

    # Nodes.

    def _nodes(self, old: Reference, new: Reference) -> Same:
        if not self._is_one(old, new):
            ids = old.attribute == new.attribute == ("id",)
            certain = ids and not (old.data or new.data or "module" in {old.type, new.type})
            if not certain:
                return Same.UNDECIDED
            return self._named(old, new)
        if old.attribute != new.attribute:
            return Same.UNDECIDED
        return self.replacement(old, new).same

    def _is_one(self, old: Reference, new: Reference) -> bool:
        source = moved(f"{old.address}{old.key}", self.after.moves)
        return source.replace("[0]", "") == f"{new.address}{new.key}".replace("[0]", "")

    def _named(self, old: Reference, new: Reference) -> Same:
        """Two nodes: other resources, except in templates, where the name in Azure decides."""
        before, after = self._instances(old, new)
        if before is None or after is None or before.declaration.language not in TEMPLATES:
            return Same.NO
        return self._bicep(before, after).same

    def replacement(self, old: Reference, new: Reference) -> Replacement:
        """Whether the node that both references name is replaced between the revisions."""
        key = (old, new)
        if key not in self._state.known:
            self._state.known[key] = KEPT
            before, after = self._instances(old, new)
            self._state.known[key] = (
                Replacement(self._text(old, new))
                if before is None or after is None
                else self.replaced(before, after)
            )
        return self._state.known[key]

    def _instances(self, old: Reference, new: Reference) -> tuple[Instance | None, Instance | None]:
        before, after = self.before.native.resolve(old), self.after.native.resolve(new)
        return (next(iter(before), None), next(iter(after), None))

    def replaced(
        self, before: Instance, after: Instance, ignored: Sequence[str] = ()
    ) -> Replacement:
        """Whether changed attributes replace a resource; `ignored` ones do not count."""
        if before.declaration.language in TEMPLATES:
            return self._bicep(before, after)
        table = self.forcings.get(after.native_type)
        if table is None:
            return self._untold(before, after)
        causes: list[tuple[Instance, Property]] = []
        verdicts: list[Same] = []
        for forcing in table:
            if any(forcing.path == name or forcing.path.startswith(f"{name}.") for name in ignored):
                continue
            found = self.forces(forcing, before, after)
            verdicts.append(found)
            if found is not Same.YES:
                causes.append((after, after.native(forcing.path)))
                causes.extend(self.behind(before.native(forcing.path), causes[-1][1]))
        return Replacement(_all(verdicts), tuple(causes))

    def behind(self, before: Property, after: Property) -> Iterator[tuple[Instance, Property]]:
        """The attributes that replace the node whose reference both values are."""
        old, new = _reference(before.value), _reference(after.value)
        if old is not None and new is not None and self._is_one(old, new):
            yield from self.replacement(old, new).causes

    def forces(self, forcing: Forcing, before: Instance, after: Instance) -> Same:
        """Whether one attribute is what it was, as its provider sees it."""
        old, new = before.native(forcing.path).value, after.native(forcing.path).value
        if forcing.computed and is_left_out(new):
            return Same.YES
        if forcing.computed and is_left_out(old):
            return Same.UNDECIDED
        pair = [_settled(value, forcing) for value in (old, new)]
        return self.same(pair[0], pair[1], forcing.fold)

    def _bicep(self, before: Instance, after: Instance) -> Replacement:
        """In Bicep another name or scope is another resource; nothing replaces one."""
        name = self.same(before.meta.get("name", NULL), after.meta.get("name", NULL), str.casefold)
        scope = self.same(before.native("scope").value, after.native("scope").value)
        verdict = _all((name, scope))
        causes = () if verdict is Same.YES else ((after, after.native("name")),)
        return Replacement(verdict, causes)

    def _untold(self, before: Instance, after: Instance) -> Replacement:
        """A type whose forcing attributes are not known: the same while its text is."""
        naming = _all(self.forces(each, before, after) for each in NAMING)
        if naming is Same.NO:
            causes = tuple(
                (after, after.native(each.path))
                for each in NAMING
                if self.forces(each, before, after) is Same.NO
            )
            return Replacement(Same.NO if after.existing else Same.UNDECIDED, causes)
        texts = [
            _plain(sources, instance.declaration)
            for sources, instance in zip(self.sources, (before, after), strict=True)
        ]
        return Replacement(_all((naming, _maybe(texts[0] == texts[1]))))

    def _text(self, old: Reference, new: Reference) -> Same:
        """A module that is not followed: the same while its call is written the same."""
        before = self.before.calls.get(old.address)
        after = self.after.calls.get(new.address)
        if before is None or after is None:
            return Same.UNDECIDED
        return _maybe(_plain(self.sources[0], before) == _plain(self.sources[1], after))


def _plain(sources: Mapping[str, Source], declaration: Declaration) -> str:
    """The text of a declaration without its blanks."""
    span = declaration.span
    return "".join(sources[span.path][span].split()) if span.path in sources else ""


def _yes(equal: bool) -> Same:
    return Same.YES if equal else Same.NO


def _maybe(equal: bool) -> Same:
    return Same.YES if equal else Same.UNDECIDED


def _all(verdicts: Iterable[Same]) -> Same:
    """Parts that together make a whole: one that differs makes it differ."""
    found = set(verdicts)
    return next((s for s in (Same.NO, Same.UNDECIDED) if s in found), Same.YES)


def _any(verdicts: Iterable[Same]) -> Same:
    """Alternatives of which one holds: certain only where they agree."""
    found = set(verdicts)
    return found.pop() if len(found) == 1 else Same.UNDECIDED


def _joined(pieces: Iterable[tuple[Same, bool]]) -> Same:
    """Pieces of a text, each with whether it is written on both sides: texts differ where only
    what is written does."""
    found = list(pieces)
    unknown = _all(same for same, written in found if not written)
    if unknown is not Same.YES:
        return unknown
    return _all(same for same, _ in found)


def is_left_out(value: Value) -> bool:
    """Whether a value is certainly null, or the empty text that providers take for it."""
    return isinstance(value, Known) and value.data in (None, "")


def _options(value: Value) -> tuple[Value, ...]:
    return value.one_of if isinstance(value, Unknown) else ()


def _parts(value: Value) -> tuple[Value, ...]:
    return value.parts if isinstance(value, Unknown) else ()


def _reason(value: Value) -> object:
    return (value.reason.cause, value.reason.text) if isinstance(value, Unknown) else None


def _reference(value: Value) -> Reference | None:
    return value.reference if isinstance(value, Unknown) else None


def _is_id(value: Unknown) -> bool:
    return value.reference is not None and value.reference.attribute == ("id",)


def _name_of(instance: Instance) -> str:
    match instance.meta.get("name", instance.native("name").value):
        case Known(data=str(name)):
            return name.rpartition("/")[2].casefold()
    return ""


def _scalar(data: object, fold: Fold) -> object:
    """Data as a provider compares it: numbers and booleans by their text."""
    if isinstance(data, bool):
        return str(data).lower()
    if isinstance(data, int | float | Fraction):
        return str(data)
    return fold(data) if isinstance(data, str) else data


def _settled(value: Value, forcing: Forcing) -> Value:
    """A value with its default filled in, as a set where it is one."""
    if is_left_out(value):
        return Known(forcing.default)
    if forcing.unordered and isinstance(value, Known):
        return Known(value.data, msgspec.structs.replace(value.type, kind="set"))
    return value


def _could_match(old: tuple[Value, ...], new: tuple[Value, ...], fold: Fold) -> bool:
    """Whether texts known in pieces can be equal, by what is written at their ends."""
    ends = [(_end(old, at, fold), _end(new, at, fold)) for at in (0, -1)]
    (a, b), (c, d) = ends
    starts = a.startswith(b) or b.startswith(a)
    return starts and (c.endswith(d) or d.endswith(c))


def _end(parts: tuple[Value, ...], at: int, fold: Fold) -> str:
    part = parts[at]
    return fold(part.data) if isinstance(part, Known) and isinstance(part.data, str) else ""
