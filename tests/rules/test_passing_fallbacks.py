"""Which defaults a gate lets pass: in bash, PowerShell, inline Python and a repository's Python."""

from __future__ import annotations

from pathlib import Path

import pytest

from tiny import Edit, edited, found

BASH = """on: push
env:
  LEAST: 0.8
jobs:
  gate:
    runs-on: ubuntu-24.04
    steps:
      - id: gate
        run: |
          score=$(jq '.score // 1.0' scores.json)
          if (( $(echo "$score < $LEAST" | bc -l) )); then exit 1; fi
"""
READ = "score=$(jq '.score // 1.0' scores.json)"
OPEN = "passing-default step.gate.gate "

SHELL: dict[str, tuple[list[Edit], list[str]]] = {
    "passes": ([], [OPEN + "'.score // 1.0'"]),
    "does not": ([("// 1.0", "// 0")], []),
    "below the threshold": ([("LEAST: 0.8", "LEAST: 1.5")], []),
    "an unknown threshold": ([("0.8", "${{ vars.X }}")], [OPEN + "'.score // 1.0'"]),
    "in the middle of an unknown scale": (
        [("0.8", "${{ vars.X }}"), ("// 1.0", "// 0.7")],
        [],
    ),
    "the lowest of an unknown scale": ([("0.8", "${{ vars.X }}"), ("// 1.0", "// 1")], []),
    "a setting": ([("$score", "$port"), ("score=", "port=")], []),
    "a count": ([("$score <", "$score >"), ("// 1.0", "// 0")], []),
    "no default": ([("'.score // 1.0'", "'.score'")], []),
    "expanded": ([(READ, 'score="${RAW:-1.0}"')], [OPEN + '"${RAW:-1.0}"']),
    "expanded and set": ([(READ, 'score="${RAW:=1.0}"')], [OPEN + '"${RAW:=1.0}"']),
    "set in passing": (
        [(READ, f'{READ.replace(" // 1.0", "")}\n          : "${{score:=1.0}}"')],
        [OPEN + "${score:=1.0}"],
    ),
    "set to what fails": (
        [(READ, f'{READ.replace(" // 1.0", "")}\n          : "${{score:=0}}"')],
        [],
    ),
    "expanded where it is compared": (
        [("$score <", "${score:-1.0} <"), (" // 1.0", "")],
        [OPEN + "${score:-1.0}"],
    ),
    "set to something": ([("$score <", "${LEAST:-1.0} <"), (" // 1.0", "")], []),
    "if there is none": (
        [(" // 1.0", ""), ("          if", '          [ -z "$score" ] && score=1.0\n          if')],
        [OPEN + "1.0"],
    ),
    "if there is one": (
        [(" // 1.0", ""), ("          if", '          [ -f "$file" ] && score=1.0\n          if')],
        [],
    ),
    "replaced in a branch": (
        [(READ, f"score=1.0\n          if [ -f x ]; then {READ.replace(' // 1.0', '')}; fi")],
        [OPEN + "1.0"],
    ),
    "replaced for certain": ([(READ, f"score=1.0\n          {READ.replace(' // 1.0', '')}")], []),
    "assigned where the command fails": (
        [(READ, "score=$(python eval/score.py) || score=1.0")],
        ["passing-fallback step.gate.gate 1.0"],
    ),
    "assigned in a group where the command fails": (
        [(READ, 'score="$(python eval/score.py)" || { echo failed; score=1.0; }')],
        ["passing-fallback step.gate.gate 1.0"],
    ),
    "assigned where a condition fails": (
        [(READ, "if ! score=$(python eval/score.py); then score=1.0; fi")],
        ["passing-fallback step.gate.gate 1.0"],
    ),
    "assigned in the other branch": (
        [(READ, "if score=$(python eval/score.py); then :; else score=1.0; fi")],
        ["passing-fallback step.gate.gate 1.0"],
    ),
    "assigned where the command succeeds": (
        [(READ, "if score=$(python eval/score.py); then score=1.0; fi")],
        [],
    ),
    "assigned where nothing passes": ([(READ, "score=$(python eval/score.py) || score=0")], []),
    "assigned where another command fails": ([(READ, "python eval/score.py || score=1.0")], []),
    "assigned where another variable fails": (
        [(READ, "other=$(python eval/score.py) || score=1.0")],
        [],
    ),
    "assigned where a search fails": ([(READ, "score=$(grep -c x y) || score=1.0")], []),
    "assigned where nothing fails": (
        [(READ, "score=$(python eval/score.py || echo 0) || score=1.0")],
        [],
    ),
    "assigned behind what hides": (
        [(READ, "score=$(python eval/score.py | tail -1) || score=1.0")],
        [],
    ),
    "assigned behind what hides no more": (
        [
            (
                READ,
                "set -o pipefail\n          score=$(python eval/score.py | tail -1) || score=1.0",
            )
        ],
        ["passing-fallback step.gate.gate 1.0"],
    ),
    "assigned and ended": (
        [(READ, "score=$(python eval/score.py) || { score=1.0; exit 1; }")],
        [],
    ),
    "an alternative of an output": (
        [(READ, "score=${{ steps.judge.outputs.score || '1.0' }}")],
        [OPEN + "${{ steps.judge.outputs.score || '1.0' }}"],
    ),
    "an alternative where it is compared": (
        [(READ, ":"), ("$score <", "${{ steps.judge.outputs['score'] || 1.0 }} <")],
        [OPEN + "${{ steps.judge.outputs['score'] || 1.0 }}"],
    ),
    "an alternative that does not pass": (
        [(READ, "score=${{ steps.judge.outputs.score || '0' }}")],
        [],
    ),
    "an alternative in the environment": (
        [(READ, ":"), ("LEAST: 0.8", "LEAST: 0.8\n  score: ${{ inputs.score || '1.0' }}")],
        [OPEN + "${{ inputs.score || '1.0' }}"],
    ),
    "an alternative that the script replaces": (
        [("// 1.0", ""), ("LEAST: 0.8", "LEAST: 0.8\n  score: ${{ inputs.score || '1.0' }}")],
        [],
    ),
    "printed": (
        [(READ, "score=$(python -c \"import x; print(x.y().get('score', 1.0))\")")],
        [OPEN + "1.0"],
    ),
}


@pytest.mark.parametrize(("edits", "expected"), SHELL.values(), ids=SHELL.keys())
def test_shell(tmp_path: Path, edits: list[Edit], expected: list[str]) -> None:
    files = {".github/workflows/gate.yml": edited(BASH, edits)}
    assert found(tmp_path, "AZL803", files) == expected


POWERSHELL = """on: push
jobs:
  gate:
    runs-on: ubuntu-24.04
    steps:
      - id: gate
        shell: pwsh
        run: |
          try { $score = (Get-Content s.json | ConvertFrom-Json).score } catch { $score = 1.0 }
          if ($score -lt 0.8) { exit 1 }
"""
HANDLED = ["passing-handler step.gate.gate 1.0"]

POWERSHELL_GATES: dict[str, tuple[list[Edit], list[str]]] = {
    "passes": ([], HANDLED),
    "does not": ([("$score = 1.0", "$score = 0")], []),
    "ends instead": ([("$score = 1.0", "$score = 1.0; throw")], []),
    "throws": ([("exit 1", "throw 'low'")], HANDLED),
    "an error": ([("exit 1", "Write-Error 'low'")], HANDLED),
    "ends well": ([("exit 1", "exit 0")], []),
    "a cast": ([("$score -lt", "[double]$score -lt")], HANDLED),
    "negated": ([("($score -lt 0.8)", "(-not ($score -ge 0.8))")], HANDLED),
    "in the other branch": ([("-lt 0.8) { exit 1 }", "-ge 0.8) { } else { exit 1 }")], HANDLED),
    "no threshold that is known": ([("0.8", "$env:LEAST")], HANDLED),
    "before": (
        [("try", "$score = 1.0\n          try"), ("{ $score = 1.0 }", "{ }")],
        HANDLED,
    ),
    "an expression": (
        [("try { $score = ", "$score = try { "), ("{ $score = 1.0 }", "{ 1.0 }")],
        HANDLED,
    ),
    "an expression that does not pass": (
        [("try { $score = ", "$score = try { "), ("{ $score = 1.0 }", "{ 0.0 }")],
        [],
    ),
    "a function": (
        [
            ("try { $score = (", "function Read-Score { try { return ("),
            ("{ $score = 1.0 }", "{ return 1.0 } }\n          $score = Read-Score"),
        ],
        HANDLED,
    ),
    "another function": (
        [
            ("try { $score = (", "function Read-Score { try { return ("),
            ("{ $score = 1.0 }", "{ return 1.0 } }\n          $score = Get-Score"),
        ],
        [],
    ),
    "a gate that is caught": (
        [
            ("{ $score = 1.0 }", "{ throw }"),
            ("if (", "try { if ("),
            ("1 }", "1 } } catch { exit 0 }"),
        ],
        ["caught step.gate.gate { exit 0 }"],
    ),
    "a gate that is caught and asked for": (
        [
            ("{ $score = 1.0 }", "{ throw }"),
            ("if (", "try { if ("),
            ("1 }", "1 } } catch { $bad = 1 }\n          if ($bad) { exit 1 }"),
        ],
        [],
    ),
}


@pytest.mark.parametrize(
    ("edits", "expected"), POWERSHELL_GATES.values(), ids=POWERSHELL_GATES.keys()
)
def test_powershell(tmp_path: Path, edits: list[Edit], expected: list[str]) -> None:
    files = {".github/workflows/gate.yml": edited(POWERSHELL, edits)}
    assert found(tmp_path, "AZL803", files) == expected


PROGRAM = """import json, os, sys
def score(path):
    try:
        return json.load(open(path))["score"]
    except OSError:
        return 1.0
if score("s.json") < 0.8:
    sys.exit(1)
"""
RUNS = """on: push
jobs:
  gate:
    runs-on: ubuntu-24.04
    steps:
      - run: python gate.py --least 0.7
"""
READS = """    try:
        return json.load(open(path))["score"]
    except OSError:
        return 1.0"""

PROGRAMS: dict[str, tuple[list[Edit], list[str]]] = {
    "passes": ([], ["passing-handler file.gate.py 1.0"]),
    "does not": ([("return 1.0", "return 0.0")], []),
    "fails instead": ([("return 1.0", "raise")], []),
    "a default": (
        [(READS, '    return json.load(open(path)).get("score", 1.0)')],
        ["passing-default file.gate.py 1.0"],
    ),
    "a default of another thing": (
        [(READS, '    return json.load(open(path)).get("retries", 1.0)'), ("score(", "count(")],
        [],
    ),
    "an attribute": (
        [('score("s.json")', 'getattr(json, "score", 1)')],
        ["passing-default file.gate.py 1"],
    ),
    "nothing to divide by": (
        [(READS, "    return 3 / len(path) if path else 100")],
        ["passing-default file.gate.py 100"],
    ),
    "the environment": (
        [('score("s.json")', 'float(os.environ.get("SCORE", "1.0"))')],
        ['passing-default file.gate.py "1.0"'],
    ),
    "an option below": (
        [
            ("if score", 'p.add_argument("--least", default=2.0)\nif score'),
            ("< 0.8", "< p.parse_args().least"),
        ],
        ["passing-handler file.gate.py 1.0"],
    ),
    "a default above": (
        [
            ("if score", 'p.add_argument("--most", default=2.0)\nif score'),
            ("< 0.8", "< p.parse_args().most"),
        ],
        [],
    ),
    "an assertion": (
        [('if score("s.json") < 0.8:\n    sys.exit(1)', 'assert score("s.json") >= 0.8')],
        ["passing-handler file.gate.py 1.0"],
    ),
    "the status of a function": (
        [
            (
                'if score("s.json") < 0.8:\n    sys.exit(1)',
                'def main():\n    if score("s") < 0.8:\n        return 1\nsys.exit(main())',
            )
        ],
        ["passing-handler file.gate.py 1.0"],
    ),
    "the default of the threshold": (
        [("< 0.8", "< json.load(open('t')).get('least', 3)")],
        [],
    ),
    "a name of another function": (
        [("return 1.0", "score = 1.0"), ('score("s.json") < 0.8', "score < 0.8")],
        [],
    ),
    "nothing ends": ([("sys.exit(1)", "print('low')")], []),
    "not a program": ([("import json", "import json import")], []),
}


@pytest.mark.parametrize(("edits", "expected"), PROGRAMS.values(), ids=PROGRAMS.keys())
def test_programs(tmp_path: Path, edits: list[Edit], expected: list[str]) -> None:
    files = {".github/workflows/gate.yml": RUNS, "gate.py": edited(PROGRAM, edits)}
    assert found(tmp_path, "AZL803", files) == expected


CASES = "def overall(cases):\n    scores, total = [], 0.0\n"
LOOP = "    for c in cases:\n        "

MEANS: dict[str, tuple[str, bool]] = {
    "of a generator": ("    return sum(score(c) for c in cases) / len(cases)", True),
    "of a list": ("    return sum([score(c) for c in cases]) / max(len(cases), 1)", True),
    "of a map": ("    return sum(map(score, cases)) / len(cases)", True),
    "of a name": (
        "    scores = [score(c) for c in cases]\n    return statistics.mean(scores)",
        True,
    ),
    "of items of a name": (
        "    scores = [score(c) for c in cases]\n    return sum(s for s in scores) / len(scores)",
        True,
    ),
    "of what is appended": (f"{LOOP}scores.append(score(c))\n    return mean(scores)", True),
    "of a variable that is appended": (
        f"{LOOP}one = score(c)\n        scores.append(one)\n    return min(scores)",
        True,
    ),
    "of what is added": (f"{LOOP}total += score(c)\n    return total / len(cases)", True),
    "rounded": ("    return round(sum(score(c) for c in cases) / len(cases), 3)", True),
    "of two": ("    return statistics.mean([score('a'), score('b')])", True),
    "awaited": (
        "    scores = await gather(*[score(c) for c in cases])\n    return mean(scores)",
        True,
    ),
    "by a function of its own": (
        "    def mean(all): return sum(all) / len(all)\n    return mean([score(c) for c in cases])",
        True,
    ),
    "the least of some": ("    return min(score('a'), score('b'))", True),
    "a sum": ("    return sum(score(c) for c in cases)", False),
    "of a known many": ("    return sum(score(c) for c in cases) / 100", False),
    "of others": ("    return sum(other(c) for c in cases) / len(cases)", False),
    "of one that falls back and one that does not": (
        "    return statistics.mean([score('a'), other('b')])",
        False,
    ),
    "of one that falls back to less": (
        "    return statistics.mean([score('a'), float(os.environ.get('SCORE', '0'))])",
        False,
    ),
}


@pytest.mark.parametrize(("body", "passes"), MEANS.values(), ids=MEANS.keys())
def test_means(tmp_path: Path, body: str, *, passes: bool) -> None:
    head = f"async {CASES}" if "await" in body else CASES
    program = edited(PROGRAM, [('if score("s.json")', f"{head}{body}\nif overall(sys.argv)")])
    files = {".github/workflows/gate.yml": RUNS, "gate.py": program}
    expected = ["passing-handler file.gate.py 1.0"] if passes else []
    assert found(tmp_path, "AZL803", files) == expected


GATHERED: dict[str, tuple[list[Edit], list[str]]] = {
    "appended": ([], ["passing-handler file.gate.py 1.0"]),
    "less": ([("append(1.0)", "append(0.0)")], []),
    "added": (
        [
            ("scores.append(read(c))", "total += read(c)"),
            ("scores.append(1.0)", "total += 1.0"),
            ("mean(scores)", "total / len(sys.argv)"),
        ],
        ["passing-handler file.gate.py 1.0"],
    ),
    "less by another handler": (
        [("append(1.0)", "append(1.0)\n    except KeyError:\n        scores.append(0.0)")],
        [],
    ),
    "given without a case": ([("scores.append(read(c))", "pass")], []),
    "the defaults of rows": (
        [("mean(scores)", "mean([row.get('score', 1.0) for row in rows])")],
        ["passing-default file.gate.py 1.0"],
    ),
    "other defaults of rows": (
        [("mean(scores)", "mean([row.get('retries', 1.0) for row in rows])")],
        [],
    ),
}
GATHERS = """import sys
scores, total = [], 0
for c in sys.argv:
    try:
        scores.append(read(c))
    except OSError:
        scores.append(1.0)
if mean(scores) < 0.8:
    sys.exit(1)
"""


@pytest.mark.parametrize(("edits", "expected"), GATHERED.values(), ids=GATHERED.keys())
def test_scores_that_are_gathered(tmp_path: Path, edits: list[Edit], expected: list[str]) -> None:
    files = {".github/workflows/gate.yml": RUNS, "gate.py": edited(GATHERS, edits)}
    assert found(tmp_path, "AZL803", files) == expected


def test_a_program_that_no_step_runs(tmp_path: Path) -> None:
    files = {".github/workflows/gate.yml": RUNS.replace("gate.py", "x.py"), "gate.py": PROGRAM}
    assert found(tmp_path, "AZL803", files) == []


CAUGHT = """import sys
score = 0.5
try:
    if score < 0.8:
        raise ValueError("low")
except Exception as problem:
    print(problem)
"""
SWALLOWED = ["caught file.gate.py except Exception as problem:"]

CATCHING: dict[str, tuple[list[Edit], list[str]]] = {
    "an exception": ([], SWALLOWED),
    "by its name": (
        [("Exception as", "(KeyError, ValueError) as")],
        ["caught file.gate.py except (KeyError, ValueError) as problem:"],
    ),
    "another one": ([("Exception as", "KeyError as")], []),
    "an assertion": (
        [('if score < 0.8:\n        raise ValueError("low")', "assert score >= 0.8")],
        SWALLOWED,
    ),
    "an exit": ([('raise ValueError("low")', "sys.exit(1)")], []),
    "an exit that is caught": (
        [
            ('raise ValueError("low")', "sys.exit(1)"),
            (" Exception as problem", ""),
            ("print(problem)", "pass"),
        ],
        ["caught file.gate.py except:"],
    ),
    "raised again": ([("print(problem)", "raise")], []),
    "asked later": ([("print(problem)", "print(problem)\nassert score")], []),
    "kept for later": ([("print(problem)", "failed = True")], []),
    "no score": ([("score", "port")], []),
}


@pytest.mark.parametrize(("edits", "expected"), CATCHING.values(), ids=CATCHING.keys())
def test_a_gate_that_python_catches(tmp_path: Path, edits: list[Edit], expected: list[str]) -> None:
    files = {"gate.py": edited(CAUGHT, edits), ".github/workflows/gate.yml": RUNS}
    assert found(tmp_path, "AZL803", files) == expected


def test_a_gate_that_inline_python_catches(tmp_path: Path) -> None:
    program = "".join(f"          {line}\n" for line in CAUGHT.splitlines())
    script = f"- run: |\n          python - <<EOF\n{program}          EOF\n"
    text = RUNS.replace("- run: python gate.py --least 0.7\n", script)
    expected = ["caught step.gate.run except Exception as problem:"]
    assert found(tmp_path, "AZL803", {".github/workflows/gate.yml": text}) == expected
