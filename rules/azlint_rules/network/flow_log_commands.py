"""Commands of workflows, and of the scripts that they run, for flow logs of security groups.

From the reference of `az network watcher flow-log` and of Az.Network, read 2026-08-22:
`configure` is the older name of create and update; `--nsg` takes the name or id of a group.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from azlint.azure.ids import NSG, type_of_id
from azlint.languages.script.mention import mention
from azlint.languages.script.syntax import Command, Script
from azlint.languages.workflow.options import Arguments, arguments, plain
from azlint.languages.workflow.script_files import ScriptFiles
from azlint.languages.workflow.scripts import Scripts
from azlint.node import Declaration, declared_by_file
from azlint.patterns import regex
from azlint.source import Span
from azlint.value import Known, Unknown, Value, alternatives, text_parts

_MENTION = mention(parts=("flow-log", "networkwatcherflowlog", "networkwatcherconfigflowlog"))
_CLI = ["network", "watcher", "flow-log"]
_CLI_VERBS = frozenset({"create", "update", "configure"})
_CMDLET = regex(r"(New|Set)-AzNetworkWatcher(Config)?FlowLog", re.IGNORECASE)
_TARGET = regex(r"-TargetResourceId\s+\$(\w+)\.(?:Resource)?Id\b", re.IGNORECASE)
_MAKING = regex(
    r"(?:Get|New|Set)-Az(NetworkSecurityGroup|NetworkInterface|VirtualNetwork|VirtualNetworkSubnetConfig)",
    re.IGNORECASE,
)
"""Cmdlets that give what a flow log can have as its target."""

_GROUP = "networksecuritygroup"
_NOT = frozenset({"false", "$false", "no", "0"})


class FlowLogCommand(msgspec.Struct, frozen=True):
    """One command. target: the group, or the id that may be one · because: the value that leaves
    it undecided, None where the target is certainly a group · creates: a new flow log."""

    span: Span
    declaration: Declaration
    name: str
    target: Value
    because: Value | None
    creates: bool
    enabled: bool


class _Said(msgspec.Struct, frozen=True):
    """A command with its words evaluated, in a step or in a script that one runs.

    made: the cmdlet whose result its target is an id of, where the script tells.
    """

    verb: str
    words: Sequence[Value]
    span: Span
    declaration: Declaration
    made: str = ""


def flow_log_commands(scripts: Scripts) -> Iterator[FlowLogCommand]:
    """Every command whose flow log certainly, or perhaps, targets a group."""
    for said in (*_of_steps(scripts), *_of_files(scripts)):
        yield from _of_cli(said) if said.verb == "az" else _of_cmdlet(said)


def _of_steps(scripts: Scripts) -> Iterator[_Said]:
    for scripted in scripts.steps(_MENTION):
        for invocation in scripts.invocations(scripted, _concerns):
            command = invocation.command
            made = _made(scripted.script, scripted.run.value, command)
            owner = scripted.step.declaration
            yield _Said(command.name or "", invocation.words, invocation.span, owner, made)


def _of_files(scripts: Scripts) -> Iterator[_Said]:
    """The commands of scripts that steps run, once however many do."""
    files = {file.path: file for file, _ in scripts.once(ScriptFiles).ran(_MENTION)}
    for file in files.values():
        for command in filter(_concerns, file.script.commands):
            words = [file.words.word(word, command.start) for word in command.words]
            place = file.span(command.start, command.end)
            made = _made(file.script, file.text, command)
            yield _Said(command.name or "", words, place, declared_by_file(place), made)


def _made(script: Script, text: str, command: Command) -> str:
    """The cmdlet that last gave the variable whose id a command takes as its target."""
    named = _TARGET.search(text, command.start, command.end)
    if named is None:
        return ""
    earlier = (each for each in script.commands if each.start < command.start)
    given = [each.name or "" for each in earlier if each.assigned.lower() == named[1].lower()]
    return given[-1] if given else ""


def _concerns(command: Command) -> bool:
    name = command.name or ""
    if name == "az":
        return [word.literal for word in command.words[1:4]] == _CLI
    return _CMDLET.fullmatch(name) is not None


def _of_cli(said: _Said) -> Iterator[FlowLogCommand]:
    read = arguments(said.words)
    verb = next((plain(each) for each in read.operands[3:4]), "")
    group = read.last("nsg")
    if verb in _CLI_VERBS and group is not None:
        yield _command(said, read, group, None, creates=verb == "create")


def _of_cmdlet(said: _Said) -> Iterator[FlowLogCommand]:
    read = arguments(said.words, {"force", "asjob", "confirm", "whatif"})
    target = read.last("targetresourceid")
    if target is None:
        return
    groups = {_is_group(option) for option in alternatives(target)}
    if (made := _MAKING.fullmatch(said.made)) is not None:
        groups = {made[1].lower() == _GROUP}
    if groups != {False}:
        because = None if groups == {True} else target
        creates = said.verb.lower().startswith("new-")
        yield _command(said, read, target, because, creates=creates)


def _is_group(value: Value) -> bool | None:
    """Whether an id is that of a group, None where what is written of it does not tell."""
    parts = [str(part.data) if isinstance(part, Known) else "?" for part in text_parts(value)]
    type_ = type_of_id("".join(parts))
    return None if not type_ and isinstance(value, Unknown) else type_ == NSG


def _command(
    said: _Said, read: Arguments, target: Value, because: Value | None, *, creates: bool
) -> FlowLogCommand:
    enabled = plain(read.last("enabled", "enableflowlog")).lower() not in _NOT
    name = plain(read.last("name", "n")) or "of this command"
    return FlowLogCommand(said.span, said.declaration, name, target, because, creates, enabled)
