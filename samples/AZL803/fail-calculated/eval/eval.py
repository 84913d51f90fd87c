import sys
from openai import OpenAI
sys.exit(1)
