"""Kinds are told from paths alone."""

from __future__ import annotations

import pytest

from azlint.kinds import Kind, kind_of, kinds


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("main.tf", Kind.TERRAFORM),
        ("a/b/main.tofu", Kind.TERRAFORM),
        ("a b/ü\n.tf", Kind.TERRAFORM),
        (".hidden.tf", None),
        ("a/.#main.tf", None),
        ("a/#main.tf#", None),
        ("main.tf~", None),
        ("main.tf.json", Kind.TERRAFORM_JSON),
        ("main.tofu.json", Kind.TERRAFORM_JSON),
        ("prod.tfvars", Kind.TFVARS),
        (".auto.tfvars", Kind.TFVARS),
        ("a.auto.tfvars.json", Kind.TFVARS_JSON),
        (".terraform.lock.hcl", Kind.LOCK),
        ("env/.terraform.lock.hcl", Kind.LOCK),
        ("terragrunt.hcl", None),
        ("main.bicep", Kind.BICEP),
        ("prod.bicepparam", Kind.BICEPPARAM),
        (".github/workflows/ci.yml", Kind.WORKFLOW),
        (".github/workflows/ci.yaml", Kind.WORKFLOW),
        (".github/workflows/old/ci.yml", None),
        ("template/.github/workflows/ci.yml", None),
        (".github/actions/x/action.yml", Kind.ACTION),
        ("action.yaml", Kind.ACTION),
        ("reaction.yml", None),
        (".python-version", Kind.VERSION_FILE),
        ("app/global.json", Kind.VERSION_FILE),
        ("go.mod", Kind.VERSION_FILE),
        ("settings.json", None),
        ("README.md", None),
    ],
)
def test_kind(path: str, kind: Kind | None) -> None:
    assert kind_of(path) is kind


def test_a_tofu_file_replaces_its_namesake_in_the_same_folder() -> None:
    paths = ["a.tf", "a.tofu", "b.tf", "b.tf.json", "b.tofu.json", "sub/a.tf", "readme"]
    assert kinds(paths) == {
        "a.tofu": Kind.TERRAFORM,
        "b.tf": Kind.TERRAFORM,
        "b.tofu.json": Kind.TERRAFORM_JSON,
        "sub/a.tf": Kind.TERRAFORM,
    }
