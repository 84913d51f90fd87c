"""The page of a rule, in Markdown: what `azlint explain` prints and code scanning shows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from importlib.util import find_spec

from azlint.result import RuleCard
from azlint.rule import Option, Rule


def page(card: RuleCard) -> str:
    """The sections of a rule's page and its sources."""
    return "\n".join((card.page, *_sources(card)))


def full_page(rule: type[Rule], pack: str) -> str:
    """The page with a heading, what the rule is by default, and its options."""
    card = RuleCard.of(rule, pack)
    return "\n".join(
        (f"# {card.meta.id} {card.meta.name}", "", _facts(card), "", page(card), *_options(rule))
    )


def shipped_page(rule: type[Rule]) -> str | None:
    """The page that a pack ships for a rule, with examples from real runs."""
    package = rule.__module__.partition(".")[0]
    spec = find_spec(package)
    if spec is None or spec.submodule_search_locations is None:
        return None
    file = files(package) / "pages" / f"{rule.meta.id}.md"
    return file.read_text("utf-8") if file.is_file() else None


def opening(card: RuleCard) -> str:
    """The first paragraph of a page, on one line."""
    return " ".join(card.page.split("\n\n")[0].split())


def _facts(card: RuleCard) -> str:
    meta = card.meta
    on = "on by default" if meta.enabled else f"off unless selected (`--select {meta.id}`)"
    languages = ", ".join(sorted(meta.languages))
    return f"{meta.severity.label} · {on} · {languages} · since {meta.since} · {card.pack}"


def _sources(card: RuleCard) -> Iterator[str]:
    if card.meta.citations:
        yield "\n## Sources"
        for citation in card.meta.citations:
            yield f"- [{citation.title}]({citation.url}), read {citation.read}"


def _options(rule: type[Rule]) -> Iterator[str]:
    if rule.options:
        yield f"\n## Options\nIn `azlint.toml`, under `[rules.{rule.meta.id}]`:\n"
        for name, option in rule.options.items():
            yield f"- `{name} = {toml(option.default)}`: {option.text}{_choices(option)}"


def _choices(option: Option) -> str:
    return f" ({', '.join(option.choices)})" if option.choices else ""


def toml(value: object) -> str:
    """A setting as TOML writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, Mapping):
        items = ", ".join(f"{toml(key)} = {toml(item)}" for key, item in value.items())
        return f"{{ {items} }}" if items else "{}"
    if isinstance(value, Sequence):
        return f"[{', '.join(toml(item) for item in value)}]"
    return str(value)
