"""Functions of IP address blocks."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

from azlint.languages.terraform.functions.signature import (
    Function,
    FunctionContext,
    Parameter,
    as_integer,
    as_text,
    as_whole,
    sequence,
    text,
)
from azlint.languages.terraform.results import Excess, Failure
from azlint.value import NUMBER, STRING, Value, list_of


class Block:
    """An address block: its first address as a number, its prefix and how wide addresses are."""

    __slots__ = ("base", "prefix", "width")

    def __init__(self, base: int, prefix: int, width: int) -> None:
        self.base = base
        self.prefix = prefix
        self.width = width

    @classmethod
    def parse(cls, written: str) -> Block:
        """`10.0.0.0/8`; leading zeros are decimal, host bits are dropped."""
        address, slash, length = written.partition("/")
        if not (slash and length.isascii() and length.isdigit() and len(length) < 5):
            raise Failure(f"invalid CIDR expression: invalid CIDR address: {written}")
        try:
            if ":" in address:
                found: ipaddress.IPv4Address | ipaddress.IPv6Address
                found = ipaddress.IPv6Address(address)
            else:
                steps = (str(int(step)) if step.isdigit() else step for step in address.split("."))
                found = ipaddress.IPv4Address(".".join(steps))
        except ValueError:
            raise Failure(f"invalid CIDR expression: invalid CIDR address: {written}") from None
        prefix, base = int(length), int(found)
        width = found.max_prefixlen
        if prefix > width or "%" in address:
            raise Failure(f"invalid CIDR expression: invalid CIDR address: {written}")
        if width == 128 and prefix >= 96 and base >> 32 == 0xFFFF:
            width, prefix, base = 32, prefix - 96, base & 0xFFFFFFFF
        return cls(base >> (width - prefix) << (width - prefix), prefix, width)

    def address(self, offset: int) -> str:
        """The address at an offset from the first."""
        if self.width == 32:
            return str(ipaddress.IPv4Address(self.base + offset))
        return str(ipaddress.IPv6Address(self.base + offset))

    def subnet(self, added: int, index: int) -> Block:
        """The block with `added` more bits of prefix and this number."""
        prefix = self.prefix + added
        if not 0 <= prefix <= self.width:
            raise Failure(
                f"not enough remaining address space for a subnet with a prefix of {prefix} bits"
            )
        if index < 0 or added < 0:
            raise Excess("an address block by a negative number")
        if index >> added:
            raise Failure(
                f"prefix extension of {added} does not accommodate a subnet numbered {index}"
            )
        return Block(self.base + (index << (self.width - prefix)), prefix, self.width)

    def __str__(self) -> str:
        return f"{self.address(0)}/{self.prefix}"


def _cidrsubnet(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    block = Block.parse(as_text(arguments[0]))
    return text(str(block.subnet(as_whole(arguments[1]), as_integer(arguments[2]))))


def _cidrhost(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    block, number = Block.parse(as_text(arguments[0])), as_integer(arguments[1])
    if ":" in as_text(arguments[0]) and block.width == 32:
        raise Excess("a host of an IPv4 block written as IPv6")
    size = 1 << (block.width - block.prefix)
    if not -size <= number < size:
        raise Failure(f"prefix of {block.prefix} does not accommodate a host numbered {number}")
    return text(block.address(number % size))


def _cidrnetmask(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    block = Block.parse(as_text(arguments[0]))
    if block.width != 32:
        raise Failure("IPv6 addresses cannot have a netmask")
    mask = (1 << 32) - (1 << (32 - block.prefix))
    return text(str(ipaddress.IPv4Address(mask)))


def _cidrsubnets(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    block = Block.parse(as_text(arguments[0]))
    found: list[Value] = []
    following = block.base
    end = block.base + (1 << (block.width - block.prefix))
    for argument in arguments[1:]:
        added = as_whole(argument)
        prefix = block.prefix + added
        if not 1 <= added <= 32 or prefix > block.width:
            raise Failure(f"cannot extend the prefix by {added} bits")
        size = 1 << (block.width - prefix)
        start = -(-following // size) * size
        if start + size > end:
            raise Failure(
                f"not enough remaining address space for a subnet with a prefix of {prefix} bits"
            )
        found.append(text(str(Block(start, prefix, block.width))))
        following = start + size
    return sequence("list", found, STRING)


_PREFIX = Parameter("prefix", STRING)

FUNCTIONS = {
    "cidrhost": Function(_cidrhost, (_PREFIX, Parameter("hostnum", NUMBER)), result=STRING),
    "cidrnetmask": Function(_cidrnetmask, (_PREFIX,), result=STRING),
    "cidrsubnet": Function(
        _cidrsubnet,
        (_PREFIX, Parameter("newbits", NUMBER), Parameter("netnum", NUMBER)),
        result=STRING,
    ),
    "cidrsubnets": Function(
        _cidrsubnets, (_PREFIX,), Parameter("newbits", NUMBER), list_of(STRING)
    ),
}
