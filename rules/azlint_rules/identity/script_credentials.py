"""Federated credentials that commands make: in the shell scripts of a repository, and in steps.

From the references of `az ad app federated-credential`, `az identity federated-credential`,
`az rest` and Az.Resources, read 2026-11-28: `--parameters` takes JSON or the name of a file with
it, `--subject` and `-Subject` the subject itself. Where the text of a subject is written (in an
option, in JSON, in a here-document, in a hash table, in a variable) makes no difference.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import msgspec

from azlint.graph import Graph
from azlint.languages.script.mention import mention
from azlint.languages.script.syntax import Command, Dark, Embedded, Piece, Script, Text, Variable
from azlint.languages.workflow.model import enclosing
from azlint.languages.workflow.options import arguments
from azlint.languages.workflow.script_files import ScriptFile, ScriptFiles
from azlint.languages.workflow.scripts import Scripts
from azlint.languages.workflow.words import Words
from azlint.node import Declaration, declared_by_file
from azlint.patterns import regex
from azlint.source import Span
from azlint.value import Known, Value, alternatives, text_parts

_MENTION = mention(
    parts=("federated-credential", "federatedcredential", "federatedidentitycredential")
)
_CLI = (("ad", "app", "federated-credential"), ("identity", "federated-credential"))
_VERBS = frozenset({"create", "update"})
_CMDLET = regex(
    r"(New|Update|Set)-Az(ADAppFederatedCredential|FederatedIdentityCredentials?)", re.IGNORECASE
)
_API = regex(r"federatedIdentityCredentials", re.IGNORECASE)
_HOLE = r"\$\{\{.*?\}\}|\$\([^()\n]*\)|\$\{[^}\n]*\}|\$env:\w+|\$\w+|<[\w -]+>"
_SUBJECT = regex(rf"\brepo:(?:{_HOLE}|[^\s\"'`\\,;<>{{}}()$])+")
_PART = regex(_HOLE)
_NAME = regex(r"\$(?:\{(\w+)\}|(\w+))")
_SILENT = regex(r"\s*(?:#|echo\b|printf\b|Write-\w+\b|Log-\w+\b)", re.IGNORECASE)
"""Lines that only say something."""


class Made(msgspec.Struct, frozen=True):
    """A subject that a command gives a credential, and the owner of its text."""

    value: Value
    span: Span
    declaration: Declaration


class Commands(msgspec.Struct, frozen=True):
    """What the commands of one script make: how many credentials, as far as is told, and the
    subjects of those that are for GitHub."""

    count: int
    made: Sequence[Made]


class ScriptCredentials:
    """Everything that scripts make, found once."""

    def __init__(self, scripts: Scripts) -> None:
        self._scripts = scripts
        self._workflows = scripts.tracer.workflows
        found = (*self._of_files(), *self._of_steps())
        self.made = tuple(made for each in found for made in each.made)
        self.count = sum(each.count for each in found)

    def _of_files(self) -> Iterator[Commands]:
        for file in self._scripts.once(ScriptFiles).mentioning(_MENTION):
            yield from self._of(file.script, file.words, declared_by_file)

    def _of_steps(self) -> Iterator[Commands]:
        for scripted in self._scripts.steps(_MENTION):
            way = self._scripts.way(scripted)
            if way is not None:
                owner = partial(enclosing, scripted.file)
                yield from self._of(scripted.script, way.words, owner)

    def _of(
        self, script: Script, words: Words, owner: Callable[[Span], Declaration]
    ) -> Iterator[Commands]:
        makers = [each for each in script.commands if _makes(each) and _may_be_ours(each, words)]
        if makers:
            given = (each for maker in makers for each in self._of_parameters(maker, words))
            made = [*_made(words, owner), *given]
            yield Commands(max(len(makers), len(made)), made)

    def _of_parameters(self, maker: Command, words: Words) -> Iterator[Made]:
        """The subject in a file that a command is given."""
        values = [words.word(word, maker.start) for word in maker.words]
        given = arguments(values).last("parameters", "body", "b")
        for option in alternatives(given) if given is not None else ():
            name = str(option.data).lstrip("@") if isinstance(option, Known) else ""
            beside = posixpath.dirname(words.span(maker.start, maker.end).path)
            for path in dict.fromkeys((posixpath.join(beside, name), name)):
                text = self._workflows.read(posixpath.normpath(path)) if name else None
                if text is not None:
                    file = ScriptFile(posixpath.normpath(path), text, None)
                    yield from _made(file.words, declared_by_file)
                    break


def _may_be_ours(maker: Command, words: Words) -> bool:
    """Whether a command may make a credential for GitHub, as far as its own options tell."""
    given = arguments([words.word(word, maker.start) for word in maker.words]).last("subject")
    first = None if given is None else text_parts(given)[0]
    return not isinstance(first, Known) or str(first.data).startswith("repo:")


def script_credentials(graph: Graph) -> ScriptCredentials:
    """What the scripts of a repository make."""
    return graph.scripts.once(ScriptCredentials)


def _makes(command: Command) -> bool:
    literals = [word.literal for word in command.words]
    if command.name != "az":
        return _CMDLET.fullmatch(command.name or "") is not None
    if literals[1:2] == ["rest"]:
        pieces = (piece for word in command.words for piece in word.pieces)
        return any(isinstance(each, Text) and _API.search(each.value) for each in pieces)
    return any(
        tuple(literals[1 : len(verb) + 1]) == verb and literals[len(verb) + 1] in _VERBS
        for verb in _CLI
        if len(literals) > len(verb) + 1
    )


def _made(words: Words, owner: Callable[[Span], Declaration]) -> Iterator[Made]:
    """The subjects in the text of a script, each with what its variables hold there."""
    seen: set[str] = set()
    for found in _SUBJECT.finditer(words.text):
        line = words.text[words.text.rfind("\n", 0, found.start()) + 1 : found.start()]
        if not _SILENT.match(line) and found.group() not in seen:
            seen.add(found.group())
            place = found.span()
            span = words.span(*place)
            value = words.text_of(tuple(_pieces(found)), place, found.start())
            yield Made(value, span, owner(span))


def _pieces(found: re.Match[str]) -> Iterator[Piece]:
    at = found.start()
    for hole in _PART.finditer(found.string, *found.span()):
        if hole.start() > at:
            yield Text(at, hole.start(), found.string[at : hole.start()])
        named = _NAME.fullmatch(hole.group())
        if hole.group().startswith("${{"):
            yield Embedded(*hole.span())
        elif named is not None:
            yield Variable(*hole.span(), named.group(1) or named.group(2))
        else:
            yield Dark(*hole.span())
        at = hole.end()
    if at < found.end():
        yield Text(at, found.end(), found.string[at : found.end()])
