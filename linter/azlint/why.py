"""Why something was flagged, or was not: its values, where they come from, what rules say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from msgspec.structs import replace

from azlint.active import Active, active
from azlint.addresses import NEAR, Address, near, parse
from azlint.answer import Answer, Attribute, Case
from azlint.attributes import alike, by_rules, expanding, known_names, property_of
from azlint.azure.resource import Resource, native_paths
from azlint.build import Built, build
from azlint.candidates import Block, Candidate, Every, Named, Task, blocks, candidates
from azlint.check import check, wanted_paths
from azlint.config import Settings
from azlint.extents import reach
from azlint.graph import Graph
from azlint.languages.workflow.place import Place, job_place, step_place
from azlint.languages.workflow.syntax import Yaml
from azlint.node import Presence, walk
from azlint.opinions import GONE, Found
from azlint.ourselves import knowing_ourselves
from azlint.placement import place
from azlint.ranking import ranked
from azlint.rule import steps, stopped_by
from azlint.suppress import Ran, suppress
from azlint.tree import open_tree
from azlint.value import NULL, Value

MAX_CASES = 40
UNKNOWN_KEYS = "its instances are not known: this holds for any of them"
FOLLOWED = "it is followed: what it makes goes by addresses of its own"
UNREAD = "no rule that runs reads its attributes: name one"


class NoAnswerError(Exception):
    """Nothing, or more than one thing, goes by an address or an environment is not there; the
    message says what there is."""


def why(asked: str, attribute: str, settings: Settings) -> Answer:
    """Answer for every case of what an address names.

    Raises NoAnswerError, and whatever keeps a check from starting.
    """
    running = active(settings)
    tree = open_tree(
        settings.root, root=settings.root, exclude=settings.exclude, include=settings.include
    )
    built = build(tree, wanted_paths(running.rules), None, settings.modules, settings.wanted)
    wrong = (*built.refused, *(failure.message for failure in built.failures))
    if wrong:
        raise NoAnswerError("\n".join(wrong))
    named = _named(asked, built.graph)
    found = _found(built, running, knowing_ourselves(settings))
    cases = _merged(_cases(named, attribute, built.graph, found))
    return Answer(tuple(islice(cases, MAX_CASES)), settings.told_from(built.graph.sources))


def _found(built: Built, running: Active, settings: Settings) -> Found:
    graph = built.graph
    said = check(graph, running.rules, settings).findings
    placed = place(said, graph.entrances)
    findings = list(ranked(placed, running.severities, settings))
    ran = Ran((), ())
    extent = reach(built.loaded.parsed)
    outcome = suppress(findings, built.comments, graph.sources, settings.ignores, ran, reach=extent)
    accepted = {id(entry.finding): entry.reason for entry in outcome.suppressed}
    unplaced = {id(told): first for told, first in zip(findings, said, strict=True)}
    return Found(running.rules, findings, accepted, unplaced)


# What is asked about.


def _named(asked: str, graph: Graph) -> tuple[Address, Sequence[Candidate]]:
    """What goes by an address: exactly, else by the end of its own."""
    address = parse(asked)
    if address is None:
        raise NoAnswerError(f"`{asked}` is not an address: {_FORMS}")
    known = list(candidates(graph))
    for whole in (True, False):
        found = [each for each in known if each.fits(address, whole=whole)]
        if found:
            _one_declaration(asked, found)
            return address, found
    close = near(asked, (_full(each) if address.place else each.address for each in known))
    hint = f"did you mean\n{_listed(close)}" if close else _FORMS
    raise NoAnswerError(f"nothing is called `{asked}`: {hint}")


_FORMS = (
    "name a resource as `module.kv.azurerm_key_vault.this`, a variable or local as "
    "`module.kv.var.x`, a Bicep resource as `main.bicep:vault`, a step as `ci.yml:job.step`"
)


def _one_declaration(asked: str, found: Sequence[Candidate]) -> None:
    places = {each.declared: each for each in reversed(found)}
    if len(places) > 1:
        several = sorted({_full(each) for each in places.values()})
        more = f"\n  and {len(several) - NEAR} more" if len(several) > NEAR else ""
        raise NoAnswerError(
            f"{len(places)} declarations are called `{asked}`: name one of\n"
            f"{_listed(several[:NEAR])}{more}"
        )


def _full(candidate: Candidate) -> str:
    if isinstance(candidate, Task):
        return candidate.address
    return f"{candidate.declared.path}:{candidate.address}"


def _listed(addresses: Iterable[str]) -> str:
    return "\n".join(f"  {address}" for address in addresses)


# The answers.


def _cases(
    named: tuple[Address, Sequence[Candidate]], attribute: str, graph: Graph, found: Found
) -> Iterator[Case]:
    address, candidates_ = named
    seen: set[int] = set()
    for candidate in candidates_:
        if isinstance(candidate, Named):
            yield _of_value(candidate, attribute)
        elif isinstance(candidate, Task):
            yield _of_task(candidate, attribute, graph, found)
        elif id(candidate.evaluation) not in seen:
            seen.add(id(candidate.evaluation))
            yield from _of_blocks(candidate, address, attribute, found)


def _of_blocks(first: Block, address: Address, attribute: str, found: Found) -> Iterator[Case]:
    """The cases of a declaration in one evaluation, by what the attributes asked for read."""
    evaluation = first.evaluation
    resource = first.resource
    names = set(native_paths(evaluation.paths).get(first.instance.native_type, ()))
    if attribute:
        names = {attribute.partition(".")[0], *names} if resource else {attribute.partition(".")[0]}
    for block in blocks(evaluation, Every(sorted(names))):
        if block.declared == first.declared and block.fits(address, whole=False):
            yield _of_block(_alone(block, address), attribute, found)


def _alone(block: Block, address: Address) -> Block:
    key, instance = address.steps[-1].key, block.instance
    if not key or instance.alone is None:
        return block
    return replace(block, instance=instance.alone(key))


def _of_block(block: Block, attribute: str, found: Found) -> Case:
    instance = block.instance
    resource = block.resource
    paths = {name.lower(): each for name, each in block.evaluation.paths.items()}
    read = paths.get(resource.arm_type.lower(), frozenset()) if resource else frozenset()
    if attribute:
        attributes = [_asked(block, resource, attribute)]
    else:
        properties = list(expanding(instance))
        properties += by_rules(resource, sorted(read)) if resource else []
        attributes = [_attribute(each.name, each.presence, each.value) for each in properties]
    return Case(
        root=block.root,
        environments=tuple(filter(None, [block.evaluation.environment])),
        address=block.address,
        keys=tuple(key for key in instance.keys if key),
        place=block.declared,
        attributes=tuple(attributes),
        opinions=tuple(found.on(block, resource)),
        note=_note(block) or ("" if attributes else UNREAD),
    )


def _note(block: Block) -> str:
    if block.disabled:
        return GONE
    if block.instance.abstract:
        return UNKNOWN_KEYS
    return FOLLOWED if block.followed else ""


def _asked(block: Block, resource: Resource | None, name: str) -> Attribute:
    """The attribute that is asked for; with what it may have been meant to be."""
    found = property_of(block.instance, resource, name)
    told = _attribute(found.name, found.presence, found.value)
    unwritten = found.presence is Presence.UNSET and found.value.origin is None
    if not unwritten:
        return told
    return replace(told, alike=alike(name, known_names(block, resource)))


def _attribute(name: str, presence: Presence, value: Value) -> Attribute:
    stop = stopped_by(value)
    return Attribute(name, presence, value, steps(value, stop), stop)


def _of_value(named: Named, path: str) -> Case:
    value = named.read()
    if path:
        value = walk(lambda _: value, ["", *path.split(".")], path, named.declared).value
    name = f"{named.address}{'.' if path else ''}{path}"
    return Case(
        root=named.root,
        environments=tuple(filter(None, [named.evaluation.environment])),
        address=named.address,
        keys=(),
        place=named.declared,
        attributes=(_attribute(name, Presence.WRITTEN, value),),
        opinions=(),
    )


def _of_task(task: Task, attribute: str, graph: Graph, found: Found) -> Case:
    tracer = graph.tracer
    place: Place
    if task.step is not None:
        place = step_place(task.file, task.job, task.step)
    elif task.job is not None:
        place = job_place(task.file, task.job)
    nodes = _nodes(task)
    if attribute:
        wanted = attribute.lower()
        nodes = {n: node for n, node in nodes.items() if n.lower() in {wanted, f"with.{wanted}"}}
    attributes = [
        _attribute(name, Presence.WRITTEN, value)
        for name, node in nodes.items()
        for value in tracer.values(place, node)
    ]
    if attribute and not nodes:
        unset = _attribute(attribute, Presence.UNSET, NULL)
        attributes = [replace(unset, alike=alike(attribute, _nodes(task)))]
    return Case(
        root=task.file.path,
        environments=(),
        address=task.address,
        keys=(),
        place=task.declared,
        attributes=tuple(attributes),
        opinions=tuple(found.at(task)),
    )


def _nodes(task: Task) -> Mapping[str, Yaml]:
    """What a job or step is written with, by `with.NAME`, `env.NAME` or its key."""
    owner = task.step or task.job
    if owner is None:
        return {}
    found: dict[str, Yaml] = {}
    keys = ("uses",) if task.step is not None else ("runs-on", "container", "uses")
    for key in keys:
        node = owner.get(key)
        if node is not None:
            found[key] = node
    found.update({f"with.{entry.key.value}": entry.value for entry in owner.with_})
    found.update({f"env.{entry.key.value}": entry.value for entry in owner.env})
    return found


def _merged(cases: Iterable[Case]) -> Iterator[Case]:
    """Cases that differ only in the environment are one, and so are those that then differ only
    in the key."""
    return _joined(_joined(cases, "environments"), "keys")


def _joined(cases: Iterable[Case], field: str) -> Iterator[Case]:
    joined: dict[Case, dict[str, None]] = {}
    for case in cases:
        joined.setdefault(replace(case, **{field: ()}), {}).update(
            dict.fromkeys(getattr(case, field))
        )
    for case, names in joined.items():
        yield replace(case, **{field: tuple(names)})
