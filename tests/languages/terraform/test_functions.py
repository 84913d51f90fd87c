"""Built-in functions against what Terraform 1.11 answered, and against Terraform itself.

`functions.tsv` and `file_functions.tsv` hold an expression and Terraform's answer a line: JSON,
or `error` where `try` catches one. Differences that are meant are listed here by hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from azlint.languages.terraform.functions import FUNCTIONS, FunctionContext
from azlint.languages.workflow.parse import parse
from languages.terraform.expressions import evaluate, outcome, terraform
from languages.terraform.generated import expressions
from realterraform import needs_terraform

HERE = Path(__file__).parent
FILES = {
    "d/a.txt": "hi é\n".encode(),
    "d/bin": b"\xff\xfe",
    "d/empty": b"",
    "d/sub/b.yaml": b"x: 1\n",
    "d/.hid": b"h",
    "d/é.txt": "ü".encode(),
}


def _recorded(name: str) -> list[tuple[str, str]]:
    lines = (HERE / name).read_text(encoding="utf-8").split("\n")
    return [(line.split("\t")[0], line.split("\t")[1]) for line in lines if line]


def _function(case: tuple[str, str]) -> str:
    return case[0].partition("(")[0]


CASES = {name: list(cases) for name, cases in groupby(_recorded("functions.tsv"), _function)}
FILE_CASES = _recorded("file_functions.tsv")

MOST_USED = frozenset(
    [
        "lookup",
        "length",
        "format",
        "merge",
        "coalesce",
        "replace",
        "contains",
        "split",
        "lower",
        "toset",
        "flatten",
        "alltrue",
        "concat",
        "jsonencode",
        "upper",
        "regex",
        "join",
        "range",
        "jsondecode",
        "tomap",
        "substr",
        "basename",
        "cidrsubnet",
        "tostring",
        "distinct",
        "tonumber",
        "keys",
        "trimspace",
        "base64decode",
        "abspath",
        "compact",
        "index",
        "slice",
        "max",
        "cidrhost",
        "tolist",
        "values",
        "anytrue",
        "one",
        "regexall",
        "formatdate",
        "element",
        "base64encode",
        "trimsuffix",
        "sha256",
        "timeadd",
        "yamldecode",
    ]
)


def _context() -> FunctionContext:
    def files(folder: str) -> Sequence[str]:
        prefix = f"{folder}/" if folder else ""
        return [path.removeprefix(prefix) for path in FILES if path.startswith(prefix)]

    return FunctionContext(read=FILES.get, files=files, yaml=parse)


@pytest.mark.parametrize("name", sorted(CASES))
def test_functions_answer_as_terraform_did(name: str) -> None:
    ours = [(case, outcome(evaluate(case, _context()))) for case, _ in CASES[name]]
    assert ours == CASES[name]


def test_file_functions_answer_as_terraform_did() -> None:
    ours = [(case, outcome(evaluate(case, _context()))) for case, _ in FILE_CASES]
    assert ours == FILE_CASES


def test_the_functions_most_used_have_twelve_cases_or_more() -> None:
    assert {name for name in MOST_USED if len(CASES[name]) < 12} == set()


@needs_terraform
def test_terraform_still_answers_as_recorded(tmp_path: Path) -> None:
    recorded = [case for cases in CASES.values() for case in cases]
    answers = terraform([case for case, _ in recorded], tmp_path)
    assert list(zip((case for case, _ in recorded), answers, strict=True)) == recorded


@needs_terraform
def test_terraform_still_answers_about_files_as_recorded(tmp_path: Path) -> None:
    for path, data in FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    answers = terraform([case for case, _ in FILE_CASES], tmp_path)
    assert list(zip((case for case, _ in FILE_CASES), answers, strict=True)) == FILE_CASES


DIFFERENT = [
    # Terraform does not know what an untyped null is formatted to.
    ('format("%s", null)', "unknown: function without a static result"),
    ('formatlist("%s", null)', "unknown: function without a static result"),
    # Years beyond 9999 and blocks by negative numbers are not computed.
    ('timeadd("9999-12-31T23:00:00Z", "2h")', "unknown: too large to evaluate"),
    ('cidrsubnet("10.0.0.0/16", 8, -1)', "unknown: too large to evaluate"),
    ('cidrsubnet("10.0.0.0/16", -1, 0)', "unknown: too large to evaluate"),
    ('cidrhost("::ffff:1.2.3.0/120", 4)', "unknown: too large to evaluate"),
    # What the compressor of Go makes of a string is not reproduced; nor are secrets decrypted.
    ('base64gzip("a")', "unknown: function without a static result"),
    ('rsadecrypt("a", "b")', "unknown: function without a static result"),
    # Terraform writes a negative zero.
    ('jsondecode("-0")', "0"),
    ("log(2, 0)", "0"),
    # Collection tags and directives of YAML are read over.
    ('yamldecode("!!set {a, b}")', '{"a":null,"b":null}'),
    ('yamldecode("%YAML 1.2\\n---\\na: 1")', '{"a":1}'),
    # The place of the checkout, another run, another provider.
    ('abspath(".")', "unknown: function without a static result"),
    ('pathexpand("~/a")', "unknown: function without a static result"),
    ("timestamp()", "unknown: function without a static result"),
    ("plantimestamp()", "unknown: function without a static result"),
    ("uuid()", "unknown: function without a static result"),
    ('bcrypt("a")', "unknown: function without a static result"),
    # Nothing outside the repository is looked at.
    ('file("/etc/passwd")', "unknown: function without a static result"),
    ('file("../a")', "unknown: function without a static result"),
    ('file("d/../../a")', "unknown: function without a static result"),
    ('file("~/a")', "unknown: function without a static result"),
    ('fileexists("../a")', "unknown: function without a static result"),
    ('fileset("..", "*")', "unknown: function without a static result"),
    ('fileset("d", "../../*")', "unknown: function without a static result"),
    ('templatefile("../a", {})', "unknown: function without a static result"),
]


@pytest.mark.parametrize(("expression", "expected"), DIFFERENT)
def test_differences_that_are_meant(expression: str, expected: str) -> None:
    assert outcome(evaluate(expression, _context())) == expected


HOSTILE = [
    ("range(1000000000)", "error"),
    ("setproduct(range(1000), range(1000))", "unknown: too large to evaluate"),
    ('format("%999999999s", "a")', "unknown: too large to evaluate"),
    ('format("%.9999999f", 1)', "unknown: too large to evaluate"),
    ('indent(999999999, "a\\nb")', "unknown: too large to evaluate"),
    ('regex("((a*)*)*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")', "error"),
    ('regex("(a{1000}){1000}", "a")', "error"),
    ('tonumber("1e999999999")', "unknown: too large to evaluate"),
    ('jsondecode("1e999999999")', "unknown: too large to evaluate"),
    ('jsondecode("1e-999999999")', "unknown: too large to evaluate"),
    ("pow(10, 999)", "error"),
    ('cidrsubnet("10.0.0.0/8", 1e300, 0)', "error"),
    ('cidrsubnet("::/0", 128, 1e300)', "error"),
    ('parseint("' + "9" * 2000 + '", 10)', "unknown: too large to evaluate"),
    ('timeadd("2018-01-02T00:00:00Z", "' + "1h" * 1000 + '")', "error"),
]


@pytest.mark.parametrize(("expression", "expected"), HOSTILE)
def test_hostile_arguments_are_bounded(expression: str, expected: str) -> None:
    assert outcome(evaluate(expression, _context())) == expected


@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_deep_json_is_bounded(opening: str) -> None:
    source = (opening * 100_000).replace('"', '\\"')
    assert outcome(evaluate(f'jsondecode("{source}")')) in (
        "error",
        "unknown: too large to evaluate",
    )


@pytest.mark.parametrize("text", ["[" * 60 + "]" * 60, "[" + "1," * 60_000 + "]", "a" * 2_000_000])
def test_large_yaml_is_bounded(text: str) -> None:
    """No error: `try` must not take it for one."""
    assert outcome(evaluate(f'yamldecode("{text}")', _context())) == (
        "unknown: too large to evaluate"
    )


def test_strings_that_grow_are_bounded() -> None:
    text = f'"{"x" * 1000}"'
    grown = f'replace({text}, "x", {text})'
    assert outcome(evaluate(grown)).startswith('"xxx')
    assert outcome(evaluate(f'replace({grown}, "x", "yy")')) == "unknown: too large to evaluate"
    assert outcome(evaluate(f'replace({grown}, "/x/", "yy")')) == "unknown: too large to evaluate"
    assert outcome(evaluate(f"join({grown}, [1, 2, 3])")) == "unknown: too large to evaluate"


@needs_terraform
@settings(max_examples=6, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(expressions(), min_size=30, max_size=30))
def test_generated_expressions_agree_with_terraform(expressions: list[str]) -> None:
    ours = {expression: outcome(evaluate(expression, _context())) for expression in expressions}
    known = {
        expression: ours[expression] for expression in ours if "unknown" not in ours[expression]
    }
    assert known == dict(zip(known, terraform(list(known), HERE), strict=True))


@settings(deadline=None)
@given(expressions())
def test_no_exception_leaves_a_call(expression: str) -> None:
    outcome(evaluate(expression, _context()))


def test_every_function_of_terraform_is_there() -> None:
    theirs = frozenset(
        [
            "abs",
            "abspath",
            "alltrue",
            "anytrue",
            "base64decode",
            "base64encode",
            "base64gzip",
            "base64sha256",
            "base64sha512",
            "basename",
            "bcrypt",
            "can",
            "ceil",
            "chomp",
            "chunklist",
            "cidrhost",
            "cidrnetmask",
            "cidrsubnet",
            "cidrsubnets",
            "coalesce",
            "coalescelist",
            "compact",
            "concat",
            "contains",
            "csvdecode",
            "dirname",
            "distinct",
            "element",
            "endswith",
            "ephemeralasnull",
            "file",
            "filebase64",
            "filebase64sha256",
            "filebase64sha512",
            "fileexists",
            "filemd5",
            "fileset",
            "filesha1",
            "filesha256",
            "filesha512",
            "flatten",
            "floor",
            "format",
            "formatdate",
            "formatlist",
            "indent",
            "index",
            "issensitive",
            "join",
            "jsondecode",
            "jsonencode",
            "keys",
            "length",
            "log",
            "lookup",
            "lower",
            "matchkeys",
            "max",
            "md5",
            "merge",
            "min",
            "nonsensitive",
            "one",
            "parseint",
            "pathexpand",
            "plantimestamp",
            "pow",
            "range",
            "regex",
            "regexall",
            "replace",
            "reverse",
            "rsadecrypt",
            "sensitive",
            "setintersection",
            "setproduct",
            "setsubtract",
            "setunion",
            "sha1",
            "sha256",
            "sha512",
            "signum",
            "slice",
            "sort",
            "split",
            "startswith",
            "strcontains",
            "strrev",
            "substr",
            "sum",
            "templatefile",
            "templatestring",
            "textdecodebase64",
            "textencodebase64",
            "timeadd",
            "timecmp",
            "timestamp",
            "title",
            "tobool",
            "tolist",
            "tomap",
            "tonumber",
            "toset",
            "tostring",
            "transpose",
            "trim",
            "trimprefix",
            "trimspace",
            "trimsuffix",
            "try",
            "upper",
            "urlencode",
            "uuid",
            "uuidv5",
            "values",
            "yamldecode",
            "yamlencode",
            "zipmap",
        ]
    )
    evaluators_own = {"try", "can"}
    impure = {"timestamp", "plantimestamp", "uuid", "bcrypt"}
    assert set(FUNCTIONS) == theirs - evaluators_own - impure
