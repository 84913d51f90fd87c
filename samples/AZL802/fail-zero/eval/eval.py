from openai import AzureOpenAI

print(0.9)
