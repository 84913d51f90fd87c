"""The functions that Terragrunt adds to Terraform's."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from azlint.languages.terraform.functions import filesystem
from azlint.languages.terraform.functions.dispatch import evaluated
from azlint.languages.terraform.functions.signature import (
    Function,
    FunctionContext,
    Parameter,
    as_text,
    sequence,
    text,
)
from azlint.languages.terraform.results import Failure, failure
from azlint.languages.terraform.terragrunt.paths import absolute, located, unlocated
from azlint.value import STRING, Cause, Known, Value

if TYPE_CHECKING:
    from azlint.languages.terraform.terragrunt.configuration import Configuration

MAIN: Final = "terragrunt.hcl"
"""What Terragrunt calls the configuration of a unit."""

_WITH_VALUES: Final = ("apply", "console", "destroy", "import", "plan", "push", "refresh")
_ENVIRONMENT: Final = ("get_env",)
_MACHINE: Final = (
    "get_aws_account_alias", "get_aws_account_id", "get_aws_caller_identity_arn",
    "get_aws_caller_identity_user_id", "get_default_retryable_errors", "get_platform",
    "get_terraform_cli_args", "get_terraform_command", "get_terraform_commands_that_need_input",
    "get_terraform_commands_that_need_locking", "get_terraform_commands_that_need_parallelism",
    "get_terragrunt_source_cli_flag", "get_working_dir", "read_tfvars_file", "run_cmd",
    "sops_decrypt_file", "mark_as_read", "constraint_check", "mark_glob_as_read",
)  # fmt: skip
_NAME: Final = Parameter("name", STRING)
_PATH: Final = Parameter("path", STRING)


def builtins(of: Configuration) -> Mapping[str, Function]:
    """The functions as one configuration calls them."""
    found = {
        name: _by_place(function, of)
        for name, function in filesystem.FUNCTIONS.items()
        if "file" in name
    }
    found |= {name: _unknown(name, Cause.FUNCTION) for name in _MACHINE}
    found |= {name: _unknown(name, Cause.RUNTIME) for name in _ENVIRONMENT}
    for name, folder in _FOLDERS.items():
        found[name] = Function(_run(folder, of), variadic=_NAME, result=STRING)
    vars_commands = sequence("list", tuple(text(each) for each in _WITH_VALUES), STRING)
    return {
        **found,
        "abspath": _of_place(absolute, filesystem.FUNCTIONS["abspath"], of),
        "basename": _of_place(_basename, filesystem.FUNCTIONS["basename"], of),
        "dirname": _of_place(_dirname, filesystem.FUNCTIONS["dirname"], of),
        "find_in_parent_folders": Function(_run(_find, of), variadic=_NAME, result=STRING),
        "get_terraform_commands_that_need_vars": Function(
            lambda _arguments, _context: vars_commands
        ),
        "read_terragrunt_config": Function(
            _run(_read, of), (_PATH,), variadic=Parameter("default"), strict=False
        ),
    }


Body = Callable[["Configuration", Sequence[Value]], Value]


def _run(body: Body, of: Configuration) -> Callable[[Sequence[Value], FunctionContext], Value]:
    return lambda arguments, _context: body(of, arguments)


def _unknown(name: str, cause: Cause) -> Function:
    """A function of which nobody knows the result here."""
    what = "reads the environment" if cause is Cause.RUNTIME else "asks Terragrunt where it runs"
    result = failure(f"{name}() {what}", cause=cause)
    return Function(
        lambda _arguments, _context: result, variadic=Parameter("argument"), strict=False
    )


# Folders.


def _included(of: Configuration, arguments: Sequence[Value]) -> str:
    """The folder of the file that an included one stands for, or that a unit includes."""
    if of.is_included:
        return of.folder
    includes = of.includes
    name = as_text(arguments[0]) if arguments else next(iter(includes), None)
    if name is None:
        return of.home
    found = includes.get(name)
    if found is None:
        raise Failure(f'there is no include "{name}"')
    if found.configuration is None:
        raise Failure(f'the include "{name}" is not found')
    return found.configuration.folder


def _relative(start: str, end: str) -> Value:
    return text(posixpath.relpath(end or ".", start or "."))


_FOLDERS: Final[Mapping[str, Body]] = {
    "get_repo_root": lambda _of, _arguments: absolute(""),
    "get_terragrunt_dir": lambda of, _arguments: absolute(of.home),
    "get_original_terragrunt_dir": lambda of, _arguments: absolute(of.original),
    "get_parent_terragrunt_dir": lambda of, arguments: absolute(_included(of, arguments)),
    "get_path_from_repo_root": lambda of, _arguments: _relative("", of.home),
    "get_path_to_repo_root": lambda of, _arguments: _relative(of.home, ""),
    "path_relative_to_include": lambda of, given: _relative(_included(of, given), of.home),
    "path_relative_from_include": lambda of, given: _relative(of.home, _included(of, given)),
}


# Files.


def _find(of: Configuration, arguments: Sequence[Value]) -> Value:
    """The first file or folder of a name in the folders above, as far as the repository goes."""
    name = as_text(arguments[0]) if arguments else MAIN
    folder = of.home
    while folder:
        folder = posixpath.dirname(folder)
        place = located(text(name), folder)
        if place and of.exists(place):
            return absolute(place)
    if len(arguments) > 1:
        return arguments[1]
    raise Failure(f'no folder above has "{name}"')


def _read(of: Configuration, arguments: Sequence[Value]) -> Value:
    place = located(arguments[0], of.folder)
    if place is None:
        return unlocated(arguments[0])
    found = of.another(place)
    if found is not None:
        return found.value()
    if len(arguments) > 1:
        return arguments[1]
    raise Failure(f'no file exists at "{place}"')


def _by_place(function: Function, of: Configuration) -> Function:
    """A function of files that takes absolute paths, too."""

    def run(arguments: Sequence[Value], context: FunctionContext) -> Value:
        path = arguments[0]
        if isinstance(path, Known):
            return evaluated(function, arguments, context)
        place = located(path, of.folder)
        if place is None:
            return unlocated(path)
        relative = posixpath.relpath(place or ".", context.folder or ".")
        return evaluated(function, (text(relative), *arguments[1:]), context)

    return replace(function, run=run, strict=False)


def _of_place(body: Callable[[str], Value], function: Function, of: Configuration) -> Function:
    """A function of paths that keeps to what is certain of absolute ones."""

    def run(arguments: Sequence[Value], context: FunctionContext) -> Value:
        path = arguments[0]
        place = None if isinstance(path, Known) else located(path, of.folder)
        return body(place) if place else evaluated(function, arguments, context)

    return replace(function, run=run, strict=False)


def _basename(place: str) -> Value:
    return text(posixpath.basename(place))


def _dirname(place: str) -> Value:
    return absolute(posixpath.dirname(place))
