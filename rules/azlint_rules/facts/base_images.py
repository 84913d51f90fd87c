"""Which runtime an image brings, and which files and commands tell what a project runs on.

Read 2026-08-22 from the pages of the Docker official images, the Microsoft Artifact Registry and
the documentation of each tool: which file names its version, and which commands build or test
what lies in the folder they run in.
"""

from __future__ import annotations

import re
from functools import cached_property

import msgspec

from azlint.languages.script.mention import Mention, mention
from azlint.patterns import regex

_OFFICIAL = (
    r"(?:(?:docker\.io/|public\.ecr\.aws/docker/|[\w.-]+\.azurecr\.io/)?library/|docker\.io/)?"
)
_LEADING = r"v?(?P<version>[0-9]+(?:\.[0-9]+)*)(?:-.*)?"


def _image(name: str, tag: str = _LEADING) -> tuple[re.Pattern[str], re.Pattern[str]]:
    return regex(name), regex(tag)


class Runtime(msgspec.Struct, frozen=True, dict=True):
    """One runtime.

    tool: the name by which version files know it · images: patterns of names and of tags, whose
    version is that of the runtime · files: that say which version a project asks for · commands:
    the starts of commands that install, build or test the project in their folder · elsewhere:
    options by which they work in another one · places: how many numbers of its versions mean the
    same everywhere · hosts: images that only run what is built, also by a newer release.
    """

    product: str
    tool: str
    images: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = ()
    files: tuple[str, ...] = ()
    commands: tuple[tuple[str, ...], ...] = ()
    elsewhere: tuple[str, ...] = ()
    places: int = 3
    hosts: re.Pattern[str] | None = None

    @cached_property
    def programs(self) -> frozenset[str]:
        """What the commands run, without its folder."""
        return frozenset(words[0].rpartition("/")[2] for words in self.commands)

    @cached_property
    def mentioned(self) -> Mention:
        """What a script must hold to run one of them."""
        return mention(*self.programs)


RUNTIMES: tuple[Runtime, ...] = (
    Runtime(
        "Python",
        "python",
        (
            _image(rf"{_OFFICIAL}python"),
            _image(
                r"mcr\.microsoft\.com/azure-functions/python",
                r"[\d.]+-python(?P<version>[0-9.]+)(?:-.*)?",
            ),
            _image(r"ghcr\.io/astral-sh/uv", r"(?:[\d.]+-)?python(?P<version>[0-9.]+)(?:-.*)?"),
        ),
        (".python-version", "pyproject.toml", "Pipfile", ".tool-versions"),
        (
            ("pip", "install", "-r"),
            ("pip", "install", "-e"),
            ("pip", "install", "."),
            ("pip3", "install", "-r"),
            ("python", "-m", "pip", "install", "-r"),
            ("python", "-m", "pip", "install", "-e"),
            ("python", "-m", "pip", "install", "."),
            ("poetry", "install"),
            ("uv", "sync"),
            ("uv", "run"),
            ("pipenv", "install"),
            ("pytest",),
            ("python", "-m", "pytest"),
            ("python", "-m", "build"),
            ("tox",),
        ),
        ("--directory", "--project"),
    ),
    Runtime(
        "Node.js",
        "node",
        (
            _image(rf"{_OFFICIAL}node"),
            _image(
                r"mcr\.microsoft\.com/azure-functions/node",
                r"[\d.]+-node(?P<version>[0-9.]+)(?:-.*)?",
            ),
        ),
        ("package.json", ".nvmrc", ".node-version", ".tool-versions"),
        (
            ("npm", "ci"),
            ("npm", "install"),
            ("npm", "i"),
            ("npm", "test"),
            ("npm", "run"),
            ("yarn", "install"),
            ("yarn", "build"),
            ("yarn", "test"),
            ("yarn", "run"),
            ("pnpm", "install"),
            ("pnpm", "i"),
            ("pnpm", "build"),
            ("pnpm", "test"),
            ("pnpm", "run"),
        ),
        ("--prefix", "--cwd", "--dir", "-C"),
    ),
    Runtime(
        "Go",
        "go",
        (_image(rf"{_OFFICIAL}golang"), _image(r"mcr\.microsoft\.com/oss/go/microsoft/golang")),
        ("go.mod", ".tool-versions"),
        (("go", "build"), ("go", "test"), ("go", "vet"), ("go", "run")),
        ("-C",),
    ),
    Runtime(
        ".NET",
        "dotnet",
        (_image(r"mcr\.microsoft\.com/dotnet/(?:sdk|aspnet|runtime)"),),
        ("global.json",),
        (("dotnet", "build"), ("dotnet", "test"), ("dotnet", "publish"), ("dotnet", "restore")),
        places=2,
        hosts=regex(r"mcr\.microsoft\.com/dotnet/(?:aspnet|runtime)"),
    ),
    Runtime(
        "Ruby",
        "ruby",
        (_image(rf"{_OFFICIAL}ruby"),),
        (".ruby-version", ".tool-versions"),
        (("bundle", "install"), ("bundle", "exec")),
    ),
    Runtime(
        "Java",
        "java",
        (
            _image(rf"{_OFFICIAL}eclipse-temurin", r"(?P<version>[0-9]+(?:\.[0-9]+)*)(?:[_-].*)?"),
            _image(r"mcr\.microsoft\.com/openjdk/jdk"),
        ),
        (".java-version", ".tool-versions"),
        (("mvn",), ("./mvnw",), ("gradle",), ("./gradlew",)),
        places=1,
    ),
)

PREFERENCES = frozenset({".python-version", ".nvmrc", ".node-version", ".tool-versions"})
"""Files that say what developers use; the project may well run on other releases."""

TERRAFORM = Runtime(
    "Terraform",
    "terraform",
    commands=tuple(("terraform", verb) for verb in ("init", "validate", "plan", "apply")),
    elsewhere=("-chdir",),
)
"""What a root asks for stands in its `required_version`."""
