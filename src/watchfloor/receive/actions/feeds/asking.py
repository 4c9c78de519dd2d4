"""Asking over the web: TAXII 2.1, addresses with ETag, CSAF providers, MISP feeds. Each yields documents one by one."""

import base64
import hashlib
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from urllib.parse import quote, urlencode, urljoin

from watchfloor.receive.actions.feeds.wire import Answer, Wire
from watchfloor.receive.formats import feed_pages
from watchfloor.receive.formats.feed_pages import Advisory
from watchfloor.receive.rules.feeds import Feed, FeedTrouble
from watchfloor.receive.rules.taking import Past, Taken

TAXII = "application/taxii+json;version=2.1"
PAGE = 1000
MOST_PAGES = 10_000
FIRST, LAST = "x-taxii-date-added-first", "x-taxii-date-added-last"
Asking = Callable[[Feed, Past, Wire], Iterator[Taken]]


def signed(feed: Feed, **headers: str) -> dict[str, str]:
    """With the account of the feed: Basic where it has a user, else Bearer, or the header that its options name."""
    if not feed.secret:
        return headers
    if user := feed.options.get("user"):
        said = f"Basic {base64.b64encode(f'{user}:{feed.secret}'.encode()).decode()}"
    elif feed.options.get("header"):
        said = feed.secret
    else:
        said = f"Bearer {feed.secret}"
    return {**headers, "Authorization": said}


def _taxii(feed: Feed, past: Past, wire: Wire) -> Iterator[Taken]:
    """Objects of one collection since the last time, page by page; resumes at the page where a run broke off.

    A page that comes twice is a server that goes in circles: FeedTrouble, and what was taken stays. A cursor may well
    come twice: medallion gives one for all pages. Where the server's moments went back the bookmark follows.
    """
    since, cursor = str(past.bookmark.get("since", "")), str(past.bookmark.get("next", ""))
    seen = set[str]()
    for _ in range(MOST_PAGES):
        query = {"limit": str(PAGE)} | ({"added_after": since} if since else {}) | ({"next": cursor} if cursor else {})
        answer = _taxii_page(feed, wire, query, resumed=bool(cursor) and not seen)
        if answer is None:  # the cursor has lapsed: from where the run began, what comes twice is unchanged
            cursor = ""
            continue
        page = feed_pages.envelope(answer.content, answer.media)
        last = answer.headers.get(LAST, "")
        mark = hashlib.sha256(answer.content).hexdigest()
        if page.more and (mark in seen or not page.objects):
            raise FeedTrouble("loops", "The server gives the same page again and again; ask its keeper.")
        seen.add(mark)
        after = {"since": since, "next": page.next} if page.more and page.next else {"since": last or since}
        yield Taken(answer.content if page.objects else b"", bookmark=after, newest=_moment(last))
        if not page.more:
            return
        if not page.next and last in ("", since):
            raise FeedTrouble("loops", "The server says that more follows, but not where; ask its keeper.")
        since, cursor = str(after["since"]), page.next
    raise FeedTrouble("loops", "The server gives page after page without an end; ask its keeper.")


def _taxii_page(feed: Feed, wire: Wire, query: Mapping[str, str], *, resumed: bool) -> Answer | None:
    address = urljoin(feed.address.rstrip("/") + "/", "objects/")
    try:
        return wire.get(f"{address}?{urlencode(query)}", signed(feed, Accept=TAXII))
    except FeedTrouble as trouble:
        if resumed and trouble.code in ("refused", "not-there"):
            return None
        raise


def _http(feed: Feed, past: Past, wire: Wire) -> Iterator[Taken]:
    """One address; nothing is sent to us again that has not changed (RFC 9110, 13.1)."""
    known = {"If-None-Match": past.bookmark.get("etag"), "If-Modified-Since": past.bookmark.get("modified")}
    asked = {name: str(said) for name, said in known.items() if said}
    answer = wire.get(feed.address, signed(feed, Accept=feed.options.get("accept", "*/*"), **asked))
    if answer.status == 304:
        return
    _must_be_data(answer)
    digest = hashlib.sha256(answer.content).hexdigest()
    after = {"etag": answer.headers.get("etag", ""), "modified": answer.headers.get("last-modified", "")}
    same = digest == past.bookmark.get("sha256")
    yield Taken(b"" if same else answer.content, bookmark={**after, "sha256": digest})


def _must_be_data(answer: Answer) -> None:
    if feed_pages.looks_like_a_page(answer.content, answer.media) or not answer.content.strip():
        raise FeedTrouble(
            "not-its-kind", "A web page or nothing came instead of data; look up where the feed has moved."
        )


def _misp(feed: Feed, past: Past, wire: Wire) -> Iterator[Taken]:
    """Every event of the manifest that is new or looks other than it did, whichever way its date went."""
    base = feed.address.rstrip("/") + "/"
    answer = wire.get(urljoin(base, "manifest.json"), signed(feed, Accept="application/json"))
    for name, mark in sorted(feed_pages.in_manifest(answer.content).items(), key=lambda one: (one[1], one[0])):
        if past.mark_of(name) == mark:
            continue
        event = wire.get(urljoin(base, f"{quote(name)}.json"), signed(feed, Accept="application/json"))
        _must_be_data(event)
        yield Taken(event.content, part=(name, mark))


def _csaf(feed: Feed, past: Past, wire: Wire) -> Iterator[Taken]:
    """Every advisory that is new or changed, with the digest beside it (CSAF 2.0, section 7).

    One whose digest says otherwise is set aside whole by the intake, and asked for again when the list says it changed.
    """
    provider = wire.get(feed.address, signed(feed, Accept="application/json"))
    rolie, folders = feed_pages.lists_of(provider.content, provider.address)
    for address in rolie:
        content = wire.get(address, signed(feed, Accept="application/json")).content
        yield from _advisories(feed_pages.in_rolie(content, address), feed, past, wire)
    for address in folders:
        yield from _advisories(_in_folder(address, feed, wire), feed, past, wire)


def _in_folder(address: str, feed: Feed, wire: Wire) -> Iterator[Advisory]:
    changes, index = urljoin(address, "changes.csv"), urljoin(address, "index.txt")
    if (found := _if_there(changes, feed, wire)) is not None:
        return feed_pages.in_changes(found, address)
    return feed_pages.in_index(wire.get(index, signed(feed)).content, address)


def _if_there(address: str, feed: Feed, wire: Wire) -> bytes | None:
    try:
        return wire.get(address, signed(feed)).content
    except FeedTrouble as trouble:
        if trouble.code == "not-there":
            return None
        raise


def _advisories(found: Iterator[Advisory], feed: Feed, past: Past, wire: Wire) -> Iterator[Taken]:
    for one in sorted(found, key=lambda one: (one.mark, one.address)):
        mark = one.mark or "once"
        if past.mark_of(one.address) == mark:
            continue
        answer = wire.get(one.address, signed(feed, Accept="application/json"))
        _must_be_data(answer)
        digests = (_if_there(digest, feed, wire) for digest in one.digests)
        digest = next((said for said in digests if said), b"")
        yield Taken(answer.content, digest[:4096], part=(one.address, mark), newest=_moment(one.mark))


def _moment(said: str) -> datetime | None:
    try:
        read = datetime.fromisoformat(said.replace("Z", "+00:00"))
    except ValueError:
        return None
    return read if read.tzinfo else None


ASKING: Mapping[str, Asking] = {"taxii": _taxii, "http": _http, "misp": _misp, "csaf": _csaf}
