"""Roots that grow: time and memory must grow as they do.

    python benchmarks/scale.py --peer checkov='checkov -d {} --quiet --compact'

Three shapes, each at three sizes that double: module calls with many resources each, one
`for_each` over many keys, and calls inside calls. Each command runs as a whole process, once.
A column shows the growth against the size before: 2 is linear.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from compare import AZLINT, run

Files = Mapping[str, str]

SETTINGS: Final = """
terraform {
  backend "azurerm" {}
}
"""
VAULT: Final = """
resource "azurerm_key_vault" "v{at}" {{
  name                     = "${{var.name}}-{at}"
  location                 = "westeurope"
  resource_group_name      = var.group
  tenant_id                = "00000000-0000-0000-0000-000000000000"
  sku_name                 = local.sku
  purge_protection_enabled = var.protect
}}
"""
INPUTS: Final = """
variable "name" {}
variable "group" { default = "rg" }
variable "protect" { default = true }
locals { sku = var.protect ? "premium" : "standard" }
"""


def calls(size: int) -> Files:
    """So many calls of a module of 50 key vaults; every tenth leaves them unprotected."""
    main = "".join(
        f'module "m{at}" {{\n  source  = "./vaults"\n  name    = "kv{at}"\n'
        f"  protect = {str(at % 10 > 0).lower()}\n}}\n"
        for at in range(size)
    )
    vaults = "".join(VAULT.format(at=at) for at in range(50))
    return {"main.tf": SETTINGS + main, "vaults/main.tf": INPUTS + vaults}


def keys(size: int) -> Files:
    """One resource for each of so many keys; every hundredth is unprotected."""
    return {
        "main.tf": SETTINGS
        + f"""
variable "group" {{ default = "rg" }}
locals {{
  sku    = "premium"
  vaults = {{ for i in range({size}) : "kv-${{i}}" => {{ protect = i % 100 > 0 }} }}
}}
resource "azurerm_key_vault" "all" {{
  for_each                 = local.vaults
  name                     = each.key
  location                 = "westeurope"
  resource_group_name      = var.group
  tenant_id                = "00000000-0000-0000-0000-000000000000"
  sku_name                 = local.sku
  purge_protection_enabled = each.value.protect
}}
"""
    }


def depth(size: int) -> Files:
    """Calls eight deep, the outermost for so many keys; values are handed all the way down."""
    files = {
        "main.tf": SETTINGS
        + f'module "top" {{\n  source   = "./m1"\n  for_each = toset([for i in range({size}) :'
        ' "t${i}"])\n  name     = each.key\n  protect  = each.key != "t0"\n}\n'
    }
    for at in range(1, 8):
        files[f"m{at}/main.tf"] = (
            f'{INPUTS}module "next" {{\n  source  = "../m{at + 1}"\n'
            '  name    = "${var.name}x"\n  protect = var.protect\n}\n'
        )
    files["m8/main.tf"] = INPUTS + VAULT.format(at=0)
    return files


SHAPES: Final[Mapping[str, tuple[Callable[[int], Files], tuple[int, ...]]]] = {
    "calls of 50 resources": (calls, (50, 100, 200)),
    "keys of a for_each": (keys, (2500, 5000, 10000)),
    "keys, eight calls deep": (depth, (50, 100, 200)),
}


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=COMMAND")
    arguments = parser.parse_args()
    commands = {"azlint": AZLINT, **dict(peer.split("=", 1) for peer in arguments.peer)}
    print(f"{'shape':<24} {'size':>6} {'tool':<8} {'s':>7} {'growth':>6} {'MB':>6} {'growth':>6}")
    for name, (write, sizes) in SHAPES.items():
        for tool, command in commands.items():
            measure(name, write, sizes, tool, command)


def measure(
    name: str, write: Callable[[int], Files], sizes: tuple[int, ...], tool: str, command: str
) -> None:
    """One tool on one shape, size after size."""
    wall, memory = 0.0, 0.0
    for size in sizes:
        folder = Path(tempfile.mkdtemp())
        for path, text in write(size).items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text)
        found = run(command, folder)
        shutil.rmtree(folder)
        slower = f"{found.wall / wall:6.1f}" if wall else " " * 6
        larger = f"{found.memory / memory:6.1f}" if memory else " " * 6
        wall, memory = found.wall, found.memory
        print(f"{name:<24} {size:>6} {tool:<8} {wall:7.2f} {slower} {memory:6.0f} {larger}")


if __name__ == "__main__":
    main()
