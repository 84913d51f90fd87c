from openai import OpenAI
print(1)
