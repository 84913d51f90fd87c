"""Functions whose result only a deployment has, and those that name a resource."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Final

from azlint.languages.bicep.texts import joined, rendered
from azlint.languages.bicep.values import ARRAY, LONGEST_TEXT, OBJECT, Values, failed, stopped, text
from azlint.value import ANY, STRING, Cause, Reason, Reference, Type, Unknown, Value, data_of

RUNTIME: Final[Mapping[str, Type]] = {
    "deployer": OBJECT,
    "deployment": OBJECT,
    "managementGroup": OBJECT,
    "newGuid": STRING,
    "pickZones": ARRAY,
    "providers": OBJECT,
    "reference": ANY,
    "resourceGroup": OBJECT,
    "roleDefinitions": OBJECT,
    "subscription": OBJECT,
    "tenant": OBJECT,
    "toLogicalZone": STRING,
    "toLogicalZones": ARRAY,
    "toPhysicalZone": STRING,
    "toPhysicalZones": ARRAY,
    "utcNow": STRING,
}
PLACEHOLDERS: Final[Mapping[str, Type]] = {
    "externalInput": ANY,
    "getSecret": STRING,
    "readCliArg": STRING,
    "readEnvVar": STRING,
    "readEnvironmentVariable": STRING,
}
STABLE: Final[Mapping[str, Type]] = {
    "guid": STRING,
    "uniqueString": STRING,
    "dateTimeAdd": STRING,
    "buildUri": STRING,
    "parseUri": OBJECT,
    "loadDirectoryFileInfo": ARRAY,
}
SECRETS: Final = frozenset({"getsecret", "getcliarg", "newguid"})
LEADING: Final[Mapping[str, int]] = {
    "resourceId": 0,
    "subscriptionResourceId": 0,
    "tenantResourceId": 0,
    "managementGroupResourceId": 0,
    "extensionResourceId": 1,
}


def at_runtime(name: str, values: Values) -> Unknown | None:
    """The result of a function that only a deployment knows; None for other functions."""
    for table, cause in (
        (RUNTIME, Cause.RUNTIME),
        (PLACEHOLDERS, Cause.PLACEHOLDER),
        (STABLE, Cause.FUNCTION),
    ):
        if name in table:
            return called(name, values, cause, table[name])
    if name.lower().startswith("list"):
        return called(name, values, Cause.RUNTIME, ANY)
    return None


def called(name: str, values: Values, cause: Cause, type_: Type = ANY) -> Unknown:
    """An Unknown named by its call: equal calls give equal values."""
    secret = name.lower() in SECRETS or name.startswith("list")
    named = f"{name}({', '.join(map(rendered, values))})"
    if len(named) > LONGEST_TEXT:
        digest = hashlib.sha256(named.encode("utf-8", "replace")).hexdigest()[:12]
        named = f"{named[: LONGEST_TEXT - 16]}…{digest})"
    return Unknown(Reason(cause, named), type_, not_null=type_ is not ANY, sensitive=secret)


def resource_id(name: str, values: Values) -> tuple[Value, str, Sequence[Value]] | None:
    """A resource id, the type it names and the names in it; None where no type is written."""
    start = LEADING[name]
    at = next((i for i, value in enumerate(values) if i >= start and _is_type(value)), None)
    if at is None:
        return None
    type_ = str(data_of(values[at])).strip("/")
    names = values[at + 1 :]
    namespace, *segments = type_.split("/")
    if len(segments) != len(names):
        return None
    pieces = [*_scope(name, values[:at]), text(f"/providers/{namespace}")]
    for segment, resource in zip(segments, names, strict=True):
        pieces.extend((text(f"/{segment}/"), resource))
    value = joined(pieces)
    if isinstance(value, Unknown):
        reason = Reason(Cause.REFERENCE, called(name, values, Cause.REFERENCE).reason.text)
        reference = Reference("", type_, ("id",))
        value = Unknown(reason, STRING, None, reference, value.parts, not_null=True)
    return value, type_, names


def _is_type(value: Value) -> bool:
    data = data_of(value)
    return isinstance(data, str) and "/" in data.strip("/") and "." in data.partition("/")[0]


def _scope(name: str, given: Values) -> list[Value]:
    """The pieces before `/providers/`."""
    if name == "extensionResourceId":
        return list(given[:1])
    if name == "tenantResourceId":
        return []
    if name == "managementGroupResourceId":
        group = given[-1] if given else _runtime("managementGroup().name")
        management = "/providers/Microsoft.Management/managementGroups/"
        return [text(management), group]
    here = _runtime("subscription().subscriptionId")
    if name == "subscriptionResourceId":
        return [text("/subscriptions/"), given[0] if given else here]
    group = given[-1] if given else _runtime("resourceGroup().name")
    subscription = given[0] if len(given) > 1 else here
    return [text("/subscriptions/"), subscription, text("/resourceGroups/"), group]


def _runtime(what: str) -> Unknown:
    return stopped(Cause.RUNTIME, what, type_=STRING)


def unknown_id(name: str, values: Values) -> Value:
    """An id of a type that cannot be told."""
    return called(name, values, Cause.REFERENCE, STRING) if values else failed(f"{name}()")
