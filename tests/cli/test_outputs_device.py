"""Reports written to what is no regular file."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from azlint.cli.outputs import Output, Style, write
from azlint.result import Result


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "report"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    write(Result(), [Output("json", pipe)], Style())
    reader.join()
    assert read[0].startswith(b"{")
    assert pipe.is_fifo()
