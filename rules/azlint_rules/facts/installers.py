"""Commands that install a tool, and how they are told which release.

Read 2026-08-22 from the manuals of pip 25, pipx 1.7, uv 0.9, npm 11, the Azure CLI 2.77 (`az
extension add`, `az bicep install`), the .NET SDK 9 (`dotnet tool install`), Go 1.25, cargo 1.89,
RubyGems 3.6 and PowerShellGet 2.2 (`Install-Module`). Distribution packages (`apt-get`, `apk`) are
left out: their archives drop old versions, so that a pinned one stops to install.
"""

from __future__ import annotations

import msgspec


class Installer(msgspec.Struct, frozen=True):
    """One command.

    product: what it is called · words: how it starts · separators: what stands between a name
    and its version · exact: the versions that name one release, where not all do · options: that
    name the version of all that is installed, or a file that does · slashes: a name may hold some ·
    required: it installs tools only with one of these · named: the option that holds the name,
    else operands do · flags: options without a value · always: the name of what a command
    without a name installs.
    """

    product: str
    words: tuple[tuple[str, ...], ...]
    separators: tuple[str, ...] = ()
    exact: str = ""
    options: frozenset[str] = frozenset()
    slashes: bool = False
    required: frozenset[str] = frozenset()
    named: tuple[str, ...] = ()
    flags: frozenset[str] = frozenset()
    always: str = ""


_PIP = frozenset(
    {
        "break-system-packages", "disable-pip-version-check", "force-reinstall", "ignore-installed",
        "no-cache-dir", "no-deps", "no-input", "no-warn-script-location", "pre", "q", "quiet",
        "qq", "require-hashes", "system", "u", "upgrade", "user", "v", "verbose",
    }
)  # fmt: skip
_NPM = frozenset(
    {
        "d", "e", "force", "g", "global", "ignore-scripts", "legacy-peer-deps", "no-audit",
        "no-fund", "no-package-lock", "no-save", "o", "prefer-offline", "production", "quiet",
        "save", "save-dev", "save-exact", "save-optional", "save-prod", "silent", "unsafe-perm",
    }
)  # fmt: skip
_SPECIFIERS = ("==", "===", "~=", ">=", "<=", "!=", ">", "<", "@")
_SEMVER = r"v?[0-9]+\.[0-9]+\.[0-9]+(?:[-+].*)?"
_ELSEWHERE = r".*[:/].*"
"""An alias, a file or a repository behind the name of an npm package."""
_COMMIT = r"[0-9a-f]{7,40}"

PIP = Installer(
    "pip",
    (
        ("pip", "install"),
        ("pip3", "install"),
        ("python", "-m", "pip", "install"),
        ("python3", "-m", "pip", "install"),
        ("uv", "pip", "install"),
    ),
    _SPECIFIERS,
    options=frozenset({"r", "requirement", "c", "constraint", "e", "editable"}),
    flags=_PIP,
)

INSTALLERS: tuple[Installer, ...] = (
    PIP,
    Installer(
        "pipx", (("pipx", "install"),), _SPECIFIERS, flags=frozenset({"force", "include-deps"})
    ),
    Installer("uv", (("uv", "tool", "install"),), (*_SPECIFIERS, "@"), flags=frozenset({"force"})),
    Installer(
        "npm",
        (("npm", "install"), ("npm", "i"), ("npm", "add")),
        ("@",),
        f"{_SEMVER}|{_ELSEWHERE}",
        slashes=True,
        flags=_NPM,
    ),
    Installer(
        "az",
        (("az", "extension", "add"),),
        options=frozenset({"version", "source", "s"}),
        named=("name", "n"),
    ),
    Installer(
        "az",
        (("az", "bicep", "install"),),
        options=frozenset({"version", "v"}),
        always="Bicep CLI",
    ),
    Installer(
        "dotnet",
        (("dotnet", "tool", "install"), ("dotnet", "tool", "update")),
        ("@",),
        options=frozenset({"version"}),
        required=frozenset({"g", "global", "tool-path"}),
        flags=frozenset({"g", "global"}),
    ),
    Installer(
        "go",
        (("go", "install"),),
        ("@",),
        f"{_SEMVER}|{_COMMIT}",
        slashes=True,
        flags=frozenset({"v", "x"}),
    ),
    Installer(
        "cargo",
        (("cargo", "install"),),
        ("@",),
        options=frozenset({"version", "vers", "git", "path"}),
        flags=frozenset({"locked", "force", "f"}),
    ),
    Installer(
        "gem",
        (("gem", "install"),),
        (":",),
        options=frozenset({"v", "version"}),
        flags=frozenset({"no-document", "n"}),
    ),
    Installer(
        "PowerShellGet",
        (("Install-Module",), ("Install-PSResource",)),
        options=frozenset({"requiredversion", "minimumversion", "maximumversion", "version"}),
        named=("name",),
        flags=frozenset({"force", "allowclobber", "acceptlicense", "skippublishercheck"}),
    ),
)

DOWNLOADERS = frozenset({"curl", "wget", "Invoke-WebRequest", "iwr", "Invoke-RestMethod", "irm"})
"""Commands that fetch an address."""
