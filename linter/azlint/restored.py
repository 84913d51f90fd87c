"""Bicep modules from elsewhere as context: what `bicep restore` put into a folder that is named.

They are read, never reported: what is found in them belongs to the call that brings them.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from azlint.kinds import Kind
from azlint.languages.bicep import restored, syntax
from azlint.languages.bicep.template import Template
from azlint.load import Loaded
from azlint.parsing.files import Task, parse_all
from azlint.source import Source
from azlint.tree import FolderTree, Tree, TreeError

MAX_TEXT: Final = 200_000_000
"""Characters of modules from elsewhere that are read."""


def with_restored(
    templates: Mapping[str, Template], tree: Tree, loaded: Loaded, modules: Mapping[str, str]
) -> Mapping[str, Template]:
    """Templates with their modules from elsewhere, as far as these lie in folders that are named.

    modules: folders by source, below the root, or absolute where the user names one outside. The
    texts become sources of `loaded`.
    """
    folders = {
        key: _lent(tree, folder) if folder.startswith("/") else folder
        for key, folder in restored.folders(modules).items()
    }
    if not folders:
        return templates
    places: dict[tuple[str, str], str] = {}
    tasks: dict[str, Task] = {}
    room = MAX_TEXT
    for source in restored.wanted(templates):
        for path in restored.candidates(source, folders):
            if path not in templates and path not in tasks:
                text = _text(tree, path, loaded) if room > 0 else None
                if text is None:
                    continue
                room -= len(text)
                tasks[path] = (path, Kind.ARM, text)
            places[source.name, source.version] = path
            break
    parsed = parse_all([*tasks.values()])
    files = {path: file for path, file in parsed if isinstance(file, syntax.File)}
    return restored.followed(templates, places, files)


def _lent(tree: Tree, folder: str) -> str:
    return tree.lend(Path(folder).name, FolderTree(Path(folder)))


def _text(tree: Tree, path: str, loaded: Loaded) -> str | None:
    """The text of a template; None where there is none."""
    if not path.endswith(restored.TEMPLATE) or tree.is_excluded(path):
        return None
    try:
        source = Source.decode(path, tree.read(path))
    except TreeError:
        return None
    loaded.sources[path] = source
    return source.text
