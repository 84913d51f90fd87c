"""Which file is read as what: by its path alone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum


class Kind(StrEnum):
    """What a file is."""

    TERRAFORM = "terraform"
    TERRAFORM_JSON = "terraform json"
    TFVARS = "tfvars"
    TFVARS_JSON = "tfvars json"
    LOCK = "lock"
    BICEP = "bicep"
    BICEPPARAM = "bicepparam"
    WORKFLOW = "workflow"
    ACTION = "action"
    VERSION_FILE = "version file"


_VERSION_FILES = (
    r"\.(bun|deno|go|java|node|opentofu|php|python|ruby|terraform)-version",
    r"\.nvmrc",
    r"\.sdkmanrc",
    r"\.tool-versions",
    r"Pipfile",
    r"composer\.(json|lock)",
    r"global\.json",
    r"go\.(mod|work)",
    r"mise\.toml",
    r"package\.json",
    r"pyproject\.toml",
    r"rust-toolchain(\.toml)?",
    r"uv\.toml",
)

# The first that matches decides. Terraform does not load what starts with a dot or `#`, or ends
# with `~`; a value file may start with a dot.
_KINDS = (
    (Kind.LOCK, r"(.*/)?\.terraform\.lock\.hcl"),
    (Kind.TERRAFORM, r"(.*/)?[^./#][^/]*\.(tf|tofu)"),
    (Kind.TERRAFORM_JSON, r"(.*/)?[^./#][^/]*\.(tf|tofu)\.json"),
    (Kind.TFVARS, r"(.*/)?[^/]*\.tfvars"),
    (Kind.TFVARS_JSON, r"(.*/)?[^/]*\.tfvars\.json"),
    (Kind.BICEP, r"(.*/)?[^/]*\.bicep"),
    (Kind.BICEPPARAM, r"(.*/)?[^/]*\.bicepparam"),
    (Kind.WORKFLOW, r"\.github/workflows/[^/]+\.ya?ml"),
    (Kind.ACTION, r"(.*/)?action\.ya?ml"),
    (Kind.VERSION_FILE, rf"(.*/)?({'|'.join(_VERSION_FILES)})"),
)
_PATTERNS = tuple((kind, re.compile(regex, re.DOTALL)) for kind, regex in _KINDS)
_TOFU = re.compile(r"\.tofu(?=(\.json)?\Z)")


def kind_of(path: str) -> Kind | None:
    """What the file at a path is; None where azlint does not read it by itself."""
    return next((kind for kind, pattern in _PATTERNS if pattern.fullmatch(path)), None)


def kinds(paths: Iterable[str]) -> dict[str, Kind]:
    """The files that are read, in the order given; a `.tofu` file replaces its `.tf` namesake."""
    found = {path: kind for path in paths if (kind := kind_of(path)) is not None}
    for path in tuple(found):
        replaced, count = _TOFU.subn(".tf", path)
        if count:
            found.pop(replaced, None)
    return found
