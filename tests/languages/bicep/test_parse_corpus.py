"""Every Bicep file below the folder that AZLINT_CORPUS names."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from azlint.languages.bicep.parse import parse
from azlint.languages.bicep.syntax import File
from azlint.source import Source

CORPUS = os.environ.get("AZLINT_CORPUS", "")
pytestmark = pytest.mark.skipif(not CORPUS, reason="AZLINT_CORPUS names no folder")

# The compiler's baselines write comments between the lines of a file: inside of its strings too.
DERIVED = re.compile(r"\.(tokens|syntax|symbols|diagnostics|sourcemap|ir|formatted)\.bicep")
PARSE_CODES = (
    set(range(1, 25)) - {14}
    | {64, 68, 87, 96, 97, 103, 117, 118, 123, 133, 136, 140, 162, 167, 201, 202, 226, 236, 237}
    | {238, 243, 249, 257, 266, 279, 300, 305, 317, 322, 325, 337, 344, 346, 347, 354, 355, 356}
    | {375, 404, 436}
)
# Files that Bicep itself refuses, and why.
REFUSED = {
    "Azure__bicep/src/Bicep.Decompiler.IntegrationTests/Files/Working/issue5455/"
    "nested_StorageRoleDeploymentResource.bicep": "a decompiler's question mark as a type",
    "Azure__bicep/src/Bicep.Decompiler.IntegrationTests/Files/Working/nested-outer/"
    "nested_testnested.bicep": "a decompiler's question mark as a type",
    "Azure__bicep/src/Bicep.MSBuild.E2eTests/examples/fail/fail.bicep": "made to fail",
    "Azure__bicep/src/vscode-bicep/tests/e2e/examples/files/invalid-resources/main.bicep": (
        "made to fail"
    ),
    "johnsblevins__AzureLandingZones/templates/userlz/userlz-managedapp/app-instance/bicep/"
    "main.bicep": "angle brackets to fill in",
    "lukearp__Azure-IAC-Bicep/AzureCloud/MS-Demo/MS-Platform/CoreServices/ResourceDeployments/"
    "deployment-secrets-keyvault.bicep": "ends after the path of a module",
    "petitess__bicep/apiconnection01/api.bicep": "a closing brace is missing at the end",
    "petitess__bicep/policy01/policies/afw-unallow-any-source.bicep": "begins with a string",
    "petitess__bicep/privatelink02/se.bicep": "notes, not a program",
    "petitess__bicep/xxx01/AMA.bicep": "notes, not a program",
    "petitess__bicep/xxx01/environment.bicep": "notes, not a program",
    "petitess__bicep/xxx01/resourceId.bicep": "notes, not a program",
}


def files() -> Iterator[Path]:
    for folder, _, names in os.walk(CORPUS):
        for name in names:
            if name.endswith((".bicep", ".bicepparam")):
                yield Path(folder, name)


def read(path: Path) -> tuple[Source, File]:
    source = Source.decode(path.name, path.read_bytes())
    return source, parse(source.text, parameters=path.suffix == ".bicepparam")


def test_every_valid_file_parses() -> None:
    refused = {
        path.relative_to(CORPUS).as_posix()
        for path in files()
        if not DERIVED.search(path.name) and "Invalid" not in str(path) and read(path)[1].problems
    }
    assert refused <= REFUSED.keys()


def expected_lines(diagnostics: str) -> list[int]:
    """The lines for which the compiler's baseline has an error of its lexer or parser."""
    lines: list[int] = []
    number = 0
    for line in re.split(r"\r\n|\n", diagnostics):
        if match := re.match(r"//@\[\d+:\d+\) \[(\S+) \((\w+)\)\]", line):
            code = match[1].removeprefix("BCP")
            if code.isdigit() and int(code) in PARSE_CODES and match[2] == "Error":
                lines.append(number)
        else:
            number += 1
    return lines


def test_syntax_errors_are_where_the_compiler_has_them() -> None:
    expected = found = ours = confirmed = 0
    for baseline in files():
        original = baseline.with_name(baseline.name.replace(".diagnostics.", "."))
        if ".diagnostics." not in baseline.name or not original.exists():
            continue
        lines = expected_lines(Source.decode("x", baseline.read_bytes()).text)
        source, file = read(original)
        places = [source.position(problem.start).line for problem in file.problems]
        expected += len(lines)
        found += sum(any(abs(line - place) <= 1 for place in places) for line in lines)
        ours += len(places)
        confirmed += sum(any(abs(line - place) <= 1 for line in lines) for place in places)
    if expected:
        assert found / expected > 0.95
        assert ours - confirmed <= 6
