"""Configuration meets the installed rules: unknown ids become notes, options are checked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches

from azlint.config.file import ConfigError, located, refused
from azlint.config.keys import GROUPS, ConfigFile, selector
from azlint.finding import Finding
from azlint.own import UnknownRuleInConfiguration, own_finding
from azlint.rule import Option, OptionValue, Rule

Options = Mapping[str, Mapping[str, OptionValue]]


class UnknownRuleError(Exception):
    """The command line names a rule that is not installed."""


def unknown_in_file(file: ConfigFile, known: Collection[str]) -> Sequence[Finding]:
    """A note for every rule in a configuration file that is not installed."""
    return [
        own_finding(UnknownRuleInConfiguration, "unknown", span, rule=rule)
        for rule, span in file.named
        if not _names_any(rule, known)
    ]


def selectors(texts: Iterable[str], rules: Iterable[type[Rule]]) -> Iterator[str]:
    """Rule selectors from the command line; `UnknownRuleError` for one that selects nothing."""
    ids = {rule.meta.id: rule.meta.name for rule in rules}
    for text in texts:
        found = selector(text)
        if found is None or (found not in GROUPS and not _names_any(found, ids)):
            raise UnknownRuleError(f"no rule is called `{text}`{_hint(text, ids)}")
        yield found


def _names_any(text: str, known: Collection[str]) -> bool:
    return any(rule.startswith(text) for rule in known)


def _hint(text: str, ids: Mapping[str, str]) -> str:
    named = {name: rule for rule, name in ids.items()}
    if text.lower() in named:
        return f": select it by its id, {named[text.lower()]}"
    close = get_close_matches(text.upper(), ids, 1)
    return f": did you mean {close[0]}?" if close else ": `azlint rules` lists them"


def options(file: ConfigFile, rules: Iterable[type[Rule]]) -> Options:
    """The options set in a file, checked against their rules; ConfigError names the mistakes.

    Options of rules that are not installed are dropped: `unknown_in_file` says so.
    """
    problems: list[tuple[int, str]] = []
    found: dict[str, dict[str, OptionValue]] = {}
    for rule in rules:
        for name, (value, span) in file.options.get(rule.meta.id, {}).items():
            option = rule.options.get(name)
            if option is None:
                problems.append((span.start, _unknown(name, rule)))
                continue
            try:
                found.setdefault(rule.meta.id, {})[name] = _value(option, value)
            except ValueError as error:
                setting = f"`rules.{rule.meta.id}.{name}`"
                problems.append((span.start, refused(file.source, setting, span, str(error))))
    if problems:
        raise ConfigError(*(located(file.source, *problem) for problem in sorted(problems)))
    return found


def _unknown(name: str, rule: type[Rule]) -> str:
    there = f"there are {', '.join(rule.options)}" if rule.options else "it has none"
    return f"{rule.meta.id}: no option is called `{name}`: {there}"


def _value(option: Option, value: object) -> OptionValue:
    """The value in the type of the option's default."""
    if isinstance(option.default, tuple):
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(_chosen(option, item) for item in value)
        raise ValueError("must be an array of strings")
    if isinstance(value, (bool, int, str)) and type(value) is type(option.default):
        return _chosen(option, value) if isinstance(value, str) else value
    raise ValueError(f"must be {_TYPE_NAMES[type(option.default)]}")


def _chosen(option: Option, value: str) -> str:
    if option.choices and value not in option.choices:
        raise ValueError(f"must be one of {', '.join(option.choices)}")
    return value


_TYPE_NAMES: Mapping[type, str] = {bool: "true or false", int: "a whole number", str: "a string"}
