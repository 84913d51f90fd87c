"""Kinds are told from paths alone."""

from __future__ import annotations

import pytest

from azlint.kinds import Kind, is_compiled, kind_in, kind_of, kinds, may_be_arm


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
        ("terragrunt.hcl", Kind.TERRAGRUNT),
        ("main.bicep", Kind.BICEP),
        ("prod.bicepparam", Kind.BICEPPARAM),
        (".github/workflows/ci.yml", Kind.WORKFLOW),
        (".github/workflows/ci.yaml", Kind.WORKFLOW),
        (".github/workflows/old/ci.yml", None),
        ("template/.github/workflows/ci.yml", None),
        (".github/workflows/ci.json", None),
        (".github/workflows/action.yml", Kind.WORKFLOW),
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


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ('{"$schema": "https://x/schemas/2019-04-01/deploymentTemplate.json#", "a": [', Kind.ARM),
        ('\ufeff{ "$schema" : "http://x/2014-04-01-preview/DeploymentTemplate.json"', Kind.ARM),
        ('{"contentVersion": "{", "$schema": "x/tenantDeploymentTemplate.json#"', Kind.ARM),
        ('{"$schema": "x/subscriptionDeploymentTemplate.json#"', Kind.ARM),
        ('{"$schema": "x/managementGroupDeploymentTemplate.json#"', Kind.ARM),
        ('{"$schema": "x/2019-04-01/deploymentParameters.json#"', Kind.ARM_PARAMETERS),
        ('{"$schema": "x/2018-05-01/subscriptionDeploymentParameters.json#"', Kind.ARM_PARAMETERS),
        ('{"$schema": "http://json-schema.org/draft-07/schema#"', None),
        ('{"properties": {"template": {"$schema": "x/deploymentTemplate.json#"', None),
        ('[{"$schema": "x/deploymentTemplate.json#"', None),
        ("{}", None),
        ("", None),
    ],
)
def test_json_tells_its_kind_by_its_schema(head: str, kind: Kind | None) -> None:
    assert kind_in(head.encode()) is kind


@pytest.mark.parametrize(
    ("path", "may_be"),
    [
        ("azuredeploy.json", True),
        ("a/main.parameters.json", True),
        ("a/module.jsonc", True),
        ("azuredeploy.yaml", False),
    ],
)
def test_only_json_is_looked_at(path: str, may_be: bool) -> None:
    assert may_be_arm(path) is may_be


def test_what_the_compiler_wrote_says_so() -> None:
    assert is_compiled(b'"metadata": {\n "_generator": {\n "name": "bicep",')
    assert not is_compiled(b'"metadata": {"_generator": {"name": "other"}}')
