"""Parameter files in JSON: the assignments that a `.bicepparam` file would make."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from azlint.languages.arm.json import members, text_of
from azlint.languages.bicep.syntax import ParameterAssignment
from azlint.syntax import Call, Expression, Literal, ObjectItem

VAULT_CALL: Final = "getSecret"
INPUT: Final = "externalInput"
VAULT: Final = "/providers/microsoft.keyvault/vaults/"


def statements(root: Expression | None) -> Iterator[ParameterAssignment]:
    """The assignments of a parameter file; what it gives no value for is not assigned."""
    parameters = members(members(root).value("parameters"))
    yield from filter(None, map(_assignment, parameters))


def _assignment(item: ObjectItem) -> ParameterAssignment | None:
    given = members(item.value)
    value = given.value("value")
    reference = given.value("reference")
    if value is None and reference is not None:
        value = secret(reference)
    if value is None and (expression := given.value("expression")) is not None:
        value = Call(expression.start, expression.end, INPUT, ())
    key = item.key
    if value is None or not text_of(key):
        return None
    return ParameterAssignment(
        item.start, item.end, (), key.start, key.end, text_of(key), key.start + 1, value
    )


def secret(reference: Expression) -> Expression:
    """The call by which a `.bicepparam` file names a secret of a key vault."""
    written = members(reference)
    vault = text_of(members(written.value("keyVault")).value("id"))
    group, _, name = vault.lower().partition(VAULT)
    scope = [part for part in group.split("/") if part]
    steps = [*scope[1::2], name.strip("/"), text_of(written.value("secretName"))]
    place = reference.start, reference.end
    return Call(*place, VAULT_CALL, tuple(Literal(*place, step) for step in steps))
