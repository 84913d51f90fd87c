"""AZL501: which commands install a tool without naming a release."""

from __future__ import annotations

import pytest

from azlint.graph import Graph
from azlint.languages.docker.lower import lower
from azlint.languages.docker.parse import parse
from azlint.languages.workflow.link import load
from azlint.languages.workflow.scripts import Scripts
from azlint.languages.workflow.trace import Tracer
from azlint_rules.workflows.install_claims import install_claims


def claims(command: str) -> list[tuple[str, str]]:
    """The message and the place of each claim about a command."""
    text = f"FROM a\nRUN {command}\n"
    workflows = load({}, lambda _: None)
    files = {"Dockerfile": lower("Dockerfile", parse(text))}
    graph = Graph({}, (), Scripts(Tracer(workflows)), dockerfiles=files)
    return [(claim.key, text[claim.span.start : claim.span.end]) for claim in install_claims(graph)]


@pytest.mark.parametrize(
    ("command", "names"),
    [
        ("pip install a b==1.0 'c[x]' d~=1", ["a", "'c[x]'"]),
        ("pip3 install -U --user a", ["a"]),
        ("python -m pip install --upgrade pip", ["pip"]),
        ("uv pip install --system a", ["a"]),
        ("pip install -r requirements.txt a", []),
        ("pip install a -c constraints.txt", []),
        ("pip install .", []),
        ("pip install ./a", []),
        ("pip install /wheels/a.whl", []),
        ("pip install wheels/a.whl a.whl", []),
        ("pip install $A", []),
        ("pip download a", []),
        ("npm install -g a @b/c d@1.2.3 @e/f@1.0.0 g@latest", ["a", "@b/c", "g@latest"]),
        ("npm install a", ["a"]),
        (
            "npm i a@17 b@17.x.x c@^17 d@~17.1 '@e/f@1.2' g@next",
            ["a@17", "b@17.x.x", "c@^17", "d@~17.1", "'@e/f@1.2'", "g@next"],
        ),
        ("npm i a@1.2.3-rc.1 b@npm:c@1.0.0 d@file:./d e@github:f/g", []),
        ("npm i -D a b@1.2.3 --save-exact @c/d", ["a", "@c/d"]),
        ("npm install --prefix ./tools a", ["a"]),
        ("npm install . ./a /a a.tgz", []),
        ("npm install --production", []),
        ("npm ci", []),
        ("az extension add -n a --yes", ["a"]),
        ("az extension add --name a --version 1.0.0", []),
        ("az extension add --source https://example.org/a.whl", []),
        ("az bicep install", ["az"]),
        ("az bicep install --version v0.30.3", []),
        ("dotnet tool install --global a", ["a"]),
        ("dotnet tool install a", []),
        ("dotnet tool install -g a --version 9.0.0", []),
        ("go install example.org/a@latest", ["example.org/a@latest"]),
        ("go install example.org/a@v1.2.3", []),
        ("go install example.org/a@v1", ["example.org/a@v1"]),
        ("go install example.org/a@0123456789ab", []),
        ("cargo install --locked a", ["a"]),
        ("cargo install a@1.0.0", []),
        ("gem install a -v 1.0", []),
        ("gem install a", ["a"]),
        ("pipx install a", ["a"]),
        ("uv tool install a@1.0", []),
        ("apt-get install -y a", []),
    ],
)
def test_installs(command: str, names: list[str]) -> None:
    assert claims(command) == [("install", name) for name in names]


@pytest.mark.parametrize(
    ("address", "moves"),
    [
        ("https://github.com/a/b/releases/latest/download/c.tgz", True),
        ("https://example.org/latest", True),
        ("https://example.org/v1.2.3/c.tgz", False),
        ("https://example.org/latest.tgz", False),
    ],
)
def test_downloads(address: str, *, moves: bool) -> None:
    expected = [("download", address)] if moves else []
    assert claims(f"curl -fsSL {address} -o c") == expected
    assert claims(f"wget {address} && true") == expected


def test_a_release_may_come_from_the_environment() -> None:
    path = ".github/workflows/a.yml"
    steps = "steps: [{run: 'curl -O https://example.org/$RELEASE/a.tgz', env: {RELEASE: latest}}]"
    text = f"on: push\njobs: {{a: {{runs-on: x, {steps}}}}}\n"
    graph = Graph({}, (), Scripts(Tracer(load({path: text}, lambda _: None))))
    found = [(each.key, each.fields["url"]) for each in install_claims(graph)]
    assert found == [("download", "https://example.org/latest/a.tgz")]
