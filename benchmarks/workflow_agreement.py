"""Compare what azlint, actionlint and zizmor say of workflows on the subjects that they share.

    python benchmarks/workflow_agreement.py FOLDER... --actionlint PROGRAM --zizmor PROGRAM

Each FOLDER holds repositories. Their workflows and actions are laid out in folders of their own
and the tools run on each, as processes. What one tool says of one name in one file counts once.
The tables tell, for each subject, what both say and what one says alone; below them stands each
of the latter, to be read: `docs/evidence/workflow-agreement.md` argues those of the corpus.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from said import CONTRACTS, PINS, Lines, Subject
from said_actionlint import of_actionlint
from said_azlint import of_azlint
from said_zizmor import of_zizmor


@dataclass
class Tally:
    """What azlint and one peer say on some subjects."""

    peer: str
    subjects: Sequence[Subject]
    own: Lines = field(default_factory=dict)
    undecided: Lines = field(default_factory=dict)
    other: Lines = field(default_factory=dict)

    def add(self, own: tuple[Lines, Lines], other: Lines) -> None:
        """Count what is said of one more repository."""
        for counted, said in ((self.own, own[0]), (self.undecided, own[1]), (self.other, other)):
            counted |= {each: at for each, at in said.items() if each.subject in self.subjects}


def main() -> None:
    """Run the tools on every repository and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--actionlint", default="actionlint")
    parser.add_argument("--zizmor", default="zizmor")
    arguments = parser.parse_args()
    contracts, pins = Tally("actionlint", CONTRACTS), Tally("zizmor", PINS)
    files = 0
    for repository in sorted(each for folder in arguments.folders for each in folder.iterdir()):
        with tempfile.TemporaryDirectory() as scratch:
            root = Path(scratch).resolve()
            count = lay_out(repository, root)
            files += count
            if count:
                name = repository.name
                own = of_azlint(name, root)
                contracts.add(own, of_actionlint(name, root, arguments.actionlint, own[0]))
                pins.add(own, of_zizmor(name, root, arguments.zizmor))
    print(f"{files} workflows")
    for tally in (contracts, pins):
        print(*table(tally), *lists(tally), sep="\n")


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


def table(tally: Tally) -> Iterator[str]:
    """One row a subject; what azlint leaves undecided counts as no agreement."""
    heads = ("both", "azlint", "undecided", tally.peer, "agreement")
    yield f"\n{'subject':<22}" + "".join(f"{head:>11}" for head in heads)
    for subject in tally.subjects:
        one, open_, other = (
            {each for each in said if each.subject is subject}
            for said in (tally.own, tally.undecided, tally.other)
        )
        counts = (one & other, one - other, open_ & other, other - one - open_)
        share = f"{len(one & other) / len(one | other):.0%}" if one | other else "-"
        yield f"{subject:<22}" + "".join(f"{len(each):11}" for each in counts) + f"{share:>11}"


def lists(tally: Tally) -> Iterator[str]:
    """What only one tool says, and what is undecided."""
    own, undecided, other = tally.own, tally.undecided, tally.other
    yield from alone("azlint", own, other)
    yield from alone("undecided by azlint", undecided, undecided.keys() - other.keys())
    yield from alone(tally.peer, other, own.keys() | undecided.keys())


def alone(title: str, said: Lines, other: Collection) -> Iterator[str]:
    """What one tool says and the other does not."""
    yield f"\n{title}:"
    for what in sorted(said.keys() - set(other)):
        yield f"{what.subject}\t{what.repository}\t{what.path}:{said[what]}\t{what.name}"


if __name__ == "__main__":
    main()
