"""Bad input: each a located message, and everything else is still checked."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from robustness.program import Content, found, here, write

VAULT = 'resource "azurerm_key_vault" "a" {\n  purge_protection_enabled = false\n}\n'
BICEP = """\
resource a 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'a'
  location: 'westeurope'
  properties: {
    enablePurgeProtection: null
  }
}
"""
WORKFLOW = """\
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    environment: prod
    steps:
      - uses: actions/setup-python@v5
        with:
          python-version: 3.10
"""
JSON = '{"resource":{"azurerm_key_vault":{"a":{"purge_protection_enabled":false}}}}\n'
CI = ".github/workflows/a.yml"
GOOD = {"t/ok.tf": VAULT, "b/ok.bicep": BICEP, CI: WORKFLOW, "j/ok.tf.json": JSON}
KEPT = [
    f"AZL501 {CI}:9:27",
    "AZL401 b/ok.bicep:5:28",
    "AZL401 j/ok.tf.json:1:67",
    "AZL401 t/ok.tf:2:30",
]
DEEP = 20_000


def bomb(key: str, below: str) -> str:
    return f"{key}: &{key} [{', '.join([f'*{below}'] * 9)}]\n"


BOMB = 'a: &a ["x"]\n' + "".join(bomb(k, b) for k, b in zip("bcdefghi", "abcdefgh", strict=True))


@pytest.mark.parametrize(
    ("path", "content", "places"),
    [
        ("x.tf", "resource a b {\n  x = [1, 2\n}\n", ["3:1"]),
        ("x.tfvars", "p = = true\n", ["1:5"]),
        ("x.tf.json", '{"resource": {"a": {},}}', ["1:23"]),
        ("x.auto.tfvars.json", '{"a": }', ["1:7"]),
        ("x.bicep", "param a string\nresource x = = {\n}\n", ["2:12"]),
        ("x.bicepparam", "using 'x.bicep'\nparam x = = true\n", ["2:11"]),
        (".github/workflows/x.yml", "on: push\njobs: [\n  a: }\n", ["3:6"]),
        ("act/action.yml", "runs: {using: composite\n steps: [}\n", ["2:7"]),
        (".github/workflows/x.yml", WORKFLOW + "          python-version: '3.11'\n", ["10:11"]),
        (".github/workflows/x.yml", BOMB + "on: push\n", ["6:16"]),
        (".github/workflows/x.yml", "on: push\njobs: &x\n  a: *x\n", ["3:6"]),
        ("Dockerfile", "FROM a\nINSTALL b\nENV c='d\n", ["2:1", "3:7"]),
        ("Dockerfile", b"# caf\xe9\nFROM a\n", ["1:6"]),
        ("x.tf", b"# caf\xe9\n", ["1:6"]),
        ("x.tfvars", b"# caf\xe9\n", ["1:6"]),
        ("x.bicep", b"// caf\xe9\n", ["1:7"]),
        (".github/workflows/x.yml", b"# \xe9\non: push\n", ["1:3"]),
        ("requirements.txt", b"caf\xe9==1\nother==1\n", ["1:4"]),
        ("requirements.txt", b"# caf\xe9\n===\n", ["1:6", "2:1"]),
        ("x.tf", b"caf\xe9 = 1\n", ["1:4"]),
        ("x.bicep", b"caf\xe9 a string\n", ["1:4"]),
        ("x.tf", "locals {\n}\n".encode("utf-16"), ["1:1"]),
        ("x.tf", "locals {\n".encode("utf-16"), ["1:1"]),
        ("x.tf.json", "{}".encode("utf-16"), ["1:1"]),
        ("x.tfvars", "a = 1\n".encode("utf-16"), ["1:1"]),
        (".github/workflows/x.yml", "on: push\n".encode("utf-16"), ["1:1"]),
        ("Dockerfile", "FROM a\n".encode("utf-16"), ["1:1"]),
        ("pyproject.toml", "[project]\n".encode("utf-16"), ["1:1"]),
        ("x.bicep", "var a = 1\n".encode("utf-16") + b"\n", ["2:1"]),
        ("requirements.txt", "a==1\n===\n".encode("utf-16"), ["2:1"]),
        ("x.tf", b"\0" * 100, ["1:1"]),
        ("x.bicep", b"\0" * 100, ["1:1"]),
        (".github/workflows/x.yml", b"\0" * 100, ["1:1"]),
        ("x.tf.json", "", ["1:1"]),
        ("x.tf", f"locals {{\n  x = {'[' * DEEP}{']' * DEEP}\n}}\n", ["2:402"]),
        ("x.tf", f"locals {{\n  x = {'!' * DEEP}true\n}}\n", ["2:402"]),
        ("x.tf", "a {\n" * DEEP, ["134:3"]),
        ("x.tf.json", f'{{"locals": {{"x": {"[" * DEEP}{"]" * DEEP}}}}}', None),
        ("x.bicep", f"var x = {'(' * DEEP}1{')' * DEEP}\n", None),
        ("x.bicep", f"type t = {'{a: ' * DEEP}string{'}' * DEEP}\n", None),
        (".github/workflows/x.yml", f"on: {'[' * DEEP}{']' * DEEP}\n", ["1:54"]),
        ("x.tf", 50_000_000, ["1:1"]),
        ("x.bicep", 50_000_000, ["1:1"]),
        (".github/workflows/x.yml", 50_000_000, ["1:1"]),
        ("x.tf", "x = 1\n" * 30_000, [f"{line}:1" for line in range(2, 22)]),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 30 else "",
)
def test_a_broken_file_loses_only_itself(
    tmp_path: Path, path: str, content: Content, places: list[str] | None
) -> None:
    root = write(tmp_path / "r", {**GOOD, path: content})
    findings = found(root)
    broken = [finding for finding in findings if finding.startswith("AZL901 ")]
    others = [
        finding for finding in findings if finding not in broken and f" {path}:" not in finding
    ]
    assert others == KEPT
    assert all(finding.startswith(f"AZL901 {path}") for finding in broken)
    if places is None:
        assert broken
    else:
        assert broken == [f"AZL901 {path}:{at}" for at in places]


def test_a_syntax_error_says_what_to_do(tmp_path: Path) -> None:
    root = write(tmp_path / "r", {"x.tf": "{{ blocks }}\n"})
    (finding,) = json.loads(here(root, "check", "--format", "json").out)["findings"]
    assert (finding["rule"], finding["message"], finding["help"]) == (
        "AZL901",
        "This is not valid Terraform: expected an argument or a block",
        "mend this place; a template that is filled in later goes under `exclude`",
    )


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_byte_order_marks_and_line_ends_change_nothing(
    tmp_path: Path, mark: bytes, end: str
) -> None:
    files = {path: mark + text.replace("\n", end).encode() for path, text in GOOD.items()}
    assert found(write(tmp_path / "r", files)) == KEPT


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_what_deploys_from_utf_16_is_read_in_it(tmp_path: Path, encoding: str) -> None:
    schema = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
    vault = {
        "type": "Microsoft.KeyVault/vaults",
        "apiVersion": "2023-07-01",
        "name": "é",
        "properties": {"enablePurgeProtection": None},
    }
    texts = {
        "b/ok.bicep": BICEP,
        "x.json": json.dumps({"$schema": schema, "resources": [vault]}, ensure_ascii=False),
        "y.json": '{"$schema": "https://json-schema.org/draft-07/schema#"}',
    }
    files = {path: f"\ufeff{text}".encode(encoding) for path, text in texts.items()}
    at = texts["x.json"].index("null") + 1
    assert found(write(tmp_path / "r", files)) == [
        "AZL401 b/ok.bicep:5:28",
        f"AZL401 x.json:1:{at}",
    ]


def test_empty_files_are_files(tmp_path: Path) -> None:
    empty = ("a.tf", "a.tfvars", "a.bicep", "a.bicepparam", ".github/workflows/e.yml")
    root = write(tmp_path / "r", {**GOOD, **dict.fromkeys(empty, ""), "e/action.yml": ""})
    assert found(root) == KEPT


def test_an_unreadable_file(tmp_path: Path) -> None:
    root = write(tmp_path / "r", {**GOOD, "x.tf": VAULT})
    (root / "x.tf").chmod(0)
    if os.access(root / "x.tf", os.R_OK):
        pytest.skip("this user may read everything")
    assert found(root) == [*KEPT, "AZL901 x.tf:1:1"]


def test_links_in_a_circle_and_out(tmp_path: Path) -> None:
    root = write(tmp_path / "r", GOOD)
    write(tmp_path, {"secret.tf": VAULT})
    for name, target in {
        "here": ".",
        "one.tf": "two.tf",
        "two.tf": "one.tf",
        "out.tf": "../secret.tf",
        "passwd.tfvars": "/etc/passwd",
        "gone.bicep": "nothing.bicep",
        "README": "nothing",
    }.items():
        (root / name).symlink_to(target)
    links = ("gone.bicep", "one.tf", "out.tf", "passwd.tfvars", "two.tf")
    assert found(root) == sorted(
        [*KEPT, *(f"AZL901 {link}:1:1" for link in links)], key=lambda line: line.split()[1]
    )


def test_names_that_are_not_text_are_counted(tmp_path: Path) -> None:
    root = write(tmp_path / "r", GOOD)
    try:
        (root / os.fsdecode(b"c\xff.tf")).write_text(VAULT, "utf-8")
    except OSError:
        pytest.skip("this file system takes no such name")
    assert "not read 1 file: names that are not UTF-8" in here(root, "check").out


def test_circles_and_missing_modules(tmp_path: Path) -> None:
    call = 'module "{0}" {{\n  source = "{1}"\n}}\n'
    root = write(
        tmp_path / "r",
        {
            "main.tf": call.format("a", "./a") + call.format("gone", "./gone") + VAULT,
            "a/main.tf": call.format("b", "../b") + call.format("self", "./") + VAULT,
            "b/main.tf": call.format("a", "../a") + VAULT,
            "l/main.tf": "locals {\n  a = local.b\n  b = local.a\n}\n"
            + VAULT.replace("false", "local.a"),
            "m.bicep": "module n 'n.bicep' = { name: 'n' }\n" + BICEP,
            "n.bicep": "module m 'm.bicep' = { name: 'm' }\nmodule x 'x.bicep' = { name: 'x' }\n"
            "var a = b\nvar b = a\n" + BICEP.replace("null", "a"),
        },
    )
    assert found(root) == [
        "AZL904 a/main.tf:1:1",
        "AZL904 a/main.tf:4:1",
        "AZL401 a/main.tf:8:30",
        "AZL904 b/main.tf:1:1",
        "AZL401 b/main.tf:5:30",
        "AZL401 m.bicep:6:28",
        "AZL904 main.tf:4:1",
        "AZL401 main.tf:8:30",
        "AZL904 n.bicep:2:1",
        "?AZL401 l/main.tf:6:30",
        "?AZL401 n.bicep:9:28",
    ]


class TestIncomplete:
    """What is not found beside a broken file is unknown, not absent."""

    DEFAULT = 'terraform {\n  backend "local" {}\n}\nvariable "p" {\n  default = false\n}\n'
    USED = VAULT.replace("false", "var.p")

    def test_a_variable_in_an_unparsed_file(self, tmp_path: Path) -> None:
        broken = 'variable "p" {\n  default = = false\n}\n'
        root = write(tmp_path / "r", {"main.tf": self.USED, "v.tf": broken})
        assert found(root) == ["AZL901 v.tf:2:13", "?AZL401 main.tf:2:30"]

    def test_a_resource_with_an_error_is_not_judged(self, tmp_path: Path) -> None:
        broken = 'resource "azurerm_key_vault" "a" {\n  name = "a"\n  x = = 1\n}\n'
        root = write(tmp_path / "r", {"main.tf": broken})
        assert found(root) == ["AZL901 main.tf:3:7"]

    @pytest.mark.parametrize("broken", ["p = = true\n", "{", 50_000_000])
    def test_values_that_are_not_known(self, tmp_path: Path, broken: Content) -> None:
        files = {"main.tf": self.DEFAULT + self.USED, "terraform.tfvars": "p = false\n"}
        root = write(tmp_path / "r", files)
        assert found(root) == ["AZL401 main.tf:8:30"]
        write(root, {"a.auto.tfvars": broken})
        findings = found(root)
        assert findings[0].startswith("AZL901 a.auto.tfvars")
        assert findings[1:] == ["?AZL401 main.tf:8:30"]
        write(root, {"b.auto.tfvars": "p = false\n"})
        assert "AZL401 main.tf:8:30" in found(root)

    def test_parameters_that_are_not_known(self, tmp_path: Path) -> None:
        root = write(
            tmp_path / "r",
            {
                "a.bicep": "param p bool = false\n" + BICEP.replace("null", "p"),
                "a.bicepparam": "using 'a.bicep'\nparam p = = true\n",
            },
        )
        assert found(root) == ["AZL901 a.bicepparam:2:11", "?AZL401 a.bicep:6:28"]

    def test_arguments_beside_an_error(self, tmp_path: Path) -> None:
        root = write(
            tmp_path / "r",
            {
                "a.bicep": "module m 'm/m.bicep' = {\n  name: 'm'\n  params: {\n    p: = true\n"
                "  }\n}\n",
                "m/m.bicep": "param p bool = false\n" + BICEP.replace("null", "p"),
            },
        )
        assert found(root) == ["AZL901 a.bicep:4:8", "?AZL401 m/m.bicep:6:28"]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("azlint.toml", "select = [\n", "azlint.toml:2:1: not valid TOML"),
        ("azlint.toml", 'selekt = ["AZL401"]\n', "azlint.toml:1:1: unknown key `selekt`"),
        (
            "azlint.toml",
            "select = 3\n",
            "azlint.toml:1:10: `select` must be an array of strings, not 3",
        ),
        ("azlint.toml", b"# \xe9\n", "azlint.toml:1:3: not UTF-8"),
        ("azlint.toml", f"x = {'[' * 100_000}\n", "azlint.toml:1:1: nested too deeply"),
        ("azlint.toml", 50_000_000, "azlint.toml: too large"),
        ("pyproject.toml", "[tool.azlint]\nx = 1\n", "pyproject.toml:2:1: unknown key `x`"),
    ],
)
def test_invalid_configuration(tmp_path: Path, name: str, text: Content, message: str) -> None:
    ran = here(write(tmp_path / "r", {**GOOD, name: text}), "check")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"azlint: {message}")


def test_a_configuration_that_leads_out_is_refused(tmp_path: Path) -> None:
    root = write(tmp_path / "r", GOOD)
    write(tmp_path, {"azlint.toml": 'select = ["AZL501"]\n'})
    (root / "azlint.toml").symlink_to("../azlint.toml")
    ran = here(root, "check")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("azlint: azlint.toml: the path leads out of the repository")


def test_an_unknown_rule(tmp_path: Path) -> None:
    root = write(tmp_path / "r", {**GOOD, "azlint.toml": 'ignore-rules = ["AZL999"]\n'})
    assert [line for line in found(root) if line not in KEPT] == ["AZL903 azlint.toml:1:17"]
    for option in ("--select", "--ignore"):
        ran = here(root, "check", option, "AZL998")
        assert (ran.code, ran.out) == (2, "")
        assert "no rule is called `AZL998`" in ran.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--since", "main"], "is not in a git work tree"),
        (["nope"], "nope: there is no such file"),
        (["--base", "nope"], "nope"),
        (["--since", "main", "--base", "t"], "exclude each other"),
        (["--format", "nope"], "nope"),
        ([".."], "is not below"),
    ],
)
def test_wrong_use(tmp_path: Path, arguments: list[str], message: str) -> None:
    ran = here(write(tmp_path / "r", GOOD), "check", "--root", ".", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err


def test_nothing_to_check(tmp_path: Path) -> None:
    root = write(tmp_path / "r", {"README": ""})
    ran = here(root, "check")
    assert (ran.code, "nothing to check" in ran.out) == (2, True)
    assert here(root, "check", "--exit-zero").code == 2
    assert here(root, "check", "--allow-empty").code == 0


def test_ten_thousand_instances(tmp_path: Path) -> None:
    count = (
        'resource "azurerm_key_vault" "{0}" {{\n  count = {1}\n  name = "a${{count.index}}"\n'
        "  purge_protection_enabled = count.index > {2}\n}}\n"
    )
    loop = BICEP.replace("= {", "= [for i in range(0, 10000): {", 1).rstrip()[:-1] + "}]\n"
    files = {
        "main.tf": count.format("some", 10_000, 5_000) + count.format("all", 10**12, 10**13),
        "a.bicep": loop,
    }
    assert found(write(tmp_path / "r", files)) == [
        "AZL401 a.bicep:5:28",
        "AZL401 main.tf:4:30",
        "?AZL401 main.tf:9:30",
    ]
