"""What actionlint says of workflows, on azlint's subjects."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from said import Lines, Said, Subject, run

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
