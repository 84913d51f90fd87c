import os
from openai import AzureOpenAI
client = AzureOpenAI(azure_endpoint=os.environ["AZURE_OPENAI_ENDPOINT"])
print(client.chat.completions.create(model="gpt-4o", messages=[]).choices[0])
