"""In which ways each template is deployed: with which parameter files, and what steps pass besides.

A `.bicepparam` file names its template. Of a JSON file it is told by the step that deploys it,
else by their names: the template is beside the file or a folder above, is named like it, or is
the only one there, and declares every parameter to which the file gives a value.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from azlint.languages.bicep.template import ParameterSet, Passed, Template
from azlint.languages.bicep.values import choose, identity
from azlint.patterns import regex
from azlint.value import Cause, Reason, Unknown, Value

Given = Mapping[str, Sequence[Passed]]
"""By template, what each step that deploys it passes; under no name those steps of which only the
parameter file says which template it is."""

NOTHING_GIVEN: Final[Given] = {}
BICEP: Final = ".bicepparam"
"""The end of the name of a parameter file that says itself which template it is for, if any."""

_SUFFIXES: Final = (BICEP, ".jsonc", ".json", ".bicep")
_WORD: Final = regex(r"[.\-_ ]?\b(parameters?|params?)\b[.\-_ ]?", re.IGNORECASE)
_SEPARATORS: Final = ".-_ "
_USUAL: Final = ("main", "azuredeploy", "maintemplate", "template", "deploy", "infra")


def parameter_sets(
    templates: Mapping[str, Template], given: Given = NOTHING_GIVEN
) -> dict[str, list[ParameterSet]]:
    """The ways to deploy each template that has any, each with a name that no other has there."""
    ways: dict[str, dict[tuple[str, ...], list[Passed]]] = {}
    for target, passed in _deployed(templates, given):
        ways.setdefault(target, {}).setdefault(passed.files, []).append(passed)
    bound = {path for found in ways.values() for files in found for path in files}
    for target, path in (*_named(templates), *_fitting(templates, bound)):
        if path not in bound:
            ways.setdefault(target, {})[path,] = []
    return {target: list(_sets(target, _settled(found))) for target, found in sorted(ways.items())}


def _settled(ways: dict[tuple[str, ...], list[Passed]]) -> Mapping[tuple[str, ...], list[Passed]]:
    """A file that a step passes and cannot be read is taken to be one of those that are known."""
    loose = [step for step in ways.get((), ()) if step.missing]
    if not loose or not any(ways):
        return ways
    kept = {files: list(steps) for files, steps in ways.items() if files}
    for files, steps in kept.items():
        steps += [replace(step, files=files, missing="") for step in loose if step.variables]
    rest = [step for step in ways[()] if not step.missing]
    return {(): rest, **kept} if rest else kept


def _sets(target: str, ways: Mapping[tuple[str, ...], Sequence[Passed]]) -> Iterator[ParameterSet]:
    """One for each list of files, and for each environment of steps that pass different values."""
    found = [one for files, steps in sorted(ways.items()) for one in _ways(target, files, steps)]
    names = [one.name for one in found]
    for one in found:
        alone = names.count(one.name) == 1 or not one.files
        yield one if alone else replace(one, name=_stem(one.files[-1], target))


def _ways(target: str, files: tuple[str, ...], steps: Sequence[Passed]) -> Iterator[ParameterSet]:
    name = environment_name(files[-1], target) if files else ""
    distinct = {_key(step): step for step in steps}
    environments = {step.name for step in distinct.values()}
    if len(distinct) > 1 and len(environments) == len(distinct) and all(environments):
        for step in distinct.values():
            own = name in {"", step.name, _base(target)}
            named = step.name if own else f"{name} {step.name}"
            yield ParameterSet(named, files, step.variables, step.missing)
        return
    passed = list(distinct.values())
    name = name or (passed[0].name if len(environments) == 1 else "")
    missing = next((step.missing for step in passed if step.missing), "")
    yield ParameterSet(name, files, _together(passed), missing)


def _key(step: Passed) -> object:
    values = sorted((name, str(identity(value))) for name, value in step.variables.items())
    return tuple(values), step.missing


def _together(steps: Sequence[Passed]) -> Mapping[str, Value]:
    """The values that several steps pass: each of them is one of those, or any if it is passed by
    some only."""
    names = dict.fromkeys(name for step in steps for name in step.variables)
    return {name: _one_of(name, [step.variables.get(name) for step in steps]) for name in names}


def _one_of(name: str, values: Sequence[Value | None]) -> Value:
    reason = Reason(Cause.PLACEHOLDER, name)
    given = [value for value in values if value is not None]
    return choose(given, reason) if len(given) == len(values) else Unknown(reason)


def _named(templates: Mapping[str, Template]) -> Iterator[tuple[str, str]]:
    """Parameter files that say which template they are for."""
    for path, template in sorted(templates.items()):
        if template.using is not None and template.using.path is not None:
            yield template.using.path, path


def _fitting(
    templates: Mapping[str, Template], bound: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Parameter files of which names tell the template."""
    folders = _by_folder(templates)
    for path, template in sorted(templates.items()):
        if template.is_parameters and not path.endswith(BICEP) and path not in bound:
            found = _template_of(template, folders)
            if found is not None:
                yield found, path


def _deployed(templates: Mapping[str, Template], given: Given) -> Iterator[tuple[str, Passed]]:
    """What steps pass that say anything; a file that is not there is one that cannot be read."""
    for target, steps in given.items():
        for step in steps:
            files = tuple(p for p in step.files if p in templates and templates[p].is_parameters)
            lost = next((f"`{path}`" for path in step.files if path not in files), "")
            using = (templates[path].using for path in files)
            named = target or next((use.path for use in using if use is not None and use.path), "")
            passed = replace(step, files=files, missing=step.missing or lost)
            if named in templates and (files or passed.variables or passed.missing):
                yield named, passed


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
