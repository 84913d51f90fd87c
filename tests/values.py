"""Values as short texts, for whole comparisons."""

from __future__ import annotations

from azlint.value import Known, Value


def text(value: Value | None) -> str:
    """`-` for none, alternatives with `|`, what is not known as its reason."""
    if value is None:
        return "-"
    if isinstance(value, Known):
        return str(value.data)
    if value.one_of:
        return "|".join(text(each) for each in value.one_of)
    return "".join(text(each) for each in value.parts) if value.parts else f"<{value.reason.text}>"
