"""Operators and functions: what each gives for known and for unknown arguments."""

from __future__ import annotations

import pytest

from azlint.languages.bicep.texts import rendered
from azlint.value import Unknown, Value
from languages.bicep.small import only, result

OPERATORS = {
    "1 + 2 * 3": "7",
    "-7 / 2": "-3",
    "-7 % 2": "-1",
    "1 == true": "false",
    "'a' == 'A'": "false",
    "'a' =~ 'A'": "true",
    "'a' !~ 'A'": "false",
    "null == null": "true",
    "[1, 'a'] == [1, 'a']": "true",
    "{a: 1} != {a: 2}": "true",
    "2 >= 2": "true",
    "!true || false && true": "false",
    "null ?? 'x'": "'x'",
    "'y' ?? 'x'": "'y'",
    "true ? 1 : 2": "1",
    "'${1}-${true}-${null}-x'": "'1-True--x'",
    "{a: 1}.a": "1",
    "{a: 1}.A": "1",
    "{a: 1}['a']": "1",
    "{a: 1}.?b": "null",
    "null.?b": "null",
    "{a: null}.?a.b[0].c": "null",
    "{a: {}}.?a.b": "null",
    "[1, 2][1]": "2",
    "[1, 2][^1]": "2",
    "[1, 2][?5]": "null",
    "[...[1, 2], 3]": "[1, 2, 3]",
    "{...{a: 1, b: 1}, b: 2}": "{a: 1, b: 2}",
    "{...null, b: 2}": "{b: 2}",
    "{Ab: 0, c: 1, ...{aB: 2, C: null}}": "{Ab: 2, c: null}",
    "{Ab: 0, aB: 1}": "{Ab: 0, aB: 1}",
    "format('{0}', {a: 'b', c: [1, true, null]})": "'{'a':'b','c':[1,true,null]}'",
    "'${json('1.5')}'": "'1.5'",
    "'a' < 'b'": "true",
    "'Aa' >= 'Ab'": "false",
    "[for x in [1, 2]: x + 1]": "[2, 3]",
    "[for (x, i) in ['a', 'b']: '${x}${i}']": "['a0', 'b1']",
    "null!": "null",
}

FUNCTIONS = {
    "any(1)": "1",
    "az.any(1)": "1",
    "sys.concat('a', 'b')": "'ab'",
    "dataUri('a b')": "'data:text/plain;charset=utf-8;base64,YSBi'",
    "dataUriToString(dataUri('a b'))": "'a b'",
    "dateTimeFromEpoch(1683040573)": "'2023-05-02T15:16:13Z'",
    "dateTimeToEpoch('2023-05-02T15:16:13Z')": "1683040573",
    "dateTimeToEpoch(dateTimeFromEpoch(-1))": "-1",
    "distinct([1, 'a', 1, { b: [2] }, 'A', { b: [2] }])": "[1, 'a', {b: [2]}, 'A']",
    'json(\'{ "a": 1 /* x */, // y\\n "b": "//z" }\')': "{a: 1, b: '//z'}",
    "like('Standard_DC4as_v5', 'standard_*as*V5')": "true",
    "like('Standard_DC4as_v5', '*DC')": "false",
    "like('aXbXc', 'a*x*c')": "true",
    "like('ab', 'ab*b')": "false",
    "like('ab', 'AB')": "true",
    "array('a')": "['a']",
    "array(['a'])": "['a']",
    "base64('one')": "'b25l'",
    "base64ToString('b25l')": "'one'",
    "bool('True')": "true",
    "cidrHost('10.0.1.0/24', 4)": "'10.0.1.5'",
    "cidrSubnet('10.144.0.0/20', 24, 3)": "'10.144.3.0/24'",
    "cidrSubnet('fd00::/56', 64, 2)": "'fd00:0:0:2::/64'",
    "coalesce(null, 'a', 'b')": "'a'",
    "concat('a', 'b')": "'ab'",
    "concat([1], [2, 1])": "[1, 2, 1]",
    "contains('OneTwo', 'Two')": "true",
    "contains('OneTwo', 'two')": "false",
    "contains({one: 1}, 'ONE')": "true",
    "contains([1, 'a'], 'a')": "true",
    "empty('')": "true",
    "empty([])": "true",
    "empty({})": "true",
    "empty(null)": "true",
    "empty('a')": "false",
    "endsWith('abcdef', 'EF')": "true",
    "filter([1, 2, 3], x => x > 1)": "[2, 3]",
    "filter(['a', 'b'], (x, i) => i == 1)": "['b']",
    "first('abc')": "'a'",
    "first([])": "null",
    "flatten([[1], [2, 3]])": "[1, 2, 3]",
    "format('{0}-{1}-{0}', 'a', 1)": "'a-1-a'",
    "format('{0:D3}/{0:00}', 7)": "'007/07'",
    "format('{{0}}')": "'{0}'",
    "format('{0:D3}/{1:00}/{2:X}', true, 'x', null)": "'True/x/'",
    "format('{0:D3}/{0:d}/{0:0000}', -7)": "'-007/-7/-0007'",
    "format('{0:X}/{0:x4}/{1:X}', 255, -1)": "'FF/00ff/FFFFFFFFFFFFFFFF'",
    "format('{0:N0}/{0:n1}/{0:F2}', 1234567)": "'1,234,567/1,234,567.0/1234567.00'",
    "format('{0,4}|{0,-4}|{0,4:D2}|{1,1}', 7, 'abc')": "'   7|7   |  07|abc'",
    "format('{0}', [true, 'a'])": "'[true,'a']'",
    "groupBy(['ab', 'ac', 'b'], x => substring(x, 0, 1))": "{a: ['ab', 'ac'], b: ['b']}",
    "groupBy(['ab', 'b'], x => take(x, 1), x => length(x))": "{a: [2], b: [1]}",
    "indexOf('abcABC', 'C')": "2",
    "indexOf('a', 'x')": "-1",
    "indexOf([1, 2], 2)": "1",
    "int('42')": "42",
    "intersection([1, 2, 3], [3, 2])": "[2, 3]",
    "intersection({a: 1, b: 2}, {a: 1, b: 3})": "{a: 1}",
    "items({b: 1, a: 2})": "[{key: 'a', value: 2}, {key: 'b', value: 1}]",
    "items({bC: 1, Bc: 2, a: 3, '1': 4})": (
        "[{key: '1', value: 4}, {key: 'a', value: 3}, {key: 'bC', value: 1}, {key: 'Bc', value: 2}]"
    ),
    "join(['a', 'b'], '-')": "'a-b'",
    "join(['a', 1, true], '-')": "'a-1-True'",
    "json('{\"a\": [1, null]}')": "{a: [1, null]}",
    "json('.5') == json('0.5')": "true",
    "last([1, 2])": "2",
    "last('abc')": "'c'",
    "lastIndexOf('abca', 'A')": "3",
    "length('abc')": "3",
    "length({a: 1})": "1",
    "map([1, 2], x => x * 2)": "[2, 4]",
    "map(['a'], (x, i) => '${i}${x}')": "['0a']",
    "mapValues({a: 1}, x => x + 1)": "{a: 2}",
    "max(1, 3, 2)": "3",
    "min([2, 1])": "1",
    "nameof(result)": "'result'",
    "objectKeys({b: 1, a: 2})": "['a', 'b']",
    "padLeft('7', 3, '0')": "'007'",
    "padLeft(7, 3, '0')": "'007'",
    "range(2, 3)": "[2, 3, 4]",
    "reduce([1, 2, 3], 0, (sum, x) => sum + x)": "6",
    "replace('a-b-c', '-', '')": "'abc'",
    "shallowMerge([{a: {x: 1}}, {a: {y: 2}}])": "{a: {y: 2}}",
    "shallowMerge([{a: 1}, {A: 2}])": "{a: 2}",
    "skip([1, 2, 3], 1)": "[2, 3]",
    "skip('abc', 2)": "'c'",
    "sort([3, 1, 2], (a, b) => a < b)": "[1, 2, 3]",
    "split('a,b;c', [',', ';'])": "['a', 'b', 'c']",
    "split('a/b', '/')": "['a', 'b']",
    "startsWith('abc', 'AB')": "true",
    "string({a: 1})": "'{\"a\":1}'",
    "string(['a\"', 1])": '\'["a\\"",1]\'',
    "string(true)": "'True'",
    "substring('abcdef', 1, 2)": "'bc'",
    "take('abc', 9)": "'abc'",
    "take([1, 2], 1)": "[1]",
    "tenantResourceId('Microsoft.A/b', 'x')": "'/providers/Microsoft.A/b/x'",
    "toLower('AB')": "'ab'",
    "toObject(['a'], x => x)": "{a: 'a'}",
    "toObject([{k: 'a', v: 1}], x => x.k, x => x.v)": "{a: 1}",
    "toLower('\\u{130}\\u{c4}')": "'\u0130\u00e4'",
    "toUpper('ab')": "'AB'",
    "toUpper('stra\\u{df}e \\u{131}')": "'STRA\u00dfE \u0131'",
    "trim('  a ')": "'a'",
    "tryGet({a: [1]}, 'a', 3)": "null",
    "union([1, 2], [2, 3])": "[1, 2, 3]",
    "union({a: {x: 1}, b: 1}, {a: {y: 2}})": "{a: {x: 1, y: 2}, b: 1}",
    "union({a: {x: 1, y: 1}}, {A: {X: 2}})": "{a: {x: 2, y: 1}}",
    "uri('http://contoso.org/firstpath', 'second')": "'http://contoso.org/second'",
    "uriComponent('a b/c')": "'a%20b%2Fc'",
    "sys.toLower('A')": "'a'",
}

FAILURES = {
    "1 / 0": "a division by zero",
    "9223372036854775807 + 9": "a number out of range",
    "'a' + 1": "arithmetic on no numbers",
    "!1": "! of no boolean",
    "{a: 1}.b": "there is no b",
    "[1][1]": "there is no element 1",
    "substring('a', 2)": "substring: an index outside the string",
    "json('{')": "json: arguments that it refuses",
    "int('x')": "int: no whole number",
    "toLower(1)": "toLower: arguments of the wrong kind",
    "format('{1}', 1)": "'${format without argument 1}'",
    "nothing": "nothing",
    "cidrSubnet('10.0.0.0/24', 16, 0)": "cidrSubnet: a prefix length outside the range",
    "fail('x')": "fail: x",
    "int('1_000')": "int: no whole number",
    "dataUriToString('x')": "dataUriToString: no data URI",
}

PARAMETERS = (
    "param text string",
    "param flag bool",
    "@allowed(['a', 'b'])\nparam choice string",
    "param many array",
    "param more object",
    "param typed { name: string, on: bool, off: bool? }",
)

PARTLY_KNOWN = {
    "text": "text",
    "flag": "false | true",
    "choice": "'a' | 'b'",
    "'${text}-x'": "'${text}-x'",
    "'${choice}-x'": "'a-x' | 'b-x'",
    "'${'p'}${text}${'s'}' ": "'p${text}s'",
    "flag ? 'x' : 'y'": "'x' | 'y'",
    "flag ? 'x' : 'x'": "'x'",
    "flag ? 1 : text": "1 | text",
    "flag && false": "false",
    "flag || true": "true",
    "choice == 'a'": "false | true",
    "choice == 'c'": "false",
    "text == null": "false",
    "text ?? 'x'": "text",
    "more.?a ?? 'x'": "'x' | more.a",
    "toUpper(choice)": "'A' | 'B'",
    "length([text, text])": "2",
    "empty('${text}x')": "false",
    "empty(text)": "text",
    "contains([text, 'a'], 'a')": "true",
    "contains({a: text}, 'a')": "true",
    "contains(['b', text], 'a')": "text",
    "startsWith('/subs/${text}', '/SUBS')": "true",
    "union({a: text}, {b: 1})": "{a: text, b: 1}",
    "union({a: 1}, flag ? {b: 1} : {})": "{a: 1, b: 1} | {a: 1}",
    "{a: 1, ...(flag ? {b: 1} : {})}": "{a: 1, b: 1} | {a: 1}",
    "{...more, a: 1}": "more",
    "{...more, a: 1}.a": "1",
    "{...more, a: 1}.A": "1",
    "{...more, a: 1}['a']": "1",
    "{...more, a: 1}.?a": "1",
    "{...more, a: 1}.b": "more.b",
    "{b: 2, ...more, a: 1}.b": "more.b",
    "{...more, a: 1, ...{b: 2}}.b": "2",
    "{...{...more, a: 1}, b: 2}.a": "1",
    "{...more, a: 1, ...more}.a": "more.a",
    "{...more, ...typed}.name": "typed.name",
    "{...(flag ? more : null), a: 1}.a": "1",
    "contains({...more, a: 1}, 'A')": "true",
    "contains({...more, a: 1}, 'b')": "more",
    "empty({...more, a: 1})": "false",
    "length({...more, a: 1})": "more",
    "union(more, {a: 1}).a": "1",
    "union({a: 1}, more).a": "more.a",
    "union(more, {a: {b: 1}}).a.b": "1",
    "union(more, {a: {b: 1}}).a.c": "more.c",
    "union(more, {a: null}).a": "more | null",
    "union(more, {a: 1}, {b: 2}).a": "1",
    "union(many, ['a'])": "many",
    "shallowMerge([more, {a: {b: 1}}]).a": "{b: 1}",
    "shallowMerge([{a: 1}, more]).a": "more.a",
    "tryGet({...more, a: {b: 1}}, 'a', 'b')": "1",
    "tryGet({...more, a: {b: 1}}, 'c', 'b')": "more",
    "[1, ...many]": "many",
    "join(['a', text], '-')": "'a-${text}'",
    "format('{0}/{1}', 'a', text)": "'a/${text}'",
    "concat('a', text)": "'a${text}'",
    "[for x in many: x]": "many",
    "[for x in (flag ? ['a'] : []): x]": "['a'] | []",
    "map(many, x => x)": "many",
    "filter(['a', 'b'], x => x == choice)": "choice",
    "many[0].name": "many[0].name",
    "['a', 'b'][length(many)]": "'a' | 'b'",
    "{a: 1, c: 2}[choice]": "1",
    "{c: 2}[choice]": "there is no a | there is no b",
    "{a: 1, c: 2}[?choice]": "1 | null",
    "typed.name": "typed.name",
    "typed.on": "false | true",
    "typed.?off": "false | null | true",
    "resourceGroup().location": "resourceGroup().location",
    "guid(text, 'a') == guid(text, 'a')": "guid(text, 'a')",
    "uniqueString(resourceGroup().id)": "uniqueString(resourceGroup().id)",
    "listKeys('x', '2020-01-01').keys[0]": "listKeys('x', '2020-01-01').keys[0]",
    "take('ab${text}', 2)": "'ab'",
    "cidrSubnet('10.0.0.0', 24, 0)": "cidrSubnet: a range without a prefix length",
    "distinct([text, 'a'])": "text",
    "distinct(many)": "many",
    "like(choice, 'A*')": "false | true",
    "dateTimeToEpoch('2023-05-02')": "dateTimeToEpoch: a time in another form",
    "union({a: 1}, {a: null}).a": "1 | null",
    "'a' < 'B'": "an order of texts in other cases",
    "'a' < 'A'": "an order of texts in other cases",
    "format('{0}', {a: 'it\\'s'})": "'${an object as text}'",
    "length('\\u{1F600}')": "length: characters that count twice",
    "format('{0:P}', 1)": "'${a format P}'",
    "format('{0,5}', text)": "'${format('{0,5}', text)}'",
    "format('{0:D3}', length(text))": "'${format('{0:D3}', text)}'",
    "dateTimeAdd('2023-05-02T15:16:13Z', 'P1D')": "dateTimeAdd('2023-05-02T15:16:13Z', 'P1D')",
    "az.resourceGroup().location": "resourceGroup().location",
    "roleDefinitions('Owner').id": "roleDefinitions('Owner').id",
    "reference('x', '2020-01-01').a": "reference('x', '2020-01-01').a",
}


@pytest.mark.parametrize(("expression", "expected"), OPERATORS.items())
def test_operators(expression: str, expected: str) -> None:
    assert result(expression) == expected


@pytest.mark.parametrize(("expression", "expected"), FUNCTIONS.items())
def test_functions(expression: str, expected: str) -> None:
    assert result(expression) == expected


@pytest.mark.parametrize(("expression", "expected"), FAILURES.items())
def test_what_fails_at_deployment_is_unknown(expression: str, expected: str) -> None:
    assert result(expression) == expected


@pytest.mark.parametrize(("expression", "expected"), PARTLY_KNOWN.items())
def test_what_is_certain_of_unknown_arguments(expression: str, expected: str) -> None:
    assert result(expression, *PARAMETERS) == expected


def test_resource_ids_name_their_type() -> None:
    frame = only(
        """
param group string
var own = resourceId('Microsoft.Network/networkSecurityGroups', 'x')
var other = resourceId(group, 'Microsoft.Network/virtualNetworks/subnets', 'v', 's')
var there = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'r')
var below = extensionResourceId(own, 'Microsoft.Insights/diagnosticSettings', 'd')
"""
    ).frame
    values = {name: frame.value(name) for name in ("own", "other", "there", "below")}
    seen = {
        name: (value.reference.type, value.reference.attribute, rendered(value))
        for name, value in values.items()
        if isinstance(value, Unknown) and value.reference is not None
    }
    subscription = "/subscriptions/${subscription().subscriptionId}"
    nsg = f"{subscription}/resourceGroups/${{resourceGroup().name}}/providers/Microsoft.Network/"
    assert seen == {
        "own": (
            "Microsoft.Network/networkSecurityGroups",
            ("id",),
            f"'{nsg}networkSecurityGroups/x'",
        ),
        "other": (
            "Microsoft.Network/virtualNetworks/subnets",
            ("id",),
            (
                f"'{subscription}/resourceGroups/${{group}}/providers/Microsoft.Network/"
                "virtualNetworks/v/subnets/s'"
            ),
        ),
        "there": (
            "Microsoft.Authorization/roleDefinitions",
            ("id",),
            f"'{subscription}/providers/Microsoft.Authorization/roleDefinitions/r'",
        ),
        "below": (
            "Microsoft.Insights/diagnosticSettings",
            ("id",),
            f"'{nsg}networkSecurityGroups/x/providers/Microsoft.Insights/diagnosticSettings/d'",
        ),
    }


def test_secrets_are_marked() -> None:
    frame = only(
        """
@secure()
param password string
var text = 'pw=${password}'
var keys = listKeys('x', '2020-01-01').keys[0].value
var plain = 'x'
"""
    ).frame
    seen = {name: marked(frame.value(name)) for name in ("password", "text", "keys", "plain")}
    assert seen == {"password": True, "text": True, "keys": True, "plain": False}


def marked(value: Value | None) -> bool:
    return value is not None and value.sensitive
