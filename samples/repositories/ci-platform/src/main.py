import os

from fastapi import FastAPI

app = FastAPI()


@app.get("/version")
def version() -> dict[str, str]:
    return {
        "version": os.getenv("GITHUB_SHA", "dev"),
        "environment": os.getenv("APP_ENV", "local"),
    }
