"""Time azlint against its peers on the same folder, in one run, and print the ratios.

    python benchmarks/compare.py FOLDER --peer checkov='checkov -d {} --quiet --compact'
                                        --peer trivy='trivy config --quiet {}'

Each command runs as a whole process, in turn, `--runs` times; the median counts. A command may
exit with findings. Peers live in environments of their own.
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
from pathlib import Path

AZLINT = (
    f"{sys.executable} -m azlint check --exit-zero --root {{}}"
    f" --format text={os.devnull} --format sarif={os.devnull} --format json"
)


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
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(arguments.runs):
        for name, command in commands.items():
            times[name].append(seconds(command, arguments.folder))
    medians = {name: statistics.median(found) for name, found in times.items()}
    print(read_by_azlint(arguments.folder))
    print(f"{'tool':<12} {'median s':>9} {'min s':>8} {'max s':>8} {'/ azlint':>9}")
    for name, median in medians.items():
        spread = f"{min(times[name]):8.2f} {max(times[name]):8.2f}"
        print(f"{name:<12} {median:9.2f} {spread} {median / medians['azlint']:9.1f}")


def seconds(command: str, folder: Path) -> float:
    """Wall time of one run."""
    words = [word.replace("{}", str(folder)) for word in shlex.split(command)]
    with tempfile.TemporaryFile() as sink:
        start = time.perf_counter()
        subprocess.run(words, stdout=sink, stderr=sink, check=False)
        return time.perf_counter() - start


def read_by_azlint(folder: Path) -> str:
    """What azlint read and could not parse."""
    words = [word.replace("{}", str(folder)) for word in shlex.split(AZLINT)]
    report = json.loads(subprocess.run(words, capture_output=True, check=False).stdout)
    return f"azlint read {report['files']}, not parsed: {len(report['unparsed'])}"


if __name__ == "__main__":
    main()
