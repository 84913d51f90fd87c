"""Templates, modules and parameter files: what their resources have, and where it comes from."""

from __future__ import annotations

from azlint.languages.bicep.evaluate import evaluate
from azlint.languages.bicep.link import link
from azlint.languages.bicep.parse import parse
from azlint.languages.workflow.parse import parse as parse_yaml
from azlint.node import Presence
from azlint.value import Cause, Known, Unknown
from languages.bicep.small import (
    Everything,
    evaluations,
    instances,
    linked,
    only,
    places,
    result,
    shown,
)

KEY_VAULT = """
param purge bool = true
resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: 'kv'
  properties: {
    enablePurgeProtection: purge ? true : null
  }
}
"""


def test_the_default_of_a_root_is_known() -> None:
    vault = instances(only(KEY_VAULT))["Microsoft.KeyVault/vaults.vault"]
    assert (vault.native_type, vault.api_version) == ("Microsoft.KeyVault/vaults", "2024-11-01")
    assert shown(vault.read("properties")) == "{enablePurgeProtection: true}"
    assert vault.read("zones") is None


def test_null_is_unset() -> None:
    vault = instances(only(KEY_VAULT.replace("bool = true", "bool = false")))
    found = vault["Microsoft.KeyVault/vaults.vault"].native("properties.enablePurgeProtection")
    assert (found.presence.value, shown(found.value)) == ("unset", "null")


def test_an_absent_property_is_reported_at_the_key_of_its_block() -> None:
    text = KEY_VAULT.replace("    enablePurgeProtection: purge ? true : null\n", "")
    found = instances(only(text))["Microsoft.KeyVault/vaults.vault"].native(
        "properties.enablePurgeProtection"
    )
    assert text[found.span.start : found.span.end] == "properties"


def test_a_parameter_without_value_can_be_each_allowed_one() -> None:
    text = """
type level = 'low' | 'high'
type both = 'x' | null
param a bool
@allowed([1, 2])
param b int
param c level
param d string?
param e level?
param f both
param g string
var result = [a, b, c, d, e, f, g]
"""
    value = only(text).frame.value("result")
    assert isinstance(value, Known)
    assert isinstance(value.data, tuple)
    assert list(map(shown, value.data)) == [
        "false | true",
        "1 | 2",
        "'high' | 'low'",
        "null",
        "null",
        "null",
        "g",
    ]


def test_values_flow_through_modules_and_their_origin_back() -> None:
    files = {
        "main.bicep": """param sku string
module disks 'disks.bicep' = { name: 'd', params: { sku: sku, size: null } }
output id string = disks.outputs.id
output doubled int = disks.outputs.doubled
""",
        "disks.bicep": """param sku string
param size int = 4
var settings = { name: sku }
resource disk 'Microsoft.Compute/disks@2024-03-02' = { name: 'd', sku: settings }
output id string = disk.id
output doubled int = size * 2
""",
        "main.prod.bicepparam": "using 'main.bicep'\nvar kind = 'Premium_LRS'\nparam sku = kind\n",
    }
    evaluation = evaluations(files)["main.bicep", "prod"]
    [(address, disk)] = instances(evaluation, "sku").items()
    assert address == "module.disks.Microsoft.Compute/disks.disk"
    assert disk.context.environment == "prod"
    assert [
        (name, files[span.path][span.start : span.end]) for name, span in disk.context.calls
    ] == [("module.disks", "module disks 'disks.bicep'")]
    assert places(files, disk.native("sku.name").value) == [
        ("disks.bicep", "sku", ""),
        ("disks.bicep", "param sku", "param sku"),
        ("main.bicep", "sku", "disks.params.sku"),
        ("main.bicep", "param sku", "param sku"),
        ("main.prod.bicepparam", "kind", "param sku"),
        ("main.prod.bicepparam", "'Premium_LRS'", "var kind"),
    ]
    assert shown(evaluation.frame.output("doubled")) == "8"
    identifier = evaluation.frame.output("id")
    assert isinstance(identifier, Unknown)
    assert identifier.reference is not None
    assert [one.address for one in evaluation.resolve(identifier.reference)] == [address]


def test_a_parameter_file_overrides_what_it_extends() -> None:
    files = {
        "main.bicep": "param a string\nparam b string = 'b'\nparam c string = 'c'\n",
        "base.bicepparam": "using none\nparam a = 'base a'\nparam b = 'base b'\n",
        "prod.bicepparam": "using 'main.bicep'\nextends 'base.bicepparam'\nparam a = 'own a'\n",
    }
    frame = evaluations(files)["main.bicep", "prod"].frame
    assert [shown(frame.value(name)) for name in "abc"] == ["'own a'", "'base b'", "'c'"]


def test_what_a_parameter_file_extends_and_is_not_there_may_give_anything() -> None:
    files = {
        "main.bicep": "param a string\nparam b string = 'b'\nparam c string = 'c'\n",
        "prod.bicepparam": (
            "using 'main.bicep'\nextends 'gone.bicepparam'\nparam a = 'own a'\nparam b = base.b\n"
        ),
    }
    frame = evaluations(files)["main.bicep", "prod"].frame
    assert shown(frame.value("a")) == "'own a'"
    for name in "bc":
        value = frame.value(name)
        assert isinstance(value, Unknown)
        assert value.reason.cause is Cause.INCOMPLETE


def test_a_parameter_file_reads_what_it_extends() -> None:
    files = {
        "main.bicep": "param name string\nparam tags object\nparam size int\nparam list array\n",
        "root.bicepparam": "using none\nparam name = 'root'\nparam list = [1]\n",
        "base.bicepparam": (
            "using none\nextends 'root.bicepparam'\nvar x = 'base'\n"
            "param name = '${x}-${size}'\nparam size = 1\nparam tags = { a: x }\n"
        ),
        "prod.bicepparam": (
            "using 'main.bicep'\nextends 'base.bicepparam'\nvar x = 'prod'\n"
            "param size = base.size + 5\nparam tags = union(tags2, { b: x, ...base.tags })\n"
            "var tags2 = { list: list, name: base.name }\n"
        ),
    }
    frame = evaluations(files)["main.bicep", "prod"].frame
    assert {name: shown(frame.value(name)) for name in ("name", "tags", "size", "list")} == {
        "name": "'base-1'",
        "tags": "{list: [1], name: 'base-1', b: 'prod', a: 'base'}",
        "size": "6",
        "list": "[1]",
    }
    assert [one for one in evaluations(files) if one[0] == "main.bicep"] == [("main.bicep", "prod")]


def test_types_variables_and_functions_of_other_files() -> None:
    files = {
        "main.bicep": """
import { greet, limit as most, level } from 'lib.bicep'
import * as lib from 'lib.bicep'
param a level
param b lib.level
var result = [greet('x'), most, lib.greet('y'), lib.limit, a, b]
""",
        "lib.bicep": """
import { prefix } from 'base.bicep'
@export()
var limit = 3
@export()
type level = 'low' | 'high'
@export()
func greet(name string) string => '${prefix}${name}'
""",
        "base.bicep": "@export()\nvar prefix = 'hello '\n",
    }
    value = only(files).frame.value("result")
    assert isinstance(value, Known)
    assert isinstance(value.data, tuple)
    assert list(map(shown, value.data)) == [
        "'hello x'",
        "3",
        "'hello y'",
        "3",
        "'high' | 'low'",
        "'high' | 'low'",
    ]


RESOURCES = """
resource nsg 'Microsoft.Network/networkSecurityGroups@2024-01-01' = {
  name: 'group'
  tags: { a: 'b' }
  identity: { type: 'SystemAssigned' }
  properties: { flushConnection: true }
  resource rule 'securityRules' = { name: 'rule' }
}
resource watcher 'Microsoft.Network/networkWatchers@2024-01-01' existing = { name: 'w' }
resource log 'Microsoft.Network/networkWatchers/flowLogs@2024-01-01' = {
  parent: watcher
  name: 'log'
}
"""
READS = {
    "nsg.name": "'group'",
    "nsg.type": "'Microsoft.Network/networkSecurityGroups'",
    "nsg.apiVersion": "'2024-01-01'",
    "nsg.properties.flushConnection": "true",
    "nsg.tags": "{a: 'b'}",
    "nsg.id": "nsg.id",
    "nsg.properties": "nsg.properties",
    "nsg.properties.provisioningState": "nsg.properties.provisioningState",
    "nsg.identity.principalId": "nsg.identity.principalId",
    "nsg.identity.type": "'SystemAssigned'",
    "nsg::rule.name": "'rule'",
    "watcher.name": "'w'",
    "watcher.location": "watcher.location",
}


def test_symbolic_references() -> None:
    assert {read: result(read, RESOURCES) for read in READS} == READS


def test_references_lead_to_their_resource() -> None:
    evaluation = only(
        f"""{RESOURCES}
var a = nsg.id
var b = nsg::rule.id
var c = resourceId('microsoft.network/networksecuritygroups', 'group')
var d = resourceId('Microsoft.Network/networkSecurityGroups/securityRules', 'group', 'rule')
var e = resourceId('Microsoft.Network/networkSecurityGroups', 'other')
"""
    )
    seen = {}
    for name in "abcde":
        value = evaluation.frame.value(name)
        assert isinstance(value, Unknown)
        assert value.reference is not None
        found = [one.address for one in evaluation.resolve(value.reference)]
        seen[name] = (value.reference.type.lower(), value.reference.attribute, found)
    group = "microsoft.network/networksecuritygroups"
    nsg = ["Microsoft.Network/networkSecurityGroups.nsg"]
    rule = ["Microsoft.Network/networkSecurityGroups/securityRules.nsg::rule"]
    assert seen == {
        "a": (group, ("id",), nsg),
        "b": (f"{group}/securityrules", ("id",), rule),
        "c": (group, ("id",), nsg),
        "d": (f"{group}/securityrules", ("id",), rule),
        "e": (group, ("id",), []),
    }


def test_names_of_children_have_those_of_their_parents_before_them() -> None:
    found = instances(only(RESOURCES))
    names = {address: shown(one.meta["name"]) for address, one in found.items()}
    assert names == {
        "Microsoft.Network/networkSecurityGroups.nsg": "'group'",
        "Microsoft.Network/networkSecurityGroups/securityRules.nsg::rule": "'group/rule'",
        "Microsoft.Network/networkWatchers.watcher": "'w'",
        "Microsoft.Network/networkWatchers/flowLogs.log": "'w/log'",
    }
    assert [address for address, one in found.items() if one.existing] == [
        "Microsoft.Network/networkWatchers.watcher"
    ]
    parents = {address: shown(one.read("parent")) for address, one in found.items()}
    assert [parent for parent in parents.values() if parent != "absent"] == ["nsg", "watcher"]


LOOP = """
param disks array = [
  { name: 'a', sku: 'Standard_LRS' }
  { name: 'b', sku: 'Premium_LRS' }
  { name: 'c', sku: 'Standard_LRS' }
]
resource disk 'Microsoft.Compute/disks@2024-03-02' = [for (d, i) in disks: {
  name: '${d.name}${i}'
  sku: { name: d.sku }
  zones: ['1']
}]
var names = map(disk, d => d.name)
var second = disk[1].sku.name
var identifier = disk[2].id
"""


def test_a_loop_has_one_case_for_each_thing_that_is_read() -> None:
    evaluation = only(LOOP)
    address = "Microsoft.Compute/disks.disk"
    assert {key: shown(one.read("sku")) for key, one in instances(evaluation, "sku").items()} == {
        f"{address}[0],[2]": "{name: 'Standard_LRS'}",
        f"{address}[1]": "{name: 'Premium_LRS'}",
    }
    assert list(instances(evaluation, "zones")) == [address]
    assert list(instances(evaluation, "name")) == [f"{address}[{i}]" for i in range(3)]
    frame = evaluation.frame
    assert shown(frame.value("names")) == "['a0', 'b1', 'c2']"
    assert shown(frame.value("second")) == "'Premium_LRS'"
    identifier = frame.value("identifier")
    assert isinstance(identifier, Unknown)
    assert identifier.reference is not None
    [found] = evaluation.resolve(identifier.reference)
    assert (found.context.keys, shown(found.read("name"))) == (("[2]",), "'c2'")


def test_a_loop_over_what_is_not_known_has_one_case() -> None:
    found = instances(only(LOOP.replace("param disks array = [", "param disks array\nvar z = [")))
    assert {key: shown(one.read("sku")) for key, one in found.items()} == {
        "Microsoft.Compute/disks.disk": "{name: disks.sku}"
    }


def test_a_loop_over_alternatives_has_an_element_of_any() -> None:
    text = """
param more bool
resource disk 'Microsoft.Compute/disks@2024-03-02' = [for s in (more ? ['a', 'b'] : ['c']): {
  name: s
}]
"""
    [disk] = instances(only(text)).values()
    assert shown(disk.read("name")) == "'a' | 'b' | 'c'"


def test_an_empty_loop_deploys_nothing() -> None:
    text = LOOP.replace("in disks", "in []")
    assert instances(only(text)) == {}


def test_conditions() -> None:
    files = {
        "main.bicep": """
param maybe bool
param never bool = false
resource a 'Microsoft.A/a@2020-01-01' = if (maybe) { name: 'a' }
resource b 'Microsoft.A/a@2020-01-01' = if (never) {
  name: 'b'
  resource inner 'b' = { name: 'i' }
}
module c 'c.bicep' = if (never) { name: 'c' }
module d 'c.bicep' = [for i in [0, 1]: if (i == 1) { name: 'd', params: { at: i } }]
""",
        "c.bicep": "param at int = 7\nresource r 'Microsoft.A/a@2020-01-01' = { name: 'r${at}' }\n",
    }
    evaluation = only(files)
    assert {key: shown(one.read("name")) for key, one in instances(evaluation).items()} == {
        "Microsoft.A/a.a": "'a'",
        "module.d[1].Microsoft.A/a.r": "'r1'",
    }
    off = {one.address: shown(one.read("name")) for one in evaluation.disabled(Everything())}
    assert off == {
        "Microsoft.A/a.b": "'b'",
        "Microsoft.A/a/b.b::inner": "'i'",
        "module.c.Microsoft.A/a.r": "'r7'",
        "module.d[0].Microsoft.A/a.r": "'r0'",
    }


def test_modules_that_are_not_followed() -> None:
    evaluation = only(
        """
module lost './lost.bicep' = { name: 'lost' }
module vault 'br/public:avm/res/key-vault/vault:0.9.0' = [for n in ['a', 'b']: {
  name: n
  params: { name: n, enablePurgeProtection: false }
}]
var result = vault[0].outputs.resourceId
"""
    )
    assert [
        (one.address, one.native_type, one.api_version, one.keys, shown(one.read("name")))
        for one in evaluation.module_instances()
    ] == [
        ("module.lost", "", "", ("",), "absent"),
        ("module.vault", "br/public:avm/res/key-vault/vault", "0.9.0", ("[0]",), "'a'"),
        ("module.vault", "br/public:avm/res/key-vault/vault", "0.9.0", ("[1]",), "'b'"),
    ]
    *_, last = evaluation.module_instances()
    assert last.alone is not None
    assert [shown(last.alone(key).read("name")) for key in ("[0]", "[1]")] == ["'a'", "'b'"]
    assert [(one.source, one.version, one.obstacle) for one in evaluation.module_calls()] == [
        ("./lost.bicep", "", "its file is not in the repository"),
        ("br/public:avm/res/key-vault/vault", "0.9.0", "it is a registry module"),
    ]
    value = evaluation.frame.value("result")
    assert isinstance(value, Unknown)
    assert value.reason.cause.value == "module not followed"


def test_a_spread_in_a_body() -> None:
    text = """
param more object
param flag bool
resource a 'Microsoft.A/a@2020-01-01' = { name: 'a', ...more, tags: { x: 'y' } }
resource b 'Microsoft.A/a@2020-01-01' = { name: 'b', ...(flag ? { zones: ['1'] } : {}) }
"""
    names = ("name", "tags", "zones")
    seen = {
        one.declaration.name: [shown(one.read(name)) for name in names]
        for one in instances(only(text), *names).values()
    }
    assert seen == {
        "a": ["more.name", "{x: 'y'}", "more.zones"],
        "b": ["'b'", "null", "['1'] | null"],
    }


def test_what_follows_an_unknown_spread_is_certain_for_rules() -> None:
    text = """
param more object
resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: 'v'
  properties: {
    enableSoftDelete: true
    ...more
    enablePurgeProtection: true
    sku: { ...more, name: 'premium' }
  }
}
"""
    (vault,) = instances(only(text)).values()
    seen = {
        path: (found.presence, shown(found.value))
        for path in ("enablePurgeProtection", "sku.name", "sku.family", "enableSoftDelete")
        for found in [vault.native(f"properties.{path}")]
    }
    assert seen == {
        "enablePurgeProtection": (Presence.WRITTEN, "true"),
        "sku.name": (Presence.WRITTEN, "'premium'"),
        "sku.family": (Presence.WRITTEN, "more"),
        "enableSoftDelete": (Presence.WRITTEN, "more"),
    }
    place = vault.native("properties.enablePurgeProtection").span
    assert text[place.start : place.end] == "true"


def test_elements_are_told_apart_by_what_is_certain_of_them() -> None:
    text = """
param more object
var disks = [{ ...more, name: 'a' }, { ...more, name: 'b' }, { ...more, name: 'a' }]
resource disk 'Microsoft.Compute/disks@2024-03-02' = [for d in disks: { name: d.name }]
"""
    names = {key: shown(one.read("name")) for key, one in instances(only(text), "name").items()}
    assert names == {
        "Microsoft.Compute/disks.disk[0],[2]": "'a'",
        "Microsoft.Compute/disks.disk[1]": "'b'",
    }


def test_the_default_of_a_library_is_assumed() -> None:
    call = "module other '{}.bicep' = {{ name: 'x' }}\n"
    files = {"a.bicep": KEY_VAULT + call.format("b"), "b.bicep": call.format("a")}
    evaluation = evaluations(files)["a.bicep", ""]
    vault = instances(evaluation)["Microsoft.KeyVault/vaults.vault"]
    found = vault.native("properties.enablePurgeProtection").value
    assert (evaluation.library, shown(found), found.assumed) == (True, "true", "purge")


def test_files_are_loaded_from_the_repository_alone() -> None:
    files = {
        "a/main.bicep": """
var text = loadTextContent('../data/t.txt')
var data = loadJsonContent('../data/d.json').list[0]
var part = loadJsonContent('../data/d.json', '$.inner.x')
var outside = loadTextContent('../../t.txt')
var missing = loadTextContent('t.txt')
""",
        "data/t.txt": "hello",
        "data/d.json": '{"list": [1], "inner": {"x": true}}',
    }
    bicep = {"a/main.bicep": files["a/main.bicep"]}
    [evaluation] = evaluate(linked(bicep), files.get)
    names = ("text", "data", "part", "outside", "missing")
    assert [shown(evaluation.frame.value(name)) for name in names] == [
        "'hello'",
        "1",
        "true",
        "loadTextContent: ../../t.txt is not in the repository",
        "loadTextContent: t.txt is not in the repository",
    ]


def test_yaml_and_json_are_data() -> None:
    text = """
var all = loadYamlContent('d.yaml')
var part = loadYamlContent('d.yaml', '$.list[1].x')
var empty = loadYamlContent('empty.yaml')
var broken = loadYamlContent('broken.yaml')
var commented = loadJsonContent('d.jsonc', '.a[\\'b c\\']')
var gone = loadJsonContent('d.jsonc', 'x')
var deep = loadJsonContent('d.jsonc', '$..b')
"""
    files = {
        "d.yaml": "list: [1, {x: true}]\ntext: a b\nnothing: ~\nquoted: 'on'\nbare: on\n"
        "ratio: 0.5\noctal: 010\nday: 2020-01-01\nanchor: &a {y: 1}\nalias: *a\n",
        "broken.yaml": "a: [",
        "empty.yaml": "",
        "d.jsonc": '{"a": {"b c": 2}} // why',
    }
    [evaluation] = evaluate(linked({"main.bicep": text}), files.get, parse_yaml)
    names = ("all", "part", "empty", "commented", "gone", "deep")
    assert [shown(evaluation.frame.value(name)) for name in names] == [
        (
            "{list: [1, {x: true}], text: 'a b', nothing: null, quoted: 'on', "
            "bare: YAML readers differ about on, ratio: 1/2, octal: YAML readers differ about 010, "
            "day: YAML readers differ about 2020-01-01, anchor: {y: 1}, alias: {y: 1}}"
        ),
        "true",
        "null",
        "2",
        "the JSON path x",
        "the JSON path $..b",
    ]
    assert isinstance(evaluation.frame.value("broken"), Unknown)


def test_what_a_damaged_file_does_not_say_is_unknown() -> None:
    text = """
resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: 'kv'
  properties: {
    = oops
  }
}
var result = gone
"""
    file = parse(text, parameters=False)
    assert file.problems
    [evaluation] = evaluate(link({"main.bicep": file}), lambda _: None)
    [vault] = instances(evaluation).values()
    found = [vault.native(name).value for name in ("name", "properties.x", "zones")]
    assert [shown(value) for value in found] == ["'kv'", "= oops", "zones"]
    assert shown(evaluation.frame.value("result")) == "gone"
