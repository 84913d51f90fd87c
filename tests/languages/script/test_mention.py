"""What a script must hold, told without reading it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azlint.languages.script.mention import Lowered, Mention, mention
from azlint.languages.script.parse import Shell, parse
from azlint_rules.facts.commands import COMMANDS, Act
from azlint_rules.workflows.programs import does, running


def holds(mentioned: Mention, text: str) -> bool:
    return mentioned.within(Lowered(text.lower()))


@pytest.mark.parametrize(
    ("mentioned", "text", "expected"),
    [
        (mention("az"), "az login", True),
        (mention("az"), 'if "AZ" --version', True),
        (mention("az"), "./bin/az.cmd", True),
        (mention("az"), "azd up", False),
        (mention("az"), "my_az", False),
        (mention("Invoke-Pester"), "invoke-pester -Path .", True),
        (mention("Invoke-Pester"), "invoke pester", False),
        (mention(parts=("Eval",)), "python reEVALuate.py", True),
        (mention(parts=("eval",)), "python score.py", False),
        (mention("az") | mention(parts=("||",)), "a || b", True),
        (mention("az") | mention(parts=("||",)), "a | b", False),
        (mention(), "az", False),
    ],
)
def test_words_and_parts(mentioned: Mention, text: str, *, expected: bool) -> None:
    assert holds(mentioned, text) is expected


PROGRAMS = [
    (act, name, verbs) for act in Act for name, found in COMMANDS[act].items() for verbs in found
]


@given(
    st.sampled_from(PROGRAMS),
    st.sampled_from(["", "sudo ", "npx ", "poetry run ", "./tools/", "FOO=1 "]),
    st.sampled_from(["", ".exe", ".cmd", "@1.2"]),
    st.sampled_from([Shell.BASH, Shell.POWERSHELL]),
    st.booleans(),
)
def test_no_command_that_does_something_is_left_out(
    program: tuple[Act, str, tuple[str, ...]], before: str, suffix: str, shell: Shell, upper: bool
) -> None:
    act, name, verbs = program
    text = " ".join((f"{before}{name.upper() if upper else name}{suffix}", *verbs))
    found = any(does(each, act) for each in parse(text, shell).commands)
    assert holds(running(act), text) or not found
