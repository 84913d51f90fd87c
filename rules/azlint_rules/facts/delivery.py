"""What runs evaluations, tests and deployments, as of 2026-11-28.

Sources: the pages of the tools named (promptfoo, deepeval, azure-ai-evaluation, Azure CLI, azd,
Functions Core Tools, kubectl, helm), and the metadata of the actions named. evaltools is the
package of Azure-Samples/ai-rag-chat-evaluator; agents in `az cognitiveservices agent`:
https://learn.microsoft.com/cli/azure/cognitiveservices/agent. That agents are made by Python:
https://learn.microsoft.com/azure/foundry/agents/quickstarts/quickstart-hosted-agent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

EVALUATING_ACTIONS = frozenset(
    {
        "braintrustdata/eval-action",
        "microsoft/ai-agent-evals",
        "microsoft/genai-evals",
        "promptfoo/promptfoo-action",
    }
)
"""Actions that score a model, a prompt or an agent."""

REPORTING_ACTIONS = frozenset({"microsoft/ai-agent-evals", "microsoft/genai-evals"})
"""Those of them that succeed whatever the scores are: they write a summary."""

EVALUATING_COMMANDS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "promptfoo": (("eval",), ("redteam", "run"), ("redteam", "eval")),
    "deepeval": (("test", "run"),),
}
"""Programs that score and end with a failure where an assertion does not hold, and their verbs."""

EVALUATING_LIBRARIES = (
    "azure.ai.evaluation",
    "azure.ai.projects",
    "evaltools",
    "promptflow",
    "prompty",
    "deepeval",
    "ragas",
    "trulens",
    "langsmith",
    "langfuse",
    "braintrust",
    "mlflow",
    "sklearn.metrics",
    "rouge_score",
    "openai",
    "anthropic",
    "azure.ai.agents",
    "azure.ai.inference",
    "agent_framework",
    "google.genai",
    "langchain",
    "langchain_core",
    "langchain_openai",
    "langgraph",
    "litellm",
    "llama_index",
    "semantic_kernel",
)
"""What a Python script imports that scores answers, or asks a model to."""

EVALUATING_PACKAGES = frozenset(
    {
        "anthropic",
        "autoevals",
        "azure-ai-evaluation",
        "azure-ai-inference",
        "azure-ai-projects",
        "braintrust",
        "deepeval",
        "langchain",
        "langchain-openai",
        "langfuse",
        "langsmith",
        "litellm",
        "mlflow",
        "openai",
        "promptflow",
        "promptflow-evals",
        "ragas",
        "trulens",
    }
)
"""The packages of these libraries whose releases change scores or calls, as pip names them."""

TESTING_COMMANDS: Mapping[str, tuple[tuple[str, ...], ...]] = {
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
}
"""Programs that run tests, and the verbs with which they do."""

DEPLOYING_ACTIONS = frozenset(
    {
        "azure/aci-deploy",
        "azure/arm-deploy",
        "azure/bicep-deploy",
        "azure/container-apps-deploy-action",
        "azure/functions-action",
        "azure/functions-container-action",
        "azure/k8s-deploy",
        "azure/spring-apps-deploy",
        "azure/static-web-apps-deploy",
        "azure/webapps-deploy",
        "dflook/terraform-apply",
    }
)
"""Actions that change what runs on Azure."""

PREVIEWS: Mapping[str, tuple[str, frozenset[str]]] = {
    "azure/arm-deploy": ("deploymentMode", frozenset({"validate"})),
    "azure/bicep-deploy": ("operation", frozenset({"validate", "whatif"})),
}
"""The inputs of these actions, and the values with which they deploy nothing."""

DEPLOYING_COMMANDS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "az": (
        ("containerapp", "create"),
        ("containerapp", "job", "create"),
        ("containerapp", "job", "update"),
        ("containerapp", "up"),
        ("containerapp", "update"),
        ("containerapp", "compose", "create"),
        ("containerapp", "ingress", "traffic", "set"),
        ("containerapp", "revision", "activate"),
        ("containerapp", "revision", "copy"),
        ("cognitiveservices", "account", "deployment", "create"),
        ("cognitiveservices", "agent", "create"),
        ("cognitiveservices", "agent", "start"),
        ("cognitiveservices", "agent", "update"),
        ("container", "create"),
        ("deployment", "group", "create"),
        ("deployment", "mg", "create"),
        ("deployment", "sub", "create"),
        ("deployment", "tenant", "create"),
        ("functionapp", "deploy"),
        ("functionapp", "deployment", "source", "config-zip"),
        ("ml", "batch-deployment", "create"),
        ("ml", "batch-deployment", "update"),
        ("ml", "online-deployment", "create"),
        ("ml", "online-deployment", "update"),
        ("ml", "online-endpoint", "update"),
        ("stack", "group", "create"),
        ("stack", "sub", "create"),
        ("staticwebapp", "deploy"),
        ("webapp", "config", "container", "set"),
        ("webapp", "create"),
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
}
"""Programs that change what runs on Azure, and the verbs with which they do."""

DEPLOYING_LIBRARIES = ("azure.ai.agents", "azure.ai.ml", "azure.ai.projects", "azure.mgmt")
"""What a Python script imports that makes agents, endpoints or resources on Azure."""

LAUNCHERS: Mapping[str, tuple[str, ...]] = {
    "bunx": (),
    "npx": (),
    "uvx": (),
    "sudo": (),
    "time": (),
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

SCORES = re.compile(
    r"score|accuracy|quality|rate$|grade|grounded|relevan|coheren|fluen|similar|faithful|correct"
    r"|precision|recall|f1|confidence|coverage",
    re.IGNORECASE,
)
"""What evaluations call what they measure."""

FETCHING = re.compile(
    r"\b(?:dvc\s+(?:pull|fetch|get|import|repro|checkout)|git\s+(?:clone|lfs\s+pull)|azcopy\s+(?:copy|cp|sync)"
    r"|az\s+storage\s+(?:blob|file|fs\s+file)\s+download|az\s+ml\s+(?:data|job)\s+download"
    r"|gh\s+(?:release|run)\s+download|curl|wget|Invoke-WebRequest|unzip|tar\s+-?x"
    r"|aws\s+s3\s+(?:cp|sync)|gsutil|hf\s+download|huggingface-cli\s+download|kaggle)\b",
    re.IGNORECASE,
)
"""Commands that bring files which they need not name. Sources: the reference pages of DVC, Git,
AzCopy, the Azure, GitHub and Hugging Face command lines."""

FETCHING_ACTIONS = frozenset(
    {"actions/cache", "actions/cache/restore", "actions/download-artifact", "iterative/setup-dvc"}
)
"""Actions that bring files, or the tool that does."""
