"""What the steps of workflows pass to templates is what these are deployed with."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from azlint import runner
from azlint.config import Settings
from azlint.finding import Finding
from azlint.languages.bicep.evaluate import evaluate
from azlint.languages.bicep.link import link
from azlint.languages.bicep.parse import parse
from azlint.languages.bicep.template import Passed
from azlint.value import STRING, Cause, Known, Reason, Unknown, Value
from languages.bicep.small import shown
from tiny import write

VAULT = """param protect bool = false
resource kv 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'kv'
  properties: {
    enablePurgeProtection: protect
  }
}
"""
GROUP = "az deployment group create -g rg -f infra/main.bicep"
CMDLET = "New-AzResourceGroupDeployment -ResourceGroupName rg -TemplateFile infra/main.bicep"
SHELL = "        shell: pwsh\n"


def workflow(*steps: str, environments: tuple[str, ...] = ()) -> str:
    jobs = ""
    for at, step in enumerate(steps):
        named = f"    environment: {environments[at]}\n" if environments else ""
        shell = SHELL if step.startswith("New-") else ""
        jobs += f"  job{at}:\n    runs-on: x\n{named}    steps:\n      - run: |\n"
        jobs += f"          {step}\n{shell}"
    return f"on: push\njobs:\n{jobs}"


def check(root: Path, steps: str, files: Mapping[str, str] | None = None) -> list[Finding]:
    main = {"infra/main.bicep": VAULT, ".github/workflows/deploy.yml": steps}
    write(root, {**main, **(files or {})})
    result = runner.check_repository(Settings(root=root, select=("AZL401",)))
    return [*result.findings, *result.undecided]


def said(findings: list[Finding]) -> list[tuple[str, list[str], tuple[str, ...]]]:
    """Verdict, environments in which it holds and in which it does not."""
    return [
        (str(f.verdict), [context.environment for context in f.contexts], f.not_in)
        for f in findings
    ]


@pytest.mark.parametrize(
    ("step", "verdicts"),
    [
        (GROUP, ["violation"]),
        (f"{GROUP} -p protect=true", []),
        (f"{GROUP} --parameters name=x Protect=True", []),
        (f"{GROUP} --parameters protect=false", ["violation"]),
        (f"{GROUP} --parameters protect=${{{{ vars.PROTECT }}}}", ["undecided"]),
        (f"{GROUP} --parameters ${{{{ inputs.parameters }}}}", ["undecided"]),
        (f"{GROUP} --parameters @built.parameters.json", ["undecided"]),
        (f"""{GROUP} --parameters '{{"protect": {{"value": true}}}}'""", ["undecided"]),
        (f"{CMDLET} -protect $true", []),
        (f"{CMDLET} -TemplateParameterObject @{{ protect = $true }}", ["undecided"]),
        (f"{CMDLET} @given", ["undecided"]),
        (f"{CMDLET} -Mode Complete -Force", ["violation"]),
    ],
)
def test_values_of_a_step_take_the_place_of_defaults(
    tmp_path: Path, step: str, verdicts: list[str]
) -> None:
    assert [str(f.verdict) for f in check(tmp_path, workflow(step))] == verdicts


def test_the_step_is_where_the_value_is_written(tmp_path: Path) -> None:
    steps = workflow(f"{GROUP} --parameters protect=false")
    found = check(tmp_path, steps)
    start = VAULT.index("protect\n")
    assert [(f.span.path, f.span.start, f.span.end) for f in found] == [
        ("infra/main.bicep", start, start + len("protect"))
    ]
    texts = {"infra/main.bicep": VAULT, ".github/workflows/deploy.yml": steps}
    assert [(s.span.path, texts[s.span.path][s.span.start : s.span.end]) for s in found[0].chain][
        -1
    ] == (".github/workflows/deploy.yml", "protect=false")


def test_jobs_deploy_to_environments(tmp_path: Path) -> None:
    steps = [f"{GROUP} -p protect={value}" for value in ("false", "true")]
    found = check(tmp_path, workflow(*steps, environments=("dev", "prod")))
    assert said(found) == [("violation", ["dev"], ("prod",))]


def test_what_steps_pass_differently_without_a_name_is_one_of_it(tmp_path: Path) -> None:
    steps = [f"{GROUP} -p protect={value}" for value in ("false", "true")]
    assert said(check(tmp_path, workflow(*steps))) == [("undecided", [""], ())]
    steps = [GROUP, f"{GROUP} -p protect=true", f"{GROUP} -p other=1"]
    assert said(check(tmp_path, workflow(*steps))) == [("undecided", [""], ())]


FILES = {
    "infra/main.dev.bicepparam": "using 'main.bicep'\nparam protect = false\n",
    "infra/main.prod.bicepparam": "using 'main.bicep'\nparam protect = true\n",
}


def test_values_are_stronger_than_files(tmp_path: Path) -> None:
    step = "az deployment group create -g rg -p infra/main.dev.bicepparam -p protect=true"
    assert said(check(tmp_path, workflow(step), FILES)) == []


def test_a_file_that_is_not_known_is_one_of_those_that_are(tmp_path: Path) -> None:
    step = f"{GROUP} --parameters infra/main.${{{{ inputs.stage }}}}.bicepparam"
    assert said(check(tmp_path, workflow(step), FILES)) == [("violation", ["dev"], ("prod",))]
    assert said(check(tmp_path, workflow(f"{step} protect=true"), FILES)) == []


def parameters(types: str, **given: str | Value) -> list[str]:
    """The values of parameters, one a line, of which some are passed."""
    names = [line.split()[1] for line in types.splitlines()]
    values = {n: Known(v, STRING) if isinstance(v, str) else v for n, v in given.items()}
    files = {"main.bicep": parse(types, parameters=False)}
    repository = link(files, (), {"main.bicep": [Passed(variables=values)]})
    frame = evaluate(repository, lambda _: None)[0].frame
    return [shown(frame.value(name)) for name in names]


def test_texts_have_the_type_of_the_parameter() -> None:
    types = "param a string\nparam b int\nparam c bool\nparam d array\nparam e object\n"
    found = parameters(types, a="1", b="1", c="True", d='[1, "x"]', e='{"k": null}')
    assert found == ["'1'", "1", "true", "[1, 'x']", "{k: null}"]
    assert parameters(types, a="x", b="x", c="x", d="x", e="{") == [
        "'x'",
        "int: no whole number",
        "false | true",
        "json: arguments that it refuses",
        "json: arguments that it refuses",
    ]
    named = Unknown(Reason(Cause.RUNTIME, "vars.X"), STRING)
    assert parameters("param a int\nparam b string\nparam c any\n", a=named, b=named, c="x") == [
        "vars.X",
        "vars.X",
        "a text of any type",
    ]
