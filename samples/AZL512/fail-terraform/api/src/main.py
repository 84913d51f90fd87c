import os

VERSION = os.environ.get("GITHUB_SHA", "unknown")
