import sys, json
sys.exit(0 if json.load(open("out.json"))["score"] >= 0.8 else 1)
