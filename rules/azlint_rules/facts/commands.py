"""What command lines do, by program and verbs, in lower case.

Sources, read 2026-11-28: the pages of the tools named (promptfoo, deepeval, Azure CLI, azd, Az
PowerShell, Functions Core Tools, kubectl, helm); agents in `az cognitiveservices agent`:
https://learn.microsoft.com/cli/azure/cognitiveservices/agent. What fetches files: the reference
pages of DVC, Git, AzCopy, the Azure, GitHub and Hugging Face command lines. What installs, and what
reads code only: the pages of the tools named.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from azlint.languages.workflow.deployments import AZ_CREATING
from azlint.languages.workflow.images import AZ_RELEASING
from azlint.patterns import regex


class Act(StrEnum):
    """What a command does.

    CONFIGURE: it makes or changes what programs run in on Azure · DEPLOY: it changes what runs
    there · EVALUATE: it scores, and fails where an assertion does not hold · INSTALL: it installs
    packages · LINT: it reads code · SIGN_IN: it logs in to a cloud · TEST: it runs tests.
    """

    CONFIGURE = "configure"
    DEPLOY = "deploy"
    EVALUATE = "evaluate"
    INSTALL = "install"
    LINT = "lint"
    SIGN_IN = "sign in"
    TEST = "test"


COMMANDS: Mapping[Act, Mapping[str, tuple[tuple[str, ...], ...]]] = {
    Act.CONFIGURE: {
        "az": (
            ("aks", "create"),
            ("aks", "nodepool", "update"),
            ("aks", "update"),
            ("containerapp", "auth", "update"),
            ("containerapp", "env", "create"),
            ("containerapp", "env", "storage", "set"),
            ("containerapp", "env", "update"),
            ("containerapp", "ingress", "update"),
            ("containerapp", "registry", "set"),
            ("containerapp", "secret", "set"),
            ("functionapp", "config", "appsettings", "set"),
            ("functionapp", "config", "set"),
            ("functionapp", "create"),
            ("functionapp", "deployment", "slot", "create"),
            ("functionapp", "plan", "create"),
            ("functionapp", "update"),
            ("webapp", "auth", "update"),
            ("webapp", "config", "appsettings", "set"),
            ("webapp", "config", "connection-string", "set"),
            ("webapp", "config", "set"),
            ("webapp", "deployment", "slot", "create"),
            ("webapp", "update"),
        ),
    },
    Act.DEPLOY: {
        "az": (
            *AZ_CREATING,
            *AZ_RELEASING,
            ("containerapp", "compose", "create"),
            ("containerapp", "ingress", "traffic", "set"),
            ("containerapp", "revision", "activate"),
            ("cognitiveservices", "account", "deployment", "create"),
            ("cognitiveservices", "agent", "create"),
            ("cognitiveservices", "agent", "start"),
            ("cognitiveservices", "agent", "update"),
            ("functionapp", "deploy"),
            ("functionapp", "deployment", "slot", "swap"),
            ("functionapp", "deployment", "source", "config-zip"),
            ("ml", "batch-deployment", "create"),
            ("ml", "batch-deployment", "update"),
            ("ml", "online-deployment", "create"),
            ("ml", "online-deployment", "update"),
            ("ml", "online-endpoint", "update"),
            ("staticwebapp", "deploy"),
            ("webapp", "deploy"),
            ("webapp", "deployment", "slot", "swap"),
            ("webapp", "deployment", "source", "config-zip"),
            ("webapp", "up"),
        ),
        "azd": (("deploy",), ("provision",), ("up",)),
        "func": (("azure", "functionapp", "publish"),),
        "helm": (("install",), ("upgrade",)),
        "kubectl": (("apply",), ("set", "image"), ("rollout", "restart")),
        "swa": (("deploy",),),
        "terraform": (("apply",),),
        "terragrunt": (("apply",), ("run-all", "apply")),
        "tofu": (("apply",),),
    },
    Act.EVALUATE: {
        "promptfoo": (("eval",), ("redteam", "run"), ("redteam", "eval")),
        "deepeval": (("test", "run"),),
    },
    Act.INSTALL: {
        "apk": (("add",),),
        "apt": (("install",), ("update",)),
        "apt-get": (("install",), ("update",)),
        "az": (("extension", "add"),),
        "brew": (("install",),),
        "conda": (("install",), ("env", "create"), ("env", "update")),
        "dotnet": (("restore",), ("tool", "install")),
        "install-module": ((),),
        "npm": (("ci",), ("i",), ("install",)),
        "pip": (("install",), ("pip", "install")),
        "pip3": (("install",),),
        "pipenv": (("install",), ("sync",)),
        "pipx": (("install",),),
        "pnpm": (("add",), ("i",), ("install",)),
        "poetry": (("add",), ("install",)),
        "uv": (("add",), ("pip", "install"), ("pip", "sync"), ("sync",), ("tool", "install")),
        "yarn": (("add",), ("install",)),
    },
    Act.LINT: {
        "bandit": ((),),
        "black": ((),),
        "eslint": ((),),
        "flake8": ((),),
        "isort": ((),),
        "mypy": ((),),
        "prettier": ((),),
        "pylint": ((),),
        "pyright": ((),),
        "ruff": ((),),
        "yamllint": ((),),
    },
    Act.SIGN_IN: {
        "az": (("login",),),
        "azd": (("auth", "login"),),
        "connect-azaccount": ((),),
    },
    Act.TEST: {
        "pytest": ((),),
        "tox": ((),),
        "nox": ((),),
        "unittest": ((),),
        "jest": ((),),
        "vitest": ((),),
        "playwright": (("test",),),
        "npm": (("test",), ("run", "test"), ("t",)),
        "pnpm": (("test",), ("run", "test")),
        "yarn": (("test",), ("run", "test")),
        "dotnet": (("test",),),
        "go": (("test",),),
        "cargo": (("test",),),
        "mvn": (("test",), ("verify",)),
        "gradle": (("test",), ("check",)),
        "gradlew": (("test",), ("check",)),
        "invoke-pester": ((),),
        "bats": ((),),
    },
}

TOKEN_OPTION = ("federated-credential-provider", "github")
"""The option of `azd auth login`, and its value, that asks for a token of GitHub."""

LAUNCHERS: Mapping[str, tuple[str, ...]] = {
    "bunx": (),
    "npx": (),
    "uvx": (),
    "xvfb-run": (),
    "hatch": ("run",),
    "npm": ("exec",),
    "pipenv": ("run",),
    "pnpm": ("dlx", "exec"),
    "poetry": ("run",),
    "rye": ("run",),
    "uv": ("run",),
    "yarn": ("dlx", "exec"),
}
"""Programs that run the program behind them, and the verbs with which they do."""

FETCHING = regex(
    r"\b(?:dvc\s+(?:pull|fetch|get|import|repro|checkout)|git\s+(?:clone|lfs\s+pull)|azcopy\s+(?:copy|cp|sync)"
    r"|az\s+storage\s+(?:blob|file|fs\s+file)\s+download|az\s+ml\s+(?:data|job)\s+download"
    r"|gh\s+(?:release|run)\s+download|curl|wget|Invoke-WebRequest|unzip|tar\s+-?x"
    r"|aws\s+s3\s+(?:cp|sync)|gsutil|hf\s+download|huggingface-cli\s+download|kaggle)\b",
    re.IGNORECASE,
)
"""Commands that bring files which they need not name."""

SAYING = frozenset({"echo", "printf"})
SHOWING = SAYING | {"cat", "cp", "head", "ls", "mkdir", "mv", "rm", "tail", "tee"}
"""Commands that print text, and those that show files or put them elsewhere: they judge nothing."""
