import os

from azure.ai.evaluation import evaluate

prompt = open(os.path.join("prompts", os.environ["PROMPT"])).read()
score = evaluate(data=os.environ["DATASET"])
raise SystemExit(0 if score >= float(os.environ["THRESHOLD"]) else 1)
