"""What steps do with container images: which they build, pull, push and release, and to where."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import partial

import msgspec
from msgspec.structs import replace

from azlint.languages.script.mention import mention
from azlint.languages.script.syntax import Command
from azlint.languages.workflow.action_inputs import Inputs, inputs_of
from azlint.languages.workflow.deployments import ROOT
from azlint.languages.workflow.image_names import listed
from azlint.languages.workflow.model import Step, steps
from azlint.languages.workflow.options import Arguments, arguments, pairs, plain
from azlint.languages.workflow.outputs import Outputs
from azlint.languages.workflow.place import Place, step_place
from azlint.languages.workflow.runs import Run, runs, stage_nodes
from azlint.languages.workflow.scripts import Invocation, Scripted, Scripts, inside
from azlint.languages.workflow.trace import Tracer
from azlint.languages.workflow.words import joined
from azlint.source import NOWHERE
from azlint.value import STRING, Known, Origin, Unknown, Value, alternatives, data_of, text_parts

_REGISTRIES = ".azurecr.io"
_TELLING = "telling what it does with images"


class Host(StrEnum):
    """What runs an image."""

    CONTAINER_APP = "container app"
    WEB_APP = "web app"
    FUNCTION_APP = "function app"
    CLUSTER = "Kubernetes workload"
    GROUP = "container group"


class Build(msgspec.Struct, frozen=True):
    """An image that a step builds.

    names: it gets · context, dockerfile: relative to the repository's root · arguments: of the
    build, by name · certain: those are all of them · pushed: it goes to a registry at once ·
    target: the stage that is built, None for the last one.
    """

    run: Run
    names: Sequence[Value]
    context: Value
    dockerfile: Value
    arguments: Mapping[str, Value] = msgspec.field(default_factory=dict)
    certain: bool = True
    pushed: bool = False
    target: Value | None = None


class Pull(msgspec.Struct, frozen=True):
    """An image that a step takes from a registry."""

    run: Run
    name: Value


class Push(msgspec.Struct, frozen=True):
    """An image that a step sends to a registry under one name."""

    run: Run
    name: Value


class Release(msgspec.Struct, frozen=True):
    """An image that a step has something run.

    app, group: of what runs it, None where the step does not say · variables: of the environment
    that it sets, by name.
    """

    run: Run
    host: Host
    name: Value
    app: Value | None = None
    group: Value | None = None
    variables: Mapping[str, Value] = msgspec.field(default_factory=dict)


class Images(msgspec.Struct, frozen=True):
    """Everything that workflows and actions do with images, in order of the files."""

    builds: Sequence[Build] = ()
    pulls: Sequence[Pull] = ()
    pushes: Sequence[Push] = ()
    releases: Sequence[Release] = ()


Handled = Build | Pull | Push | Release

_MENTION = mention("docker", "podman", "kubectl", "az")
_ENGINES = frozenset({"docker", "podman"})
AZ_RELEASING: Mapping[tuple[str, ...], Host] = {
    ("container", "create"): Host.GROUP,
    ("containerapp", "create"): Host.CONTAINER_APP,
    ("containerapp", "job", "create"): Host.CONTAINER_APP,
    ("containerapp", "job", "update"): Host.CONTAINER_APP,
    ("containerapp", "revision", "copy"): Host.CONTAINER_APP,
    ("containerapp", "up"): Host.CONTAINER_APP,
    ("containerapp", "update"): Host.CONTAINER_APP,
    ("functionapp", "config", "container", "set"): Host.FUNCTION_APP,
    ("webapp", "config", "container", "set"): Host.WEB_APP,
    ("webapp", "create"): Host.WEB_APP,
}
"""The verbs with which `az` has something run an image."""
_AZ = (("acr", "build"), *AZ_RELEASING)
_AZ_GROUPS = frozenset(verbs[0] for verbs in _AZ)
_AZ_VERBS = frozenset(verbs[1] for verbs in _AZ)
_VERBS = frozenset({"build", "pull", "push", "image", "buildx", "builder"})
_FLAGS = frozenset(
    {
        "push", "load", "no-cache", "pull", "q", "quiet", "rm", "squash", "force-rm", "compress",
        "no-wait", "only-show-errors", "no-prompt", "yes", "y", "debug", "verbose", "no-push",
        "no-logs", "no-format", "system-assigned", "local", "all", "record", "overwrite", "a",
        "all-tags", "replace-env-vars",
    }
)  # fmt: skip
_VARIABLES = ("set-env-vars", "env-vars", "replace-env-vars")
_MANY = frozenset({*_VARIABLES, "remove-env-vars", "args"})
_IMAGE = (
    "i", "c", "image", "container-image-name", "deployment-container-image-name",
    "docker-custom-image-name",
)  # fmt: skip


def images(scripts: Scripts) -> Images:
    """Every image of every workflow and action."""
    outputs = scripts.once(Outputs)
    found: list[Handled] = []
    for each in (*_by_actions(scripts), *_by_commands(scripts)):
        named = scripts.guard.single(
            partial(_followed, each, outputs), each.run.span, "following what names its image"
        )
        found.extend([] if named is None else [named])
    return Images(
        [each for each in found if isinstance(each, Build)],
        [each for each in found if isinstance(each, Pull)],
        [each for each in found if isinstance(each, Push)],
        [each for each in found if isinstance(each, Release)],
    )


def _followed(each: Handled, outputs: Outputs) -> Handled:
    if isinstance(each, Build):
        return _built(each, outputs)
    return _released(each, outputs) if isinstance(each, Release) else _named(each, outputs)


def _built(build: Build, outputs: Outputs) -> Build:
    run = build.run
    names = [outputs.follow(name, run.file, run.job) for name in build.names]
    return replace(build, names=[each for name in names for each in alternatives(name)])


def _named(each: Pull | Push, outputs: Outputs) -> Pull | Push:
    return replace(each, name=outputs.follow(each.name, each.run.file, each.run.job))


def _released(release: Release, outputs: Outputs) -> Release:
    run = release.run
    named = (release.app, release.group)
    app, group = (
        None if each is None else outputs.follow(each, run.file, run.job) for each in named
    )
    name = outputs.follow(release.name, run.file, run.job)
    return replace(release, name=name, app=app, group=group)


# ---- commands


def _by_commands(scripts: Scripts) -> Iterator[Handled]:
    for scripted in scripts.steps(_MENTION):
        found = partial(_of_script, scripted, scripts)
        yield from scripts.guard.several(found, scripted.step.declaration.header, _TELLING)


def _of_script(scripted: Scripted, scripts: Scripts) -> Iterator[Handled]:
    for invocation in scripts.invocations(scripted, _concerns, *stage_nodes(scripted.job)):
        place, binding = scripted.place, invocation.way.binding
        for run in runs(scripts.tracer, place, invocation.span, binding):
            yield from _of_command(invocation, run)


def _concerns(command: Command) -> bool:
    name = command.name or ""
    verbs = (*(word.literal or "" for word in command.words[1:3]), "")
    if name == "az":
        words = {word.literal for word in command.words[1:5]}
        return verbs[0] in _AZ_GROUPS and not words.isdisjoint(_AZ_VERBS)
    if name == "kubectl":
        return verbs[:2] == ("set", "image")
    return name in _ENGINES and verbs[0] in _VERBS


def _of_command(invocation: Invocation, run: Run) -> Iterator[Handled]:
    read = arguments(invocation.words, _FLAGS, _MANY)
    verbs = tuple(plain(each) for each in read.operands)
    match invocation.command.name, verbs:
        case "az", ("acr", "build", *_):
            yield from _registry_build(invocation, run, read)
        case "az", _:
            yield from _az_release(run, verbs, read)
        case "kubectl", ("set", "image", *_):
            for _, name in pairs(read.operands[2:]):
                yield Release(run, Host.CLUSTER, name)
        case _, ("build", *_) | (("image" | "buildx" | "builder"), "build", *_):
            yield from _engine_build(invocation, run, read, 1 + (verbs[0] != "build"))
        case _, ("push", *_) | ("image", "push", *_) if not read.has("a", "all-tags"):
            for name in read.operands[1 + (verbs[0] == "image") :][:1]:
                yield Push(run, name)
        case _, ("pull", *_) | ("image", "pull", *_) if not read.has("a", "all-tags"):
            for name in read.operands[1 + (verbs[0] == "image") :][:1]:
                yield Pull(run, name)


def _engine_build(
    invocation: Invocation, run: Run, read: Arguments, skip: int
) -> Iterator[Handled]:
    names = read.all("t", "tag")
    pushed = read.has("push")
    context = inside(invocation.folder, read.operands[skip]) if len(read.operands) > skip else ROOT
    file = read.last("f", "file")
    dockerfile = _default(context) if file is None else inside(invocation.folder, file)
    yield _build(run, names, context, dockerfile, read, pushed=pushed)
    if pushed:
        yield from (Push(run, name) for name in names)


def _registry_build(invocation: Invocation, run: Run, read: Arguments) -> Iterator[Handled]:
    registry = read.last("r", "registry")
    names = [_below(registry, name) for name in read.all("t", "image")]
    context = inside(invocation.folder, read.operands[2]) if len(read.operands) > 2 else ROOT
    file = read.last("f", "file")
    dockerfile = _default(context) if file is None else inside(context, file)
    pushed = not read.has("no-push")
    yield _build(run, names, context, dockerfile, read, pushed=pushed)
    if pushed:
        yield from (Push(run, name) for name in names)


def _build(
    run: Run,
    names: Sequence[Value],
    context: Value,
    dockerfile: Value,
    read: Arguments,
    *,
    pushed: bool,
) -> Build:
    """What a command builds."""
    written = read.all("build-arg")
    given = dict(pairs(written))
    certain = read.certain and len(given) == len(written)
    return Build(run, names, context, dockerfile, given, certain, pushed, read.last("target"))


def _below(registry: Value | None, name: Value) -> Value:
    """The full name of an image that is given relative to an Azure registry; the Azure CLI takes
    its address for its name, too."""
    if registry is None:
        return name
    origin = name.origin or Origin(NOWHERE)
    last = text_parts(registry)[-1]
    whole = isinstance(last, Known) and str(last.data).endswith(_REGISTRIES)
    return joined([registry, Known("/" if whole else f"{_REGISTRIES}/", STRING), name], origin)


def _default(context: Value) -> Value:
    return inside(context, Known("Dockerfile", STRING))


def _az_release(run: Run, verbs: tuple[str, ...], read: Arguments) -> Iterator[Release]:
    found = (host for known, host in AZ_RELEASING.items() if verbs[: len(known)] == known)
    host, name = next(found, None), read.last(*_IMAGE)
    if host is not None and name is not None:
        app, group = read.last("n", "name"), read.last("g", "resource-group")
        yield Release(run, host, name, app, group, dict(pairs(read.all(*_VARIABLES))))


# ---- actions


class Given(msgspec.Struct, frozen=True):
    """What the inputs of an action are given, by their names in lower case."""

    values: Mapping[str, Value]

    def get(self, name: str) -> Value | None:
        """None also for an empty text, which is as good as nothing to the actions read here."""
        value = self.values.get(name.lower())
        return None if data_of(value) == "" else value


def _by_actions(scripts: Scripts) -> Iterator[Handled]:
    tracer = scripts.tracer
    for file in tracer.workflows.files():
        for job, step in steps(file):
            read = _ACTIONS.get(step.action)
            if read is not None:
                found = partial(_of_action, read, tracer, step_place(file, job, step), step)
                yield from scripts.guard.several(found, step.declaration.header, _TELLING)


def _of_action(
    read: Callable[[Run, Inputs, Given], Iterator[Handled]],
    tracer: Tracer,
    place: Place,
    step: Step,
) -> Iterator[Handled]:
    nodes = {entry.key.value.lower(): entry.value for entry in step.with_}
    for binding in tracer.bindings(place, *nodes.values(), *stage_nodes(place.job)):
        given = Given({key: tracer.resolve(place, each, binding) for key, each in nodes.items()})
        for run in runs(tracer, place, step.declaration.header, binding):
            yield from read(run, inputs_of(step), given)


def _build_push(run: Run, _: Inputs, given: Given) -> Iterator[Handled]:
    context = _path(given.get("context"))
    file = given.get("file")
    dockerfile = _default(context) if file is None else _path(file)
    names = _items(given.get("tags"))
    run = _at(run, given.get("tags"))
    written = _items(given.get("build-args"), "\n")
    arguments = dict(pairs(written))
    certain = len(arguments) == len(written)
    push = given.get("push")
    pushed = push is not None and any(_pushes(each) for each in alternatives(push))
    target = given.get("target")
    yield Build(run, names, context, dockerfile, arguments, certain, pushed, target)
    if pushed:
        yield from (Push(run, name) for name in names)


def _at(run: Run, value: Value | None) -> Run:
    """The same, pointing at what names the image."""
    written = value.origin.span if value is not None and value.origin is not None else None
    return run if written is None else replace(run, span=written)


def _pushes(value: Value) -> bool:
    return isinstance(value, Unknown) or value.data in (True, "true")


def _path(value: Value | None) -> Value:
    """A path below the workspace."""
    if isinstance(value, Unknown) and len(value.parts) > 1:
        first, *rest = value.parts
        if isinstance(first, Unknown) and first.reason.text == "github.workspace":
            return inside(ROOT, joined([Known(".", STRING), *rest], Origin(NOWHERE)))
    if isinstance(value, Unknown) and value.reason.text == "github.workspace":
        return ROOT
    return ROOT if value is None else inside(ROOT, value)


def _items(value: Value | None, separators: str = "\n,") -> Sequence[Value]:
    """The items of an input; where it can be several texts, those of each."""
    if value is None:
        return ()
    return [item for each in alternatives(value) for item in listed(each, separators)]


def _deploy_container_app(run: Run, inputs: Inputs, given: Given) -> Iterator[Handled]:
    source, built = given.get("appSourcePath"), given.get("imageToBuild")
    if source is not None and built is not None:
        context = _path(source)
        file = given.get("dockerfilePath")
        dockerfile = _default(context) if file is None else inside(context, file)
        at = _at(run, built)
        yield Build(at, [built], context, dockerfile, pushed=True)
        yield Push(at, built)
    image = given.get(inputs.image)
    name = built if image is None else image
    if name is not None:
        variables = dict(pairs(_items(given.get("environmentVariables"), " \n")))
        app, group = given.get(inputs.app), given.get(inputs.group)
        yield Release(_at(run, name), Host.CONTAINER_APP, name, app, group, variables)


def _deploy(host: Host, run: Run, inputs: Inputs, given: Given) -> Iterator[Handled]:
    image, app, group = (given.get(each) for each in (inputs.image, inputs.app, inputs.group))
    for name in _items(image):
        yield Release(_at(run, image), host, name, app, group)


_ACTIONS: Mapping[str, Callable[[Run, Inputs, Given], Iterator[Handled]]] = {
    "azure/aci-deploy": partial(_deploy, Host.GROUP),
    "azure/container-apps-deploy-action": _deploy_container_app,
    "azure/functions-container-action": partial(_deploy, Host.FUNCTION_APP),
    "azure/k8s-deploy": partial(_deploy, Host.CLUSTER),
    "azure/webapps-deploy": partial(_deploy, Host.WEB_APP),
    "docker/build-push-action": _build_push,
}
