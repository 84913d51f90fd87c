"""Compare what azlint and actionlint say of workflows on the subjects that both have.

    python benchmarks/workflow_agreement.py FOLDER... --actionlint ACTIONLINT

Each FOLDER holds repositories. Their workflows and actions are laid out in folders of their own
and both tools run on each, as processes. What one tool says of one name in one file counts once.
The table tells, for each subject, what both say and what one says alone; below it stands each of
the latter, to be read: `docs/evidence/workflow-agreement.md` argues those of the corpus.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Final, NamedTuple


class Subject(StrEnum):
    """What a finding is about."""

    CALLS = "calls"
    NEEDS = "needs"
    OUTPUTS = "outputs"
    STEPS = "steps"
    INPUTS = "inputs"
    SECRETS = "secrets"
    TYPES = "types"
    MATRIX = "matrix"
    PROPERTIES = "properties of github"
    PERMISSIONS = "permissions"
    CONTEXTS = "contexts"
    SYNTAX = "syntax"


class Said(NamedTuple):
    """One thing that a tool says: where, about what, and of which name."""

    repository: str
    path: str
    subject: Subject
    name: str


Lines = dict[Said, int]

RULES: Final = "AZL502,AZL503,AZL504,AZL505"
OWN: Final = {
    "not-there": Subject.CALLS,
    "not-callable": Subject.CALLS,
    "input-missing": Subject.INPUTS,
    "input-unknown": Subject.INPUTS,
    "action-input-missing": Subject.INPUTS,
    "action-input-unknown": Subject.INPUTS,
    "input-type": Subject.TYPES,
    "secret-missing": Subject.SECRETS,
    "secret-unknown": Subject.SECRETS,
    "never-passed": Subject.SECRETS,
    "permission-above": Subject.PERMISSIONS,
    "no-such-need": Subject.NEEDS,
    "no-such-job": Subject.NEEDS,
    "not-needed": Subject.NEEDS,
    "no-such-output": Subject.OUTPUTS,
    "no-such-step": Subject.STEPS,
    "later-step": Subject.STEPS,
    "no-such-input": Subject.INPUTS,
    "no-such-matrix-key": Subject.MATRIX,
    "no-such-property": Subject.PROPERTIES,
    "not-an-expression": Subject.SYNTAX,
    "no-such-context": Subject.CONTEXTS,
    "no-such-function": Subject.CONTEXTS,
}
OF_CALL: Final = frozenset(
    {"not-there", "not-callable", "input-missing", "secret-missing", "permission-above"}
)
"""Messages that are about a call as such; for those the called file is the name."""

OF_SECOND: Final = frozenset({"not-needed", "no-such-step", "later-step", "no-such-job"})
"""Messages that are about the name right behind the context."""

NESTED: Final = re.compile(r'^nested job "[^"]*" of "([^"]*)" requires')
PROPERTY: Final = re.compile(r'^property "([^"]+)" is not defined in object type')
PEER: Final = (
    (NESTED, Subject.PERMISSIONS),
    (re.compile(r'^could not read reusable workflow file for "([^"]+)"'), Subject.CALLS),
    (re.compile(r'^job "[^"]+" needs job "([^"]+)" which does not exist'), Subject.NEEDS),
    (re.compile(r'^input "([^"]+)" is typed as'), Subject.TYPES),
    (re.compile(r'^input "([^"]+)" is (?:required|not defined) .*"\./'), Subject.INPUTS),
    (re.compile(r'^missing input "([^"]+)" .*"\./'), Subject.INPUTS),
    (re.compile(r'^secret "([^"]+)" is (?:required|not defined)'), Subject.SECRETS),
    (re.compile(r'^(?:context|calling function) "([^"]+)" is not a'), Subject.CONTEXTS),
    (re.compile(r'^undefined (?:variable|function) "([^"]+)"'), Subject.CONTEXTS),
    (re.compile(r'.* uses context "([^"]+)" at '), Subject.CONTEXTS),
    (re.compile(r"^(got unexpected|parser did not|unexpected end of)"), Subject.SYNTAX),
)
ROOTS: Final = {
    "needs": Subject.NEEDS,
    "jobs": Subject.NEEDS,
    "steps": Subject.STEPS,
    "inputs": Subject.INPUTS,
    "secrets": Subject.SECRETS,
    "matrix": Subject.MATRIX,
    "github": Subject.PROPERTIES,
}


def main() -> None:
    """Run both tools on every repository and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--actionlint", default="actionlint")
    arguments = parser.parse_args()
    own: Lines = {}
    undecided: Lines = {}
    peer: Lines = {}
    files = 0
    for repository in sorted(each for folder in arguments.folders for each in folder.iterdir()):
        with tempfile.TemporaryDirectory() as scratch:
            root = Path(scratch)
            count = lay_out(repository, root)
            files += count
            if count:
                said, open_ = of_azlint(repository.name, root)
                own |= said
                undecided |= open_
                peer |= of_actionlint(repository.name, root, arguments.actionlint, said)
    print(f"{files} workflows")
    print(*table(own, undecided, peer), sep="\n")
    print(*alone("azlint", own, peer), sep="\n")
    print(*alone("undecided by azlint", undecided, undecided.keys() - peer.keys()), sep="\n")
    print(*alone("actionlint", peer, own.keys() | undecided.keys()), sep="\n")


def lay_out(repository: Path, root: Path) -> int:
    """Copy the workflows and actions of a repository; how many workflows there are."""
    found = [
        *repository.glob(".github/workflows/*.y*ml"),
        *repository.rglob("action.yml"),
        *repository.rglob("action.yaml"),
    ]
    for path in found:
        if path.is_file() and not path.is_symlink():
            target = root / path.relative_to(repository)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    (root / ".git").mkdir()
    return len(list(root.glob(".github/workflows/*")))


def of_azlint(repository: str, root: Path) -> tuple[Lines, Lines]:
    """What azlint says, and what it leaves undecided."""
    command = [sys.executable, "-m", "azlint", "check", "--exit-zero", "--root", str(root)]
    told = run([*command, "--select", RULES, "--format", "json", str(root)], root)
    said, undecided = (
        {
            Said(repository, path, OWN[finding["key"]], name): line
            for finding in told[which]
            if finding["key"] in OWN
            for path, line, name in names(finding, root)
        }
        for which in ("findings", "undecided")
    )
    return said, undecided


def names(finding: dict, root: Path) -> Iterator[tuple[str, int, str]]:
    """Where and of what names a finding speaks, in lower case."""
    key = finding["key"]
    # a secret counts where it is read, as actionlint sees it
    places = finding["related"] if key == "never-passed" else [finding["location"]]
    for place in places:
        text, line = shown(place, root)
        yield place["path"], place["line"], name_of(key, text, line)


def shown(place: dict, root: Path) -> tuple[str, str]:
    """The text at a place, and its line, in lower case."""
    lines = (root / place["path"]).read_text("utf-8").splitlines()
    line = lines[place["line"] - 1].lower()
    end = place["end_column"] - 1 if place["end_line"] == place["line"] else len(line)
    return line[place["column"] - 1 : end], line


def name_of(key: str, text: str, line: str) -> str:
    """The name that a message is about."""
    if key == "not-an-expression":
        return ""
    if key in OF_CALL:
        return text
    if key == "input-type":
        return line.partition(":")[0].strip()
    parts = re.findall(r"[\w-]+", text)
    return parts[1] if key in OF_SECOND else parts[-1]


def of_actionlint(repository: str, root: Path, program: str, own: Lines) -> Lines:
    """What actionlint says on our subjects."""
    known = {(said.path, said.name): said.subject for said in own}
    quiet = ["-shellcheck=", "-pyflakes=", "-format", "{{json .}}"]
    paths = sorted(str(path.relative_to(root)) for path in root.glob(".github/workflows/*.y*ml"))
    said: Lines = {}
    for error in run([program, *quiet, *paths], root):
        path = error["filepath"].removeprefix(f"{root}/")
        for subject, name in told(error, root / path):
            short = "" if subject is Subject.SYNTAX else name.lower()
            same = known.get((path, short), subject)  # its line is that of the whole script
            said.setdefault(Said(repository, path, same, short), error["line"])
    return said


def told(error: dict, path: Path) -> Iterator[tuple[Subject, str]]:
    """The subject and the name of one error; nothing where it is none of ours."""
    message = error["message"]
    found = PROPERTY.match(message)
    if found:
        yield of_property(found[1], path, error["line"]), found[1]
        return
    for pattern, subject in PEER:
        found = pattern.match(message)
        if found:
            yield subject, found[1]
            return


def of_property(name: str, path: Path, line: int) -> Subject:
    """The subject of an undefined property, by what is read at that line or next below it."""
    text = "\n".join(path.read_text("utf-8", errors="replace").splitlines()[line - 1 :])
    read = rf"\b(needs|jobs|steps|inputs|secrets|matrix|github)\b([\w.\-]*?)\.{re.escape(name)}\b"
    found = re.search(read, text, re.IGNORECASE)
    if found is None:
        return Subject.CONTEXTS
    if found[2].lower().endswith(".outputs"):
        return Subject.OUTPUTS
    if found[2].lower() == ".event.inputs":
        return Subject.INPUTS
    return ROOTS[found[1].lower()]


def run(command: list[str], folder: Path) -> dict:
    """The JSON that a command writes."""
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    return json.loads(done.stdout)


def table(own: Lines, undecided: Lines, peer: Lines) -> Iterator[str]:
    """One row a subject; what azlint leaves undecided counts as no agreement."""
    heads = ("both", "azlint", "undecided", "actionlint", "agreement")
    yield f"{'subject':<22}" + "".join(f"{head:>11}" for head in heads)
    for subject in Subject:
        one, open_, other = (
            {each for each in said if each.subject is subject} for said in (own, undecided, peer)
        )
        counts = (one & other, one - other, open_ & other, other - one - open_)
        share = f"{len(one & other) / len(one | other):.0%}" if one | other else "-"
        yield f"{subject:<22}" + "".join(f"{len(each):11}" for each in counts) + f"{share:>11}"


def alone(title: str, said: Lines, other: Collection[Said]) -> Iterator[str]:
    """What one tool says and the other does not."""
    yield f"\n{title}:"
    for what in sorted(said.keys() - set(other)):
        yield f"{what.subject}\t{what.repository}\t{what.path}:{said[what]}\t{what.name}"


if __name__ == "__main__":
    main()
