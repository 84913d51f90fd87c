"""What the Bicep parser reads, how fast, and where its errors lie beside the compiler's.

    python benchmarks/bicep_parser.py FOLDER [--samples src/Bicep.Core.Samples]
                                      [--peer 'PYTHON:tree-sitter-bicep'] [--peer 'PYTHON:pycep']

FOLDER: valid files (Azure/bicep-registry-modules). samples: the compiler's own, of Azure/bicep:
those in folders named Invalid… have its diagnostics beside them. PYTHON: an interpreter that has
the peer. A one-token mistake is made in each of `--mistakes` files, and the other statements
counted that are kept as they were.
"""

from __future__ import annotations

import argparse
import gc
import random
import re
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from azlint.languages.bicep.parse import parse
from azlint.languages.bicep.syntax import File
from azlint.source import Source

DERIVED = re.compile(r"\.(tokens|syntax|symbols|diagnostics|sourcemap|ir|formatted)\.bicep")
DIAGNOSTIC = re.compile(r"//@\[\d+:\d+\) \[BCP(\d+) \(Error\)\]")
PARSE_CODES = (
    set(range(1, 25)) - {14}
    | {64, 68, 87, 96, 97, 103, 117, 118, 123, 133, 136, 140, 162, 167, 201, 202, 226, 236, 237}
    | {238, 243, 249, 257, 266, 279, 300, 305, 317, 322, 325, 337, 344, 346, 347, 354, 355, 356}
    | {375, 404, 436}
)
"""The diagnostics that the compiler's lexer and parser raise."""

ROUNDS = 3
PEERS = {
    "tree-sitter-bicep": """
import sys, time, tree_sitter, tree_sitter_bicep
parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_bicep.language()))
texts = [open(path, "rb").read() for path in sys.stdin.read().split("\\n")]
start = time.perf_counter()
failed = sum(parser.parse(text).root_node.has_error for text in texts)
print(failed, time.perf_counter() - start)
""",
    "pycep": """
import sys, time, pycep
parser = pycep.BicepParser()
texts = [open(path, encoding="utf-8-sig").read() for path in sys.stdin.read().split("\\n")]
start, failed = time.perf_counter(), 0
for text in texts:
    try:
        parser.parse(text=text)
    except Exception:
        failed += 1
print(failed, time.perf_counter() - start)
""",
}


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--samples", type=Path)
    parser.add_argument("--peer", action="append", default=[])
    parser.add_argument("--mistakes", type=int, default=500)
    arguments = parser.parse_args()
    paths = [path for path in bicep_files(arguments.folder) if not DERIVED.search(path.name)]
    speed(paths)
    for peer in arguments.peer:
        python, _, name = peer.rpartition(":")
        beside(python, name, paths)
    mistakes(paths, arguments.mistakes)
    if arguments.samples:
        samples(arguments.samples)


def bicep_files(folder: Path) -> list[Path]:
    """The Bicep files below a folder, in order."""
    found = folder.rglob("*.bicep*")
    return sorted(p for p in found if p.suffix in {".bicep", ".bicepparam"} and p.is_file())


def read(path: Path) -> tuple[Source, bool]:
    """A file, and whether it is a parameter file."""
    return Source.decode(path.as_posix(), path.read_bytes()), path.suffix == ".bicepparam"


def speed(paths: Sequence[Path]) -> None:
    """Parse every file, a few times over."""
    texts = [(source.text, parameters) for source, parameters in map(read, paths)]
    size = sum(len(text.encode()) for text, _ in texts)
    taken: list[float] = []
    files: list[File] = []
    gc.disable()
    for _ in range(ROUNDS):
        start = time.perf_counter()
        files = [parse(text, parameters=parameters) for text, parameters in texts]
        taken.append(time.perf_counter() - start)
    gc.enable()
    failed = [path for path, file in zip(paths, files, strict=True) if file.problems]
    print(f"{len(paths)} files, {size / 1e6:.2f} MB; with errors: {len(failed)}")
    for path in failed:
        print(f"  {path}")
    print(f"azlint: {size / min(taken) / 1e3:.0f} kB/s on one core, best of {ROUNDS}")


def beside(python: str, name: str, paths: Sequence[Path]) -> None:
    """The same files through a peer."""
    given = "\n".join(map(str, paths))
    command = [python, "-c", PEERS[name]]
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=True)
    failed, seconds = done.stdout.split()
    size = sum(path.stat().st_size for path in paths)
    print(f"{name}: {size / float(seconds) / 1e3:.0f} kB/s, {failed} files with errors")


def mistakes(paths: Sequence[Path], count: int) -> None:
    """One token deleted or doubled in a statement: which of the others are kept."""
    chance = random.Random(1)  # noqa: S311 (no secret)
    kept = others = near = broken = 0
    for path in chance.sample(list(paths), min(count, len(paths))):
        source, parameters = read(path)
        whole = parse(source.text, parameters=parameters)
        if len(whole.statements) < 3:
            continue
        hurt = chance.choice(whole.statements)
        tokens = list(re.finditer(r"[A-Za-z_]\w*|[^\s\w]", source.text[hurt.start : hurt.end]))
        token = chance.choice(tokens)
        start, end = hurt.start + token.start(), hurt.start + token.end()
        put = token[0] + token[0] if chance.random() < 0.5 else ""
        mutated = source.text[:start] + put + source.text[end:]
        again = parse(mutated, parameters=parameters)
        if not again.problems:
            continue
        broken += 1
        shift = len(mutated) - len(source.text)
        found = {(each.start, each.end) for each in again.statements}
        places = {
            (each.start + shift * (each.start > start), each.end + shift * (each.end > start))
            for each in whole.statements
            if each is not hurt
        }
        kept += len(places & found)
        others += len(places)
        line = Source.decode("", mutated.encode()).position
        near += any(
            hurt.start <= problem.start <= hurt.end + max(shift, 0) + 1
            or abs(line(problem.start).line - line(start).line) <= 1
            for problem in again.problems
        )
    print(f"{broken} files broken by one token: {kept} of {others} other statements kept,")
    print(f"  an error within the broken statement or a line of it in {near}")


class Compared(NamedTuple):
    """Errors in one invalid sample: the compiler's lines, and ours."""

    theirs: Sequence[int]
    ours: Sequence[int]


def samples(folder: Path) -> None:
    """The compiler's samples: valid ones parse, errors lie where the compiler has them."""
    valid = [
        path
        for path in bicep_files(folder)
        if not DERIVED.search(path.name) and "Invalid" not in path.as_posix()
    ]
    refused = [path for path in valid if parsed(path).problems]
    print(f"{len(valid)} valid samples of the compiler; with errors: {len(refused)}")
    compared = list(diagnostics(folder))
    total = sum(len(each.theirs) for each in compared)
    found = sum(near(line, each.ours) for each in compared for line in each.theirs)
    ours = sum(len(each.ours) for each in compared)
    confirmed = sum(near(line, each.theirs) for each in compared for line in each.ours)
    print(f"{total} diagnostics of its lexer and parser: {found} with an error within one line")
    print(f"{ours} errors of azlint there: {confirmed} with such a diagnostic within one line")


def near(line: int, lines: Sequence[int]) -> bool:
    return any(abs(line - other) <= 1 for other in lines)


def parsed(path: Path) -> File:
    source, parameters = read(path)
    return parse(source.text, parameters=parameters)


def diagnostics(folder: Path) -> Iterator[Compared]:
    """The compiler's errors of samples, and azlint's."""
    for baseline in bicep_files(folder):
        original = baseline.with_name(baseline.name.replace(".diagnostics.", "."))
        if ".diagnostics." not in baseline.name or not original.exists():
            continue
        source, _ = read(original)
        ours = [source.position(problem.start).line for problem in parsed(original).problems]
        yield Compared(expected(read(baseline)[0].text), ours)


def expected(text: str) -> list[int]:
    """The lines for which a baseline has an error of the compiler's lexer or parser."""
    lines: list[int] = []
    number = 0
    for line in re.split(r"\r\n|\n", text):
        match = DIAGNOSTIC.match(line)
        if match and int(match[1]) in PARSE_CODES:
            lines.append(number)
        number += not line.startswith("//@[")
    return lines


if __name__ == "__main__":
    main()
