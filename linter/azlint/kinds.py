"""Which file is read as what: by its path alone, JSON also by the schema that it names."""

from __future__ import annotations

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable
from enum import StrEnum

from azlint.patterns import regex


class Kind(StrEnum):
    """What a file is."""

    TERRAFORM = "terraform"
    TERRAFORM_JSON = "terraform json"
    TFVARS = "tfvars"
    TFVARS_JSON = "tfvars json"
    LOCK = "lock"
    TERRAGRUNT = "terragrunt"
    BICEP = "bicep"
    BICEPPARAM = "bicepparam"
    ARM = "arm template"
    ARM_PARAMETERS = "arm parameters"
    WORKFLOW = "workflow"
    ACTION = "action"
    DOCKERFILE = "dockerfile"
    REQUIREMENTS = "requirements"
    PROJECT = "python project"
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
    r"rust-toolchain(\.toml)?",
    r"uv\.toml",
)

_TEMPLATES = "dockerignore|ejs|erb|hbs|in|j2|jinja2?|m4|md|mustache|template|tm?pl|tpl|txt"
_DOCKERFILE = "[Dd]ockerfile|[Cc]ontainerfile"
_REQUIREMENTS = r"([^/]*[-_.])?(requirements|constraints)([-_.][^/]*)?\.txt|requirements/[^/]+\.txt"

# The first that matches decides. Terraform does not load what starts with a dot or `#`, or ends
# with `~`; a value file may start with a dot.
_KINDS = (
    (Kind.LOCK, r"(.*/)?\.terraform\.lock\.hcl"),
    (Kind.TERRAGRUNT, r"(.*/)?terragrunt\.hcl"),
    (Kind.TERRAFORM, r"(.*/)?[^./#][^/]*\.(tf|tofu)"),
    (Kind.TERRAFORM_JSON, r"(.*/)?[^./#][^/]*\.(tf|tofu)\.json"),
    (Kind.TFVARS, r"(.*/)?[^/]*\.tfvars"),
    (Kind.TFVARS_JSON, r"(.*/)?[^/]*\.tfvars\.json"),
    (Kind.BICEP, r"(.*/)?[^/]*\.bicep"),
    (Kind.BICEPPARAM, r"(.*/)?[^/]*\.bicepparam"),
    (Kind.WORKFLOW, r"\.github/workflows/[^/]+\.ya?ml"),
    (Kind.ACTION, r"(.*/)?action\.ya?ml"),
    (Kind.DOCKERFILE, rf"(.*/)?(?!.*\.({_TEMPLATES})\Z)(Docker|Container)file([._-][^/]*)?"),
    (Kind.DOCKERFILE, rf"(.*/)?([^/]+\.)?({_DOCKERFILE})"),
    (Kind.PROJECT, r"(.*/)?pyproject\.toml"),
    (Kind.REQUIREMENTS, rf"(.*/)?({_REQUIREMENTS})"),
    (Kind.VERSION_FILE, rf"(.*/)?({'|'.join(_VERSION_FILES)})"),
)
_PATTERNS = tuple((kind, regex(text, re.DOTALL)) for kind, text in _KINDS)
_SCOPES = ("tenant", "managementgroup", "subscription")
_TOFU = regex(r"\.tofu(?=(\.json)?\Z)")

HEAD = 4_096
"""How many bytes of a JSON file are looked at to tell what it is."""

_SCHEMA = regex(rb'"\$schema"\s*:\s*"[^"\s]*/(\w+)\.json#?"')
_SCHEMAS = {
    **{f"{scope}deploymenttemplate".encode(): Kind.ARM for scope in ("", *_SCOPES)},
    **{f"{scope}deploymentparameters".encode(): Kind.ARM_PARAMETERS for scope in ("", *_SCOPES)},
}
_STRING = regex(rb'"(?:[^"\\]|\\.)*+"')
_COMPILED = regex(rb'"_generator"\s*:\s*\{\s*"name"\s*:\s*"bicep"')


def in_utf8(head: bytes) -> bytes:
    """The first bytes of a file in the encoding that it should have, where a mark says that it
    has another: what it is does not hang on that."""
    if head.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return head.decode("utf-16", "ignore").encode("utf-8", "ignore")
    return head


def may_be_arm(path: str) -> bool:
    """Whether the schema that a file names may make it a template or parameters of Azure."""
    return path.endswith((".json", ".jsonc"))


def kind_in(head: bytes) -> Kind | None:
    """What a JSON file is by the schema that its outermost object names, from its first bytes."""
    schema = _SCHEMA.search(head)
    if schema is None or schema[1].lower() not in _SCHEMAS:
        return None
    before = _STRING.sub(b"", head[: schema.start()])
    outermost = before.count(b"{") - before.count(b"}") == 1 and b"[" not in before
    return _SCHEMAS[schema[1].lower()] if outermost else None


def is_compiled(head: bytes) -> bool:
    """Whether a template is what the Bicep compiler wrote, from its first bytes."""
    return _COMPILED.search(head) is not None


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
