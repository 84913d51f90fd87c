"""Sources compared, and what the real `terraform init` writes down."""

from __future__ import annotations

from pathlib import Path

import pytest

from azlint import runner
from azlint.config import Settings
from azlint.languages.terraform.installed import Entry, destination, manifest, meant, normal
from gitrepo import commit, git, init
from realterraform import needs_terraform, run
from tiny import write


@pytest.mark.parametrize(
    ("written", "installed"),
    [
        ("Azure/kv/azurerm", "registry.terraform.io/Azure/kv/azurerm"),
        ("Azure/kv/azurerm//modules/key", "registry.terraform.io/azure/kv/azurerm//modules/key"),
        ("app.terraform.io/org/kv/azurerm", "app.terraform.io/org/kv/azurerm"),
        ("github.com/org/mod", "git::https://github.com/org/mod.git"),
        ("github.com/org/mod//kv?ref=v1", "git::https://github.com/org/mod.git//kv?ref=v1"),
        ("git@github.com:org/mod.git", "git::ssh://git@github.com/org/mod.git"),
        ("git::https://host/a.git?depth=1&ref=x", "git::https://host/a.git?ref=x"),
        ("git::ssh://git@host:2222/a.git", "git::ssh://git@host:2222/a.git"),
        ("https://host/a.zip//kv", "https://host/a.zip//kv"),
        ("github.com/org/mod?ref=v1", "git::https://github.com/org/mod.git?ref=v1"),
    ],
)
def test_one_source_in_two_spellings(written: str, installed: str) -> None:
    assert normal(written) == normal(installed)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Azure/kv/azurerm", "Azure/kv/azurerm//modules/key"),
        ("Azure/kv/azurerm", "app.terraform.io/Azure/kv/azurerm"),
        ("git::https://host/a.git?ref=v1", "git::https://host/a.git?ref=v2"),
        ("git::https://host/a.git//x", "git::https://host/a.git//y"),
        ("git::https://host/a.git", "git::https://host/b.git"),
    ],
)
def test_two_sources(one: str, other: str) -> None:
    assert normal(one) != normal(other)


@pytest.mark.parametrize(
    ("source", "folder"),
    [
        ("git::https://host/mod.git//kv?ref=v1", "exact"),
        ("git::https://host/mod.git//kv?ref=v2", "any"),
        ("git::https://host/mod.git//Net/Hub", "checkout/Net/Hub"),
        ("git::https://host/mod.git", "checkout"),
        ("git::https://host/mod.git?ref=v3", "checkout"),
        ("git::https://host/mod.git//../up", None),
        ("git::https://host/other.git//kv", None),
        ("Azure/kv/azurerm", "vendor/kv"),
    ],
)
def test_the_checkout_of_a_source(source: str, folder: str | None) -> None:
    mapping = {
        "git::https://host/mod.git//kv?ref=v1": "exact",
        "git::https://host/mod.git//kv": "any",
        "git::https://host/mod.git": "checkout",
        "registry.terraform.io/azure/kv/azurerm": "vendor/kv",
    }
    folders = {normal(name): place for name, place in mapping.items()}
    assert destination(source, folders) == folder


@pytest.mark.parametrize(
    ("source", "meaning"),
    [
        ("./.terraform/modules/all/kv", "host/mod//kv?ref=v1"),
        ("./.terraform/modules/all/net/hub", "host/mod//net/hub?ref=v1"),
        ("./.terraform/modules/part/kv", "Azure/kv/azurerm//modules/kv"),
        ("./.terraform/modules/none/kv", "./.terraform/modules/none/kv"),
        ("./modules/all/kv", "./modules/all/kv"),
        ("git::https://host/mod.git", "git::https://host/mod.git"),
    ],
)
def test_a_path_into_what_is_installed(source: str, meaning: str) -> None:
    calls = {"all": "git::https://host/mod.git?ref=v1", "part": "Azure/kv/azurerm//modules"}
    assert meant(source, calls) == meaning


def test_a_manifest() -> None:
    text = (
        b'{"Modules":[{"Key":"","Source":"","Dir":"."},'
        b'{"Key":"a.b","Source":"registry.terraform.io/x/y/z","Version":"1.2.3","Dir":"d","New":1}]}'
    )
    assert manifest(text) == (Entry("a.b", "registry.terraform.io/x/y/z", "1.2.3", "d"),)


@needs_terraform
def test_what_terraform_installs_is_followed(tmp_path: Path) -> None:
    """Packages from git, with a module inside that leads to another."""
    package = init(tmp_path / "package")
    commit(
        package,
        {
            "kv/main.tf": 'module "inner" {\n  source = "../inner"\n}\n',
            "inner/main.tf": 'resource "terraform_data" "this" {}\n',
        },
    )
    git(package, "tag", "v1")
    source = f"git::file://{package}//kv?ref=v1"
    root = tmp_path / "root"
    write(root, {"main.tf": f'module "kv" {{\n  source = "{source}"\n}}\n'})
    run(root, "init", "-input=false")
    result = runner.check_repository(Settings(root=root, select=("AZL401",)))
    assert result.not_followed == ()
    assert (result.counts.modules_followed, result.counts.files) == (2, {"terraform": 1})
