"""Tools that scripts of workflows and Dockerfiles install without naming a release."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from azlint.graph import Graph
from azlint.languages.script.mention import mention
from azlint.languages.workflow.options import Arguments, plain
from azlint.node import Declaration
from azlint.patterns import regex
from azlint.source import Span
from azlint.value import Known, Value
from azlint_rules.facts.installers import DOWNLOADERS, INSTALLERS, Installer
from azlint_rules.workflows.claims import Claim, Tier, Use
from azlint_rules.workflows.installs import arguments_of, program_of

_MENTION = mention("install", "add", "i", "update", *DOWNLOADERS, parts=("install-",))
_LATEST = regex(r"https?://\S*/latest(?:/|\Z)")
_PACKAGE = regex(r"@?[A-Za-z0-9][\w./-]*(?:\[[\w,.-]*\])?")
_FILES = (".whl", ".gz", ".tgz", ".zip", ".gem", ".nupkg")
_MAY_INSTALL = program_of(*INSTALLERS, others=DOWNLOADERS)

Words = Sequence[Value]


def install_claims(graph: Graph) -> Iterator[Claim]:
    """One claim for each tool that a command installs in whatever release is newest."""
    scripts = graph.scripts
    seen: set[Span] = set()
    for scripted in scripts.steps(_MENTION):
        for invocation in scripts.invocations(scripted, _MAY_INSTALL):
            use = Use(scripted.file, scripted.job, scripted.step, invocation.span)
            for claim in _claims(invocation.words, use, None):
                if claim.span not in seen:
                    seen.add(claim.span)
                    yield claim
    for _, file in sorted(graph.dockerfiles.items()):
        for stage in file.stages:
            for run in stage.runs:
                use = Use(None, None, None, run.span)
                for words in run.commands:
                    yield from _claims(words, use, stage.declaration)


def _claims(words: Words, use: Use, owner: Declaration | None) -> Iterator[Claim]:
    for claim in (*_downloads(words, use), *_installs(words, use)):
        yield replace(claim, owner=owner)


def _downloads(words: Words, use: Use) -> Iterator[Claim]:
    if plain(words[0]).rpartition("/")[2] not in DOWNLOADERS:
        return
    for word in words[1:]:
        if _LATEST.match(plain(word)):
            fields = {"url": plain(word)}
            yield Claim("download", _place(word, use), Tier.PINNABLE, use, plain(word), fields)


def _installs(words: Words, use: Use) -> Iterator[Claim]:
    for installer in INSTALLERS:
        given = arguments_of(installer, words)
        if given is not None:
            yield from _judged(installer, given, use, words[0])


def _judged(installer: Installer, given: Arguments, use: Use, first: Value) -> Iterator[Claim]:
    if not given.certain or given.has(*installer.options):
        return
    if installer.required and not given.has(*installer.required):
        return
    if installer.always:
        yield _claim(installer, installer.always, _place(first, use), use)
        return
    names = [*given.operands, *given.all(*installer.named)]
    for word in names:
        if isinstance(word, Known) and _is_open(installer, plain(word)):
            yield _claim(installer, plain(word), _place(word, use), use)


def _is_open(installer: Installer, text: str) -> bool:
    """Whether a package is named without a version, or with one that is no single release."""
    for separator in installer.separators:
        at = text.find(separator, 1)  # the first character may be that of an npm scope
        if at > 0:
            version = text[at + len(separator) :]
            return installer.exact != "" and regex(installer.exact).fullmatch(version) is None
    named = (installer.slashes or "/" not in text) and not text.endswith(_FILES)
    return named and _PACKAGE.fullmatch(text) is not None


def _claim(installer: Installer, name: str, span: Span, use: Use) -> Claim:
    fields = {"name": name, "installer": installer.product}
    return Claim("install", span, Tier.PINNABLE, use, name, fields)


def _place(word: Value, use: Use) -> Span:
    return word.origin.span if word.origin is not None else use.span
