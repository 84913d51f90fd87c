"""What steps do with container images: which they build, pull, push and release, and to where."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import partial

import msgspec
from msgspec.structs import replace

from azlint.languages.script.syntax import Command
from azlint.languages.workflow.image_names import listed
from azlint.languages.workflow.model import Step, steps
from azlint.languages.workflow.options import Arguments, arguments, pairs, plain
from azlint.languages.workflow.outputs import Outputs
from azlint.languages.workflow.place import Place, step_place
from azlint.languages.workflow.runs import Run, environment_of, runs
from azlint.languages.workflow.scripts import Invocation, Scripted, Scripts, inside
from azlint.languages.workflow.trace import Tracer
from azlint.languages.workflow.words import joined
from azlint.patterns import regex
from azlint.source import Span
from azlint.value import STRING, Known, Origin, Unknown, Value, alternatives

ROOT = Known("", STRING)
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

_MENTION = regex(r"\b(docker|podman|kubectl|az)\b")
_ENGINES = frozenset({"docker", "podman"})
_AZ_GROUPS = frozenset({"acr", "containerapp", "webapp", "functionapp"})
_AZ_VERBS = frozenset({"build", "create", "update", "up", "config"})
_VERBS = frozenset({"build", "pull", "push", "image", "buildx", "builder"})
_FLAGS = frozenset(
    {
        "push", "load", "no-cache", "pull", "q", "quiet", "rm", "squash", "force-rm", "compress",
        "no-wait", "only-show-errors", "no-prompt", "yes", "y", "debug", "verbose", "no-push",
        "no-logs", "no-format", "system-assigned", "local", "all", "record", "overwrite", "a",
        "all-tags", "replace-env-vars",
    }
)  # fmt: skip
_MANY = frozenset({"env-vars", "set-env-vars", "replace-env-vars", "remove-env-vars", "args"})


def images(scripts: Scripts) -> Images:
    """Every image of every workflow and action."""
    outputs = Outputs(scripts)
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
    environment = environment_of(scripted.job)
    nodes = [environment] if environment is not None else []
    for invocation in scripts.invocations(scripted, _concerns, *nodes):
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
        case "az", ("containerapp", *below) if set(below[:2]) & {"create", "update", "up"}:
            yield from _container_app(run, read)
        case "az", ("webapp", "config", "container", "set", *_):
            yield from _web_app(run, Host.WEB_APP, read)
        case "az", ("functionapp", "config", "container", "set", *_):
            yield from _web_app(run, Host.FUNCTION_APP, read)
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
    origin = name.origin or Origin(Span("", 0, 0))
    whole = isinstance(registry, Known) and str(registry.data).endswith(_REGISTRIES)
    return joined([registry, Known("/" if whole else f"{_REGISTRIES}/", STRING), name], origin)


def _default(context: Value) -> Value:
    return inside(context, Known("Dockerfile", STRING))


def _container_app(run: Run, read: Arguments) -> Iterator[Release]:
    name = read.last("i", "image")
    if name is not None:
        variables = read.all("set-env-vars", "env-vars", "replace-env-vars")
        app, group = read.last("n", "name"), read.last("g", "resource-group")
        yield Release(run, Host.CONTAINER_APP, name, app, group, dict(pairs(variables)))


def _web_app(run: Run, host: Host, read: Arguments) -> Iterator[Release]:
    name = read.last("i", "c", "image", "container-image-name", "docker-custom-image-name")
    if name is not None:
        app, group = read.last("n", "name"), read.last("g", "resource-group")
        yield Release(run, host, name, app, group)


# ---- actions


def _by_actions(scripts: Scripts) -> Iterator[Handled]:
    tracer = scripts.tracer
    for file in tracer.workflows.files():
        for job, step in steps(file):
            read = _ACTIONS.get(step.action)
            if read is not None:
                found = partial(_of_action, read, tracer, step_place(file, job, step), step)
                yield from scripts.guard.several(found, step.declaration.header, _TELLING)


Inputs = Mapping[str, Value]


def _of_action(
    read: Callable[[Run, Inputs], Iterator[Handled]], tracer: Tracer, place: Place, step: Step
) -> Iterator[Handled]:
    nodes = {entry.key.value.lower(): entry.value for entry in step.with_}
    environment = environment_of(place.job)
    named = [environment] if environment is not None else []
    for binding in tracer.bindings(place, *nodes.values(), *named):
        inputs = {key: tracer.resolve(place, node, binding) for key, node in nodes.items()}
        for run in runs(tracer, place, step.declaration.header, binding):
            yield from read(run, inputs)


def _build_push(run: Run, inputs: Inputs) -> Iterator[Handled]:
    context = _path(inputs.get("context"))
    file = inputs.get("file")
    dockerfile = _default(context) if file is None else _path(file)
    names = _items(inputs.get("tags"))
    run = _at(run, inputs.get("tags"))
    written = _items(inputs.get("build-args"), "\n")
    given = dict(pairs(written))
    certain = len(given) == len(written)
    push = inputs.get("push")
    pushed = push is not None and any(_pushes(each) for each in alternatives(push))
    target = inputs.get("target")
    yield Build(run, names, context, dockerfile, given, certain, pushed, target)
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
            return inside(ROOT, joined([Known(".", STRING), *rest], Origin(Span("", 0, 0))))
    if isinstance(value, Unknown) and value.reason.text == "github.workspace":
        return ROOT
    return ROOT if value is None else inside(ROOT, value)


def _items(value: Value | None, separators: str = "\n,") -> Sequence[Value]:
    """The items of an input; where it can be several texts, those of each."""
    if value is None:
        return ()
    return [item for each in alternatives(value) for item in listed(each, separators)]


def _deploy_container_app(run: Run, inputs: Inputs) -> Iterator[Handled]:
    source, built = inputs.get("appsourcepath"), inputs.get("imagetobuild")
    if source is not None and built is not None:
        context = _path(source)
        file = inputs.get("dockerfilepath")
        dockerfile = _default(context) if file is None else inside(context, file)
        at = _at(run, built)
        yield Build(at, [built], context, dockerfile, pushed=True)
        yield Push(at, built)
    name = inputs.get("imagetodeploy", built)
    if name is not None:
        variables = dict(pairs(_items(inputs.get("environmentvariables"), " \n")))
        app, group = inputs.get("containerappname"), inputs.get("resourcegroup")
        yield Release(_at(run, name), Host.CONTAINER_APP, name, app, group, variables)


def _deploy(
    host: Host, key: str, app: str, group: str = ""
) -> Callable[[Run, Inputs], Iterator[Handled]]:
    def read(run: Run, inputs: Inputs) -> Iterator[Handled]:
        for name in _items(inputs.get(key)):
            at = _at(run, inputs.get(key))
            yield Release(at, host, name, inputs.get(app), inputs.get(group))

    return read


_ACTIONS: Mapping[str, Callable[[Run, Inputs], Iterator[Handled]]] = {
    "docker/build-push-action": _build_push,
    "azure/container-apps-deploy-action": _deploy_container_app,
    "azure/webapps-deploy": _deploy(Host.WEB_APP, "images", "app-name", "resource-group-name"),
    "azure/functions-container-action": _deploy(Host.FUNCTION_APP, "image", "app-name"),
    "azure/aci-deploy": _deploy(Host.GROUP, "image", "name", "resource-group"),
    "azure/k8s-deploy": _deploy(Host.CLUSTER, "images", "name"),
}
