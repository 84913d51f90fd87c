"""Parser tables: built, written, read, found."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from azlint.languages.terraform import parse as parsing
from azlint.languages.terraform import tables
from azlint.languages.terraform.engine import Engine
from azlint.languages.terraform.parse import parse

ROOT = Path(__file__).parents[3]
TEXT = 'x "y" {\n  a = b ? [for c in d : "${c}-%{ if e }f%{ endif }"] : g(1, h[*].i...)\n}\n'


@pytest.fixture(scope="module")
def built() -> tables.Tables:
    return tables.build()


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A home without a cache, and a wheel without tables."""
    tables.load.cache_clear()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(tables, "SHIPPED", tmp_path / "none.json")
    yield tmp_path
    tables.load.cache_clear()


def test_tables_do_not_depend_on_the_run(built: tables.Tables) -> None:
    code = (
        "import msgspec, sys; from azlint.languages.terraform import tables;"
        "sys.stdout.buffer.write(msgspec.json.encode(tables.build()))"
    )
    other = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, env={"PYTHONHASHSEED": "7"}
    )
    assert other.stdout == msgspec.json.encode(built)


def test_written_tables_read_equal_and_parse_equal(
    built: tables.Tables, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "new" / "tables.json"
    tables.write(path, built)
    read = tables.read(path, tables.key())
    assert read == built
    expected = parse(TEXT)
    for source in (read, built):
        engine = Engine(source)
        monkeypatch.setattr(parsing, "engine", lambda engine=engine: engine)
        assert parse(TEXT) == expected
    assert list(path.parent.iterdir()) == [path]


def test_tables_are_kept_in_the_cache(
    built: tables.Tables, fresh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "build", lambda: built)
    assert tables.load() == built
    tables.load.cache_clear()
    monkeypatch.delattr(tables, "build")
    assert tables.load() == built
    assert [path.parent.name for path in fresh.glob("cache/*/*.json")] == ["azlint"]


def test_a_cache_that_cannot_be_written_does_not_matter(
    built: tables.Tables, fresh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (fresh / "cache").write_text("a file where the folder should be")
    monkeypatch.setattr(tables, "build", lambda: built)
    assert tables.load() == built


@pytest.mark.usefixtures("fresh")
@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'["stale",{},[],[],[]]'])
def test_a_damaged_or_stale_file_is_built_again(
    built: tables.Tables, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    path = tables.cache_file(tables.key())
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    monkeypatch.setattr(tables, "build", lambda: built)
    assert tables.load() == built
    assert tables.read(path, tables.key()) == built


@pytest.mark.usefixtures("fresh")
def test_shipped_tables_come_first(built: tables.Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    tables.write(tables.SHIPPED, built)
    monkeypatch.delattr(tables, "build")
    assert tables.load() == built


def test_reading_tables_imports_neither_lark_nor_hcl2(built: tables.Tables, tmp_path: Path) -> None:
    tables.write(tmp_path / "azlint" / tables.cache_file(tables.key()).name, built)
    code = (
        "import sys; from azlint.languages.terraform.parse import parse; parse('a = 1');"
        "sys.exit(not sys.modules.keys().isdisjoint({'lark', 'hcl2'}))"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env={"XDG_CACHE_HOME": str(tmp_path)})


def test_the_wheel_carries_tables(built: tables.Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    wheel = pytest.importorskip("hatchling.builders.wheel")
    monkeypatch.setattr(tables, "build", lambda: built)
    monkeypatch.setattr(sys, "path", [*sys.path])
    hook = wheel.WheelBuilder(str(ROOT)).get_build_hooks("out")["custom"]
    data: dict[str, dict[str, str]] = {"force_include": {}}
    hook.initialize("editable", data)
    assert data == {"force_include": {}}
    hook.initialize("standard", data)
    ((path, place),) = data["force_include"].items()
    assert place == "azlint/languages/terraform/tables.json"
    assert tables.read(Path(path), tables.key()) == built
    hook.finalize("standard", data, "out")
    assert not Path(path).exists()
