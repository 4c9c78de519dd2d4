"""All identifiers in a text, one pass a kind, in order of place."""

from collections.abc import Callable, Collection, Iterator, Mapping

from watchfloor.text.contacts import emails, phones
from watchfloor.text.devices import imeis
from watchfloor.text.documents import documents, ssns
from watchfloor.text.found import Found, Kind
from watchfloor.text.network import addresses, cves, domains, hashes, urls
from watchfloor.text.vehicles import plates, vins

# in order of precedence: where two overlap, the earlier kind stands
_RECOGNIZERS: Mapping[Kind, Callable[[str], Iterator[Found]]] = {
    "url": urls, "email": emails, "hash": hashes, "vin": vins, "imei": imeis, "ssn": ssns, "phone": phones,
    "ip": addresses, "cve": cves, "document": documents, "plate": plates, "domain": domains,
}  # fmt: skip
_WITHIN = frozenset({("url", "domain"), ("url", "ip")})


def recognize(text: str, *, kinds: Collection[Kind] | None = None) -> tuple[Found, ...]:
    """Every identifier that stands in the text, each place once; a web address also gives its domain or IP.

    `kinds` keeps only these. Two places with the same value are two hits.
    """
    kept: list[Found] = []
    for recognizer in _RECOGNIZERS.values():
        for found in recognizer(text):
            if not any(_clash(found, other) for other in kept):
                kept.append(found)
    wanted = kept if kinds is None else [found for found in kept if found.kind in kinds]
    return tuple(sorted(wanted, key=lambda found: (found.start, -found.end)))


def _clash(found: Found, other: Found) -> bool:
    return found.start < other.end and other.start < found.end and (other.kind, found.kind) not in _WITHIN
