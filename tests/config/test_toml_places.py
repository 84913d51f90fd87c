"""Positions in TOML: the text at a place is the key or the value that the library read."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator

import pytest

from azlint.toml import TomlError
from azlint.toml_places import Path, places

DOCUMENT = """\
# heading
select = ["AZL1", 'AZL2',  # two
  "AZL3",
]
"quoted \\" key" . b = 1979-05-27 07:32:00   # a date
text = \"\"\"
[not.a.table]
x = "]" \\\"""\"\"\"
raw = '''it's ''inside''' # comment
inline = { a = [1, { b = "}" }], c.d = 2 }
empty = []

[severity]
AZL401 = "error"

[[ignore]]
rule = "AZL1"
[[ignore]]
rule = "AZL2"
  [ignore.more]
  deep = true
[rules . "AZL501"]
tier=3
"""


def read(document: object, path: Path = ()) -> Iterator[tuple[Path, object]]:
    """Every key and element of a parsed document, with its path."""
    pairs = (
        document.items()
        if isinstance(document, dict)
        else enumerate(document)
        if isinstance(document, list)
        else ()
    )
    for key, value in pairs:
        yield (*path, key), value
        yield from read(value, (*path, key))


def test_every_key_and_element_has_a_place() -> None:
    assert set(places(DOCUMENT)) == {path for path, _ in read(tomllib.loads(DOCUMENT))}


def test_values_read_at_their_places_are_the_values() -> None:
    found = places(DOCUMENT)
    for path, value in read(tomllib.loads(DOCUMENT)):
        start, end = found[path].value
        text = DOCUMENT[start:end]
        if not isinstance(value, dict) and not text.startswith("[["):
            assert tomllib.loads(f"v = {text}")["v"] == value, path


def test_keys_stand_where_they_are_written() -> None:
    found = places(DOCUMENT)
    keys = {path: DOCUMENT[slice(*found[path].key)] for path in found}
    assert keys[("ignore", 1, "rule")] == "rule"
    assert keys[("ignore", 1)] == "[[ignore]]"
    assert keys[("ignore", 1, "more")] == "[ignore.more]"
    assert keys[("rules", "AZL501", "tier")] == "tier"
    assert keys[("inline", "c", "d")] == "c.d"
    assert keys[('quoted " key', "b")] == '"quoted \\" key" . b'
    assert keys[("select", 2)] == '"AZL3"'


def test_windows_line_breaks() -> None:
    text = 'a = 1\r\n[t]\r\nb = "x"\r\n'
    assert {p: text[slice(*v.value)] for p, v in places(text).items()} == {
        ("a",): "1",
        ("t",): "[t]",
        ("t", "b"): '"x"',
    }


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(TomlError):
        places("a = " + "[" * 100 + "]" * 100)
