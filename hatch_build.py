"""Puts the Terraform parser's tables into the wheel, so that no run has to compute them."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ParserTables(BuildHookInterface[BuilderConfig]):
    """Computes the tables from the grammars of the build environment.

    An editable installation has none beside its modules, where they could become stale unseen:
    it keeps them in the user's cache.
    """

    folder = ""

    def initialize(self, version: str, build_data: dict[str, dict[str, str]]) -> None:
        if version == "editable":
            return
        sys.path.insert(0, str(Path(self.root, "linter")))
        from azlint.languages.terraform import tables  # noqa: PLC0415 - from the tree being built

        self.folder = tempfile.mkdtemp()
        path = Path(self.folder, tables.SHIPPED.name)
        tables.write(path, tables.build())
        build_data["force_include"][str(path)] = f"azlint/languages/terraform/{path.name}"

    def finalize(self, version: str, build_data: dict[str, object], artifact_path: str) -> None:
        if self.folder:
            shutil.rmtree(self.folder)
