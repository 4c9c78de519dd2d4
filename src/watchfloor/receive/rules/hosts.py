"""Which hosts a feed may speak to: those that are listed, at public addresses, save where the center set otherwise."""

import ipaddress
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
NAT64 = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Allowance:
    """Names of hosts ("*.example.gov" for all below one), and networks of private addresses that are meant."""

    hosts: frozenset[str] = frozenset()
    private: tuple[Network, ...] = ()


class NotAllowed(Exception):
    """The host or its address is not one that a feed may speak to; the text names the setting."""


def networks(said: Iterable[str]) -> tuple[Network, ...]:
    """Raises ValueError for what is no network."""
    return tuple(ipaddress.ip_network(one, strict=False) for one in said)


def must_be_listed(host: str, allowance: Allowance) -> None:
    """Raises NotAllowed; a name matches whole or below a star, without regard to case."""
    name = host.lower().rstrip(".")
    if not any(name == one or (one.startswith("*.") and name.endswith(one[1:])) for one in allowance.hosts):
        raise NotAllowed(f"{name} is not among the hosts of the catalog nor in WATCHFLOOR_FEED_HOSTS.")


def checked(addresses: Sequence[str], allowance: Allowance) -> str:
    """The address to connect to. Raises NotAllowed if any of them is private: of one that lies none is believed."""
    if not addresses:
        raise NotAllowed("The host has no address.")
    for said in addresses:
        one = ipaddress.ip_address(said.partition("%")[0])
        if not all(_public(each) or _meant(each, allowance) for each in _inner(one)):
            raise NotAllowed(
                "The host leads to an address that is not public. If it is meant, set WATCHFLOOR_FEED_PRIVATE."
            )
    return addresses[0]


def private_only(address: str, allowance: Allowance) -> bool:
    """Whether it lies in a network that the center named: there, and only there, TLS may be left out."""
    return any(_meant(each, allowance) for each in _inner(ipaddress.ip_address(address.partition("%")[0])))


def _inner(one: Address) -> tuple[Address, ...]:
    """An address, or the older ones that it carries."""
    if isinstance(one, ipaddress.IPv4Address):
        return (one,)
    if one.ipv4_mapped:
        return (one.ipv4_mapped,)
    carried = [one.sixtofour] if one.sixtofour else []
    if one.teredo:
        carried += list(one.teredo)
    if one in NAT64:
        return (ipaddress.IPv4Address(int(one) & 0xFFFFFFFF),)
    return (one, *carried)


def _public(one: Address) -> bool:
    return one.is_global and not one.is_multicast


def _meant(one: Address, allowance: Allowance) -> bool:
    return any(one.version == network.version and one in network for network in allowance.private)
