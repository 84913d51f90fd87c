"""The average that a judge gives the agent's answers to the golden questions."""

import json
import os
from pathlib import Path

from openai import AzureOpenAI

ROOT = Path(__file__).parent.parent
JUDGE = "Say how well the answer matches what is expected: a number from 0.0 to 1.0, nothing else."
DEPLOYMENT = os.environ["AZURE_OPENAI_DEPLOYMENT"]

client = AzureOpenAI(
    azure_endpoint=os.environ["AZURE_OPENAI_ENDPOINT"],
    api_key=os.environ["AZURE_OPENAI_KEY"],
    api_version="2024-10-21",
)


def ask(system: str, user: str) -> str:
    messages = [{"role": "system", "content": system}, {"role": "user", "content": user}]
    answer = client.chat.completions.create(model=DEPLOYMENT, messages=messages, temperature=0)
    return answer.choices[0].message.content or ""


def score(answer: str, expected: str) -> float:
    try:
        return float(ask(JUDGE, f"Answer: {answer}\nExpected: {expected}").strip())
    except ValueError:
        return 0.0


def main() -> None:
    prompt = (ROOT / "prompts" / "system_v1.txt").read_text("utf-8")
    questions = json.loads((ROOT / "eval" / "dataset.json").read_text("utf-8"))
    scores = [score(ask(prompt, each["input"]), each["expected"]) for each in questions]
    print(round(sum(scores) / len(scores), 4))


if __name__ == "__main__":
    main()
