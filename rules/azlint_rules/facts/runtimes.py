"""Setup actions: which input chooses a version, and what they install where it does not.

Read 2026-08-22 from the `action.yml`, the documentation and the resolver of each action:
actions/setup-python v7, setup-node v7, setup-java v5, setup-dotnet v6, setup-go v7,
ruby/setup-ruby 1.315, hashicorp/setup-terraform 4.0.1, opentofu/setup-opentofu 2.0.2,
azure/setup-kubectl 5.1, azure/setup-helm 5.0.1, terraform-linters/setup-tflint 6.3,
astral-sh/setup-uv 10.0.1, denoland/setup-deno 2.0.4, oven-sh/setup-bun 2.2.0,
pnpm/action-setup 4.0.0, shivammathur/setup-php 2.37.2, dtolnay/rust-toolchain 3c5f7ea,
Azure/cli 3.0.0, Azure/powershell 2.
"""

from __future__ import annotations

import re
from enum import StrEnum

import msgspec


class Absent(StrEnum):
    """What an action installs where neither an input nor a file names a version."""

    LATEST = "the latest release"
    RUNNER = "whatever the runner image has"
    PROVIDED = "the runner's own, by documented default"
    NOTHING = "nothing"


class Grammar(msgspec.Struct, frozen=True):
    """How the versions of one tool are written.

    exact: names one release · alias: words that move with every release · otherwise a text
    that starts like a version is a range. loose: a text that is not `exact` silently means the
    latest release.
    """

    exact: re.Pattern[str]
    alias: re.Pattern[str]
    loose: bool = False


class Setup(msgspec.Struct, frozen=True):
    """One way in which an action takes a version.

    tool: the name by which version files know it · actions: `owner/name`, lower case · input,
    file_input: names of the action's inputs · files: read, in order, where the input is absent ·
    folder_input: the input that names their folder · file_wins: over the input · many: one
    version a line · default: the version that stands in for an absent one · repeats: only says
    more about a tool that another row covers, so that its absence says nothing.
    """

    product: str
    tool: str
    actions: tuple[str, ...]
    input: str
    grammar: Grammar
    file_input: str = ""
    files: tuple[str, ...] = ()
    folder_input: str = ""
    absent: Absent = Absent.NOTHING
    file_wins: bool = False
    many: bool = False
    default: str = ""
    zero_minor: bool = False
    example: str = ""


_PRE = r"(?:[-+.][0-9A-Za-z.+-]+)?"
_SEMVER = rf"=?\s*v?[0-9]+\.[0-9]+\.[0-9]+{_PRE}"
_WORDS = r"latest|stable|edge|nightly|canary|head|current|rolling|\*|x"


def _grammar(exact: str, alias: str = "", *, loose: bool = False) -> Grammar:
    words = f"{_WORDS}|{alias}" if alias else _WORDS
    return Grammar(re.compile(exact), re.compile(words, re.IGNORECASE), loose=loose)


SEMVER = _grammar(_SEMVER)
PYTHON = _grammar(
    r"v?[0-9]+\.[0-9]+\.[0-9]+(?:(?:a|b|rc)[0-9]+|-(?:alpha|beta|rc)\.[0-9]+)?t?"
    r"|pypy-?[0-9.]+-v[0-9]+\.[0-9]+\.[0-9]+(?:rc[0-9]+)?"
    r"|graalpy-?[0-9]+\.[0-9]+\.[0-9]+(?:(?:a|b|rc)[0-9]+)?"
    r"|==\s*[0-9]+\.[0-9]+\.[0-9]+",
    r"(?:pypy-?[0-9.]*-?)nightly",
)
NODE = _grammar(_SEMVER, r"node|lts/\*|lts/-[0-9]+|lts")
JAVA = _grammar(r"[0-9]+\.[0-9]+\.[0-9]+(?:\.[0-9]+)*(?:[+-][0-9A-Za-z.+-]+)?")
DOTNET = _grammar(r"[0-9]+\.[0-9]+\.[0-9]+(?:-[0-9A-Za-z.-]+)?", r".* by rollForward latestMajor")
GO = _grammar(r"v?[0-9]+\.[0-9]+\.[0-9]+(?:-?(?:alpha|beta|rc)\.?[0-9]+)?", r"oldstable")
RUBY = _grammar(r"(?:[a-z]+(?:\+[a-z]+)?-)?[0-9]+\.[0-9]+\.[0-9]+(?:\.[0-9]+)*(?:-?[a-z]+[0-9]*)?")
UV = _grammar(rf"{_SEMVER}|==\s*[0-9.]+|latest-known")
DENO = _grammar(rf"{_SEMVER}|[0-9a-f]{{40}}", r"lts|rc")
PHP = _grammar(r"[0-9]+\.[0-9]+(?:\.[0-9]+)?", r"highest|lowest|pre-installed")
RUST = _grammar(
    r"[0-9]+\.[0-9]+\.[0-9]+|(?:stable|beta|nightly)-[0-9]{4}-[0-9]{2}-[0-9]{2}",
    r"beta|master|stable .*",
)
POWERSHELL = _grammar(r".*[0-9]\.[0-9]\.[0-9].*", loose=True)

SETUPS: tuple[Setup, ...] = (
    Setup(
        "Python",
        "python",
        ("actions/setup-python",),
        "python-version",
        PYTHON,
        file_input="python-version-file",
        files=(".python-version",),
        absent=Absent.RUNNER,
        many=True,
        example="3.12.8",
    ),
    Setup(
        "Node.js",
        "node",
        ("actions/setup-node",),
        "node-version",
        NODE,
        file_input="node-version-file",
        absent=Absent.RUNNER,
        example="22.12.0",
    ),
    Setup(
        "Java",
        "java",
        ("actions/setup-java",),
        "java-version",
        JAVA,
        file_input="java-version-file",
        many=True,
        zero_minor=True,
        example="21.0.5",
    ),
    Setup(
        ".NET",
        "dotnet",
        ("actions/setup-dotnet",),
        "dotnet-version",
        DOTNET,
        file_input="global-json-file",
        files=("global.json",),
        absent=Absent.PROVIDED,
        many=True,
        zero_minor=True,
        example="8.0.404",
    ),
    Setup(
        "Go",
        "go",
        ("actions/setup-go",),
        "go-version",
        GO,
        file_input="go-version-file",
        absent=Absent.RUNNER,
        example="1.25.5",
    ),
    Setup(
        "Ruby",
        "ruby",
        ("ruby/setup-ruby",),
        "ruby-version",
        RUBY,
        files=(".ruby-version", ".tool-versions"),
        example="3.4.1",
    ),
    Setup(
        "Terraform",
        "terraform",
        ("hashicorp/setup-terraform",),
        "terraform_version",
        SEMVER,
        absent=Absent.LATEST,
        example="1.9.8",
    ),
    Setup(
        "OpenTofu",
        "tofu",
        ("opentofu/setup-opentofu",),
        "tofu_version",
        SEMVER,
        file_input="tofu_version_file",
        absent=Absent.LATEST,
        file_wins=True,
        example="1.9.0",
    ),
    Setup(
        "kubectl",
        "kubectl",
        ("azure/setup-kubectl",),
        "version",
        SEMVER,
        absent=Absent.LATEST,
        example="v1.31.4",
    ),
    Setup(
        "Helm",
        "helm",
        ("azure/setup-helm",),
        "version",
        SEMVER,
        file_input="version-file",
        absent=Absent.LATEST,
        example="v3.18.4",
    ),
    Setup(
        "TFLint",
        "tflint",
        ("terraform-linters/setup-tflint",),
        "tflint_version",
        SEMVER,
        file_input="tflint_version_file",
        absent=Absent.LATEST,
        example="v0.54.0",
    ),
    Setup(
        "uv",
        "uv",
        ("astral-sh/setup-uv",),
        "version",
        UV,
        file_input="version-file",
        files=("uv.toml", "pyproject.toml"),
        folder_input="working-directory",
        absent=Absent.LATEST,
        example="0.9.7",
    ),
    Setup("Python", "python", ("astral-sh/setup-uv",), "python-version", PYTHON, example="3.12.8"),
    Setup(
        "Deno",
        "deno",
        ("denoland/setup-deno",),
        "deno-version",
        DENO,
        file_input="deno-version-file",
        default="2.x",
        example="2.1.4",
    ),
    Setup(
        "Bun",
        "bun",
        ("oven-sh/setup-bun",),
        "bun-version",
        SEMVER,
        file_input="bun-version-file",
        files=("package.json",),
        absent=Absent.LATEST,
        example="1.1.42",
    ),
    Setup(
        "pnpm",
        "pnpm",
        ("pnpm/action-setup",),
        "version",
        SEMVER,
        files=("package.json",),
        example="9.15.1",
    ),
    Setup(
        "PHP",
        "php",
        ("shivammathur/setup-php",),
        "php-version",
        PHP,
        file_input="php-version-file",
        files=(".php-version",),
        example="8.4",
    ),
    Setup(
        "Rust",
        "rust",
        ("dtolnay/rust-toolchain",),
        "toolchain",
        RUST,
        example="1.89.0",
    ),
    Setup(
        "Azure CLI",
        "azure-cli",
        ("azure/cli",),
        "azcliversion",
        SEMVER,
        absent=Absent.PROVIDED,
        example="2.67.0",
    ),
    Setup(
        "Az PowerShell",
        "az",
        ("azure/powershell",),
        "azpsversion",
        POWERSHELL,
        example="13.0.0",
    ),
)

DEFAULT_VERSIONS = {"agentazcliversion": Absent.PROVIDED}
"""Values that stand for an absent input."""

RUST_ACTION = "dtolnay/rust-toolchain"
"""An action whose ref is the toolchain."""

BRANCHES = frozenset({"main", "master", "develop", "trunk", "HEAD"})
"""Refs that are branches whatever the repository."""

MOVING_TAGS = frozenset(
    {
        "latest", "stable", "edge", "nightly", "canary", "rolling", "current", "lts", "mainline",
        "main", "master", "dev", "develop", "head",
    }
)  # fmt: skip
"""Image tags that are moved by habit."""
