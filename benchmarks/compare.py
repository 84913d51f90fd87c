"""Time azlint against its peers on the same folder, in one run, and print the ratios.

    python benchmarks/compare.py FOLDER --peer checkov='checkov -d {} --quiet -o json'
                                        --peer trivy='trivy config --quiet {}'

Each command runs as a whole process, in turn, `--runs` times; the median counts. A command may
exit with findings. Peers live in environments of their own. Beside the times stand peak memory,
what each tool says it could not parse, and azlint's time by stage.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from azlint.build import build
from azlint.check import check, wanted_paths
from azlint.config import Settings
from azlint.load import load
from azlint.registry import registered
from azlint.runner import check_repository
from azlint.tree import open_tree

AZLINT = (
    f"{sys.executable} -m azlint check --exit-zero --root {{}}"
    f" --format text={os.devnull} --format sarif={os.devnull} --format json"
)
BYTES_A_BYTE = 60
BASE_MEMORY = 150
"""The bound of peak memory: so many bytes for each byte of source, and so many MB."""

HEADER = f"{'tool':<10} {'wall s':>7} {'min':>6} {'max':>6} {'cpu s':>6} {'MB':>5} {'/ azlint':>8}"


class Run(NamedTuple):
    """One run of a command: wall and processor seconds, peak memory in MB, what it wrote."""

    wall: float
    cpu: float
    memory: float
    output: bytes


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=COMMAND")
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    commands = {"azlint": AZLINT, **dict(peer.split("=", 1) for peer in arguments.peer)}
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(arguments.runs):
        for name, command in commands.items():
            runs[name].append(run(command, arguments.folder))
    print(HEADER)
    own = statistics.median(each.wall for each in runs["azlint"])
    for name, found in runs.items():
        print(line(name, found, own))
    print(*stages(arguments.folder.resolve()), sep="\n")


def run(command: str, folder: Path) -> Run:
    """Run a command to its end; peak memory is that of its largest process."""
    words = [word.replace("{}", str(folder)) for word in shlex.split(command)]
    with tempfile.TemporaryFile() as sink:
        start = time.perf_counter()
        process = subprocess.Popen(words, stdout=sink, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        sink.seek(0)
        return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, sink.read())


def line(name: str, found: list[Run], own: float) -> str:
    """The row of one tool."""
    walls = [each.wall for each in found]
    wall = statistics.median(walls)
    cpu = statistics.median(each.cpu for each in found)
    memory = max(each.memory for each in found)
    times = f"{wall:7.2f} {min(walls):6.2f} {max(walls):6.2f} {cpu:6.2f} {memory:5.0f}"
    return f"{name:<10} {times} {wall / own:8.1f}  {said(name, found[-1].output)}".rstrip()


def said(name: str, output: bytes) -> str:
    """What a tool says it read and could not parse; empty where it says nothing."""
    try:
        told = json.loads(output)
    except ValueError:
        return ""
    if name == "azlint":
        files = sum(told["files"].values())
        return f"{files} files read, {len(told['unparsed'])} not parsed"
    reports = told if isinstance(told, list) else [told]
    summaries = [each["summary"] for each in reports if isinstance(each.get("summary"), dict)]
    errors = sum(summary.get("parsing_errors", 0) for summary in summaries)
    return f"{errors} not parsed" if summaries else ""


def stages(root: Path) -> Iterator[str]:
    """Where azlint's time goes, in this process, and its memory bound."""
    rules = [entry.rule for entry in registered(root)]
    tree = open_tree(root, root=root)
    marks = [time.perf_counter()]
    tree.files()
    marks.append(time.perf_counter())
    loaded = load(tree)
    marks.append(time.perf_counter())
    built = build(tree, wanted_paths(rules))
    marks.append(time.perf_counter())
    check(built.graph, rules, Settings(root=root))
    marks.append(time.perf_counter())
    check_repository(Settings(root=root))
    whole = time.perf_counter() - marks[-1]
    find, parse, both, judge = (after - before for before, after in pairwise(marks))
    link = max(both - parse, 0.0)
    size = sum(len(source.text.encode()) for source in loaded.sources.values())
    bound = BASE_MEMORY + BYTES_A_BYTE * size / 1e6
    yield f"azlint by stage: list {find:.2f} s, parse {parse:.2f} s, link {link:.2f} s,"
    yield f"  evaluate and check {judge:.2f} s; all {whole:.2f} s; {size / 1e6:.1f} MB of source"
    yield f"  memory may be {bound:.0f} MB"


if __name__ == "__main__":
    main()
