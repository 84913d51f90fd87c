"""Parse mutated Bicep files: always a tree or a located error, never an exception or a hang.

    python benchmarks/bicep_fuzz.py FOLDER --runs 100000 --seed 1

Each run takes a file below FOLDER, deletes, doubles or swaps some of its tokens, or cuts it off,
and parses it; one run in `--evaluate` is linked and evaluated too. Prints what broke, with the
seed of the run, and the slowest runs.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from azlint.languages.bicep.evaluate import evaluate
from azlint.languages.bicep.link import link
from azlint.languages.bicep.parse import parse
from azlint.languages.bicep.syntax import File
from azlint.source import Source
from azlint.syntax import walk
from azlint.value import Known, Unknown

TOKEN = re.compile(r"'''|[A-Za-z_][A-Za-z0-9_]*|[0-9]+|\$\{|//|/\*|\*/|[\r\n]+|[ \t]+|.", re.DOTALL)
LARGEST = 60_000
SLOW = 5.0
PROPERTIES = ("name", "properties", "sku", "location")


class Everything(dict[str, Sequence[str]]):
    """Every resource type, each with the same properties to read."""

    def get(self, key: str, default: object = None) -> Sequence[str]:
        del key, default
        return PROPERTIES


class Outcome(NamedTuple):
    """What became of one run."""

    kind: str
    seconds: float
    detail: str = ""


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path, nargs="+")
    parser.add_argument("--runs", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--evaluate", type=int, default=20)
    arguments = parser.parse_args()
    files = [path for folder in arguments.folder for path in bicep_files(folder)]
    texts = [(path, Source.decode(path.name, path.read_bytes()).text) for path in files]
    counts: Counter[str] = Counter()
    slowest = Outcome("", 0.0)
    for number in range(arguments.runs):
        chance = random.Random(f"{arguments.seed}:{number}")  # noqa: S311 (no secret)
        path, text = chance.choice(texts)
        mutated = mutation(text, chance)
        outcome = run(mutated, path.suffix, evaluated=number % arguments.evaluate == 0)
        counts[outcome.kind] += 1
        slowest = max(slowest, outcome, key=lambda each: each.seconds)
        if outcome.detail or outcome.seconds > SLOW:
            print(f"{path} seed {arguments.seed}:{number} {outcome}", flush=True)
    print(f"{arguments.runs} runs over {len(texts)} files, seed {arguments.seed}: {dict(counts)}")
    print(f"slowest {slowest.seconds:.2f} s")


def bicep_files(folder: Path) -> list[Path]:
    """The files below a folder that are not too large, in order."""
    found = [path for path in sorted(folder.rglob("*")) if path.suffix in {".bicep", ".bicepparam"}]
    return [path for path in found if path.is_file() and path.stat().st_size <= LARGEST]


def mutation(text: str, chance: random.Random) -> str:
    """A text with a few tokens deleted, doubled or swapped, or cut off somewhere."""
    if chance.random() < 0.1:
        return text[: chance.randrange(len(text) + 1)]
    tokens = TOKEN.findall(text)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
        if not tokens:
            break
        at, other = chance.randrange(len(tokens)), chance.randrange(len(tokens))
        match chance.choice(("delete", "double", "swap", "cut")):
            case "delete":
                del tokens[at]
            case "double":
                tokens.insert(at, tokens[at])
            case "swap":
                tokens[at], tokens[other] = tokens[other], tokens[at]
            case _:
                del tokens[at : at + chance.randrange(1, 12)]
    return "".join(tokens)


def run(text: str, suffix: str, *, evaluated: bool) -> Outcome:
    """Parse a text, and perhaps evaluate it."""
    start = time.perf_counter()
    try:
        file = parse(text, parameters=suffix == ".bicepparam")
        detail = misplaced(file, text)
        if evaluated and not detail:
            instances(file)
    except Exception as error:  # noqa: BLE001 (any is what is looked for)
        return Outcome("broke", time.perf_counter() - start, f"{type(error).__name__}: {error}")
    kind = "misplaced" if detail else "located errors" if file.problems else "no error"
    return Outcome(kind, time.perf_counter() - start, detail)


def misplaced(file: File, text: str) -> str:
    """A node or an error that does not lie in the text; empty where all do."""
    for problem in file.problems:
        if not (0 <= problem.start <= problem.end <= len(text) and problem.message):
            return f"{problem}"
    for statement in file.statements:
        for node in walk(statement):
            if not statement.start <= node.start <= node.end <= statement.end:
                return f"{type(node).__name__} {node.start}-{node.end}"
    return ""


def instances(file: File) -> None:
    """Read every resource of a file by itself."""
    for evaluation in evaluate(link({"main.bicep": file}), lambda _: None):
        for instance in evaluation.instances(Everything()):
            for name in PROPERTIES:
                value = instance.read(name)
                if not isinstance(value, Known | Unknown | None):
                    raise TypeError(name)


if __name__ == "__main__":
    main()
