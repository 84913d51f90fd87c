"""What steps deploy, with folders, files and values followed through shell and workflow."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from azlint.languages.workflow.deployments import Deployment, deployments
from azlint.languages.workflow.link import load
from azlint.languages.workflow.scripts import Scripts
from azlint.languages.workflow.trace import Tracer
from values import text

W = ".github/workflows/w.yml"


def scripts(files: Mapping[str, str]) -> Scripts:
    return Scripts(Tracer(load(files, lambda _path: None)))


def shown(found: Deployment) -> str:
    files = ",".join(text(each) for each in found.files)
    given = ",".join(f"{name}={text(value)}" for name, value in found.variables.items())
    complete = " complete" if found.complete else ""
    return (
        f"{found.tool} {text(found.target)} [{files}] {{{given}}} {text(found.workspace)}{complete}"
    )


def deployed(files: Mapping[str, str]) -> list[str]:
    return [shown(each) for each in deployments(scripts(files))]


def steps(*scripts: str, head: str = "", job: str = "", keys: str = "") -> str:
    written = "".join(
        f"      - run: |\n          {script.replace(chr(10), chr(10) + ' ' * 10)}\n{keys}"
        for script in scripts
    )
    return f"on: push\n{head}jobs:\n  a:\n    runs-on: ubuntu-24.04\n{job}    steps:\n{written}"


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("terraform plan", ["terraform  [] {} -"]),
        (
            "terraform -chdir=infra apply -auto-approve -var-file=../env/prod.tfvars",
            ["terraform infra [env/prod.tfvars] {} -"],
        ),
        (
            "cd infra\nterraform init\nterraform plan -var a=b -var-file x.tfvars -out p",
            ["terraform infra [infra/x.tfvars] {a=b} -"],
        ),
        (
            'ENV=dev\nterraform plan -var-file="env/${ENV}.tfvars"',
            ["terraform  [env/dev.tfvars] {} -"],
        ),
        (
            "for e in dev prod; do terraform -chdir=$e plan; done",
            ["terraform dev|prod [] {} -"],
        ),
        (
            'for p in api:a web:b; do cd "live/${p#*:}"; terraform plan -var x=${p%%:*}; done',
            ["terraform live/a|live/b [] {x=api|web} -"],
        ),
        (
            'for p in a:1 b:2; do D="${p%:*}"; terraform -chdir=$D plan; done',
            ["terraform a|b [] {} -"],
        ),
        (
            "if x; then D=a; fi\nif y; then D=b; terraform -chdir=$D plan; fi",
            ["terraform b [] {} -"],
        ),
        (
            "case $x in y) D=a;; *) D=b; terraform -chdir=$D plan;; esac",
            ["terraform b [] {} -"],
        ),
        (
            "for d in a b; do N=$d; done\nterraform -chdir=$N plan",
            ["terraform a|b|<$N> [] {} -"],
        ),
        ("E=\nterraform -chdir=${E:-dev} plan", ["terraform dev [] {} -"]),
        ("E=qa\nterraform -chdir=${E:-dev} plan", ["terraform qa [] {} -"]),
        ("terraform -chdir=${E:-dev} plan", ["terraform <$E>|dev [] {} -"]),
        ("E=a/b\nterraform -chdir=${E//\\//-} plan", ["terraform a-b [] {} -"]),
        ("terraform -chdir=${E%/} plan", ["terraform <${E%/}> [] {} -"]),
        (
            "terraform workspace select prod || terraform workspace new prod\nterraform apply",
            ["terraform  [] {} prod"],
        ),
        ("terraform workspace new qa\nterraform apply", ["terraform  [] {} qa"]),
        ("TF_VAR_x=1 TF_WORKSPACE=w terraform apply", ["terraform  [] {x=1} w"]),
        ("terraform validate\nterraform init\nterraform fmt -check", []),
        ("terraform -chdir=$UNSET plan", ["terraform <$UNSET> [] {} -"]),
        (
            "terraform -chdir=../../etc plan",
            ["terraform <../../etc lies outside the repository> [] {} -"],
        ),
        (
            "az deployment group create -f i/m.bicep \\\n -p @i/p.json a=x --mode Complete",
            ["template i/m.bicep [i/p.json] {a=x} - complete"],
        ),
        (
            "az deployment sub what-if -f main.bicep -p main.bicepparam -p a=b --location x",
            ["template main.bicep [main.bicepparam] {a=b} -"],
        ),
        (
            "az stack group create --name s --template-file m.bicep",
            ["template m.bicep [] {} -"],
        ),
        (
            "az stack group create --name s --template-file m.bicep --aou detachAll",
            ["template m.bicep [] {} -"],
        ),
        (
            "az stack sub create --name s -f m.bicep --action-on-unmanage deleteResources",
            ["template m.bicep [] {} - complete"],
        ),
        ("az deployment group show -g rg", []),
        ("az group create -n deployment", []),
    ],
)
def test_scripts(script: str, expected: list[str]) -> None:
    assert deployed({W: steps(script)}) == expected


CMDLETS = {
    "$env = 'dev'\nNew-AzResourceGroupDeployment -ResourceGroupName rg `\n"
    '  -TemplateFile infra/main.bicep -TemplateParameterFile "infra/$env.json" -Mode Complete': (
        "template infra/main.bicep [infra/dev.json] {} - complete"
    ),
    "New-AzResourceGroupDeploymentStack -Name s -TemplateFile main.bicep -Force "
    "-ActionOnUnmanage DeleteAll -DenySettingsMode None -DenySettingsApplyToChildScopes -sku S": (
        "template main.bicep [] {sku=S} - complete"
    ),
    "Set-AzSubscriptionDeploymentStack -Name s -TemplateParameterFile infra/a.bicepparam "
    "-ActionOnUnmanage DetachAll -DenySettingsMode None": (
        "template <named by `using`> [infra/a.bicepparam] {} -"
    ),
}


@pytest.mark.parametrize(("script", "expected"), CMDLETS.items())
def test_powershell_cmdlets(script: str, expected: str) -> None:
    assert deployed({W: steps(script, keys="        shell: pwsh\n")}) == [expected]


def test_a_cmdlet_that_names_no_file_of_a_template_is_not_read() -> None:
    script = "New-AzResourceGroupDeployment -TemplateUri https://h/m -TemplateParameterFile p.json"
    assert deployed({W: steps(script, keys="        shell: pwsh\n")}) == []


def test_matrix_values_stay_together() -> None:
    job = "    strategy:\n      matrix:\n        env: [dev, prod]\n"
    script = "terraform -chdir=${{ matrix.env }} plan -var-file=${{ matrix.env }}.tfvars"
    assert deployed({W: steps(script, job=job)}) == [
        "terraform dev [dev/dev.tfvars] {} -",
        "terraform prod [prod/prod.tfvars] {} -",
    ]


def test_folders_come_from_defaults_and_the_workspace() -> None:
    head = "defaults:\n  run:\n    working-directory: ${{ github.workspace }}/infra\n"
    assert deployed({W: steps("terraform plan", head=head)}) == ["terraform infra [] {} -"]
    script = "cd $GITHUB_WORKSPACE/live\nterraform plan"
    assert deployed({W: steps(script)}) == ["terraform live [] {} -"]


def test_variables_of_the_environment_reach_terraform() -> None:
    head = "env:\n  TF_VAR_region: westeurope\n"
    job = "    env:\n      TF_VAR_env: ${{ github.ref_name }}\n"
    assert deployed({W: steps("terraform apply", head=head, job=job)}) == [
        "terraform  [] {env=<github.ref_name>,region=westeurope} -"
    ]


def test_an_earlier_step_selects_the_workspace() -> None:
    text = steps("terraform -chdir=a workspace select -or-create x", "terraform -chdir=a plan")
    assert deployed({W: text}) == ["terraform a [] {} x"]


def test_inputs_of_a_reusable_workflow() -> None:
    called = (
        "on:\n  workflow_call:\n    inputs:\n      folder: {type: string}\n"
        "jobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n"
        "      - run: terraform apply\n        working-directory: ${{ inputs.folder }}\n"
    )
    caller = (
        "on: push\njobs:\n"
        "  x:\n    uses: ./.github/workflows/c.yml\n    with: {folder: live/x}\n"
        "  y:\n    uses: ./.github/workflows/c.yml\n    with: {folder: live/y}\n"
    )
    found = deployed({W: caller, ".github/workflows/c.yml": called})
    assert found[:2] == ["terraform live/x [] {} -", "terraform live/y [] {} -"]


def test_actions_that_deploy() -> None:
    text = (
        "on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n"
        "      - uses: azure/arm-deploy@v2\n"
        "        with: {template: ./infra/main.bicep, parameters: 'infra/p.json a=b'}\n"
        "      - uses: dflook/terraform-apply@v1\n"
        "        with: {path: live, var_file: env/p.tfvars, workspace: w}\n"
    )
    assert deployed({W: text}) == [
        "template infra/main.bicep [infra/p.json] {a=b} -",
        "terraform live [env/p.tfvars] {} w",
    ]


def test_places_are_those_of_the_command() -> None:
    source = steps("echo é\nterraform \\\n  plan")
    found = next(deployments(scripts({W: source})))
    assert source[found.span.start : found.span.end].split() == ["terraform", "\\", "plan"]


MAKEFILE = """\
plan:
\tterraform -chdir=infra init
\tterraform -chdir=infra plan -var-file=$(ENV).tfvars

deploy: plan
\tcd live && terraform workspace select $(ENV) && terraform apply -var sku=$$SKU

moved:
\tcd $(DIR) && terraform apply

template:
\taz deployment group create -f infra/main.bicep -p env=$(ENV)
"""
PACKAGE = """{"scripts": {
  "deploy": "npm run build && npm run release -- --now",
  "release": "terraform apply -auto-approve",
  "build": "tsc"
}}"""


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("make plan ENV=dev", ["terraform infra [infra/dev.tfvars] {} -"]),
        ("make plan", ["terraform infra [<$ENV>.tfvars] {} -"]),
        ("ENV=qa make plan", ["terraform infra [infra/qa.tfvars] {} -"]),
        ("make deploy ENV=prod", ["terraform live [] {sku=S1} prod"]),
        ("make template ENV=prod", ["template infra/main.bicep [] {env=prod} -"]),
        (
            "for e in a b; do make template ENV=$e; done",
            [
                "template infra/main.bicep [] {env=a|b} -",
            ],
        ),
        ("cd web && npm run deploy", ["terraform web [] {} -"]),
        ("npm --prefix web run release", ["terraform web [] {} -"]),
        ("npm run deploy", []),
        ("npm --prefix web run build", []),
        ("make moved DIR=live", ["terraform <where a `cd` of the task leads> [] {} -"]),
        ("make test", []),
        ("make -f other.mk plan", []),
    ],
)
def test_tasks(script: str, expected: list[str]) -> None:
    text = steps(script, job="    env: {SKU: S1}\n")
    read = {"Makefile": MAKEFILE, "web/package.json": PACKAGE}.get
    found = deployments(Scripts(Tracer(load({W: text}, read))))
    assert [shown(each) for each in found] == expected


@pytest.mark.parametrize(
    "script",
    [
        "TF_VAR_env=$ENV terraform -chdir=infra plan",
        "sudo env TF_VAR_env=$ENV terraform -chdir=infra plan",
        "make of-env",
    ],
)
def test_variables_of_a_matrix_stay_apart(script: str) -> None:
    job = "    strategy: {matrix: {env: [dev, prod]}}\n    env: {ENV: '${{ matrix.env }}'}\n"
    read = {"Makefile": "of-env:\n\tTF_VAR_env=$(ENV) terraform -chdir=infra plan\n"}.get
    found = deployments(Scripts(Tracer(load({W: steps(script, job=job)}, read))))
    assert [shown(each) for each in found] == [
        "terraform infra [] {env=dev} -",
        "terraform infra [] {env=prod} -",
    ]


@pytest.mark.parametrize("name", ["$ENV", "${{ env.ENV }}"])
def test_an_action_sees_the_variables_of_each_run_of_its_user(name: str) -> None:
    run = f"{{shell: bash, run: 'terraform plan -var-file={name}.tfvars'}}"
    action = f"name: a\nruns: {{using: composite, steps: [{run}]}}\n"
    head = "on: push\njobs:\n  a:\n    strategy: {matrix: {env: [dev, prod]}}\n"
    text = f"{head}    env: {{ENV: '${{{{ matrix.env }}}}'}}\n    steps: [{{uses: ./a}}]\n"
    found = deployments(Scripts(Tracer(load({W: text, "a/action.yml": action}, lambda _: None))))
    assert shown(next(found)) == "terraform  [dev.tfvars|prod.tfvars] {} -"


def test_a_deployment_behind_a_task_stands_at_what_runs_it() -> None:
    text = steps("echo x\nmake plan ENV=dev")
    read = {"Makefile": MAKEFILE}.get
    (found,) = deployments(Scripts(Tracer(load({W: text}, read))))
    assert (found.span.path, text[found.span.start : found.span.end]) == (W, "make plan ENV=dev")
