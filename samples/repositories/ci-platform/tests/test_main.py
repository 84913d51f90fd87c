from fastapi.testclient import TestClient

from src.main import app


def test_version_without_a_deployment() -> None:
    assert TestClient(app).get("/version").json()["version"] == "dev"
