"""The program on a small repository, in a process of its own that can reach nothing."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple
from unittest import mock

from azlint.cli import main
from gitrepo import ISOLATED

GUARD = """
import socket, sys

def refused(*_, **__):
    sys.stderr.write("a socket was opened\\n")
    raise OSError("no network")

class Refused(socket.socket):
    __init__ = refused

socket.socket = Refused
socket.getaddrinfo = socket.create_connection = refused
"""
START = f"""{GUARD}
from azlint.cli import main

if __name__ == "__main__":
    main()
"""

Content = str | bytes | int
"""Of a file; a number is a size."""


class Ran(NamedTuple):
    code: int
    out: str
    err: str


def write(root: Path, files: Mapping[str, Content]) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, int):
            with path.open("wb") as file:
                file.truncate(content)
        else:
            path.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def environment(root: Path, **added: str) -> dict[str, str]:
    """Nothing of the caller's but what Python and the parser tables' cache need."""
    names = ("PATH", "SYSTEMROOT", "HOME", "XDG_CACHE_HOME")
    kept = {name: os.environ[name] for name in names if name in os.environ}
    return kept | ISOLATED | {"GIT_CEILING_DIRECTORIES": str(root.parents[1])} | added


def here(root: Path, *arguments: str) -> Ran:
    """Run azlint in this process."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(2))
    with (
        chdir(root),
        mock.patch.dict(os.environ, environment(root), clear=True),
        mock.patch.object(sys, "argv", ["azlint", *arguments]),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as exit_:
            code = exit_.code
    assert isinstance(code, int)
    texts = []
    for stream in (out, err):
        stream.flush()
        texts.append(stream.buffer.getvalue().decode("utf-8"))
    assert "Traceback" not in texts[1], texts[1]
    return Ran(code, *texts)


def azlint(root: Path, *arguments: str, **added: str) -> Ran:
    """Run azlint without a network."""
    script = root.parent / "start.py"
    script.write_text(START, "utf-8")
    ran = subprocess.run(
        [sys.executable, "-B", str(script), *arguments],
        cwd=root,
        env=environment(root, **added),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=300,
    )
    err = ran.stderr.decode("utf-8", "replace")
    assert "Traceback" not in err, err
    assert "a socket was opened" not in err
    return Ran(ran.returncode, ran.stdout.decode("utf-8", "replace"), err)


def found(root: Path, *arguments: str) -> list[str]:
    """Every finding of `azlint check` as `RULE path:line:column`, undecided ones with a `?`."""
    ran = here(root, "check", "--format", "json", *arguments)
    assert ran.err == ""
    report = json.loads(ran.out)
    assert report["failures"] == []
    return [
        f"{mark}{finding['rule']} {_place(finding['location'])}"
        for mark, group in (("", "findings"), ("?", "undecided"))
        for finding in report[group]
    ]


def _place(location: Mapping[str, object]) -> str:
    names = ("path", "line", "column")
    return ":".join(str(location[name]) for name in names if location.get(name) is not None)
