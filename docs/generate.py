"""Write the rule pages and the tables of the README from the rules, their samples and real runs.

`python docs/generate.py` writes them, `--check` fails if what is written differs.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from itertools import takewhile
from pathlib import Path

from msgspec import structs

import azlint
import azlint_rules
from azlint import carets, runner, testing
from azlint.config import Settings
from azlint.finding import Finding
from azlint.own import RULES as OWN_RULES
from azlint.registry import registered
from azlint.report import sarif
from azlint.report.page import full_page
from azlint.report.terminal import Terminal
from azlint.report.text import render
from azlint.result import Result
from azlint.rule import Rule
from azlint.testing import Sample

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "samples"
CONTOSO = SAMPLES / "repositories" / "contoso"
LONGEST_PASS = 60
DRAWN = 120
"""Columns of the drawn reports."""


def pages() -> Iterator[tuple[Path, str]]:
    """Every generated file and its text."""
    found = testing.samples(SAMPLES)
    for entry in registered(Path("/nowhere")):
        folder = Path(azlint_rules.__file__).parent / "pages"
        rule = entry.rule
        own = [sample for sample in found if sample.rule == rule.meta.id]
        text = full_page(rule, "azlint") + "\n" + "\n".join(_examples(rule, own))
        yield folder / f"{rule.meta.id}.md", text.rstrip() + "\n"
    for rule in OWN_RULES:
        folder = Path(azlint.__file__).parent / "pages"
        yield folder / f"{rule.meta.id}.md", full_page(rule, "azlint").rstrip() + "\n"
    yield ROOT / "docs" / "rules.md", "\n".join(_index()) + "\n"
    settings = Settings(root=CONTOSO / "after", base=CONTOSO / "before")
    demonstration = runner.check_repository(settings)
    yield ROOT / "README.md", _readme((ROOT / "README.md").read_text("utf-8"), demonstration)
    yield CONTOSO / "azlint.sarif", sarif.render(demonstration).decode("utf-8")


def _readme(text: str, demonstration: Result) -> str:
    """The README with what the demonstration prints between its marks."""
    before, _, rest = text.partition("<!-- demo -->\n")
    _, _, after = rest.partition("<!-- /demo -->")
    lines = render(demonstration, Terminal(width=DRAWN))
    printed = "\n".join(line.rstrip() for line in lines)
    return f"{before}<!-- demo -->\n```text\n{printed}\n```\n<!-- /demo -->{after}"


def _index() -> Iterator[str]:
    yield "# Rules"
    yield ""
    yield from _table()


def _table() -> Iterator[str]:
    yield "| id | name | severity | languages | on |"
    yield "|---|---|---|---|---|"
    rules = [entry.rule for entry in registered(Path("/nowhere"))]
    for rule in [*rules, *OWN_RULES]:
        meta = rule.meta
        package = rule.__module__.partition(".")[0]
        folder = "rules/azlint_rules" if package == "azlint_rules" else "linter/azlint"
        languages = ", ".join(sorted(meta.languages))
        yield (
            f"| [{meta.id}](../{folder}/pages/{meta.id}.md) | {meta.name} | {meta.severity.label} "
            f"| {languages} | {'yes' if meta.enabled else 'no'} |"
        )


def _examples(rule: type[Rule], samples: Sequence[Sample]) -> Iterator[str]:
    """For each message one finding as azlint prints it, and one sample that passes."""
    shown: set[str] = set()
    for sample in samples:
        if sample.contract != "fail":
            continue
        result = testing.run(sample)
        for finding in (*result.findings, *result.unchanged):
            if finding.key not in shown and finding.rule == rule.meta.id:
                if not shown:
                    yield "\n## Examples"
                shown.add(finding.key)
                yield ""
                yield "```text"
                yield from _printed(finding, result)
                yield "```"
    yield from _passing(samples)


def _printed(finding: Finding, result: Result) -> Iterator[str]:
    """A finding as the text report draws it, without the summary."""
    alone = structs.replace(result, findings=(finding,), unchanged=(), undecided=(), base="")
    lines = render(alone, Terminal(width=DRAWN))
    yield from (line.rstrip() for line in takewhile(bool, lines))


def _passing(samples: Sequence[Sample]) -> Iterator[str]:
    for sample in samples:
        files = [path for path in sorted(sample.folder.rglob("*")) if path.is_file()]
        if sample.contract != "pass" or len(files) != 1:
            continue
        text = carets.strip(files[0].read_text("utf-8"))
        if text.count("\n") <= LONGEST_PASS:
            yield "\nThis passes:\n"
            yield f"```{ {'.tf': 'hcl', '.yml': 'yaml'}.get(files[0].suffix, 'bicep') }"
            yield text.rstrip()
            yield "```"
            return


def main(arguments: Sequence[str]) -> int:
    """Write, or compare where `--check` is given."""
    check = "--check" in arguments
    stale = []
    for path, text in pages():
        if path.is_file() and path.read_text("utf-8") == text:
            continue
        stale.append(path.relative_to(ROOT).as_posix())
        if not check:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8", newline="\n")
    for name in stale:
        sys.stdout.write(f"{'out of date' if check else 'written'}: {name}\n")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
