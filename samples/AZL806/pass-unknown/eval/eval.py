import json

from openai import AzureOpenAI

client = AzureOpenAI()
dataset = json.load(open("eval/dataset.json"))
