"""Warning lists (MISP): values that are known to be no sign of anything. What stands on one is held back from matching.

A value is kept and shown all the same, with the list that it is on. Lists of words and patterns are not read.
"""

from collections.abc import Iterator, Mapping
from ipaddress import ip_address, ip_network
from typing import Any

BENIGN = "benign"
READ = ("string", "hostname", "cidr")
# a wider network than these would hold back most of the world
WIDEST = {4: 8, 6: 16}


def forms(told: Mapping[str, Any]) -> Iterator[str]:
    """What is looked up for each value of a list; a value that nobody can read is left out."""
    sort = told.get("type")
    for value in told.get("list") or () if sort in READ else ():
        said = str(value).strip().lower().strip(".")
        if sort == "cidr":
            yield from _network(said)
        elif said:
            yield f"{'host' if sort == 'hostname' else 'value'}:{said}"


def _network(said: str) -> Iterator[str]:
    try:
        network = ip_network(said, strict=False)
    except ValueError:
        return
    if network.prefixlen >= WIDEST[network.version]:
        yield f"net:{network}"


def looked_for(kind: str, value: str) -> tuple[str, ...]:
    """The forms under which a value of this kind may stand on a list: itself, its domains, its networks."""
    said = value.lower()
    if kind == "ip":
        return (f"value:{said}", *_networks(said))
    if kind == "domain":
        return (f"value:{said}", *_hosts(said))
    if kind == "email":
        domain = said.rpartition("@")[2]
        return (f"value:{said}", f"value:{domain}", *_hosts(domain))
    return (f"value:{said}",) if kind == "hash" else ()


def _hosts(domain: str) -> Iterator[str]:
    parts = domain.split(".")
    yield from (f"host:{'.'.join(parts[at:])}" for at in range(len(parts)))


def _networks(said: str) -> Iterator[str]:
    try:
        address = ip_address(said)
    except ValueError:
        return
    for length in range(WIDEST[address.version], address.max_prefixlen + 1):
        yield f"net:{ip_network((address, length), strict=False)}"


def sentence(value: str, name: str) -> str:
    """For the page of a record that names the value."""
    return f"{value} is on the warning list {name}: known to be no sign of anything, so nothing is matched by it."
