"""ARM templates: expressions, names, loops, nested and linked deployments, positions."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azlint.languages.arm.parse import parse
from azlint.languages.bicep.evaluate import Evaluation, evaluate
from azlint.languages.bicep.link import link
from azlint.node import Instance
from azlint.value import chain
from languages.bicep.small import Everything, shown

SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
TYPE = "Microsoft.Storage/storageAccounts"
READ = ("name", "properties", "tags")
Json = Mapping[str, object]


def template(*resources: Json, **sections: object) -> str:
    return json.dumps({"$schema": SCHEMA, **sections, "resources": list(resources)}, indent=1)


def resource(name: str = "store", **fields: object) -> Json:
    return {"type": TYPE, "apiVersion": "2023-05-01", "name": name, **fields}


def evaluated(text: str | Mapping[str, str], main: str = "main.json") -> Evaluation:
    files = {main: text} if isinstance(text, str) else text
    linked = link({path: parse(each, parameters=False) for path, each in files.items()})
    return next(each for each in evaluate(linked, files.get) if each.root == main)


def instances(text: str | Mapping[str, str]) -> dict[str, Instance]:
    return {
        f"{each.address}{','.join(each.keys)}": each
        for each in evaluated(text).instances(Everything(*READ))
    }


def deployed(text: str | Mapping[str, str], name: str = "properties") -> dict[str, str]:
    """One property of every resource, by address."""
    return {address: shown(each.read(name)) for address, each in instances(text).items()}


def result(expression: str, **variables: object) -> str:
    text = template(
        parameters={
            "size": {"type": "string", "defaultValue": "S"},
            "Names": {"type": "array", "defaultValue": ["a", "b", "c"]},
            "flag": {"type": "bool"},
        },
        variables={**variables, "result": expression},
    )
    return shown(evaluated(text).frame.value("result"))


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("plain", "'plain'"),
        ("[[escaped]", "'[escaped]'"),
        ("[not closed", "'[not closed'"),
        ("[parameters('size')]", "'S'"),
        ("[ PARAMETERS( 'SIZE' ) ]", "'S'"),
        ("[parameters('names')[1]]", "'b'"),
        ("[concat('it''s ', variables('other'))]", "'it's other'"),
        ("[if(equals(parameters('size'), 'S'), 1, -2)]", "1"),
        ("[if(parameters('flag'), 'on', 'off')]", "'off' | 'on'"),
        ("[and(true(), not(false()), equals(1, 1))]", "true"),
        ("[or(false(), false, greater(2, 1))]", "true"),
        ("[add(mul(2, 3), sub(mod(7, 4), div(9, 2)))]", "5"),
        ("[coalesce(null(), null(), 'x')]", "'x'"),
        ("[createObject('a', createArray(1, 'b'))]", "{a: [1, 'b']}"),
        ("[createObject('a', 1).a]", "1"),
        ("[tryGet(createObject('a', 1), 'b')]", "null"),
        ("[indexFromEnd(parameters('Names'), 1)]", "'c'"),
        ("[tryIndexFromEnd(parameters('Names'), 9)]", "null"),
        ("[map(parameters('Names'), lambda('size', toUpper(lambdaVariables('size'))))]",
         "['A', 'B', 'C']"),
        ("[reduce(range(1, 2), 0, lambda('x', 'y', sub(lambdaVariables('x'), 1)))]", "-2"),
        ("[format('{0}-{1}', parameters('size'), 7)]", "'S-7'"),
        ("[json('{\"a\": [true]}').a[0]]", "true"),
        ("[reference('x').y]", "reference('x').y"),
        ("[nothing(]", "[nothing(]"),
    ],
)  # fmt: skip
def test_expressions(expression: str, value: str) -> None:
    assert result(expression, other="other") == value


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("[greater(parameters('count'), 0)]", "true"),
        ("[equals(parameters('count'), -1)]", "false"),
        ("[equals(parameters('count'), 10)]", "false"),
        ("[equals(parameters('count'), 9)]", "count"),
        ("[empty(parameters('name'))]", "false"),
        ("[equals(length(parameters('name')), 3)]", "true"),
        ("[empty(parameters('some'))]", "false"),
        ("[greater(parameters('one').size, 0)]", "true"),
        ("[greaterOrEquals(parameters('defined'), 2)]", "true"),
        ("[contains(union(parameters('any'), createObject('a', 1)), 'a')]", "true"),
        ("[union(parameters('any'), createObject('a', 1)).a]", "1"),
        ("[tryGet(union(parameters('any'), createObject('a', 1)), 'a')]", "1"),
    ],
)
def test_bounds_and_what_is_certain(expression: str, value: str) -> None:
    size = {"type": "int", "minValue": 1}
    text = template(
        definitions={"two": {"type": "int", "minValue": 2}},
        parameters={
            "count": {"type": "int", "minValue": 1, "maxValue": 9},
            "name": {"type": "string", "minLength": 3, "maxLength": 3},
            "some": {"type": "array", "minLength": 1},
            "one": {"type": "object", "properties": {"size": size}},
            "defined": {"$ref": "#/definitions/two"},
            "any": {"type": "object"},
        },
        variables={"result": expression},
    )
    assert shown(evaluated(text).frame.value("result")) == value


def test_names_of_parameters_and_variables_are_apart() -> None:
    text = template(
        resource(tags={"a": "[parameters('x')]", "b": "[variables('X')]"}),
        parameters={"x": {"type": "string", "defaultValue": "parameter"}},
        variables={"x": "variable"},
    )
    assert deployed(text, "tags") == {f"{TYPE}.store": "{a: 'parameter', b: 'variable'}"}


def test_loops_of_resources_properties_variables_and_outputs() -> None:
    text = template(
        resource(
            "[format('s{0}', copyIndex(1))]",
            copy={"name": "outer", "count": 2},
            properties={
                "copy": [
                    {
                        "name": "inner",
                        "count": 2,
                        "input": "[createArray(copyIndex(), copyIndex('inner', 10))]",
                    }
                ]
            },
        ),
        variables={"copy": [{"name": "v", "count": 3, "input": "[copyIndex('v')]"}]},
        outputs={"o": {"type": "array", "copy": {"count": 2, "input": "[copyIndex()]"}}},
    )
    address = f"{TYPE}.format('s{{0}}', copyIndex(1))"
    assert deployed(text) == {
        f"{address}[0]": "{inner: [[0, 10], [0, 11]]}",
        f"{address}[1]": "{inner: [[1, 10], [1, 11]]}",
    }
    assert [shown(each.meta["name"]) for each in instances(text).values()] == ["'s1'", "'s2'"]
    frame = evaluated(text).frame
    assert (shown(frame.value("v")), shown(frame.output("o"))) == ("[0, 1, 2]", "[0, 1]")


def nested(scope: str, **fields: object) -> Json:
    inner = {
        "$schema": SCHEMA,
        "parameters": {"size": {"type": "string", "defaultValue": "inner"}},
        "resources": [resource(properties={"size": "[parameters('size')]"})],
        "outputs": {"size": {"type": "string", "value": "[parameters('size')]"}},
    }
    return {
        "type": "Microsoft.Resources/deployments",
        "apiVersion": "2022-09-01",
        "name": "nested",
        "properties": {"expressionEvaluationOptions": {"scope": scope}, "template": inner},
        **fields,
    }


OUTER = {"size": {"type": "string", "defaultValue": "outer"}}


def test_nested_templates_have_names_of_their_own_or_share_them() -> None:
    assert deployed(template(nested("Inner"), parameters=OUTER)) == {
        f"module.nested.{TYPE}.store": "{size: 'inner'}"
    }
    assert deployed(template(nested("outer"), parameters=OUTER)) == {
        f"{TYPE}.store": "{size: 'outer'}"
    }


def test_conditions_and_loops_of_deployments_hold_for_what_they_deploy() -> None:
    for scope in ("inner", "outer"):
        assert deployed(template(nested(scope, condition=False), parameters=OUTER)) == {}
    looped = nested("outer", copy={"name": "c", "count": 2}, condition="[equals(copyIndex(), 1)]")
    found = instances(template(looped, parameters=OUTER))
    assert [each.keys for each in found.values()] == [("[1]",)]


def test_outputs_of_nested_templates() -> None:
    by_id = "reference(resourceId('Microsoft.Resources/deployments', 'nested'), '2022-09-01')"
    text = template(
        resource("after", properties={"size": f"[{by_id}.outputs.size.value]"}),
        nested("inner"),
    )
    assert deployed(text)[f"{TYPE}.after"] == "{size: 'inner'}"


def test_symbolic_names() -> None:
    text = json.dumps(
        {
            "$schema": SCHEMA,
            "languageVersion": "2.0",
            "resources": {
                "old": {**resource("old"), "existing": True},
                "deploy": nested("inner"),
                "new": resource(
                    "new",
                    properties={
                        "old": "[resourceInfo('old').name]",
                        "key": "[reference('old').key]",
                        "kind": "[reference('old', '2023-05-01', 'full').kind]",
                        "size": "[reference('deploy').outputs.size.value]",
                    },
                ),
            },
        }
    )
    found = instances(text)
    assert {address: each.existing for address, each in found.items()} == {
        f"{TYPE}.old": True,
        f"{TYPE}.new": False,
        f"module.deploy.{TYPE}.store": False,
    }
    assert shown(found[f"{TYPE}.new"].read("properties")) == (
        "{old: 'old', key: old.properties.key, kind: old.kind, size: 'inner'}"
    )


def test_children_have_the_type_and_name_of_their_parents() -> None:
    child = {"type": "blobServices", "apiVersion": "2023-05-01", "name": "default"}
    lock = {
        "type": "Microsoft.Authorization/locks",
        "apiVersion": "2020-05-01",
        "name": "keep",
    }
    found = instances(template(resource(resources=[child, lock])))
    assert {each.native_type: shown(each.meta["name"]) for each in found.values()} == {
        TYPE: "'store'",
        f"{TYPE}/blobServices": "'store/default'",
        "Microsoft.Authorization/locks": "'keep'",
    }


def test_linked_templates_are_followed_within_the_repository() -> None:
    def linked(**link_: str) -> Json:
        return nested("inner", properties={"templateLink": link_})

    uri = "[uri(deployment().properties.templateLink.uri, 'parts/store.json')]"
    for link_ in ({"relativePath": "parts/store.json"}, {"uri": uri}):
        files = {
            "main.json": template(linked(**link_)),
            "parts/store.json": template(resource()),
        }
        assert list(deployed(files)) == [f"module.nested.{TYPE}.store"]
    spec = (
        "/subscriptions/s/resourceGroups/g/providers/Microsoft.Resources/templateSpecs/t/versions/1"
    )
    obstacles = [
        evaluated(template(linked(**link_))).module_calls()
        for link_ in ({"uri": "https://example.com/a.json"}, {"id": spec}, {"uri": "[newGuid()]"})
    ]
    assert [[call.obstacle for call in calls] for calls in obstacles] == [
        ["it is a linked template"],
        ["it is a template spec"],
        ["its path is not a plain string"],
    ]


def test_versions_may_stand_in_variables() -> None:
    text = template(
        {**resource(), "apiVersion": "[variables('api')]"}, variables={"api": "2023-01-01"}
    )
    assert [each.api_version for each in instances(text).values()] == ["2023-01-01"]


def test_functions_of_the_template() -> None:
    function = {
        "parameters": [{"name": "size", "type": "string"}],
        "output": {"type": "string", "value": "[concat('my-', parameters('size'))]"},
    }
    text = template(
        functions=[{"namespace": "own", "members": {"named": function}}],
        variables={"result": "[own.named('x')]"},
    )
    assert shown(evaluated(text).frame.value("result")) == "'my-x'"


def test_places_are_those_in_the_file() -> None:
    text = template(
        resource(properties={"a": "[if(true(), 'é\"', 'b')]"}),
        resource("second", properties={"a": "[concat('é', toLower('Q'))]"}),
    )
    read = evaluated(text).instances(Everything(*READ))
    values = [each.native("properties.a").value for each in read]
    places = [chain(value)[0].span for value in values]
    assert [text[place.start : place.end] for place in places] == [
        r"'\u00e9\"'",
        r"concat('\u00e9', toLower('Q'))",
    ]


JSON = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.sampled_from(["[", "[]", "[copyIndex()]", "[parameters('x')]", "[a.b('c')[0].d]", TYPE]),
        st.text(max_size=5),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                ["copy", "name", "count", "input", "properties", "template", "resources", "type",
                 "value", "parameters", "variables", "outputs", "functions", "namespace",
                 "members", "output", "scope", "templateLink", "uri", "existing", "condition"]
            ),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=30,
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from(
    ["parameters", "variables", "functions", "resources", "outputs", "definitions", "$schema"]
), JSON))  # fmt: skip
def test_any_json_is_read(sections: dict[str, object]) -> None:
    evaluation = evaluated(json.dumps(sections))
    for instance in evaluation.instances(Everything(*READ)):
        for name in READ:
            instance.read(name)
    for name in evaluation.frame.template.variables:
        evaluation.frame.value(name)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="[]()'.,?-ab01 \\\"é", max_size=30))
def test_any_expression_is_read(text: str) -> None:
    result(f"[{text}]")


def test_deep_expressions_are_not_followed() -> None:
    deep = "[" + "not(" * 5_000 + "true()" + ")" * 5_000 + "]"
    assert result(deep).startswith("[not(not(")
