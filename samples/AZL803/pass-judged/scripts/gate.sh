#!/usr/bin/env bash
set -euo pipefail
score=$(jq .score out.json)
if (( $(echo "$score < 0.8" | bc -l) )); then exit 1; fi
