"""What azlint says about its own run: the 9xx area, the only rule ids that the engine knows.

These rules have no `check`: the stage that meets the fact makes the finding.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from azlint.finding import Finding, Severity
from azlint.node import Language
from azlint.rule import Message, Meta, Rule
from azlint.source import Span

EVERYWHERE = frozenset(Language)


class CrashedRule(Rule):
    """A rule raised an error, so what it looks for was not checked here.

    ## What it means
    The rule met something it was not written for. Its findings for this place are missing,
    and the run ends with exit code 2, so that no pipeline takes it for a clean run.

    ## How to fix
    Report the message and the block it points at to whoever maintains the rule. Until then,
    leave the rule out with `--ignore`, and know that nothing checks for it.

    ## What it stays silent about
    Files that cannot be parsed: they are AZL901.
    """

    meta: ClassVar = Meta(
        id="AZL900", name="crashed-rule", severity=Severity.NOTE, languages=EVERYWHERE
    )
    messages: ClassVar[Mapping[str, Message]] = {
        "crashed": Message(
            "{rule} stopped here with {error}, so it checked nothing at this place",
            help="report this to the maintainers of {rule}",
        )
    }


class UnparsedFile(Rule):
    """A file cannot be read as its language demands, so parts of it were not checked.

    ## What it means
    The file has a syntax error, is not UTF-8, is too large, or cannot be opened. Declarations
    before and after the error are still checked where the language allows it. What is not found
    in the same folder counts as unknown, not as absent.

    ## How to fix
    Mend the place that the finding names; `terraform validate`, `bicep build` and GitHub refuse
    the same file. A template whose placeholders are filled in later is not valid before that:
    name it under `exclude`.

    ## What it stays silent about
    Files that are excluded, and files of other tools. Of a file in UTF-16 whose language has only
    UTF-8 no more is said than that.
    """

    meta: ClassVar = Meta(
        id="AZL901", name="unparsed-file", severity=Severity.WARNING, languages=EVERYWHERE
    )
    messages: ClassVar[Mapping[str, Message]] = {
        "syntax": Message(
            "This is not valid {language}: {problem}",
            help="mend this place; a template that is filled in later goes under `exclude`",
        ),
        "unreadable": Message("This file was not checked: {problem}"),
    }


class IneffectiveIgnore(Rule):
    """An ignore does nothing: it is malformed, names an unknown rule, or nothing needs it.

    ## What it means
    An ignore that is not understood protects nobody: the finding is still reported. An ignore
    that nothing needs any more hides the next finding that appears at its place.

    ## How to fix
    Write `azlint: ignore[<rule>] <reason>` in a comment, within the block that the
    finding is about, at the end of its line or above it. Several rule ids are separated by
    commas. The reason is required. Remove an ignore that nothing needs. In a workflow the block is
    the step or the job that the finding is in.

    ## What it stays silent about
    Ignores of rules that did not run, and places where the rule could not decide. Whether an ignore
    is needed is not said where the command line chooses environments or gives values (`--env`,
    `--var`, `--var-file`, `--tf-vars`): others may need it.
    """

    meta: ClassVar = Meta(
        id="AZL902", name="ineffective-ignore", severity=Severity.NOTE, languages=EVERYWHERE
    )
    messages: ClassVar[Mapping[str, Message]] = {
        "malformed": Message(
            "This ignore is not understood and has no effect: {problem}",
            help="write `azlint: ignore[<rule>] <reason>`",
        ),
        "unknown": Message("No rule is called {rule}, so ignoring it has no effect"),
        "unused": Message(
            "{rule} reports nothing here, so this ignore can go", help="remove {rule} from it"
        ),
        "elsewhere": Message(
            "{rule} reports nothing here, so this ignore has no effect: what it reports in {line} "
            "is accepted in {lines}{more}",
            help="move {rule} to an ignore in {lines}, or remove it",
        ),
        "unused-entry": Message(
            "{rule} reports nothing that this entry accepts, so it can go",
            help="remove this entry",
        ),
    }


class UnknownRuleInConfiguration(Rule):
    """The configuration names a rule that is not installed.

    ## What it means
    A misspelt id selects, ignores or sets nothing. It is only a note because one configuration
    may serve several versions of azlint and packs that are not installed everywhere.

    ## How to fix
    `azlint rules` lists the ids that are installed.

    ## What it stays silent about
    Ids on the command line: there an unknown id is an error.
    """

    meta: ClassVar = Meta(
        id="AZL903", name="unknown-rule-id", severity=Severity.NOTE, languages=EVERYWHERE
    )
    messages: ClassVar[Mapping[str, Message]] = {
        "unknown": Message("No rule is called {rule}, so this setting has no effect")
    }


class BrokenDeclaration(Rule):
    """A declaration that its language refuses, or that leads nowhere, was not fully checked.

    ## What it means
    A name is declared twice, a module call or the `using` or `extends` of a parameter file leads to
    a folder or file that is not in the repository (upper and lower case are told apart), or modules
    call each other in a circle. What such a declaration would deploy is not known, so nothing is
    said about it.

    ## How to fix
    Mend the place that the finding names. A module that another tool puts there before the
    deployment can be left out with an ignore.

    ## What it stays silent about
    Modules from registries and other repositories: the summary counts them.
    """

    meta: ClassVar = Meta(
        id="AZL904", name="broken-declaration", severity=Severity.NOTE, languages=EVERYWHERE
    )
    messages: ClassVar[Mapping[str, Message]] = {
        "refused": Message("{problem}, which {language} refuses"),
        "call": Message("What {call} deploys is not checked: {problem}"),
    }


class IneffectiveSetting(Rule):
    """A setting of the configuration is for something that is not there.

    ## What it means
    A pattern under `roots` that matches no root or one under `severity-by-path` that matches no
    file, an environment that no root has, a variable that no root declares, or the folder of a
    module that does not exist changes nothing: what it was written for is checked as if it were not
    written.

    ## How to fix
    Write the folder or the name as it is. A pattern under `roots` names folders as a path does:
    `infra` is that folder, `infra/*` those directly in it, `infra/**` those at any depth.
    A folder is a root if something there tells that it is deployed by itself: a backend or provider
    block, a lock or value file, or a step of a workflow that deploys it. One that is called by
    others and has required variables needs more than a provider or a lock file.

    ## What it stays silent about
    Rule ids: they are AZL903. Ignores: they are AZL902. Patterns under `exclude` and `include`:
    what they are for need not be there at every time.
    """

    meta: ClassVar = Meta(
        id="AZL905", name="ineffective-setting", severity=Severity.NOTE, languages=EVERYWHERE
    )
    messages: ClassVar[Mapping[str, Message]] = {
        "roots": Message(
            "`{pattern}` matches no root, so it adds none to [env.{name}]",
            help="name the folder itself, or `*` for those directly in it",
        ),
        "no-roots": Message(
            "`{pattern}` adds no root to [env.{name}]: nothing in {folders} tells that it is "
            "deployed by itself",
            help="give it a backend or a provider block, a value file (*.tfvars), or a workflow "
            "step that deploys it",
        ),
        "environment": Message(
            "No root has an environment `{name}`, so [env.{name}] has no effect"
        ),
        "variable": Message("No root that [env.{name}] is for declares `{variable}`{hint}"),
        "path": Message(
            "`{pattern}` matches no file that is checked, so it changes no severity",
            help="write it as in .gitignore: `legacy/` is a folder at any depth, `/legacy/` at the "
            "top",
        ),
        "folder": Message("There is no folder `{folder}`, so calls of `{source}` are not followed"),
    }


class LostPart(Rule):
    """Azlint stopped with an error of its own at a part of the repository, so that is not checked.

    ## What it means
    Reading, linking or evaluating this part met something that azlint was not written for. What
    the part declares is missing from everything that rules see; the rest of the repository is
    checked. The run ends with exit code 2, so that no pipeline takes it for a clean run.

    ## How to fix
    Report the message and the place to the maintainers of azlint. Until then, leave the file out
    with `exclude`, and know that nothing checks it.

    ## What it stays silent about
    Rules that stop: they are AZL900. Files that their language refuses: they are AZL901.
    """

    meta: ClassVar = Meta(
        id="AZL906", name="lost-part", severity=Severity.NOTE, languages=EVERYWHERE
    )
    messages: ClassVar[Mapping[str, Message]] = {
        "lost": Message(
            "What stands here is not checked: {problem}",
            help="report this to the maintainers of azlint",
        )
    }


RULES: tuple[type[Rule], ...] = (
    CrashedRule,
    UnparsedFile,
    IneffectiveIgnore,
    UnknownRuleInConfiguration,
    BrokenDeclaration,
    IneffectiveSetting,
    LostPart,
)


def own_finding(rule: type[Rule], key: str, span: Span, /, **fields: str) -> Finding:
    """A finding about azlint's own run; it belongs to no declaration."""
    message = rule.messages[key]
    return Finding(
        rule=rule.meta.id,
        key=key,
        message=message.text.format_map(fields),
        help=message.help.format_map(fields),
        span=span,
    )


def is_about_configuration(finding: Finding) -> bool:
    """Whether a finding is about a setting, whatever the file holds besides."""
    about = {UnknownRuleInConfiguration.meta.id, IneffectiveSetting.meta.id}
    entry = (finding.rule, finding.key) == (IneffectiveIgnore.meta.id, "unused-entry")
    return finding.rule in about or entry
