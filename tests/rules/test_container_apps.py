"""Which image a container app runs, and on which port that listens: AZL511 edge by edge."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from azlint.config import Settings
from azlint.runner import check_repository

APP = """\
resource app 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'app'
  location: 'westeurope'
  tags: { 'azd-service-name': 'web' }
  properties: {
    configuration: { ingress: { targetPort: 80 } }
    template: {
      containers: [ { name: 'c', image: 'contoso.azurecr.io/shop:1' } ]
    }
  }
}
"""
UVICORN = 'FROM python:3.12.8-slim\nCMD ["uvicorn", "app:app", "--port", "8000"]\n'
BUILD = "on: push\njobs:\n  b:\n    runs-on: x\n    steps:\n      - run: {}\n"


def found(root: Path, files: Mapping[str, str]) -> list[str]:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    result = check_repository(Settings(root=root, select=("AZL511",)))
    assert not result.undecided
    return [
        f"{each.span.path}:{each.span.start} {each.key} {each.message.split(' leads to ')[1]}"
        for each in result.findings
    ]


def told(port: int, file: str = "Dockerfile", key: str = "mismatch") -> list[str]:
    at = f"main.bicep:{APP.index('80 }')} {key} port 80, and its image ({file})"
    if key == "exposed":
        return [f"{at} exposes {port} only"]
    return [f"{at} listens on {port}: no request reaches it"]


@pytest.mark.parametrize(
    "script",
    [
        "docker build -t contoso.azurecr.io/shop:1 .",
        "az acr build -r other -t shop:2 .",
        "docker build -t ${{ vars.REGISTRY }}/shop:1 .",
    ],
)
def test_the_image_of_an_app_is_found_by_its_repository(tmp_path: Path, script: str) -> None:
    files = {"main.bicep": APP, "Dockerfile": UVICORN, ".github/workflows/b.yml": BUILD}
    files[".github/workflows/b.yml"] = BUILD.format(script)
    assert found(tmp_path, files) == told(8000)


@pytest.mark.parametrize(
    "script",
    [
        "docker build -t contoso.azurecr.io/other:1 .",
        "docker build -t contoso.azurecr.io/shop:1 elsewhere",
        "docker build -t contoso.azurecr.io/shop:1 --target test .",
        "docker build -t contoso.azurecr.io/$NAME:1 .",
    ],
)
def test_another_image_says_nothing(tmp_path: Path, script: str) -> None:
    files = {"main.bicep": APP, "Dockerfile": UVICORN}
    files[".github/workflows/b.yml"] = BUILD.format(script)
    assert found(tmp_path, files) == []


def test_two_dockerfiles_for_one_image_decide_nothing(tmp_path: Path) -> None:
    script = "docker build -t r.io/shop:1 a && docker build -t r.io/shop:2 b"
    files = {"main.bicep": APP, "a/Dockerfile": UVICORN, "b/Dockerfile": UVICORN}
    files[".github/workflows/b.yml"] = BUILD.format(script)
    assert found(tmp_path, files) == []


@pytest.mark.parametrize(
    ("service", "file"),
    [
        ("project: .", "Dockerfile"),
        ("project: src", "src/Dockerfile"),
        ("{project: src, docker: {path: ../web.Dockerfile, context: ..}}", "web.Dockerfile"),
    ],
)
def test_azd_builds_what_its_manifest_says(tmp_path: Path, service: str, file: str) -> None:
    flow = service if service.startswith("{") else f"{{{service}}}"
    files = {"main.bicep": APP, file: UVICORN, "azure.yaml": f"services:\n  web: {flow}\n"}
    assert found(tmp_path, files) == told(8000, file)


def test_a_service_may_name_its_project_file(tmp_path: Path) -> None:
    manifest = "services:\n  web: {project: ./src/web.csproj}\n"
    files = {"main.bicep": APP, "src/web.csproj": "<Project/>", "src/Dockerfile": UVICORN}
    assert found(tmp_path, files | {"azure.yaml": manifest}) == told(8000, "src/Dockerfile")


@pytest.mark.parametrize(
    ("dockerfile", "expected"),
    [
        ('FROM x\nCMD ["python", "-m", "uvicorn", "a:a"]\n', told(8000)),
        ("FROM x\nCMD uvicorn a:a --port=9000\n", told(9000)),
        ('FROM x\nENTRYPOINT ["uvicorn", "a:a"]\nCMD ["--port", "8001"]\n', told(8001)),
        ('FROM x\nCMD ["gunicorn", "-b", "0.0.0.0:8000", "a:a"]\n', told(8000)),
        ("FROM x\nENV P=8000\nCMD hypercorn --bind :$P a:a\n", told(8000)),
        ('FROM mcr.microsoft.com/dotnet/aspnet:8.0\nCMD ["dotnet", "a.dll"]\n', told(8080)),
        ("FROM x\nEXPOSE 3000\nCMD ./start\n", told(3000, key="exposed")),
        # what may be right all the same
        ("FROM x\nENV UVICORN_PORT=80\nCMD uvicorn a:a\n", []),
        ("FROM x\nCMD uvicorn a:a --port $PORT\n", []),
        ("FROM x\nCMD uvicorn a:a --port 80\nEXPOSE 8000\n", []),
        ("FROM x\nEXPOSE 80\nCMD uvicorn a:a\n", []),
        ("FROM x\nEXPOSE 80 443\n", []),
        ("FROM x\nEXPOSE 8080 8081\n", []),
        ("FROM x\nEXPOSE 3000/udp\n", []),
        ('FROM mcr.microsoft.com/dotnet/aspnet:6.0\nCMD ["dotnet", "a.dll"]\n', []),
        ("FROM x\nCMD gunicorn a:a\n", []),
        ("FROM x\nCMD ./start\n", []),
    ],
)
def test_where_an_image_listens(tmp_path: Path, dockerfile: str, expected: list[str]) -> None:
    manifest = "services:\n  web: {project: .}\n"
    files = {"main.bicep": APP, "Dockerfile": dockerfile, "azure.yaml": manifest}
    assert found(tmp_path, files) == expected


@pytest.mark.parametrize(
    "container",
    [
        "{ name: 'c', image: 'i', command: [ 'sh' ] }",
        "{ name: 'c', image: 'i', args: [ '--port', '80' ] }",
        "{ name: 'c', image: 'i' }, { name: 'd', image: 'j' }",
    ],
)
def test_an_app_may_run_its_image_otherwise(tmp_path: Path, container: str) -> None:
    app = APP.replace("{ name: 'c', image: 'contoso.azurecr.io/shop:1' }", container)
    manifest = "services:\n  web: {project: .}\n"
    assert found(tmp_path, {"main.bicep": app, "Dockerfile": UVICORN, "azure.yaml": manifest}) == []
