"""AZL501: precision of versions and images, the tiers, and what its options change."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import pytest

from azlint.finding import Edit, Finding, Severity, Verdict
from azlint.graph import Graph
from azlint.languages.workflow.link import load
from azlint.languages.workflow.scripts import Scripts
from azlint.languages.workflow.trace import Tracer
from azlint.rule import OptionValue, Scene
from azlint_rules.facts.runtimes import SETUPS, Grammar
from azlint_rules.workflows.floating_runtime_version import FloatingRuntimeVersion
from azlint_rules.workflows.precision import Image, Precision, image, image_precision, precision

W = ".github/workflows/w.yml"
GRAMMARS: Mapping[str, Grammar] = MappingProxyType({each.tool: each.grammar for each in SETUPS})


@pytest.mark.parametrize(
    ("tool", "version", "expected"),
    [
        ("python", "3.12.8", Precision.EXACT),
        ("python", "3.13.0rc1", Precision.EXACT),
        ("python", "3.13.0-alpha.1", Precision.EXACT),
        ("python", "3.13.1t", Precision.EXACT),
        ("python", "pypy3.10-v7.3.17", Precision.EXACT),
        ("python", "3", Precision.MAJOR),
        ("python", "3.12", Precision.MINOR),
        ("python", "3.13t", Precision.MINOR),
        ("python", "3.14-dev", Precision.MINOR),
        ("python", "pypy3.10", Precision.MINOR),
        ("python", "pypy-3.10", Precision.MINOR),
        ("python", "3.x", Precision.MAJOR),
        ("python", ">=3.11 <3.13", Precision.RANGE),
        ("python", "pypy3.10-v7.x", Precision.RANGE),
        ("python", "x", Precision.ALIAS),
        ("python", "pypy3.10-nightly", Precision.ALIAS),
        ("node", "v20.11.1", Precision.EXACT),
        ("node", "20", Precision.MAJOR),
        ("node", "20.x", Precision.MAJOR),
        ("node", "20.11.x", Precision.MINOR),
        ("node", "lts/iron", Precision.MAJOR),
        ("node", "lts/*", Precision.ALIAS),
        ("node", "lts/-1", Precision.ALIAS),
        ("node", "latest", Precision.ALIAS),
        ("node", "*", Precision.ALIAS),
        ("node", ">=20 || 22", Precision.RANGE),
        ("java", "21.0.5", Precision.EXACT),
        ("java", "21.0.5+11", Precision.EXACT),
        ("java", "11.0.9.1", Precision.EXACT),
        ("java", "21", Precision.MAJOR),
        ("java", "22-ea", Precision.RANGE),
        ("dotnet", "8.0.404", Precision.EXACT),
        ("dotnet", "9.0.100-rc.1.24452.12", Precision.EXACT),
        ("dotnet", "8.0.1xx", Precision.MINOR),
        ("dotnet", "8.0.x", Precision.MINOR),
        ("dotnet", "8.x", Precision.MAJOR),
        ("dotnet", "8.0.100 or later, by rollForward latestFeature", Precision.RANGE),
        ("dotnet", "8.0.100 or later, by rollForward latestMajor", Precision.ALIAS),
        ("go", "1.25.5", Precision.EXACT),
        ("go", "1.24.0-rc.1", Precision.EXACT),
        ("go", "1.25", Precision.MINOR),
        ("go", "^1.25.1", Precision.RANGE),
        ("go", "stable", Precision.ALIAS),
        ("go", "oldstable", Precision.ALIAS),
        ("ruby", "3.3.1", Precision.EXACT),
        ("ruby", "jruby-9.4.8.0", Precision.EXACT),
        ("ruby", "3.3", Precision.MINOR),
        ("ruby", "head", Precision.ALIAS),
        ("terraform", "1.9.8", Precision.EXACT),
        ("terraform", "1.10.0-rc1", Precision.EXACT),
        ("terraform", "= 1.9.8", Precision.EXACT),
        ("terraform", "~> 1.9", Precision.RANGE),
        ("terraform", "<1.13.0", Precision.RANGE),
        ("terraform", "1.9.x", Precision.MINOR),
        ("terraform", "latest", Precision.ALIAS),
        ("kubectl", "v1.31.4", Precision.EXACT),
        ("kubectl", "v1.31", Precision.MINOR),
        ("uv", "0.5.18", Precision.EXACT),
        ("uv", "==0.5.18", Precision.EXACT),
        ("uv", "latest-known", Precision.EXACT),
        ("uv", ">=0.5", Precision.RANGE),
        ("deno", "a" * 40, Precision.EXACT),
        ("deno", "vx.x.x", Precision.RANGE),
        ("deno", "canary", Precision.ALIAS),
        ("php", "8.4", Precision.EXACT),
        ("php", "8", Precision.MAJOR),
        ("php", "highest", Precision.ALIAS),
        ("rust", "1.89.0", Precision.EXACT),
        ("rust", "nightly-2025-01-01", Precision.EXACT),
        ("rust", "1.89", Precision.MINOR),
        ("rust", "stable 6 months ago", Precision.ALIAS),
        ("az", "13.0.0", Precision.EXACT),
        ("az", "14.1", Precision.ALIAS),
        ("node", "not/a/version?", Precision.IGNORED),
    ],
)
def test_precision_of_versions(tool: str, version: str, expected: Precision) -> None:
    assert precision(version, GRAMMARS[tool]) is expected


@pytest.mark.parametrize(
    ("text", "parts", "expected"),
    [
        ("redis", Image("redis", "", ""), Precision.ALIAS),
        ("redis:latest", Image("redis", "latest", ""), Precision.ALIAS),
        ("a.io:5000/x/y", Image("a.io:5000/x/y", "", ""), Precision.ALIAS),
        ("a.io:5000/x/y:2.1.0", Image("a.io:5000/x/y", "2.1.0", ""), Precision.EXACT),
        ("x@sha256:ab", Image("x", "", "sha256:ab"), Precision.EXACT),
        ("x:1@sha256:ab", Image("x", "1", "sha256:ab"), Precision.EXACT),
        ("mssql:2022-latest", Image("mssql", "2022-latest", ""), Precision.ALIAS),
        ("postgres:16", Image("postgres", "16", ""), Precision.MINOR),
        ("node:22-bookworm", Image("node", "22-bookworm", ""), Precision.MINOR),
        ("debian:stretch-slim", Image("debian", "stretch-slim", ""), Precision.MINOR),
        ("ubuntu:24.04", Image("ubuntu", "24.04", ""), Precision.MINOR),
        ("python:3.11.9-slim", Image("python", "3.11.9-slim", ""), Precision.EXACT),
        ("x:v1.2.3", Image("x", "v1.2.3", ""), Precision.EXACT),
        ("x:release-1.2.3", Image("x", "release-1.2.3", ""), Precision.EXACT),
        ("rover:2010.2808", Image("rover", "2010.2808", ""), Precision.EXACT),
        ("x:20240101", Image("x", "20240101", ""), Precision.EXACT),
        ("x:0a1b2c3", Image("x", "0a1b2c3", ""), Precision.EXACT),
        ("postgres:16.4-alpine", Image("postgres", "16.4-alpine", ""), Precision.EXACT),
        ("postgres:9.6", Image("postgres", "9.6", ""), Precision.MINOR),
        ("library/debian:12.5-slim", Image("library/debian", "12.5-slim", ""), Precision.EXACT),
        ("example.io/postgres:16.4", Image("example.io/postgres", "16.4", ""), Precision.MINOR),
        (
            "mcr.microsoft.com/mssql/server:2022-CU14-ubuntu-22.04",
            Image("mcr.microsoft.com/mssql/server", "2022-CU14-ubuntu-22.04", ""),
            Precision.EXACT,
        ),
    ],
)
def test_precision_of_images(text: str, parts: Image, expected: Precision) -> None:
    assert image(text) == parts
    assert image_precision(parts) is expected


@pytest.mark.parametrize("text", ["", "two words", ":tag", "a:b:c"])
def test_what_is_no_image(text: str) -> None:
    assert image(text) is None


def check(
    files: Mapping[str, str], trusted: tuple[str, ...] = (), **options: OptionValue
) -> list[Finding]:
    rule = FloatingRuntimeVersion()
    yaml = {path: text for path, text in files.items() if path.endswith(".yml")}
    graph = Graph({}, (), Scripts(Tracer(load(yaml, files.get))))
    chosen = {name: option.default for name, option in rule.options.items()} | options
    return list(rule.check(Scene(graph, None, chosen, trusted=trusted)))


def seen(
    files: Mapping[str, str], trusted: tuple[str, ...] = (), **options: OptionValue
) -> list[tuple[str, str, str]]:
    """Message key, the text of the primary span, severity."""
    found = check(files, trusted, **options)
    return [
        (
            each.key,
            files[each.span.path][each.span.start : each.span.end],
            (each.severity or rule_severity()).label,
        )
        for each in found
    ]


def rule_severity() -> Severity:
    return FloatingRuntimeVersion.meta.severity


def job(steps: str, head: str = "") -> dict[str, str]:
    return {W: f"on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n{head}    steps: [{steps}]\n"}


NODE = "{uses: actions/setup-node@v4, with: {node-version: '20'}}"
LOGIN = "{uses: azure/login@v2}"


def test_ranges_are_notes_unless_raised() -> None:
    plain = job(NODE)
    deploys = job(f"{LOGIN}, {NODE}")
    environment = job(NODE, "    environment: production\n")
    reusable = {W: plain[W].replace("push", "workflow_call")}
    for files in (plain, deploys, environment, reusable):
        assert seen(files) == [("partial", "'20'", "note")]
        assert seen(files, partial="warning") == [("partial", "'20'", "warning")]
    assert seen(plain, partial="deploy") == [("partial", "'20'", "note")]
    for files in (deploys, environment, reusable):
        assert seen(files, partial="deploy") == [("partial", "'20'", "warning")]


def test_what_never_runs_does_not_count() -> None:
    for condition, expected in (
        ("false", []),
        ("github.ref == 'x'", [("partial", "'20'", "note")]),
    ):
        assert seen(job(NODE, f"    if: {condition}\n")) == expected
        assert seen(job(NODE.replace("{uses", f'{{if: "{condition}", uses'))) == expected


@pytest.mark.parametrize(
    ("declared", "condition", "runs"),
    [
        ("type: boolean, default: false", "inputs.a", True),
        ("type: boolean, default: true", "github.event.inputs.a == 'true'", True),
        ("type: boolean, default: true", "github.event.inputs.a != 'true'", True),
        ("type: boolean, default: true", "inputs.a == 'true'", False),
        ("type: string, default: dev", "inputs.a == 'prod'", True),
        ("type: choice, options: [dev, prod], default: dev", "inputs.a == 'prod'", True),
        ("type: choice, options: [dev, prod], default: dev", "inputs.a == 'other'", False),
        ("type: string", "inputs.b == 'x'", False),
    ],
)
def test_whoever_starts_a_run_chooses_its_inputs(
    declared: str, condition: str, *, runs: bool
) -> None:
    text = job(NODE, f"    if: {condition}\n")[W]
    on = f"{{workflow_dispatch: {{inputs: {{a: {{{declared}}}}}}}}}"
    found = seen({W: text.replace("on: push", f"on: {on}")})
    assert found == [("partial", "'20'", "note")] * runs


@pytest.mark.parametrize(
    ("callers", "runs"),
    [([], True), (["{}"], False), (["{a: true}"], True), (["{}", "{a: 1}"], True)],
)
def test_whoever_calls_from_elsewhere_chooses_the_inputs(callers: list[str], *, runs: bool) -> None:
    on = "{workflow_call: {inputs: {a: {type: boolean, default: false}}}}"
    text = job(NODE, "    if: inputs.a\n")[W].replace("on: push", f"on: {on}")
    calls = {
        W.replace("w.yml", f"caller{number}.yml"): f"on: push\njobs:\n  a:\n    uses: ./{W}\n"
        f"    with: {given}\n"
        for number, given in enumerate(callers)
    }
    assert seen({W: text, **calls}) == [("partial", "'20'", "note")] * runs


def test_a_login_inside_a_local_action_deploys() -> None:
    action = f"runs: {{using: composite, steps: [{LOGIN}]}}"
    files = {**job("{uses: ./login}, " + NODE), "login/action.yml": action}
    assert seen(files, partial="deploy") == [("partial", "'20'", "warning")]


def test_a_local_action_deploys_where_its_caller_does() -> None:
    action = f"runs: {{using: composite, steps: [{NODE}]}}"
    files = {**job("{uses: ./node}", "    environment: x\n"), "node/action.yml": action}
    assert seen(files, partial="deploy") == [("partial", "'20'", "warning")]


def test_precision_is_an_option() -> None:
    step = "{{uses: actions/setup-python@v5, with: {{python-version: '{}'}}}}"
    versions = ("3", "3.12", ">=3.11", "3.12.1")
    found = {
        level: [version for version in versions if seen(job(step.format(version)), precision=level)]
        for level in ("patch", "minor", "major")
    }
    assert found == {
        "patch": ["3", "3.12", ">=3.11"],
        "minor": ["3", ">=3.11"],
        "major": [">=3.11"],
    }


def test_a_lossy_number_is_an_error_with_a_fix() -> None:
    files = job("{uses: actions/setup-python@v5, with: {python-version: 3.10}}")
    (finding,) = check(files)
    assert (finding.key, finding.severity) == ("lossy", Severity.ERROR)
    assert finding.message.startswith("Python 3.10 without quotes is the number 3.1,")
    assert finding.fix == (Edit(finding.span, "'3.10'"),)


def test_refs_that_are_branches() -> None:
    steps = (
        "{uses: o/r@main}, {uses: o/r/sub@HEAD}, {uses: o/r@mainline}, {uses: o/r@v1}, "
        "{uses: ./x@main}, {uses: own/r@develop}"
    )
    others = [("branch", "o/r@main", "warning"), ("branch", "o/r/sub@HEAD", "warning")]
    assert seen(job(steps), trusted=("Own/*",)) == others
    strict = seen(job(steps), trusted=("Own/*",), strict=True)
    assert ("own-branch", "own/r@develop", "note") in strict


def test_reusable_workflows_by_branch() -> None:
    files = {W: "on: push\njobs: {a: {uses: o/r/.github/workflows/x.yml@trunk}}\n"}
    assert seen(files) == [("branch", "o/r/.github/workflows/x.yml@trunk", "warning")]


def test_strict_notes_what_can_be_pinned() -> None:
    files = job(
        f"{{uses: o/r@v1}}, {{uses: 'o/r@{'a' * 40}'}}, {{uses: azure/cli@{'b' * 40}}}",
        "    container: redis:7.4.1\n",
    )
    assert seen(files) == []
    assert seen(files, strict=True) == [
        ("runner-label", "ubuntu-latest", "note"),
        ("image-tag", "redis:7.4.1", "note"),
        ("action-tag", "o/r@v1", "note"),
        ("provided", f"azure/cli@{'b' * 40}", "note"),
    ]


def test_one_finding_for_a_literal_with_all_its_uses() -> None:
    head = "env: {N: '20'}\n"
    step = "{uses: actions/setup-node@v4, with: {node-version: '${{ env.N }}'}}"
    files = {W: head + job(", ".join([step] * 13))[W]}
    (finding,) = check(files)
    assert len(finding.related) == 11
    assert finding.related[0].message == "used here"
    assert finding.related[-1].message == "and in 3 more places"


def test_a_file_counts_only_where_the_input_is_absent() -> None:
    step = (
        "{uses: actions/setup-python@v5, with: "
        "{python-version: '3.12.8', python-version-file: .python-version}}"
    )
    tofu = (
        "{uses: opentofu/setup-opentofu@v1, with: "
        "{tofu_version: '1.9.0', tofu_version_file: .opentofu-version}}"
    )
    files = {**job(f"{step}, {tofu}"), ".python-version": "3.11\n", ".opentofu-version": "1.8\n"}
    assert seen(files) == [("partial", "1.8", "note")]


def test_files_outside_or_missing_are_silent() -> None:
    step = "{{uses: actions/setup-node@v4, with: {{node-version-file: '{}'}}}}"
    for path in ("../.nvmrc", "/etc/nvmrc", "missing", "${{ github.workspace }}/missing"):
        assert seen(job(step.format(path))) == []


def test_an_input_that_turns_out_empty_is_absent() -> None:
    step = "{uses: hashicorp/setup-terraform@v3, with: {terraform_version: '${{ inputs.t }}'}}"
    on = "on: {push: , workflow_dispatch: {inputs: {t: {type: string}}}}"
    files = {W: job(step)[W].replace("on: push", on)}
    assert seen(files) == [("absent", "'${{ inputs.t }}'", "warning")]
    (finding,) = check(files)
    assert finding.message == (
        "hashicorp/setup-terraform installs the latest Terraform, because terraform_version can "
        "be empty here"
    )


@pytest.mark.parametrize(
    ("job_has", "steps_before", "found"),
    [
        ("", "", []),
        ("    environment: live\n", "", [("alias", "lts/*", "warning")]),
        ("", "{uses: azure/login@v2}, ", [("alias", "lts/*", "warning")]),
    ],
    ids=["test", "environment", "login"],
)
def test_an_alias_among_several_versions_moves_a_deployment(
    job_has: str, steps_before: str, found: list[tuple[str, str, str]]
) -> None:
    step = steps_before + "{uses: actions/setup-node@v4, with: {node-version: '${{ matrix.n }}'}}"
    assert seen(job(step, f"{job_has}    strategy: {{matrix: {{n: [lts/*, 20.1.0]}}}}\n")) == found


def test_unknown_versions_are_undecided() -> None:
    step = "{uses: actions/setup-node@v4, with: {node-version: '${{ vars.NODE }}'}}"
    (finding,) = check(job(step))
    assert (finding.key, finding.verdict) == ("unknown", Verdict.UNDECIDED)
    assert finding.cause == "known at run time: vars.NODE"


def test_a_known_alternative_decides() -> None:
    call = "on: {workflow_call: {inputs: {n: {type: string, default: '20'}}}}\n"
    step = "{uses: actions/setup-node@v4, with: {node-version: '${{ inputs.n }}'}}"
    callee = {".github/workflows/c.yml": call + job(step)[W].removeprefix("on: push\n")}
    caller = {
        W: "on: push\njobs: {x: {uses: ./.github/workflows/c.yml, with: {n: '${{ vars.N }}'}}}"
    }
    assert seen({**callee, **caller}) == [("partial", "'20'", "note")]


def test_findings_lie_in_the_declaration_of_the_literal() -> None:
    step = "{uses: actions/setup-node@v4, with: {node-version: '${{ matrix.n }}'}}"
    (finding,) = check(job(step, "    strategy: {matrix: {n: [latest]}}\n"))
    assert finding.subject == "job.a"
    (finding,) = check(job(NODE))
    assert finding.subject == "step.a.actions/setup-node"
