"""The public base of rules: metadata, messages, options, what they select and a pure `check`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar

import msgspec

from azlint.finding import (
    SENSITIVE,
    Confidence,
    Consequence,
    Context,
    Finding,
    Related,
    Severity,
    Step,
    Stop,
    Verdict,
)
from azlint.node import Declaration, Language, written_at
from azlint.source import Span
from azlint.value import Known, Unknown, Value, chain

if TYPE_CHECKING:
    from azlint.azure.resource import Resource
    from azlint.graph import Change, Evaluation, Graph
    from azlint.languages.terraform.evaluate import ScopedBlock

OptionValue = bool | int | str | tuple[str, ...]

ASSUMED = "assumed default"
"""Why a verdict on the default of a library is undecided."""

MAX_STEPS = 40
"""Places that the way of a value is told by."""


class Citation(msgspec.Struct, frozen=True):
    """A source for what a rule says, with the date on which it was read."""

    title: str
    url: str
    read: str


class Option(msgspec.Struct, frozen=True):
    """A setting under `[rules.<ID>]`; its type is that of the default."""

    default: OptionValue
    text: str
    choices: tuple[str, ...] = ()


class Message(msgspec.Struct, frozen=True):
    """A message template and the help that goes with it; `{name}` fields are filled in.

    The first sentence carries the point and any danger of the obvious fix: code scanning shows
    nothing else.
    """

    text: str
    help: str = ""


class Meta(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule is, apart from its logic.

    id: `AZL` and three digits · name: reads after "allow" · severity: the default, which a
    finding may override · enabled: on without `--select` · security_severity: "0.0" to "10.0"
    for code scanning, only for security rules · since: the version of azlint that brought it.
    """

    id: str
    name: str
    severity: Severity
    languages: frozenset[Language]
    confidence: Confidence = Confidence.HIGH
    enabled: bool = True
    security_severity: str = ""
    since: str = "0.1.0"
    citations: tuple[Citation, ...] = ()


class Scene(msgspec.Struct, frozen=True):
    """What a rule may look at besides the node it visits.

    evaluation: the one the node belongs to · base: the same root and environment at the base
    revision, where one was asked for · trusted: owners whose actions count as our own ·
    repository: its own `owner/name` as it is written, or empty.
    """

    graph: Graph
    evaluation: Evaluation | None
    options: Mapping[str, OptionValue]
    base: Evaluation | None = None
    trusted: tuple[str, ...] = ()
    repository: str = ""

    def is_new(self, resource: Resource) -> bool:
        """The resource does not exist at the base revision; False where none was asked for."""
        return (
            self.base is not None
            and not self.is_adopted(resource)
            and all(
                other.address != resource.address for other in self.base.of_type(resource.arm_type)
            )
        )

    def is_adopted(self, resource: Resource) -> bool:
        """A `moved` or `import` block says that the resource is deployed already."""
        return self.evaluation is not None and self.evaluation.is_adopted(resource)

    def provider_constraint(self, resource: Resource, provider: str) -> str:
        """The version constraint (or locked version) of a provider where a resource is declared,
        empty where nothing is written."""
        if self.evaluation is None:
            return ""
        return self.evaluation.native.provider_constraint(resource.declaration.folder, provider)


class Rule(ABC):
    """One policy. Stateless; the class docstring is its page.

    needs_base: it says nothing where no earlier revision is compared with.
    """

    meta: ClassVar[Meta]
    messages: ClassVar[Mapping[str, Message]]
    options: ClassVar[Mapping[str, Option]] = {}
    needs_base: ClassVar[bool] = False

    def finding(
        self,
        key: str,
        span: Span,
        declaration: Declaration,
        context: Context = Context(),  # noqa: B008 (immutable)
        *,
        value: Value | None = None,
        anchored: bool = False,
        because: Value | None = None,
        general: Mapping[str, object] | None = None,
        severity: Severity | None = None,
        consequence: Consequence = Consequence.NONE,
        confidence: Confidence | None = None,
        related: tuple[Related, ...] = (),
        **fields: object,
    ) -> Finding:
        """Build a finding from a message key.

        `value` is what the finding is about: the place where it is written is related, and
        the way from there to its use is kept; where a caller passes it, its argument is the place
        unless the finding is `anchored`. `because` is the value that decides: if it is Unknown,
        or rests on a default that a library only assumes, the finding is undecided and its cause
        says why. `general` are the fields to use where evaluations differ in what they say.
        """
        stop = stopped_by(because)
        fields = dict(_shown(fields, value))
        message, help_ = self._said(key, fields, stop)
        return Finding(
            rule=self.meta.id,
            key=key,
            message=message,
            help=help_,
            general=self._said(key, {**fields, **general}, stop) if general else ("", ""),
            span=span,
            severity=severity,
            verdict=Verdict.UNDECIDED if stop else Verdict.VIOLATION,
            stop=stop,
            consequence=Consequence.NONE if stop else consequence,
            confidence=confidence or self.meta.confidence,
            related=(*explained(value, stop, span), *related),
            subject=declaration.address,
            scope=declaration.span,
            contexts=(context,),
            chain=steps(value if stop is None else because, stop),
            anchored=anchored,
        )

    def _said(self, key: str, fields: Mapping[str, object], stop: Stop | None) -> tuple[str, str]:
        """Message and help; what is not certain comes without help."""
        message = self.messages[key]
        text = message.text.format_map(fields)
        if stop is not None:
            return f"It cannot be told whether this holds: {text}", ""
        return text, message.help.format_map(fields)


def _shown(fields: Mapping[str, object], value: Value | None) -> Iterator[tuple[str, object]]:
    """What a message says of a value, without what is sensitive."""
    hidden = value.data if isinstance(value, Known) and value.sensitive else None
    for name, field in fields.items():
        yield name, SENSITIVE if hidden is not None and field == hidden else field


def explained(value: Value | None, stop: Stop | None, span: Span) -> Iterator[Related]:
    """The place that explains a finding at `span`: what stops its decision, else where the value
    that it is about is written."""
    if stop is not None and stop.span is not None and stop.span != span:
        yield Related(stop.span, f"{stop.reference} stops the decision: {stop.cause}")
    origin = written_at(value) if value is not None and stop is None else None
    if origin is not None and origin.span != span:
        declared = isinstance(value, Unknown) and value.reason.span == origin.span
        step = Step(origin.span, origin.label, given_by=origin.given_by)
        yield Related(step.span, f"{origin.label} is declared here" if declared else step.source)


def steps(value: Value | None, stop: Stop | None = None) -> tuple[Step, ...]:
    """The way of a value, from its use back to where it is written or to what stops it; what
    leads back to a place is left out, and so is the middle of a way that is too long to read."""
    found: dict[Span, Step] = {}
    secret = value is not None and value.sensitive
    for origin in chain(value) if value is not None else ():
        before = found.get(origin.span)
        while before is not None and next(reversed(found)) != origin.span:
            found.popitem()
        label = origin.label if before is None else before.label or origin.label
        end = origin.parent is None
        found[origin.span] = Step(origin.span, label, end and secret, origin.given_by)
    if stop is not None and stop.span is not None and found:
        found.setdefault(stop.span, Step(stop.span, stop.reference))
    way = tuple(found.values())
    return way if len(way) <= MAX_STEPS else way[: MAX_STEPS // 2] + way[-MAX_STEPS // 2 :]


def stopped_by(value: Value | None) -> Stop | None:
    """What keeps a verdict that rests on a value undecided; None where it is decided."""
    if value is None:
        return None
    origin = written_at(value)
    place = None if origin is None else origin.span
    if isinstance(value, Unknown):
        reason = value.reason
        return Stop(reason.cause.value, reason.text, reason.span or place)
    return Stop(ASSUMED, value.assumed, place) if value.assumed else None


class ResourceRule(Rule):
    """A rule about settings of resources, in every language that describes them.

    paths: the ARM properties read, per ARM type: resources of these types are visited, unless
    they are only references to what exists, and these properties decide which instances differ.
    disabled: the ARM types of which declarations without any instance are visited too.
    """

    paths: ClassVar[Mapping[str, frozenset[str]]]
    disabled: ClassVar[frozenset[str]] = frozenset()

    @abstractmethod
    def check(self, resource: Resource, scene: Scene) -> Iterator[Finding]: ...

    def check_workflows(self, scene: Scene) -> Iterator[Finding]:
        """The same setting as the commands of workflows make it; most rules have none there."""
        return iter(())


class ChangeRule(Rule):
    """A rule about what happens to a resource between two revisions."""

    needs_base: ClassVar[bool] = True
    paths: ClassVar[Mapping[str, frozenset[str]]]

    @abstractmethod
    def check(self, change: Change, scene: Scene) -> Iterator[Finding]: ...


class BlockRule(Rule):
    """A rule about Terraform blocks as written."""

    kinds: ClassVar[frozenset[str]]

    @abstractmethod
    def check(self, block: ScopedBlock, scene: Scene) -> Iterator[Finding]: ...


class WorkflowRule(Rule):
    """A rule about workflows and actions; it sees them all at once."""

    @abstractmethod
    def check(self, scene: Scene) -> Iterator[Finding]: ...
