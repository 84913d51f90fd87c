"""Where servers listen.

Read 2026-11-28 from the documentation of uvicorn (`--port`, 8000), FastAPI's `fastapi run` (8000),
gunicorn and hypercorn (`--bind`), Flask, Streamlit (`--server.port`), waitress, daphne and
http-server, and of the ASP.NET images of .NET (8080 since .NET 8, 80 before).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec


class Server(msgspec.Struct, frozen=True):
    """A program that serves: the options that name its port, and the port without them, where
    nothing else can set it."""

    options: tuple[str, ...]
    default: int | None = None


SERVERS: Mapping[str, Server] = {
    "uvicorn": Server(("port",), 8000),
    "fastapi": Server(("port",), 8000),
    "gunicorn": Server(("bind", "b")),
    "hypercorn": Server(("bind", "b")),
    "flask": Server(("port", "p")),
    "streamlit": Server(("server.port",)),
    "waitress-serve": Server(("port",)),
    "daphne": Server(("port", "p")),
    "http-server": Server(("port", "p")),
}

SETTINGS = re.compile(r"PORT|URLS|BIND|LISTEN|CMD_ARGS|ENDPOINTS", re.IGNORECASE)
"""Names of variables that may move a server to another port."""

ASPNET = re.compile(r"mcr\.microsoft\.com/dotnet/(?:nightly/)?aspnet:(?P<major>[0-9]+)\.[0-9]")
ASPNET_PORTS = "ASPNETCORE_HTTP_PORTS"
FIRST_UNPRIVILEGED = 8
"""The first .NET whose ASP.NET image listens on 8080."""
