"""Which parameter files are for which template, and what each of them is called there.

A `.bicepparam` file names its template. Of a JSON file it is told by the step that deploys it,
else by their names: the template is beside the file or a folder above, is named like it, or is
the only one there, and declares every parameter to which the file gives a value.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from azlint.languages.bicep.template import ParameterSet, Template

Given = Mapping[str, Sequence[str]]
"""By template, the parameter files that are deployed with it."""

NOTHING_GIVEN: Final[Given] = {}
BICEP: Final = ".bicepparam"
"""The end of the name of a parameter file that says itself which template it is for, if any."""

_SUFFIXES: Final = (BICEP, ".jsonc", ".json", ".bicep")
_WORD: Final = re.compile(r"[.\-_ ]?\b(parameters?|params?)\b[.\-_ ]?", re.IGNORECASE)
_SEPARATORS: Final = ".-_ "
_USUAL: Final = ("main", "azuredeploy", "maintemplate", "template", "deploy", "infra")


def parameter_sets(
    templates: Mapping[str, Template], given: Given = NOTHING_GIVEN
) -> dict[str, list[ParameterSet]]:
    """The parameter files of each template, each with a name that no other has there."""
    files: dict[str, list[str]] = {}
    for target, path in sorted({*_named(templates), *_deployed(templates, given)}):
        files.setdefault(target, []).append(path)
    bound = {path for paths in files.values() for path in paths}
    folders = _by_folder(templates)
    for path, template in sorted(templates.items()):
        if template.is_parameters and not path.endswith(BICEP) and path not in bound:
            found = _template_of(template, folders)
            if found is not None:
                files.setdefault(found, []).append(path)
    return {target: list(_sets(target, paths)) for target, paths in files.items()}


def _sets(target: str, paths: Sequence[str]) -> Iterator[ParameterSet]:
    names = [environment_name(path, target) for path in paths]
    for name, path in zip(names, paths, strict=True):
        yield ParameterSet(name if names.count(name) == 1 else _stem(path, target), path)


def _named(templates: Mapping[str, Template]) -> Iterator[tuple[str, str]]:
    for path, template in templates.items():
        if template.using is not None and template.using.path is not None:
            yield template.using.path, path


def _deployed(templates: Mapping[str, Template], given: Given) -> Iterator[tuple[str, str]]:
    for target, paths in given.items():
        for path in paths:
            file = templates.get(path)
            if target in templates and file is not None and file.is_parameters:
                yield target, path


def _by_folder(templates: Mapping[str, Template]) -> Mapping[str, Sequence[Template]]:
    folders: dict[str, list[Template]] = {}
    for template in templates.values():
        own = template.key == template.path and not template.foreign
        if own and not template.is_parameters:
            folders.setdefault(template.folder, []).append(template)
    return folders


def _template_of(file: Template, folders: Mapping[str, Sequence[Template]]) -> str | None:
    """The template that a parameter file is for, as far as names tell."""
    wanted = {name.lower() for name in file.assignments}
    name = _plain(file.path)
    above = posixpath.dirname(file.folder)
    alone = {file.folder, above if _WORD.fullmatch(posixpath.basename(file.folder)) else ""}
    for folder in dict.fromkeys((file.folder, above, posixpath.dirname(above))):
        fitting = [
            template
            for template in folders.get(folder, ())
            if wanted <= {parameter.lower() for parameter in template.parameters}
            or (folder == file.folder and _base(template.path).lower() == name)
        ]
        best = max(fitting, key=lambda template: _alike(name, template.path), default=None)
        if best is None:
            continue
        if _alike(name, best.path) > 0 or (len(fitting) == 1 and wanted and folder in alone):
            return best.path
    return None


def _plain(path: str) -> str:
    """The name of a file without its suffix and without the word `parameters`."""
    return _WORD.sub(".", _base(path)).strip(_SEPARATORS).lower()


def _alike(name: str, template: str) -> int:
    """How well the name of a parameter file fits that of a template: 0 where it does not."""
    own = _base(template).lower()
    bicep = int(template.endswith(".bicep"))
    if own == name:
        return 1_000 + bicep
    if re.search(rf"(?<!\w){re.escape(own)}(?!\w)", name):
        return 2 * len(own) + bicep
    return 1 + bicep if own in _USUAL and not name else 0


def environment_name(path: str, template: str) -> str:
    """`main.prod.bicepparam` of `main.bicep` is `prod`, `prod.bicepparam` and
    `main.parameters.prod.json` too; what has no name of its own is called like its template."""
    stem, own = _base(path), _base(template)
    if not path.endswith(BICEP):
        stem = _WORD.sub(".", stem).strip(_SEPARATORS)
    for separator in _SEPARATORS:
        stem = stem.removeprefix(f"{own}{separator}")
    return stem or own


def _base(path: str) -> str:
    name = posixpath.basename(path)
    suffix = next((each for each in _SUFFIXES if name.lower().endswith(each)), "")
    return name[: len(name) - len(suffix)]


def _stem(path: str, template: str) -> str:
    folder = posixpath.dirname(template) or "."
    relative = posixpath.relpath(path, folder)
    return relative[: len(relative) - len(posixpath.basename(path))] + _base(path)
