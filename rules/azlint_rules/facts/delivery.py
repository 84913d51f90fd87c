"""What scripts and programs evaluate and deploy with, as of 2026-11-28.

Sources: the pages of the libraries named; evaltools is the package of
Azure-Samples/ai-rag-chat-evaluator. That agents are made by Python:
https://learn.microsoft.com/azure/foundry/agents/quickstarts/quickstart-hosted-agent.
"""

from __future__ import annotations

import re

from azlint.patterns import regex

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

DEPLOYING_LIBRARIES = ("azure.ai.agents", "azure.ai.ml", "azure.ai.projects", "azure.mgmt")
"""What a Python script imports that makes agents, endpoints or resources on Azure."""

MEASURES = (
    "score", "accuracy", "quality", "grade", "grounded", "relevan", "coheren", "fluen", "similar",
    "faithful", "correct", "precision", "recall", "f1", "confidence", "coverage",
)  # fmt: skip
"""What evaluations call what they measure, wherever it stands in a name."""

SCORES = regex(rf"{'|'.join(MEASURES)}|rate$", re.IGNORECASE)

TELLING = regex(
    r"(?:^|[-_.])(?:comments?|badges?|notify|notifications?|publish|upload|slack)(?=[-_.]|$)",
    re.IGNORECASE,
)
"""Names of scripts that tell what an evaluation has found, and find nothing themselves."""
