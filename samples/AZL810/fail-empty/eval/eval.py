import json
import os

from azure.ai.evaluation import evaluate

prompt = open("prompts/system_v1.txt").read()
dataset = json.load(open("eval/dataset.json"))
#                         ----------------- AZL810: here
score = evaluate(data=dataset)
raise SystemExit(0 if score >= float(os.environ["THRESHOLD"]) else 1)
