"""Terraform that calls modules."""

from __future__ import annotations

ROOT = 'terraform {\n  backend "azurerm" {}\n}\n'


def call(name: str, source: str, *arguments: str) -> str:
    body = "".join(f"  {argument}\n" for argument in (f'source = "{source}"', *arguments))
    return f'module "{name}" {{\n{body}}}\n'
