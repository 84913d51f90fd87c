"""How precisely a text names a version of a runtime, or an image."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple

from azlint.patterns import regex
from azlint_rules.facts.images import RELEASES
from azlint_rules.facts.runtimes import MOVING_TAGS, Grammar


class Precision(StrEnum):
    """From one release to whatever is newest."""

    EXACT = "exact"
    MINOR = "minor"
    MAJOR = "major"
    RANGE = "range"
    ALIAS = "alias"
    IGNORED = "ignored"


_MINOR = regex(r"[a-z-]*v?[0-9]+\.[0-9]+(?:t|-dev)?|[0-9]+\.[0-9]+\.[x*]|[0-9]+\.[0-9]+\.[0-9]xx")
_MAJOR = regex(r"[a-z/-]*v?[0-9]+(?:\.[x*]){0,2}|lts/[a-z]+")
_VERSION_LIKE = regex(r"[\w<>=~^!*v ][\w .<>=~^!*|,/+-]*")


def precision(text: str, grammar: Grammar) -> Precision:
    """How precisely a version text names one release."""
    if grammar.exact.fullmatch(text):
        return Precision.EXACT
    if grammar.loose or grammar.alias.fullmatch(text):
        return Precision.ALIAS
    if _MINOR.fullmatch(text):
        return Precision.MINOR
    if _MAJOR.fullmatch(text):
        return Precision.MAJOR
    return Precision.RANGE if _VERSION_LIKE.fullmatch(text) else Precision.IGNORED


class Image(NamedTuple):
    """An image reference in its parts; `digest` and `tag` are empty where not written."""

    name: str
    tag: str
    digest: str


_IMAGE = regex(
    r"(?P<name>(?:[^/@\s]+/)*[^/@:\s]+)(?::(?P<tag>[\w][\w.-]*))?(?:@(?P<digest>\w+:[0-9a-fA-F]+))?"
)
_FULL_TAG = regex(r"(?:[a-z]+[-_.])*v?[0-9]+\.[0-9]+\.[0-9]+.*", re.IGNORECASE)
_BUILD_TAG = regex(
    r".*[0-9]{8,}.*|.*[0-9]{4}[-.][0-9]{2,4}.*|(?:sha-?)?[0-9a-f]{7,64}|[0-9]{5,}", re.IGNORECASE
)


def image(text: str) -> Image | None:
    """The parts of an image reference; None for a text that is none."""
    match = _IMAGE.fullmatch(text.strip())
    return match and Image(match["name"], match["tag"] or "", match["digest"] or "")


def image_precision(parts: Image) -> Precision:
    """How precisely a tag names one image; a date, a build or a commit counts as exact."""
    if parts.digest:
        return Precision.EXACT
    tag = parts.tag.lower()
    if not tag or tag in MOVING_TAGS or tag.endswith("-latest"):
        return Precision.ALIAS
    if _FULL_TAG.fullmatch(parts.tag) or _BUILD_TAG.fullmatch(parts.tag) or _is_release(parts):
        return Precision.EXACT
    return Precision.MINOR


def _is_release(parts: Image) -> bool:
    return any(of.fullmatch(parts.name) and tag.fullmatch(parts.tag) for of, tag in RELEASES)
