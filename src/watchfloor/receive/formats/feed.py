"""RSS 2.0, RSS 1.0 and Atom 1.0, and lists of alerts (IPAWS, NTAS), entry by entry.

An alert (CAP) inside an entry is that alert, whatever carries it; an entry without one is an article, and one of the
National Terrorism Advisory System its bulletin or alert.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from watchfloor.core.rules.draft import Draft, Reading, SetAside
from watchfloor.receive.formats import cap
from watchfloor.receive.formats.entries import chunked, whole
from watchfloor.receive.formats.scan import Span
from watchfloor.receive.formats.xml import XmlUnreadable, local, outermost, parsed, spans
from watchfloor.receive.rules import article, ntas

FORMAT, NTAS = "feed", "ntas"
CAP = "urn:oasis:names:tc:emergency:cap:"
ENTRIES = ("entry", "item")
KNOWN = frozenset(
    ("id", "guid", "title", "link", "updated", "published", "pubDate", "date", "summary", "description", "content",
     "encoded", "author", "creator", "category", "rights", "source", "comments", "contributor", "name", "email", "uri",
     "enclosure", "subject", "modified", "issued")
)  # fmt: skip


def read_chunks(content: bytes, options: Mapping[str, Any]) -> Iterator[Reading]:
    """Readings of a feed. MUST NOT raise for what the bytes hold."""
    del options
    try:
        root = parsed(content)
        held = _held(root)
        found, places = outermost(root, held), spans(content, held)
    except XmlUnreadable as error:
        yield whole(FORMAT, content, str(error), place=error.place)
        return
    if not found:
        yield Reading(FORMAT, (), ())  # a quiet feed: read, and nothing in it
        return
    channel = _channel(root)
    yield from chunked(FORMAT, places, lambda at, span: _made(found[at], at, span, channel))


def _held(root: "etree._Element") -> tuple[str, ...]:
    """What the items of this file are called."""
    return ("alert",) if local(root) == "alerts" else ENTRIES


def _channel(root: "etree._Element") -> str:
    """Title and addresses of the whole feed."""
    top = [one for one in root.iterchildren() if local(one) == "channel"] or [root]
    return " ".join(_text(one) or str(one.get("href") or "") for one in top[0] if local(one) in ("title", "link", "id"))


def _made(element: "etree._Element", at: int, span: Span, channel: str) -> Draft | SetAside:
    inner = alert_in(element)
    if inner is not None:
        return _placed(cap.alert_of(inner, span), at)
    if local(element) == "alert":
        return _ntas(_advisory(element), at, span)
    told = _told(element)
    if ntas.is_named(told, channel=channel):
        return _ntas_entry(ntas.of_entry(told), at, span)
    if broken := article.faults(told):
        return SetAside(f"entry[{at}]", broken, span)
    return Draft(
        kind="article", origin_key=_key(told), revision=article.revision(told), title=article.title(told),
        body=article.body(told), data=told, when=article.when(told), markings=article.markings(told), piece=span,
        findings=article.findings(told),
    )  # fmt: skip


def _placed(one: Draft | SetAside, at: int) -> Draft | SetAside:
    return one if isinstance(one, Draft) else SetAside(f"entry[{at}].{one.place}", one.reasons, one.piece)


def alert_in(element: "etree._Element") -> "etree._Element | None":
    """The CAP alert that this is or holds, also where a publisher wrote its markup as text."""
    for one in element.iter():
        if local(one) == "alert" and str(etree.QName(one).namespace).startswith(CAP):
            return one
        text = (one.text or "").lstrip()
        if text.startswith("<") and CAP in text[:2000]:
            try:
                return parsed(text.encode())
            except XmlUnreadable:
                continue
    return None


def _told(entry: "etree._Element") -> dict[str, Any]:
    """An entry in the names of Atom, whichever of the three it is."""
    by: dict[str, list[Any]] = {}
    for one in entry:
        by.setdefault(local(one), []).append(one)
    links = [str(one.get("href") or _text(one)) for one in by.get("link", ())]
    main = [str(one.get("href")) for one in by.get("link", ()) if one.get("rel", "alternate") == "alternate"]
    others = sorted({str(one.tag) for one in entry.iter() if local(one) not in KNOWN and one is not entry})
    return {
        "id": _first(by, "id", "guid"), "title": _first(by, "title"),
        "link": next((one for one in (*main, *links) if one and one != "None"), ""),
        "published": _first(by, "published", "pubDate", "date", "issued"), "updated": _first(by, "updated", "modified"),
        "summary": _first(by, "summary", "description"), "content": _first(by, "encoded", "content"),
        "author": " ".join(str(word) for one in by.get("author", by.get("creator", [])) for word in one.itertext()),
        "rights": _first(by, "rights"),
        "categories": [str(one.get("term") or _text(one)) for one in by.get("category", ())],
        **({"others": others} if others else {}),
    }  # fmt: skip


def _first(by: Mapping[str, list[Any]], *names: str) -> str:
    return next((text for name in names for one in by.get(name, ()) if (text := _text(one))), "")


def _text(element: "etree._Element") -> str:
    """Its words; of Atom's XHTML the markup too, which the rules take out."""
    if len(element):
        return "".join(etree.tostring(one, encoding="unicode") for one in element).strip()
    return (element.text or "").strip()


def _key(told: Mapping[str, Any]) -> str:
    return str(told.get("id") or told.get("link"))


def _ntas(told: Mapping[str, Any], at: int, span: Span) -> Draft | SetAside:
    if broken := ntas.faults(told):
        return SetAside(f"alert[{at}]", broken, span)
    return _advised(told, str(told.get("link") or f"{told['type']} {told['start']}"), str(told["start"]), span)


def _ntas_entry(told: Mapping[str, Any], at: int, span: Span) -> Draft | SetAside:
    if broken := article.faults(told):
        return SetAside(f"entry[{at}]", broken, span)
    return _advised(told, str(told.get("link") or told["id"]), article.revision(told), span)


def _advised(told: Mapping[str, Any], key: str, revision: str, span: Span) -> Draft:
    return Draft(
        kind=NTAS, origin_key=key, revision=revision, title=ntas.title(told), body=ntas.body(told), data=told,
        when=ntas.when(told), piece=span, findings=ntas.findings(told),
    )  # fmt: skip


def _advisory(alert: "etree._Element") -> dict[str, Any]:
    """An alert of the XML form of 2016."""
    texts = {name: "".join(map(str, found.itertext())) for name in ("summary", "details", "duration")
             if (found := alert.find(f"{{*}}{name}")) is not None}  # fmt: skip
    sections = [
        {local(part): "".join(map(str, part.itertext())) for part in one if local(part)}
        for one in alert.iterfind("{*}detail_sections/{*}detail_section")
    ]  # fmt: skip
    return {
        **{name: str(alert.get(name)) for name in ("start", "end", "type", "link", "href") if alert.get(name)}, **texts,
        "locations": ntas.named([one.text or "" for one in alert.iterfind("{*}locations/{*}location")]),
        "sectors": ntas.named([one.text or "" for one in alert.iterfind("{*}sectors/{*}sector")]), "sections": sections,
    }  # fmt: skip
