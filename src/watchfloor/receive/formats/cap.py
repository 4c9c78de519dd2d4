"""CAP 1.1 and 1.2 alerts into drafts. Entities, DTDs and the network are off; a file that declares a DTD is refused."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lxml import etree

from watchfloor.core.rules.draft import Draft, Place, Reading, SetAside, When
from watchfloor.receive.formats.facts import cap_facts
from watchfloor.receive.formats.xml import XmlUnreadable, parsed
from watchfloor.receive.rules.areas import Polygon, circle, polygon, ring, split
from watchfloor.receive.rules.cap import NOT_FOR_REAL, CapFacts, CapFault, faults, findings, instant

FORMAT = "cap"
SIGNATURE = "{http://www.w3.org/2000/09/xmldsig#}Signature"
DTD = "The file declares a DTD (<!DOCTYPE>), which CAP has none of and which can hold entity bombs (rule intake.dtd)."
Alert = dict[str, Any]


def read(content: bytes, options: Mapping[str, Any]) -> Reading:
    """The one alert of a file; broken, it is set aside whole. MUST NOT raise for what the bytes hold."""
    del options
    try:
        root = parsed(content)
    except XmlUnreadable as error:
        said = str(error) if str(error).startswith("broken") else f"{DTD} Ask the sender for the alert without it."
        one: Draft | SetAside = _aside([CapFault(error.place, said)], (0, len(content)))
    else:
        one = alert_of(root, (0, len(content)))
    if isinstance(one, Draft):
        return Reading(FORMAT, (one,), ())
    return Reading(FORMAT, (), (one,), whole=True)


def alert_of(root: "etree._Element", span: tuple[int, int]) -> Draft | SetAside:
    """The alert that an element is, wherever it stands; `span` is what to keep of it."""
    facts = cap_facts()
    version = facts.version.get(str(etree.QName(root).namespace), "")
    if not version or etree.QName(root).localname != "alert":
        return _aside([CapFault("alert", _other(str(root.tag)))], span)
    foreign: list[str] = []
    alert = _taken(root, "alert", facts, foreign)
    broken = faults(alert, version, facts)
    if broken:
        return _aside(broken, span)
    return drafted(alert, version, (*findings(alert, version, facts), *_foreign(foreign)), span)


def _other(tag: str) -> str:
    if "cap:1.0" in tag or "cap/1.0" in tag:
        return "This is CAP 1.0; only 1.1 and 1.2 are read (CAP 1.2 section 4). Ask the sender for CAP 1.2."
    return f"The root element {tag[:120]} is no CAP 1.1 or 1.2 alert (CAP 1.2 section 3). Send each alert as one file."


def _aside(broken: Sequence[CapFault], span: tuple[int, int]) -> SetAside:
    """One part for the whole alert: place of the first fault, the reasons of all (20 at most, each with its place)."""
    reasons = tuple(f"{fault.place}: {fault.text}" for fault in broken[:20])
    return SetAside(broken[0].place, reasons, span)


def _taken(element: "etree._Element", name: str, facts: CapFacts, foreign: list[str]) -> Alert:
    """The element's children by name, in the order of the file; what CAP does not know is only named."""
    known = {one.name: one for one in facts.block[name].elements}
    space, found = etree.QName(element).namespace, dict[str, Any]()
    for child in element:
        tag = etree.QName(child)
        one = known.get(tag.localname)
        if one is None or tag.namespace != space:
            foreign.append(child.tag)
            continue
        value = _taken(child, one.block, facts, foreign) if one.block else "".join(map(str, child.itertext())).strip()
        if one.many:
            found.setdefault(one.name, []).append(value)
        elif one.name in found:
            before = found[one.name]
            found[one.name] = [*before, value] if isinstance(before, list) else [before, value]
        else:
            found[one.name] = value
    return found


def _foreign(tags: list[str]) -> Iterator[str]:
    if SIGNATURE in tags:
        yield "Signature present, not verified."
    others = sorted({tag for tag in tags if tag != SIGNATURE})
    if others:
        yield f"Elements outside CAP, kept in the original only: {', '.join(others)[:300]}."


def drafted(alert: Alert, version: str, said: tuple[str, ...], piece: tuple[int, int]) -> Draft:
    """An alert that may be opened, as its elements; a time in it that cannot be read is left out of `when`."""
    infos = alert.get("info", [])
    first = next((info for info in infos if info.get("language", "en").startswith("en")), infos[0] if infos else {})
    areas, centers = _areas(infos)
    return Draft(
        kind="cap",
        origin_key=f"{alert['sender']},{alert['identifier']},{alert['sent']}",
        revision=alert["sent"],
        title=first.get("headline") or first.get("event") or f"CAP alert {alert['identifier']}",
        body="\n".join(dict.fromkeys(_words(alert))),
        data={**alert, "cap": version, "operational": alert["status"] not in NOT_FOR_REAL},
        when=_when(alert),
        place=centers[0] if len(centers) == 1 and len(areas) <= 1 else None,
        areas=areas,
        markings=() if alert["scope"] == "Public" else (f"unknown: CAP scope {alert['scope']}",),
        piece=piece,
        findings=said,
    )


def _words(alert: Alert) -> Iterator[str]:
    """What a reader and the search need; addresses of sender and web page are left out, they are no clue."""
    for info in alert.get("info", []):
        names = ("headline", "event", "description", "instruction", "senderName", "contact", "audience")
        yield from (info[name] for name in names if info.get(name))
        yield from (area["areaDesc"] for area in info.get("area", []))
    yield from (alert[name] for name in ("note", "incidents") if alert.get(name))


def _areas(infos: list[Alert]) -> tuple[tuple[Polygon, ...], list[Place]]:
    """Polygons (circles too, as rings) and the centers of circles, each once although every language repeats them."""
    found, centers = dict[Polygon, None](), dict[Place, None]()
    for area in (area for info in infos for area in info.get("area", [])):
        for text in area.get("polygon", []):
            found.update(dict.fromkeys(split(polygon(text))))
        for text in area.get("circle", []):
            lon, lat, radius = circle(text)
            centers[Place(lon, lat, radius * 1000, area["areaDesc"])] = None
            if radius:
                found.update(dict.fromkeys(split(ring(lon, lat, radius))))
    return tuple(found), list(centers)


def _when(alert: Alert) -> When:
    infos = alert.get("info", [])
    starts = [instant(info.get("onset") or info.get("effective") or alert["sent"]) for info in infos]
    ends = [instant(info.get("expires")) for info in infos]
    names = (f"{name} {info[name]}" for info in infos for name in ("onset", "effective", "expires") if info.get(name))
    said = ", ".join(dict.fromkeys(names)) or f"sent {alert['sent']}"
    found = [one for one in starts if one] or [one for one in (instant(alert["sent"]),) if one]
    end = max([one for one in ends if one], default=None)
    return When(min(found, default=None), end, "minute" if found else "unknown", said)
