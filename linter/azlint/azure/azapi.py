"""Where azapi keeps ARM properties: in a body of ARM's own shape, and beside it.

Source: the provider's documentation of `azapi_resource` and `azapi_update_resource`, v1 and v2,
read 2026-08-22. Version 1 takes the body as a text, mostly `jsonencode({ … })`.
"""

from __future__ import annotations

import json
from typing import Final

from azlint.node import Instance, Presence, Property, folded_member, walk
from azlint.value import Cause, Data, Known, Reason, Unknown, Value

TYPES: Final = ("azapi_resource", "azapi_update_resource")
UPDATE: Final = "azapi_update_resource"
BODY: Final = "body"
PATCH: Final = "sensitive_body"
OUTSIDE_BODY: Final = ("location", "identity", "tags", "name", "parent_id")
UPDATED: Final = "resource_id"
ATTRIBUTES: Final = ("type", UPDATED, BODY, PATCH)


def property_of(instance: Instance, path: str) -> Property:
    """A property by its ARM path: beside the body, else in what is merged into it, else there."""
    first, _, _ = path.partition(".")
    if first in OUTSIDE_BODY:
        outside = instance.native(path)
        if outside.presence is not Presence.UNSET:
            return outside
    patch = _in_body(instance, PATCH, path)
    found = _in_body(instance, BODY, path) if patch.presence is Presence.UNSET else patch
    if found.presence is not Presence.UNSET:
        return found
    if instance.native_type == UPDATE:
        reason = Reason(Cause.UNMAPPED, f"{path} stays as it is", found.span)
        return Property(Unknown(reason), Presence.UNMAPPED, path, found.span)
    if found.value.origin is None:
        return Property(found.value, found.presence, path, instance.declaration.header)
    return found


def _in_body(instance: Instance, body: str, path: str) -> Property:
    steps = [body, *path.split(".")]
    header = instance.declaration.header
    return walk(lambda name: _read(instance, name), steps, path, header, folded_member)


def _read(instance: Instance, body: str) -> Value | None:
    value = instance.read(body)
    if isinstance(value, Known) and isinstance(value.data, str) and value.encoded is None:
        return _decoded(value, value.data)
    return value


def _decoded(value: Known, text: str) -> Value:
    """A body written as JSON text; every part of it is where the text is."""
    try:
        return _value(json.loads(text), value)
    except (ValueError, RecursionError):
        span = value.origin.span if value.origin else None
        return Unknown(Reason(Cause.ERROR, "the body is not JSON", span), origin=value.origin)


Plain = None | bool | int | float | str | list["Plain"] | dict[str, "Plain"]


def _value(plain: Plain, source: Known) -> Known:
    data: Data
    if isinstance(plain, dict):
        data = {key: _value(item, source) for key, item in plain.items()}
    elif isinstance(plain, list):
        data = tuple(_value(item, source) for item in plain)
    else:
        data = plain
    return Known(data, origin=source.origin, sensitive=source.sensitive, assumed=source.assumed)
