"""Where servers listen.

Read 2026-11-28 from the sources of uvicorn 0.54.0 (main.py: `--port`, 8000, and variables that
begin with UVICORN_), fastapi-cli 0.0.34 (cli.py: `--port`, 8000, and the variable PORT), gunicorn
27.0.1 (config.py: `--bind`, 127.0.0.1:8000 or 0.0.0.0:$PORT) and hypercorn 0.18.0 (config.py:
`--bind`, 127.0.0.1:8000), both of which also read a file of settings, so that nothing is told
without the option; flask 3.1.3 (`--port`, 5000), streamlit 1.67.0 (`--server.port`, 8501),
waitress 3.0.2 (`--port`, 8080), daphne 4.2.3 (`--port`) and http-server, which files and
variables move, too.

The ASP.NET images of .NET listen on 8080 since .NET 8 and on 80 before (dotnet/docs#35959); the
README of dotnet-docker's sample aspnetapp: ASPNETCORE_URLS wins over ASPNETCORE_HTTP_PORTS.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

from azlint.patterns import regex


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

SETTINGS = regex(r"PORT|URLS|BIND|LISTEN|CMD_ARGS|ENDPOINTS", re.IGNORECASE)
"""Names of variables that may move a server to another port."""

ASPNET = regex(r"mcr\.microsoft\.com/dotnet/(?:nightly/)?aspnet:(?P<major>[0-9]+)\.[0-9]")
ASPNET_PORTS = "ASPNETCORE_HTTP_PORTS"
FIRST_UNPRIVILEGED = 8
"""The first .NET whose ASP.NET image listens on 8080."""
