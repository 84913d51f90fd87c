"""Where the parser tables come from: the wheel, else the user's cache, else the grammar."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from functools import cache
from importlib import util
from pathlib import Path
from typing import Final

import msgspec

from azlint.languages.terraform.tokens import TERMINALS

FORMAT: Final = "1"
OVERLAY: Final = Path(__file__).with_name("terraform.lark")
SHIPPED: Final = Path(__file__).with_name("tables.json")


class Rule(msgspec.Struct, frozen=True, order=True, array_like=True):
    """A production: the nonterminal it makes, the name of its meaning, its symbols.

    `kept` are the positions of its nonterminals.
    """

    origin: int
    name: str
    symbols: tuple[str, ...]
    kept: tuple[int, ...]


class Tables(msgspec.Struct, frozen=True, array_like=True):
    """LALR(1) tables.

    actions: for each state and terminal, the state to shift to, or `~rule` to reduce ·
    gotos: for each state and nonterminal, the next state · starts: by start symbol, the first
    state and the state that accepts.
    """

    key: str
    starts: dict[str, tuple[int, int]]
    rules: tuple[Rule, ...]
    actions: tuple[dict[int, int], ...]
    gotos: tuple[dict[int, int], ...]


def grammar_folder() -> Path:
    """The folder of python-hcl2's grammar, found without importing python-hcl2."""
    spec = util.find_spec("hcl2")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("python-hcl2 is not installed", name="hcl2")
    return Path(spec.origin).parent


def key() -> str:
    """What the tables depend on, as a hash; any lark makes the same tables of the same grammar."""
    digest = hashlib.sha256()
    for part in (
        FORMAT.encode(),
        " ".join(TERMINALS).encode(),
        (grammar_folder() / "hcl2.lark").read_bytes(),
        OVERLAY.read_bytes(),
    ):
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()


def build() -> Tables:
    """Compute the tables from the grammars; takes seconds."""
    from azlint.languages.terraform import grammar  # noqa: PLC0415 - imports lark

    return grammar.build(key(), OVERLAY.read_text("utf-8"), grammar_folder())


def read(path: Path, expected: str) -> Tables | None:
    """Tables from a file, None if it is absent, damaged or of other grammars."""
    try:
        tables = msgspec.json.decode(path.read_bytes(), type=Tables)
    except (OSError, msgspec.DecodeError):
        return None
    return tables if tables.key == expected else None


def write(path: Path, tables: Tables) -> None:
    """Store tables so that nobody ever sees half of them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(msgspec.json.encode(tables))
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def cache_file(expected: str) -> Path:
    """The file in the user's cache folder."""
    folder = os.environ.get("XDG_CACHE_HOME", "")
    base = Path(folder) if Path(folder).is_absolute() else Path("~/.cache").expanduser()
    return base / "azlint" / f"terraform-{expected[:32]}.json"


@cache
def load() -> Tables:
    """The tables; those of this installation are built at most once per user."""
    expected = key()
    shipped = read(SHIPPED, expected)
    if shipped is not None:
        return shipped
    with contextlib.suppress(OSError, RuntimeError):
        cached = read(cache_file(expected), expected)
        if cached is not None:
            return cached
    tables = build()
    with contextlib.suppress(OSError, RuntimeError):
        write(cache_file(expected), tables)
    return tables
