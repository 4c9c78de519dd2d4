"""STIX 2.1 and 2.0 into drafts, object by object: what is good goes on, what is broken is set aside with its rule.

Pieces are (offset, length) in the bytes as handed in. Read are bundles, TAXII envelopes, lists and lone objects.
Options: `depth` (most levels of nesting), `known_markings` (marking id -> text, what the same source defined before).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from watchfloor.core.rules.draft import Draft, Reading, SetAside
from watchfloor.receive.formats import scan
from watchfloor.receive.formats.entries import DEPTH, listed_chunks
from watchfloor.receive.formats.facts import stix20_facts, stix_facts
from watchfloor.receive.formats.scan import Span, Unreadable
from watchfloor.receive.formats.torn import Listed, elements_of, members_of
from watchfloor.receive.rules.facts import StixFacts
from watchfloor.receive.rules.markings import marking_findings, markings_of, meaning
from watchfloor.receive.rules.validity import faults, findings
from watchfloor.receive.rules.wording import LONGEST_TITLE, body, place, title, when

FORMAT = "stix"
DEFINES = b'"marking-definition"'
ENVELOPE = {"objects", "more", "next"}
CUT = ENVELOPE | {"id", "spec_version"}  # of a bundle whose type would have come behind its break


@dataclass(frozen=True, slots=True)
class Container:
    """What holds the objects: spans in order, how a place in it is written, what to say of each, whether of 2.0."""

    held: Listed
    place: str
    finding: str = ""
    old: bool = False


def read(content: bytes, options: Mapping[str, Any]) -> Reading:
    """All drafts in one Reading. MUST NOT raise for what the bytes hold."""
    parts = list(read_chunks(content, options))
    drafts = tuple(draft for part in parts for draft in part.drafts)
    set_aside = tuple(aside for part in parts for aside in part.set_aside)
    return Reading(parts[0].format, drafts, set_aside, whole=parts[0].whole)


def read_chunks(content: bytes, options: Mapping[str, Any]) -> Iterator[Reading]:
    """Readings of up to 500 objects; one with whole=True if no object can be opened. MUST NOT raise for the bytes."""
    depth = int(options.get("depth", DEPTH))
    try:
        held = _container(content, depth)
    except Unreadable as error:
        what = FORMAT if error.place == "spec_version" else "json"
        yield Reading(what, (), (SetAside(error.place, (str(error),), (0, len(content))),), whole=True)
        return
    facts = stix20_facts() if held.old else stix_facts()
    meanings = {**options.get("known_markings", {}), **_defined(content, held, facts, depth), **facts.tlp}

    def made(at: int, span: Span) -> Draft | SetAside:
        one = _object(content, span, depth, facts, meanings)
        if isinstance(one, SetAside):
            return replace(one, place=held.place.format(at) + one.place)
        return _with(one, held.finding) if held.finding else one

    yield from listed_chunks(FORMAT, content, held.held, made)


def _container(content: bytes, depth: int) -> Container:
    if content.lstrip(scan.BOM + b" \t\r\n")[:1] == b"[":
        return _filled(Container(elements_of(content, None), "[{}]", "Came in a list without a bundle."))
    spans, sound = members_of(content, "objects")
    kind = scan.value(content, spans["type"], depth=depth) if "type" in spans else None
    if kind == "bundle" or (kind is None and "objects" in spans and set(spans) <= (ENVELOPE if sound else CUT)):
        old = _is_old(content, spans, depth)
        objects = spans.get("objects")
        if objects is None or content[objects[0] : objects[0] + 1] != b"[":
            raise Unreadable("The bundle has no list of objects (STIX 2.1 section 8). Ask the sender for a whole one.")
        finding = "" if kind else "Came in a TAXII envelope without a bundle."
        return _filled(Container(elements_of(content, objects, sound=sound), "objects[{}]", finding, old))
    if not sound:
        scan.members(content)  # says where it breaks: of a lone object nothing stands whole
    if not isinstance(kind, str) or "id" not in spans:
        raise Unreadable(f"JSON, but not STIX: {_other(spans)}. Send a STIX 2.1 bundle or object.")
    start = content.index(b"{")
    lone = (start, content.rindex(b"}") + 1 - start)
    return Container(Listed((lone,)), "object", "Came alone, without a bundle.")


def _filled(held: Container) -> Container:
    if not held.held.spans and not held.held.torn:
        raise Unreadable("The bundle holds no objects. Nothing can be opened; ask the sender whether that was meant.")
    return held


def _is_old(content: bytes, spans: Mapping[str, Span], depth: int) -> bool:
    """Whether a bundle says that it is of STIX 2.0; only there a bundle says its version (STIX 2.0 part 1, 5)."""
    said = scan.value(content, spans["spec_version"], depth=depth) if "spec_version" in spans else "2.1"
    if said not in ("2.0", "2.1"):
        raise Unreadable(
            f"The bundle says spec_version {said!r}: only STIX 2.1 and 2.0 are read (STIX 2.1 section 8). Ask the"
            " sender for STIX 2.1, or convert it with the OASIS elevator.",
            place="spec_version",
        )
    return bool(said == "2.0")


def _other(spans: Mapping[str, Span]) -> str:
    known = {
        "vulnerabilities": "a list of vulnerabilities without its catalogVersion",
        "features": "GeoJSON without its type",
        "schema": "it looks like a file of Attack Flow Builder",
    }  # fmt: skip
    return next((said for name, said in known.items() if name in spans), "it has no type and id")


def _defined(content: bytes, held: Container, facts: StixFacts, depth: int) -> dict[str, str]:
    """What the bundle's own marking definitions mean, wherever in it they stand."""
    found = dict[str, str]()
    for offset, length in held.held.spans if DEFINES in content else ():
        if content.find(DEFINES, offset, offset + length) < 0:
            continue
        try:
            data = scan.value(content, (offset, length), depth=depth)
        except Unreadable:
            continue
        if isinstance(data, dict) and data.get("type") == "marking-definition" and not faults(data, facts):
            found[data["id"]] = meaning(data, facts)
    return found


def _object(content: bytes, span: Span, depth: int, facts: StixFacts, meanings: Mapping[str, str]) -> Draft | SetAside:
    """The place of what is set aside is that within the object."""
    try:
        data = scan.value(content, span, depth=depth)
    except Unreadable as error:
        return SetAside("", (str(error),), span)
    if not isinstance(data, dict):
        return SetAside("", ("is no object (STIX 2.1 section 8). Ask the sender to mend it and send it again.",), span)
    broken = faults(data, facts)
    if broken:
        return SetAside(f".{broken[0].property}", tuple(fault.text for fault in broken), span)
    return _draft(data, span, facts, meanings)


def _draft(data: dict[str, Any], span: Span, facts: StixFacts, meanings: Mapping[str, str]) -> Draft:
    marked = "object_marking_refs" in data or "granular_markings" in data
    defines = meaning(data, facts) if data["type"] == "marking-definition" else "unknown:"
    return Draft(
        kind="stix",
        origin_key=data["id"],
        revision=str(data.get("modified") or data.get("created") or ""),
        title=title(data, facts) if defines.startswith("unknown:") else defines[:LONGEST_TITLE],
        body=body(data, facts),
        data=data,
        when=when(data, facts),
        place=place(data),
        markings=markings_of(data, meanings) if marked else (),
        piece=span,
        findings=(*findings(data, facts), *(marking_findings(data, meanings) if marked else ())),
    )


def _with(draft: Draft, finding: str) -> Draft:
    return draft.but(findings=(*draft.findings, finding))
