"""`python -m azlint`: the working directory is no place to import code from."""

import os
import sys

if not sys.flags.safe_path and sys.path and sys.path[0] in {"", os.getcwd()}:  # noqa: PTH109
    del sys.path[0]

from azlint.cli import run

if __name__ == "__main__":
    run()
