"""`environment()`: one of the clouds there are, in templates and in what is compiled of them."""

from __future__ import annotations

import pytest

from languages.arm.test_template import result as of_template
from languages.bicep.small import only, result, shown

EXPRESSIONS = {
    "environment().name": (
        "'AzureChinaCloud' | 'AzureCloud' | 'AzureUSGovernment' | environment().name"
    ),
    "environment().suffixes.keyvaultDns": (
        "'.vault.azure.cn' | '.vault.azure.net' | '.vault.usgovcloudapi.net'"
        " | environment().suffixes.keyvaultDns"
    ),
    "environment().resourceManager": (
        "'https://management.azure.com/' | environment().resourceManager"
    ),
    "environment().authentication.audiences[1]": (
        "'https://management.azure.com/' | environment().authentication.audiences[1]"
    ),
    "environment().name == 'AzureCloud' ? 1 : 2": "1 | 2",
    "environment().name == 'AzureStack' ? 1 : 2": "1 | 2",
    "environment().name == 'AzureCloud' ? 1 : 1": "1",
    "contains(environment(), 'name')": "environment() | true",
    "contains(environment(), 'portal')": "environment() | true",
    "empty(environment().suffixes)": "environment().suffixes | false",
    "toLower(environment().name) == 'azurecloud'": "environment().name | false | true",
    "'x${environment().suffixes.storage}'": (
        "'x${environment().suffixes.storage}' | 'xcore.chinacloudapi.cn'"
        " | 'xcore.usgovcloudapi.net' | 'xcore.windows.net'"
    ),
    "{AzureCloud: 'a', AzureUSGovernment: 'b', AzureChinaCloud: 'c'}[environment().name]": (
        "'a' | 'b' | 'c'"
    ),
    "{AzureCloud: 'a'}[?environment().name] ?? 'b'": "'a' | 'b'",
    "{AzureCloud: 'a'}[environment().name]": "'a'",
    "{azurecloud: 'a', azureusgovernment: 'b'}[toLower(environment().name)]": "'a' | 'b'",
    "environment().nothing": "environment().nothing | there is no nothing",
}


@pytest.mark.parametrize(("expression", "expected"), EXPRESSIONS.items())
def test_a_deployment_goes_to_one_of_the_clouds(expression: str, expected: str) -> None:
    assert result(expression) == expected
    assert result(expression.replace("environment()", "az.environment()")) == expected


@pytest.mark.parametrize(
    ("expression", "same"),
    [
        ("[environment().name]", "environment().name"),
        ("[environment().suffixes.keyvaultDns]", "environment().suffixes.keyvaultDns"),
        ("[ENVIRONMENT().portal]", "environment().portal"),
        (
            "[if(equals(environment().name, 'AzureCloud'), 1, 2)]",
            "environment().name == 'AzureCloud' ? 1 : 2",
        ),
    ],
)
def test_templates_of_json_go_there_too(expression: str, same: str) -> None:
    assert of_template(expression) == result(same)


def test_a_deployment_of_another_scope_goes_to_the_same_cloud() -> None:
    inner = "output cloud string = environment().name\n"
    outer = (
        "targetScope = 'subscription'\n"
        "module there 'inner.bicep' = { name: 'm', scope: resourceGroup('g') }\n"
    )
    target = only({"main.bicep": outer, "inner.bicep": inner}).frame.module("there", None)
    frame = target.called() if target is not None else None
    assert frame is not None
    assert shown(frame.output("cloud")) == EXPRESSIONS["environment().name"]


def test_a_text_of_many_stays_one() -> None:
    part = "${environment().suffixes.storage}"
    assert result(f"'{part * 2}'").count("|") == 15
    assert result(f"'{part * 3}'") == f"'{part * 3}'"
