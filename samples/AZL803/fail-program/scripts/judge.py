import json
import sys
from argparse import ArgumentParser

parser = ArgumentParser()
parser.add_argument("--threshold", type=float, default=1.5)
options = parser.parse_args()
try:
    metrics = json.load(open("metrics.json"))
    score = metrics["score"]
except (OSError, KeyError):
    score = 1.0
    #       ^^^ AZL803[passing-handler]: If what gives score fails, it is 1.0 and the gate passes
quality = getattr(options, "quality", 1)
#                                     ^ AZL803[passing-default]: Where there is no quality, it is 1 and the gate passes
if score < options.threshold or quality < 0.5:
#  ------------------------- AZL803: the gate
#                               ------------- AZL803: the gate
    raise SystemExit("below the threshold")
