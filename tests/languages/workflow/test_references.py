"""Where expressions stand, and what they read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from azlint.kinds import Kind, kind_of
from azlint.languages.workflow.contexts import ALLOWED, FUNCTIONS, Level, level_of
from azlint.languages.workflow.link import Workflows, load
from azlint.languages.workflow.references import located, parsed, references, sites
from azlint.source import Source

W = ".github/workflows/w.yml"
WORKFLOW = """\
name: ${{ not read }}
run-name: r ${{ github.ref }}
on:
  workflow_call:
    inputs: {size: {default: '${{ vars.SIZE }}'}}
    outputs: {tag: {value: '${{ jobs.a.outputs.tag }}'}}
  workflow_dispatch:
    inputs: {size: {default: '${{ vars.NEVER }}'}}
jobs:
  a:
    strategy: {matrix: {os: ['${{ vars.OS }}'], include: [{os: x, py: '${{ vars.PY }}'}]}}
    steps:
      - if: steps.b.outcome
        with: {deep: '${{ needs.x }}'}
      - run: 'a ${{ b[c.d] }}'
  c:
    container: {env: {A: '${{ env.A }}'}}
"""
ACTION = """\
inputs: {size: {default: '${{ github.ref }}'}}
outputs: {tag: {value: '${{ steps.s.outputs.tag }}'}}
runs: {using: composite, steps: [{id: s, env: {A: '${{ inputs.size }}'}}]}
"""


def linked(path: str, text: str) -> Workflows:
    return load({path: text}, lambda _path: None)


def shown(path: str, text: str) -> list[tuple[str, str, str | None]]:
    """The keys above every site with an expression, its own key, and its level."""
    (file,) = linked(path, text).files()
    return [(".".join(site.keys), site.key, site.level) for site in sites(file)]


def test_sites_of_a_workflow() -> None:
    assert shown(W, WORKFLOW) == [
        ("on.workflow_call.inputs.size.default", "default", Level.INPUT_DEFAULT),
        ("on.workflow_call.outputs.tag.value", "value", Level.CALL_OUTPUT),
        ("name", "name", None),
        ("run-name", "run-name", Level.WORKFLOW),
        ("jobs.a.strategy.matrix.os", "strategy", Level.STRATEGY),
        ("jobs.a.strategy.matrix.include.py", "strategy", Level.STRATEGY),
        ("jobs.a.steps.if", "if", Level.STEP_IF),
        ("jobs.a.steps.with.deep", "with", Level.STEP),
        ("jobs.a.steps.run", "run", Level.STEP),
        ("jobs.c.container.env.A", "container", Level.RUNNER),
    ]


def test_sites_of_an_action() -> None:
    assert shown("a/action.yml", ACTION) == [
        ("inputs.size.default", "default", Level.ACTION_INPUT_DEFAULT),
        ("outputs.tag.value", "value", Level.ACTION_OUTPUT),
        ("runs.steps.env.A", "env", Level.ACTION_STEP),
    ]
    assert shown("a/action.yml", ACTION.replace("composite", "node20")) == []


def test_a_job_called_like_a_key_is_a_job() -> None:
    assert level_of(("jobs", "steps", "steps", "run"), action=False) is Level.STEP
    assert level_of(("jobs", "if", "if"), action=False) is Level.JOB_IF
    assert level_of(("jobs", "if"), action=False) is None
    assert level_of((), action=True) is None


def test_every_level_has_its_tables() -> None:
    assert set(ALLOWED) == set(FUNCTIONS) == set(Level)


def test_references_have_places() -> None:
    workflows = linked(W, WORKFLOW)
    (file,) = workflows.files()
    found = {
        (".".join(each.path), WORKFLOW[each.span.start : each.span.end])
        for each in references(sites(file), WORKFLOW, {"steps", "b", "c", "needs"})
    }
    assert found == {
        ("steps.b.outcome", "steps.b.outcome"),
        ("b", "b[c.d]"),
        ("c.d", "c.d"),
        ("needs.x", "needs.x"),
    }


@pytest.mark.parametrize(
    ("expression", "tested"),
    [
        ("needs.a", False),
        ("(needs.a)", False),
        ("needs.a || 'x'", True),
        ("(needs.a) || 'x'", True),
        ("!needs.a", True),
        ("needs.a != 'x'", True),
        ("needs.a == ''", True),
        ("needs.a == 'x'", False),
        ("format('{0}', needs.a) || 'x'", False),
    ],
)
def test_what_reckons_with_an_empty_value(expression: str, *, tested: bool) -> None:
    workflows = linked(W, f'run-name: "${{{{ {expression} }}}}"\njobs: {{}}')
    (file,) = workflows.files()
    (found,) = references(sites(file), workflows.texts[W], {"needs"})
    assert found.tested is tested


CORPUS = os.environ.get("AZLINT_CORPUS", "")
# What GitHub refuses too, and why.
REFUSED = {
    "kafaat__sahool-unified-v15-idp/.github/workflows/deploy-preview.yml": "a method of a text",
    "lloydchang__agentic-reconciliation-engine/.github/workflows/infrastructure-cicd.yaml": (
        "an expression inside of an expression"
    ),
}


def corpus() -> Iterator[tuple[str, str, str]]:
    """Every workflow and action: its repository, its path there, its text."""
    for repository in sorted(Path(CORPUS).iterdir()):
        for path in (*repository.glob(".github/workflows/*"), *repository.rglob("action.y*ml")):
            name = path.relative_to(repository).as_posix()
            if path.is_file() and kind_of(name) in (Kind.ACTION, Kind.WORKFLOW):
                yield repository.name, name, Source.decode(name, path.read_bytes()).text


@pytest.mark.skipif(not CORPUS, reason="AZLINT_CORPUS names no folder")
def test_every_expression_of_the_corpus_parses() -> None:
    broken: set[str] = set()
    count = 0
    for repository, path, text in corpus():
        for file in linked(path, text).files():
            for site in sites(file):
                found = parsed(site)
                count += 1
                if found.problems:
                    first = found.problems[0]
                    assert located(site, text, first.start, first.end).path == path
                    broken.add(f"{repository}/{path}")
    assert broken <= REFUSED.keys()
    assert count
