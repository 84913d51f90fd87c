"""What steps build, push and release, with names followed through shell, outputs and calls."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from azlint.languages.workflow.image_names import image_name, listed
from azlint.languages.workflow.images import Build, Images, Pull, Push, Release, images
from azlint.languages.workflow.link import load
from azlint.languages.workflow.scripts import Scripts
from azlint.languages.workflow.trace import Tracer
from azlint.value import STRING, Cause, Known, Reason, Unknown, Value
from values import text

W = ".github/workflows/w.yml"


def handled(files: Mapping[str, str]) -> Images:
    return images(Scripts(Tracer(load(files, lambda _path: None))))


def shown(found: Build | Pull | Push | Release) -> str:
    if isinstance(found, Pull):
        return f"pull {text(found.name)}"
    if isinstance(found, Push):
        return f"push {text(found.name)}"
    given = ",".join(f"{name}={text(value)}" for name, value in _given(found).items())
    if isinstance(found, Release):
        return (
            f"{found.host} {text(found.app)} in {text(found.group)}: {text(found.name)} {{{given}}}"
        )
    names = " ".join(text(name) for name in found.names)
    target = "" if found.target is None else f" to {text(found.target)}"
    return (
        f"build {text(found.dockerfile)} in [{text(found.context)}] as {names} {{{given}}}{target}"
    )


def _given(found: Build | Release) -> Mapping[str, Value]:
    return found.arguments if isinstance(found, Build) else found.variables


def all_of(found: Images) -> list[str]:
    each: list[Build | Pull | Push | Release] = [
        *found.builds,
        *found.pulls,
        *found.pushes,
        *found.releases,
    ]
    return [shown(one) for one in each]


def workflow(*steps: str, head: str = "", job: str = "") -> dict[str, str]:
    written = "".join(f"      - {step.replace(chr(10), chr(10) + ' ' * 8)}\n" for step in steps)
    return {W: f"on: push\n{head}jobs:\n  a:\n    runs-on: x\n{job}    steps:\n{written}"}


def script(lines: str) -> str:
    return "run: |\n  " + lines.replace("\n", "\n  ")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("docker login x\ndocker compose build", []),
        (
            "docker pull -q r/a:1\ndocker image pull r/b\ndocker pull --all-tags r/c",
            ["pull r/a:1", "pull r/b"],
        ),
        ("docker build .", ["build Dockerfile in [] as  {}"]),
        (
            "cd web\ndocker build -t r/a:1 -t r/a:2 -f ../Dockerfile --build-arg K=v --target t .",
            ["build Dockerfile in [web] as r/a:1 r/a:2 {K=v} to t"],
        ),
        (
            "docker buildx build --push --tag r/a:1 web",
            ["build web/Dockerfile in [web] as r/a:1 {}", "push r/a:1"],
        ),
        ("docker push r/a:1\npodman image push r/a:2", ["push r/a:1", "push r/a:2"]),
        ("docker push --all-tags r/a", []),
        (
            "for name in a b; do docker push r/$name:1; done",
            ["push r/a:1|r/b:1"],
        ),
        (
            "az acr build -r reg -t a:1 --file web/Dockerfile .",
            ["build web/Dockerfile in [] as reg.azurecr.io/a:1 {}", "push reg.azurecr.io/a:1"],
        ),
        (
            "az acr build --registry reg --image a:1 --no-push web",
            ["build web/Dockerfile in [web] as reg.azurecr.io/a:1 {}"],
        ),
        (
            "az acr build -r reg.azurecr.io -t a:1 .",
            ["build Dockerfile in [] as reg.azurecr.io/a:1 {}", "push reg.azurecr.io/a:1"],
        ),
        (
            "az acr build -r $REG.azurecr.io -t a:1 --no-push .",
            ["build Dockerfile in [] as <$REG>.azurecr.io/a:1 {}"],
        ),
        (
            "az containerapp update -n app -g rg --image r/a:1 --set-env-vars A=b C=d",
            ["container app app in rg: r/a:1 {A=b,C=d}"],
        ),
        ("az containerapp update -n app -g rg --cpu 1", []),
        (
            "az containerapp revision copy -n app -g rg --image r/a:1",
            ["container app app in rg: r/a:1 {}"],
        ),
        (
            "az containerapp job create --name app --resource-group rg -i r/a:1",
            ["container app app in rg: r/a:1 {}"],
        ),
        (
            "az webapp config container set -n app -g rg --docker-custom-image-name r/a:1",
            ["web app app in rg: r/a:1 {}"],
        ),
        (
            "az functionapp config container set -n app -g rg --image r/a:1",
            ["function app app in rg: r/a:1 {}"],
        ),
        ("kubectl set image deployment/a a=r/a:1", ["Kubernetes workload - in -: r/a:1 {}"]),
        ("az container create -g rg -n a --image r/a", ["container group a in rg: r/a {}"]),
        ("az webapp create -g rg -n a -p p", []),
        (
            "az webapp create -g rg -n a -p p --deployment-container-image-name r/a:1",
            ["web app a in rg: r/a:1 {}"],
        ),
    ],
)
def test_commands(lines: str, expected: list[str]) -> None:
    assert all_of(handled(workflow(script(lines)))) == expected


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (
            'uses: docker/build-push-action@v6\nwith: {context: web, file: "", tags: "a:1"}',
            ["build web/Dockerfile in [web] as a:1 {}"],
        ),
        (
            (
                "uses: docker/build-push-action@v6\nwith:\n  context: web\n  push: true\n"
                "  tags: |\n    r/a:1\n    r/a:2\n  build-args: |\n    K=v, w"
            ),
            ["build web/Dockerfile in [web] as r/a:1 r/a:2 {K=v, w}", "push r/a:1", "push r/a:2"],
        ),
        (
            (
                "uses: docker/build-push-action@v6\nwith:\n  context: ${{ github.workspace }}/web\n"
                "  file: api/Dockerfile\n  target: t\n  tags: r/a:1"
            ),
            ["build api/Dockerfile in [web] as r/a:1 {} to t"],
        ),
        (
            (
                "uses: azure/container-apps-deploy-action@v2\nwith:\n"
                "  appSourcePath: ${{ github.workspace }}/src\n  acrName: reg\n"
                "  imageToBuild: reg.azurecr.io/a:1\n  containerAppName: app\n  resourceGroup: rg\n"
                "  environmentVariables: A=b C=d"
            ),
            [
                "build src/Dockerfile in [src] as reg.azurecr.io/a:1 {}",
                "push reg.azurecr.io/a:1",
                "container app app in rg: reg.azurecr.io/a:1 {A=b,C=d}",
            ],
        ),
        (
            "uses: azure/webapps-deploy@v3\nwith:\n  app-name: app\n  images: r/a:1",
            ["web app app in -: r/a:1 {}"],
        ),
        (
            ("uses: azure/aci-deploy@v1\nwith:\n  name: app\n  resource-group: rg\n  image: r/a:1"),
            ["container group app in rg: r/a:1 {}"],
        ),
        (
            "uses: azure/cli@v2\nwith:\n  inlineScript: az containerapp up -n app --image r/a:1",
            ["container app app in -: r/a:1 {}"],
        ),
    ],
)
def test_actions(step: str, expected: list[str]) -> None:
    assert all_of(handled(workflow(step))) == expected


REUSABLE = """\
on:
  workflow_call:
    inputs:
      stage: {type: string}
      tag: {type: string}
jobs:
  deploy:
    runs-on: x
    environment: ${{ inputs.stage }}
    steps:
      - run: az containerapp update -n app-${{ inputs.stage }} -g rg --image r/a:${{ inputs.tag }}
"""
CALLER = """\
on: push
jobs:
  build:
    runs-on: x
    outputs:
      tag: ${{ steps.meta.outputs.tag }}
    steps:
      - id: meta
        run: echo "tag=v-${GITHUB_SHA}" >> "$GITHUB_OUTPUT"
  staging:
    needs: build
    uses: ./.github/workflows/deploy.yml
    with: {stage: staging, tag: "${{ needs.build.outputs.tag }}"}
  production:
    needs: [build, staging]
    uses: ./.github/workflows/deploy.yml
    with: {stage: production, tag: "${{ needs.build.outputs.tag }}"}
"""


def test_a_tag_is_followed_from_a_deployment_to_the_step_that_makes_it() -> None:
    found = handled({W: CALLER, ".github/workflows/deploy.yml": REUSABLE}).releases
    told = [
        (text(each.run.environment), each.run.start[1].id, text(each.app), text(each.name))
        for each in found
        if each.run.start[1] is not None
    ]
    assert told[:2] == [
        ("staging", "staging", "app-staging", "r/a:v-<$GITHUB_SHA>"),
        ("production", "production", "app-production", "r/a:v-<$GITHUB_SHA>"),
    ]


def test_names_come_from_variables_of_earlier_steps_and_from_metadata() -> None:
    found = handled(
        workflow(
            'run: echo "IMAGE=r/a:1" >> "$GITHUB_ENV"',
            "id: meta\nuses: docker/metadata-action@v5\nwith:\n  images: |\n    r/b\n    s/b",
            'run: docker push "$IMAGE"',
            "uses: docker/build-push-action@v6\nwith:\n  tags: ${{ steps.meta.outputs.tags }}",
        )
    )
    assert all_of(found) == [
        "build Dockerfile in [] as r/b:<tags of meta> s/b:<tags of meta> {}",
        "push r/a:1",
    ]


def unknown(name: str) -> Unknown:
    return Unknown(Reason(Cause.RUNTIME, name), STRING)


def parts(*pieces: str) -> Value:
    """A text in pieces; those in braces are not known."""
    values = tuple(
        unknown(each[1:-1]) if each[0] == "{" else Known(each, STRING) for each in pieces
    )
    return values[0] if len(values) == 1 else Unknown(Reason(Cause.RUNTIME, ""), parts=values)


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        (("nginx",), ("nginx", "", "nginx", "-", False)),
        (("contoso/web:1",), ("contoso/web", "", "contoso/web", "1", False)),
        (("localhost:5000/web",), ("localhost:5000/web", "localhost:5000", "web", "-", False)),
        (("r.io/a/b:1@sha256:abc",), ("r.io/a/b", "r.io", "a/b", "1", True)),
        (("{host}", "/a:", "{sha}"), ("{host}/a", "{host}", "a", "<sha>", False)),
        (("r.io/", "{name}", ":v", "{sha}"), ("r.io/{name}", "r.io", None, "v<sha>", False)),
        (("r.io/", "{image}"), ("r.io/{image}", "r.io", None, "<image>", False)),
        (("{image}",), ("{image}", "", None, "<image>", False)),
        (("a:{{.Run.ID}}-x",), ("a", "", "a", "<{{.Run.ID}}>-x", False)),
        (("r{{.N}}.io/a",), ("r{{{.N}}}.io/a", "r{{{.N}}}.io", "a", "-", False)),
    ],
)
def test_names(pieces: tuple[str, ...], expected: tuple[str, str, str | None, str, bool]) -> None:
    name = image_name(parts(*pieces))
    found = (name.full, name.registry, name.repository, text(name.tag), name.digest)
    assert found == expected


def test_lists_keep_what_is_not_known() -> None:
    value = parts("a:1,\n b:", "{sha}", "\n", "{more}", "\n")
    assert [text(each) for each in listed(value)] == ["a:1", "b:<sha>", "<more>"]
