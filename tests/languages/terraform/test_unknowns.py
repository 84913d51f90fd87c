"""Functions of what is known after deployment, and templates: against what Terraform planned.

`unknowns.tsv` holds expressions, each argument of each function in turn unknown, and what
Terraform 1.11 planned: JSON, `error` where `try` catches one, `?` for what is known after apply.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from azlint.languages.terraform.evaluate import Evaluation
from azlint.languages.terraform.functions import FUNCTIONS, FunctionContext
from azlint.languages.terraform.link import link
from azlint.languages.workflow.parse import parse
from languages.terraform.expressions import ERROR, outcome
from languages.terraform.small import parsed
from languages.terraform.test_functions import CASES, FILE_CASES, FILES
from realterraform import needs_terraform, planned

HERE = Path(__file__).parent
DECLARED = r"""
resource "terraform_data" "u" {}
locals {
  template = "-$${name}-%%{ if name == \"a\" }yes%%{ endif }"
  none     = null
  texts    = { a = "<$${name}>" }
}
"""
TEMPLATES = {
    "d/t.tftpl": "hello ${name}\n%{ for x in list ~}\n- ${x}\n%{ endfor ~}\n"
    "%{ if on }on%{ else }off%{ endif }\n",
    "d/loop.tftpl": '${templatefile("d/loop.tftpl", {})}',
    "d/empty.tftpl": "",
    "d/fn.tftpl": "${upper(a)}${length([a])}",
}
DATA = {**FILES, **{path: text.encode() for path, text in TEMPLATES.items()}}
CLOSER = {
    # What is certain whatever the unknown turns out to be; Terraform waits.
    "alltrue([terraform_data.u.id,null])": "false",
    'alltrue([terraform_data.u.id,"false"])': "false",
    'endswith(terraform_data.u.id,"")': "true",
    "join(terraform_data.u.id,[])": '""',
    'join(terraform_data.u.id,["a"],[])': '"a"',
    "join(terraform_data.u.id,tolist([]))": '""',
    'matchkeys([terraform_data.u.id,1],[1,"2"],["2"])': '["1"]',
    # Terraform takes what is unknown for unequal.
    "index([terraform_data.u.id],[1])": "?",
    'matchkeys(["a","b","c"],["x","y","x"],[terraform_data.u.id])': "?",
}


def recorded() -> list[tuple[str, str]]:
    lines = (HERE / "unknowns.tsv").read_text(encoding="utf-8").splitlines()
    return [(expression, answer) for expression, _, answer in (x.partition("\t") for x in lines)]


def asked(form: str, expressions: Sequence[str]) -> str:
    return DECLARED + "".join(
        f'output "e{at}" {{\n  value = {form.format(expression)}\n}}\n'
        for at, expression in enumerate(expressions)
    )


def ours(expressions: Sequence[str]) -> list[str]:
    def below(folder: str) -> Sequence[str]:
        prefix = f"{folder}/" if folder else ""
        return [path.removeprefix(prefix) for path in DATA if path.startswith(prefix)]

    evaluation = Evaluation(
        link(parsed({"main.tf": asked("{}", expressions)})),
        "",
        surroundings=FunctionContext("", DATA.get, below, yaml=parse),
    )
    values = {declaration.name: outcome(value) for declaration, value in evaluation.outputs()}
    answers = [values[f"e{at}"] for at in range(len(expressions))]
    return ["?" if answer.startswith("unknown") else answer for answer in answers]


def theirs(expressions: Sequence[str], folder: Path) -> list[str]:
    text = asked(f'try(jsonencode({{}}), "{ERROR}")', expressions)
    for path, data in {**DATA, "main.tf": text.encode()}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    changes = planned(folder)["output_changes"]
    found = [changes[f"e{at}"] for at in range(len(expressions))]
    return ["?" if each.get("after_unknown") is True else each["after"] for each in found]


def test_what_is_known_of_the_unknown_is_what_terraform_knows() -> None:
    expressions = [expression for expression, _ in recorded()]
    expected = [CLOSER.get(expression, answer) for expression, answer in recorded()]
    assert list(zip(expressions, ours(expressions), strict=True)) == list(
        zip(expressions, expected, strict=True)
    )


@needs_terraform
def test_terraform_still_plans_so(tmp_path: Path) -> None:
    expressions = [expression for expression, _ in recorded()]
    assert list(zip(expressions, theirs(expressions, tmp_path), strict=True)) == recorded()


def test_each_function_has_eight_cases_and_one_with_an_unknown() -> None:
    """Wrong types, nulls and what is empty are among those of the other tables."""
    unknown = Counter(expression.partition("(")[0] for expression, _ in recorded())
    cases = Counter(expression.partition("(")[0] for expression, _ in FILE_CASES)
    cases.update({name: len(each) for name, each in CASES.items()})
    cases.update(unknown)
    counted = FUNCTIONS.keys() - {"base64gzip", "rsadecrypt", "sensitive"}
    assert {name for name in counted if cases[name] < 8} == set()
    assert counted - unknown.keys() == set()
