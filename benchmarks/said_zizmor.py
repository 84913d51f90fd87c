"""What zizmor says of workflows, on azlint's subjects."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

from said import Lines, Said, Subject, run

AUDITS: Final = {
    "unpinned-uses": Subject.REFS,
    "unpinned-images": Subject.IMAGES,
    "adhoc-packages": Subject.INSTALLS,
    "unpinned-tools": Subject.TOOLS,
    "template-injection": Subject.SCRIPTS,
}
NOT_CHOSEN: Final = re.compile(r"github\.(?!event\.|head_ref)|github\.event\.repository\.")
"""What nobody chooses who could not push to the repository anyway."""

LOGIN: Final = re.compile(
    r"azure/login|configure-aws-credentials|google-github-actions/auth"
    r"|\baz login\b|\bazd auth login\b|^    environment:",
    re.MULTILINE,
)
JOB: Final = re.compile(r"^  [\w-]+:", re.MULTILINE)


def of_zizmor(repository: str, root: Path, program: str) -> Lines:
    """What zizmor says on our subjects."""
    options = ["--offline", "--no-exit-codes", "--format", "json"]
    kinds = ["--collect=workflows", "--collect=actions"]
    said: Lines = {}
    # it refuses a whole repository for one file that is no workflow
    for finding in run([program, *options, *kinds, str(root)], root, nothing="[]"):
        subject = AUDITS.get(finding["ident"])
        place = next(each for each in finding["locations"] if is_primary(each))
        path = Path(place["symbolic"]["key"]["Local"]["verbatim_path"])
        if subject is not None and is_ours(subject, finding, place, path):
            at = place["concrete"]["location"]["start_point"]["row"]
            name = name_of(subject, place, path.read_text("utf-8").splitlines()[at])
            relative = str(path.relative_to(root))
            said.setdefault(Said(repository, relative, subject, name.lower()), at + 1)
    return said


def is_primary(place: dict[str, Any]) -> bool:
    """Whether it is the place that a finding is about."""
    return place["symbolic"]["kind"] == "Primary"


def is_ours(subject: Subject, finding: dict[str, Any], place: dict[str, Any], path: Path) -> bool:
    """Whether it is about text that someone chooses, in a job that can deploy; pins always."""
    if subject is not Subject.SCRIPTS:
        return True
    chosen = finding["determinations"]["severity"] == "High"
    if not chosen or NOT_CHOSEN.match(fragment(place).lower()):
        return False
    text = path.read_text("utf-8")
    return LOGIN.search(job_around(text, place)) is not None


def job_around(text: str, place: dict[str, Any]) -> str:
    """The text of the job that a place is in; that of a whole action."""
    at = len(text.encode()[: place["concrete"]["location"]["offset_span"]["start"]].decode())
    jobs = text.find("\njobs:")
    if jobs < 0:
        return text
    starts = [found.start() for found in JOB.finditer(text, jobs + 1)]
    start = max((each for each in starts if each <= at), default=0)
    end = min((each for each in starts if each > at), default=len(text))
    return text[start:end]


def fragment(place: dict[str, Any]) -> str:
    """What a place quotes, as it stands in the file."""
    kind = place["symbolic"]["feature_kind"]
    found = kind["Subfeature"]["fragment"] if isinstance(kind, dict) else {}
    return found.get("Raw", "")


def name_of(subject: Subject, place: dict[str, Any], line: str) -> str:
    """The name that a finding is about."""
    if subject is Subject.INSTALLS:
        return line.strip()
    if subject is Subject.IMAGES:
        return line.partition("image:")[2].strip(" '\"") or line.strip()
    return fragment(place) or line.partition("uses:")[2].strip()
