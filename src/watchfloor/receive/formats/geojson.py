"""GeoJSON feeds into drafts: alerts of api.weather.gov and events of the USGS, feature by feature."""

from collections.abc import Iterator, Mapping
from typing import Any

from watchfloor.core.rules.draft import Draft, Reading, SetAside
from watchfloor.receive.formats import cap
from watchfloor.receive.formats.entries import entry, listed_chunks, whole
from watchfloor.receive.formats.facts import cap_facts
from watchfloor.receive.formats.scan import Span
from watchfloor.receive.formats.torn import elements_of, is_list, members_of
from watchfloor.receive.rules import hazards
from watchfloor.receive.rules.cap import faults, findings
from watchfloor.receive.rules.nws import API, alert_of, is_alert

FORMAT = "geojson"
RFC = "RFC 7946 section 3.3"
NEITHER = (
    "is neither an alert of api.weather.gov nor an event of the USGS. Reference data: watchfloor reference import."
)


def read_chunks(content: bytes, options: Mapping[str, Any]) -> Iterator[Reading]:
    """Readings of a FeatureCollection. MUST NOT raise for what the bytes hold, save Unreadable for a broken outside."""
    del options
    spans, sound = members_of(content, "features")
    at = spans["features"]
    if not is_list(content, at):
        yield whole(FORMAT, content, f"features: is no list ({RFC}). Fetch the file again.")
        return
    held = elements_of(content, at, sound=sound)
    if not held.spans and not held.torn:
        yield Reading(FORMAT, (), ())  # a quiet week: read, and nothing in it
        return
    yield from listed_chunks(FORMAT, content, held, lambda number, span: _made(content, number, span))


def _made(content: bytes, number: int, span: Span) -> Draft | SetAside:
    place = f"features[{number}]"
    one = entry(content, span, place, citation=RFC)
    if isinstance(one, SetAside):
        return one
    if is_alert(one):
        return _alert(one, place, span)
    told = one.get("properties")
    if not isinstance(told, Mapping) or "mag" not in told or "net" not in told:
        return SetAside(place, (f"The feature {NEITHER}",), span)
    return _event(one, place, span)


def _alert(feature: Mapping[str, Any], place: str, span: Span) -> Draft | SetAside:
    alert, wrong = alert_of(feature)
    # a time that nobody can read is no reason to keep a warning from people; one that is missing is
    broken = [one for one in faults(alert, "1.2", cap_facts()) if one.place != "alert.sent" or not alert["sent"]]
    if broken:
        reasons = tuple(f"{one.place}: {one.text} ({API})" for one in broken)
        return SetAside(f"{place}: {broken[0].place}", reasons, span)
    return cap.drafted({**alert, "feature": feature}, "1.2", (*findings(alert, "1.2", cap_facts()), *wrong), span)


def _event(feature: Mapping[str, Any], place: str, span: Span) -> Draft | SetAside:
    if broken := hazards.faults(feature):
        return SetAside(place, broken, span)
    return Draft(
        kind="hazard", origin_key=str(feature["id"]), revision=hazards.revision(feature), title=hazards.title(feature),
        body=hazards.body(feature), data=feature, when=hazards.when(feature), place=hazards.place(feature), piece=span,
        findings=hazards.findings(feature),
    )  # fmt: skip
