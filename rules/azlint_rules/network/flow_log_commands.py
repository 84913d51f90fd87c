"""Commands of workflows that make or change flow logs of network security groups.

From the reference of `az network watcher flow-log` and of Az.Network, read 2026-08-22:
`configure` is the older name of create and update; `--nsg` takes the name or id of a group.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from azlint.azure.ids import NSG, type_of_id
from azlint.languages.script.syntax import Command
from azlint.languages.workflow.options import Arguments, arguments, plain
from azlint.languages.workflow.scripts import Invocation, Scripts
from azlint.value import Known, Unknown, Value, alternatives, text_parts

_MENTION = re.compile(r"flow-log\b|NetworkWatcher(Config)?FlowLog", re.IGNORECASE)
_CLI = ["network", "watcher", "flow-log"]
_CLI_VERBS = frozenset({"create", "update", "configure"})
_CMDLET = re.compile(r"(New|Set)-AzNetworkWatcher(Config)?FlowLog", re.IGNORECASE)
_NOT = frozenset({"false", "$false", "no", "0"})


class FlowLogCommand(msgspec.Struct, frozen=True):
    """One command. target: the group, or the id that may be one · because: the value that leaves
    it undecided, None where the target is certainly a group · creates: a new flow log."""

    invocation: Invocation
    name: str
    target: Value
    because: Value | None
    creates: bool
    enabled: bool


def flow_log_commands(scripts: Scripts) -> Iterator[FlowLogCommand]:
    """Every command whose flow log certainly, or perhaps, targets a group."""
    for scripted in scripts.steps(_MENTION):
        for invocation in scripts.invocations(scripted, _concerns):
            name = invocation.command.name or ""
            yield from _of_cli(invocation) if name == "az" else _of_cmdlet(invocation)


def _concerns(command: Command) -> bool:
    name = command.name or ""
    if name == "az":
        return [word.literal for word in command.words[1:4]] == _CLI
    return _CMDLET.fullmatch(name) is not None


def _of_cli(invocation: Invocation) -> Iterator[FlowLogCommand]:
    read = arguments(invocation.words)
    verb = next((plain(each) for each in read.operands[3:4]), "")
    group = read.last("nsg")
    if verb in _CLI_VERBS and group is not None:
        yield _command(invocation, read, group, None, creates=verb == "create")


def _of_cmdlet(invocation: Invocation) -> Iterator[FlowLogCommand]:
    read = arguments(invocation.words, {"force", "asjob", "confirm", "whatif"})
    target = read.last("targetresourceid")
    if target is None:
        return
    groups = {_is_group(option) for option in alternatives(target)}
    if groups != {False}:
        because = None if groups == {True} else target
        creates = (invocation.command.name or "").lower().startswith("new-")
        yield _command(invocation, read, target, because, creates=creates)


def _is_group(value: Value) -> bool | None:
    """Whether an id is that of a group, None where what is written of it does not tell."""
    parts = [str(part.data) if isinstance(part, Known) else "?" for part in text_parts(value)]
    type_ = type_of_id("".join(parts))
    return None if not type_ and isinstance(value, Unknown) else type_ == NSG


def _command(
    invocation: Invocation, read: Arguments, target: Value, because: Value | None, *, creates: bool
) -> FlowLogCommand:
    enabled = plain(read.last("enabled")).lower() not in _NOT
    name = plain(read.last("name", "n")) or "of this command"
    return FlowLogCommand(invocation, name, target, because, creates, enabled)
