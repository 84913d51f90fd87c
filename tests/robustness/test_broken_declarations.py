"""Declarations that are refused or lead nowhere: a located note, and the rest is checked."""

from __future__ import annotations

from pathlib import Path

import pytest

from azlint.config import Settings
from azlint.runner import check_repository
from tiny import write

VAULT = 'resource "azurerm_key_vault" "kv" {\n}\n'
CALL = 'module "a" {\n  source = "./modules"\n}\n'


@pytest.mark.parametrize(
    ("files", "places"),
    [
        ({"main.tf": VAULT + 'module "a" {\n  source = "./gone"\n}\n'}, [("main.tf", 3, "call")]),
        (
            {
                "main.tf": 'terraform {\n  backend "local" {}\n}\n'
                + VAULT
                + 'module "a" {\n  source = "./a"\n}\n',
                "a/main.tf": 'module "b" {\n  source = "../b"\n}\n',
                "b/main.tf": 'module "a" {\n  source = "../a"\n}\n',
            },
            [("a/main.tf", 1, "refused"), ("b/main.tf", 1, "refused")],
        ),
        ({"main.tf": VAULT + 'variable "v" {}\nvariable "v" {}\n'}, [("main.tf", 4, "refused")]),
        (
            {
                "main.bicep": "module m 'gone.bicep' = {\n  name: 'm'\n}\n"
                "resource kv 'Microsoft.KeyVault/vaults@2023-07-01' = {\n  name: 'k'\n"
                "  location: 'x'\n  properties: {}\n}\n"
            },
            [("main.bicep", 1, "call")],
        ),
    ],
    ids=["missing", "circle", "twice", "bicep"],
)
def test_it_is_a_located_note(
    tmp_path: Path, files: dict[str, str], places: list[tuple[str, int, str]]
) -> None:
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    result = check_repository(Settings(root=tmp_path))
    assert not result.failures
    notes = [
        (f.span.path, result.sources[f.span.path].position(f.span.start).line, f.key)
        for f in result.findings
        if f.rule == "AZL904"
    ]
    assert notes == places
    assert [f.rule for f in result.findings if f.rule != "AZL904"] == ["AZL401"]


def notes(root: Path) -> list[tuple[str, str, str]]:
    """File, text pointed at and message of each note on a declaration."""
    result = check_repository(Settings(root=root))
    assert not result.failures
    return [
        (f.span.path, result.sources[f.span.path][f.span], f.message)
        for f in result.findings
        if f.rule == "AZL904"
    ]


@pytest.mark.parametrize(
    ("using", "problem"),
    [
        ("./gone.bicep", "its template is not in the repository"),
        ("../x.bicep", "the path of its template leads out of the repository or in a circle"),
        ("./Main.bicep", "`Main.bicep` is not in the repository; `main.bicep` is (case differs)"),
        ("./main.bicep", ""),
        ("br/public:avm/res/search/search-service:0.1.0", ""),
    ],
)
def test_a_parameter_file_without_its_template(tmp_path: Path, using: str, problem: str) -> None:
    write(tmp_path, {"main.bicep": "param a string\n", "p.bicepparam": f"using '{using}'\n"})
    message = f"What p.bicepparam deploys is not checked: {problem}"
    assert notes(tmp_path) == ([("p.bicepparam", f"'{using}'", message)] if problem else [])


@pytest.mark.parametrize(
    ("base", "problem"),
    [
        ("gone.bicepparam", "its base is not in the repository"),
        ("../x.bicepparam", "the path of its base leads out of the repository or in a circle"),
        (
            "B.bicepparam",
            "`B.bicepparam` is not in the repository; `b.bicepparam` is (case differs)",
        ),
        ("b.bicepparam", ""),
    ],
)
def test_a_parameter_file_without_its_base(tmp_path: Path, base: str, problem: str) -> None:
    own = f"using 'main.bicep'\nextends '{base}'\n"
    files = {"main.bicep": "param a string\n", "b.bicepparam": "using none\n"}
    write(tmp_path, {**files, "p.bicepparam": own})
    message = f"What p.bicepparam deploys is not checked: {problem}"
    assert notes(tmp_path) == ([("p.bicepparam", f"'{base}'", message)] if problem else [])


def test_what_differs_in_case_is_named(tmp_path: Path) -> None:
    files = {
        "modules/App_service/main.tf": VAULT,
        "modules/Kv.bicep": "param a string\n",
        "qa/main.tf": 'module "a" {\n  source = "../modules/app_service"\n}\n',
        "qa/main.bicep": "module k '../modules/kv.bicep' = {\n  name: 'k'\n}\n",
    }
    write(tmp_path, files)
    differs = "`{}` is not in the repository; `{}` is (case differs)"
    bicep = differs.format("modules/kv.bicep", "modules/Kv.bicep")
    terraform = differs.format("modules/app_service", "modules/App_service")
    lost = "What module {} deploys is not checked: {}"
    assert notes(tmp_path) == [
        ("qa/main.bicep", "module k '../modules/kv.bicep'", lost.format("k", bicep)),
        ("qa/main.tf", 'module "a"', lost.format("a", terraform)),
    ]
    calls = check_repository(Settings(root=tmp_path)).not_followed
    assert [(call.address, call.reason) for call in calls] == [
        ("module.k", bicep),
        ("module.a", terraform),
    ]


@pytest.mark.parametrize("target", ["../../out", "modules", "round"])
def test_a_link_that_leads_out_or_round_is_not_followed(tmp_path: Path, target: str) -> None:
    root = tmp_path / "r"
    write(tmp_path, {"out/main.tf": VAULT, "r/live/main.tf": CALL})
    (root / "live/modules").symlink_to(target)
    (root / "live/round").symlink_to("modules")
    reason = "its path leads out of the repository or in a circle"
    message = f"What module a deploys is not checked: {reason}"
    assert notes(root) == [("live/main.tf", 'module "a"', message)]
