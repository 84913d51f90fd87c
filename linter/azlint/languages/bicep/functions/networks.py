"""Functions on address ranges."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Final

from azlint.languages.bicep.functions.text import Signature
from azlint.languages.bicep.values import OBJECT, Failure, Plain, Unsupported
from azlint.value import STRING

Network = IPv4Network | IPv6Network


def _range(network: str) -> Network:
    if "/" not in network:
        raise Unsupported("a range without a prefix length")
    return ip_network(network, strict=False)


def subnet(network: str, prefix: int, index: int) -> Plain:
    """The range number `index` of those with a prefix length inside a range."""
    parent = _range(network)
    if not parent.prefixlen <= prefix <= parent.max_prefixlen:
        raise Failure("a prefix length outside the range")
    if not 0 <= index < 2 ** (prefix - parent.prefixlen):
        raise Failure("a subnet outside the range")
    size = 2 ** (parent.max_prefixlen - prefix)
    return f"{parent.network_address + index * size}/{prefix}"


def host(network: str, index: int) -> Plain:
    """The usable address number `index` of a range."""
    parent = _range(network)
    if not 0 <= index < max(parent.num_addresses - 2, 1):
        raise Failure("an address outside the range")
    return str(parent.network_address + index + 1)


def parts(network: str) -> Plain:
    parent = _range(network)
    last = parent.num_addresses - 2
    return {
        "network": str(parent.network_address),
        "netmask": str(parent.netmask),
        "broadcast": str(parent.broadcast_address),
        "firstUsable": str(parent.network_address + min(1, max(last, 0))),
        "lastUsable": str(parent.network_address + max(last, 0)),
        "cidr": parent.prefixlen,
    }


SIGNATURES: Final[Mapping[str, Signature]] = {
    "cidrSubnet": Signature("sii", subnet, STRING),
    "cidrHost": Signature("si", host, STRING),
    "parseCidr": Signature("s", parts, OBJECT),
}
