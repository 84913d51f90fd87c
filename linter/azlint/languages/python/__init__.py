"""What Python projects ask for: requirements files and `pyproject.toml`."""
