"""From YAML nodes to workflows and actions."""

from __future__ import annotations

from collections.abc import Iterator

from azlint.languages.workflow import scalars
from azlint.languages.workflow.model import (
    Action,
    Event,
    Image,
    Input,
    Job,
    Output,
    Secret,
    Step,
    Workflow,
    span_of,
    text,
    texts,
)
from azlint.languages.workflow.syntax import Entry, Mapping, Scalar, Yaml, entries, items
from azlint.node import Declaration, Language
from azlint.source import Span
from azlint.syntax import Node


def lower_workflow(path: str, root: Yaml | None) -> Workflow | None:
    """A workflow, if the file is a mapping at all."""
    if not isinstance(root, Mapping):
        return None
    lowering = _Lowering(path)
    on = root.get("on")
    call, dispatch = _trigger(on, Event.CALL), _trigger(on, Event.DISPATCH)
    name = path.rpartition("/")[2].rpartition(".")[0]
    header = root.entry("name") or next(iter(root.entries), root)
    return Workflow(
        path=path,
        declaration=lowering.declare("workflow", name, root, header),
        node=root,
        triggers=_trigger_names(on),
        inputs=(*lowering.inputs(call, Event.CALL), *lowering.inputs(dispatch, Event.DISPATCH)),
        secrets=tuple(_secrets(path, call)),
        outputs=_outputs(call),
        env=entries(root.get("env")),
        jobs=tuple(lowering.job(entry) for entry in entries(root.get("jobs"))),
    )


def lower_action(path: str, root: Yaml | None) -> Action | None:
    """An action's metadata, if the file is a mapping at all."""
    if not isinstance(root, Mapping):
        return None
    lowering = _Lowering(path)
    runs = root.get("runs")
    image = _key(runs, "image")
    folder = path.rpartition("/")[0].rpartition("/")[2]
    header = root.entry("name") or next(iter(root.entries), root)
    return Action(
        path=path,
        declaration=lowering.declare("action", folder, root, header),
        node=root,
        using=text(_key(runs, "using")),
        image=image if isinstance(image, Scalar) else None,
        inputs=tuple(lowering.inputs(root, Event.ACTION)),
        outputs=_outputs(root),
        steps=tuple(lowering.steps(folder, _key(runs, "steps"))),
    )


class _Lowering:
    """Builds declarations of one file."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._folder = path.rpartition("/")[0]

    def declare(self, kind: str, name: str, node: Node, header: Node) -> Declaration:
        return Declaration(
            Language.WORKFLOW,
            self._folder,
            kind,
            "",
            name,
            Span(self._path, node.start, node.end),
            Span(self._path, header.start, header.end),
        )

    def inputs(self, owner: Yaml | None, event: Event) -> Iterator[Input]:
        for entry in entries(_key(owner, "inputs")):
            options = (each for each in items(_key(entry.value, "options")))
            yield Input(
                event=event,
                declaration=self.declare("input", entry.key.value, entry, entry.key),
                name=entry.key.value,
                type=text(_key(entry.value, "type")),
                default=_key(entry.value, "default"),
                required=scalars.is_true(_key(entry.value, "required")),
                options=tuple(each for each in options if isinstance(each, Scalar)),
            )

    def job(self, entry: Entry) -> Job:
        node = (
            entry.value if isinstance(entry.value, Mapping) else Mapping(entry.end, entry.end, ())
        )
        name = entry.key.value
        uses = node.get("uses")
        secrets = node.get("secrets")
        return Job(
            declaration=self.declare("job", name, entry, entry.key),
            node=node,
            id=name,
            needs=texts(node.get("needs")),
            uses=uses if isinstance(uses, Scalar) else None,
            with_=entries(node.get("with")),
            inherits_secrets=text(secrets) == "inherit",
            secrets=entries(secrets),
            env=entries(node.get("env")),
            matrix=_key(node.get("strategy"), "matrix"),
            images=tuple(self._images(name, node)),
            outputs=tuple(
                Output(each.key.value, each.value) for each in entries(node.get("outputs"))
            ),
            steps=tuple(self.steps(name, node.get("steps"))),
        )

    def _images(self, job: str, node: Mapping) -> Iterator[Image]:
        container = node.entry("container")
        if container is not None:
            yield from self._image(f"{job}.container", "container", container)
        for service in entries(node.get("services")):
            yield from self._image(f"{job}.{service.key.value}", service.key.value, service)

    def _image(self, name: str, role: str, entry: Entry) -> Iterator[Image]:
        image = _key(entry.value, "image") if isinstance(entry.value, Mapping) else entry.value
        if isinstance(image, Scalar):
            yield Image(self.declare("image", name, entry, entry.key), role, image)

    def steps(self, owner: str, node: Yaml | None) -> Iterator[Step]:
        for index, item in enumerate(_flat_steps(node)):
            identity = text(item.get("id"))
            uses, run = item.get("uses"), item.get("run")
            label = identity or text(item.get("name")) or text(uses).partition("@")[0] or "run"
            header = item.entry("uses") or item.entry("run") or next(iter(item.entries), item)
            yield Step(
                declaration=self.declare("step", f"{owner}.{label}", item, header),
                node=item,
                index=index,
                id=identity,
                uses=uses if isinstance(uses, Scalar) else None,
                action=text(uses).partition("@")[0].lower(),
                run=run if isinstance(run, Scalar) else None,
                with_=entries(item.get("with")),
                env=entries(item.get("env")),
            )


def _flat_steps(node: Yaml | None) -> Iterator[Mapping]:
    """Steps in order, those inside a `parallel:` group included."""
    for item in items(node):
        if isinstance(item, Mapping):
            group = item.get("parallel")
            if group is None:
                yield item
            else:
                yield from (each for each in items(group) if isinstance(each, Mapping))


def _key(node: Yaml | None, name: str) -> Yaml | None:
    return node.get(name) if isinstance(node, Mapping) else None


def _trigger(on: Yaml | None, event: Event) -> Yaml | None:
    return _key(on, event.value)


def _trigger_names(on: Yaml | None) -> frozenset[str]:
    if isinstance(on, Mapping):
        return frozenset(entry.key.value for entry in on.entries)
    return frozenset(texts(on))


def _secrets(path: str, call: Yaml | None) -> Iterator[Secret]:
    for entry in entries(_key(call, "secrets")):
        required = scalars.is_true(_key(entry.value, "required"))
        yield Secret(entry.key.value, required, span_of(path, entry.key))


def _outputs(owner: Yaml | None) -> tuple[Output, ...]:
    declared = entries(_key(owner, "outputs"))
    return tuple(Output(each.key.value, _key(each.value, "value")) for each in declared)
