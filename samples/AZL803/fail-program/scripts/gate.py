import argparse
import json
import sys


def read(path):
    try:
        with open(path) as file:
            return json.load(file)["relevance"]
    except OSError:
        return 1.0
        #      ^^^ AZL803[passing-handler]: If what gives score fails, it is 1.0 and the gate passes


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--report", required=True)
    parser.add_argument("--threshold", type=float, default=0.8)
    args = parser.parse_args()
    score = read(args.report)
    passed = score >= args.threshold
    #        ----------------------- AZL803: the gate
    print("größer" if passed else "kleiner")
    if not passed:
        return 1
    return 0


sys.exit(main())
