"""What pages of feeds say of where there is more: TAXII envelopes, CSAF metadata and lists, MISP manifests.

Read by typed decoders that keep nothing of the content; the content itself is read in the confined child alone.
Raises FeedTrouble for what is not of its kind.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar
from urllib.parse import urljoin

import msgspec

from watchfloor.receive.rules.feeds import FeedTrouble

Kind = TypeVar("Kind")


class Envelope(msgspec.Struct):
    """TAXII 2.1, section 3.7."""

    more: bool = False
    next: str = ""
    objects: list[msgspec.Raw] = []


class _Rolie(msgspec.Struct):
    url: str


class _RolieHolder(msgspec.Struct):
    feeds: list[_Rolie]


class _Distribution(msgspec.Struct):
    directory_url: str = ""
    rolie: _RolieHolder | None = None


class _Provider(msgspec.Struct):
    distributions: list[_Distribution] = []


class _Link(msgspec.Struct):
    rel: str
    href: str


class _Entry(msgspec.Struct):
    updated: str
    link: list[_Link]


class _Feed(msgspec.Struct):
    entry: list[_Entry]


class _RolieFeed(msgspec.Struct):
    feed: _Feed


class _Event(msgspec.Struct):
    timestamp: str | int = ""


class Advisory(msgspec.Struct, frozen=True):
    """An advisory in a list: where it is, when it changed, and where digests of it are, the stronger first."""

    address: str
    mark: str
    digests: tuple[str, ...]


def looks_like_a_page(content: bytes, media: str) -> bool:
    """Whether a web page came where data was asked for: signed out, moved, or a proxy's word."""
    begins = content[:200].lstrip().lower()
    return media.startswith("text/html") or begins.startswith((b"<!doctype html", b"<html"))


def envelope(content: bytes, media: str) -> Envelope:
    """One page of a TAXII collection."""
    if not media.replace(" ", "").startswith("application/taxii+json"):
        raise FeedTrouble("not-its-kind", "The server answered with something that is no TAXII 2.1; ask its keeper.")
    return _decoded(content, Envelope, "TAXII envelope")


def _decoded(content: bytes, kind: type[Kind], what: str) -> Kind:
    try:
        return msgspec.json.decode(content, type=kind, strict=False)
    except (msgspec.DecodeError, msgspec.ValidationError, RecursionError) as error:
        raise FeedTrouble("not-its-kind", f"What came is no {what}; ask the keeper of the feed.") from error


def lists_of(content: bytes, address: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Of provider metadata: addresses of its ROLIE feeds, else of its directories (CSAF 2.0, section 7.1)."""
    found = _decoded(content, _Provider, "CSAF provider metadata").distributions
    rolie = [urljoin(address, feed.url) for one in found if one.rolie for feed in one.rolie.feeds]
    folders = [urljoin(address, one.directory_url.rstrip("/") + "/") for one in found if one.directory_url]
    if not rolie and not folders:
        raise FeedTrouble("not-its-kind", "The provider metadata names neither a ROLIE feed nor a directory.")
    return tuple(dict.fromkeys(rolie)), () if rolie else tuple(dict.fromkeys(folders))


def in_rolie(content: bytes, address: str) -> Iterator[Advisory]:
    """Its advisories (RFC 8322): the one with rel=self, digests with rel=hash."""
    for entry in _decoded(content, _RolieFeed, "ROLIE feed").feed.entry:
        own = next((link.href for link in entry.link if link.rel == "self"), "")
        hashes = [urljoin(address, link.href) for link in entry.link if link.rel == "hash"]
        if own:
            yield Advisory(urljoin(address, own), entry.updated, _stronger_first(hashes))


def in_changes(content: bytes, address: str) -> Iterator[Advisory]:
    """Of changes.csv: "path","timestamp" a line (section 7.1.13); digests stand beside (7.1.18)."""
    for row in csv.reader(io.StringIO(content.decode("utf-8", "replace"))):
        if len(row) == 2 and row[0].endswith(".json"):
            yield _beside(urljoin(address, row[0]), row[1])


def in_index(content: bytes, address: str) -> Iterator[Advisory]:
    """Of index.txt: a path a line, without a moment (section 7.1.12)."""
    for line in content.decode("utf-8", "replace").splitlines():
        if line.strip().endswith(".json"):
            yield _beside(urljoin(address, line.strip()), "")


def _beside(address: str, mark: str) -> Advisory:
    return Advisory(address, mark, (f"{address}.sha512", f"{address}.sha256"))


def _stronger_first(hashes: list[str]) -> tuple[str, ...]:
    return tuple(sorted(hashes, key=lambda one: not one.endswith(".sha512")))


def in_manifest(content: bytes) -> Mapping[str, str]:
    """Of a MISP feed: each event's id and when it last changed; names that are no id are left out."""
    said: Any = _decoded(content, dict[str, _Event], "manifest of a MISP feed")
    return {name: str(one.timestamp) for name, one in said.items() if _is_id(name)}


def _is_id(name: str) -> bool:
    return len(name) == 36 and all(letter in "0123456789abcdefABCDEF-" for letter in name)
