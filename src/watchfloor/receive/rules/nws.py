"""An alert of api.weather.gov as the CAP alert that it is; the GeoJSON form differs in names, not in what it says."""

from collections.abc import Iterator, Mapping
from typing import Any

from watchfloor.receive.rules.cap import TIMES, instant

API = "api.weather.gov, openapi.yaml"
SENDER = "w-nws.webmaster@noaa.gov"
# elements of a CAP info block under the same name (CAP 1.2 section 3.2.2)
SAME = ("event", "urgency", "severity", "certainty", "senderName", "headline", "description", "instruction", "web")
MULTI = {"Polygon": 1, "MultiPolygon": 0}


def alert_of(feature: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The elements of the CAP alert, and a sentence for each time that nobody can read: it is left out.

    `sent` stays as it was written, for it belongs to the alert's identity. A scope that is not said is Public: the
    service publishes nothing else.
    """
    said = _properties(feature)
    times = {name: said[name] for name in TIMES if said.get(name)}
    wrong = tuple(
        f"{name}: {str(value)[:40]!r} is no time; kept as it was written."
        for name, value in {"sent": said.get("sent"), **times}.items() if value and instant(value) is None
    )  # fmt: skip
    info: dict[str, Any] = {name: str(said[name]) for name in SAME if said.get(name) not in (None, "")}
    info |= {name: _written(value) for name, value in times.items() if instant(value)}
    info["language"] = str(said.get("language") or "en-US")
    info["category"] = [str(said.get("category") or "Met")]
    info |= {"responseType": [str(said["response"])]} if said.get("response") else {}
    info["parameter"] = list(_pairs(said.get("parameters")))
    info["area"] = [_area(said, feature.get("geometry"))]
    alert = {
        "identifier": str(said.get("id") or ""), "sender": str(said.get("sender") or SENDER),
        "sent": _written(said["sent"]) if instant(said.get("sent")) else str(said.get("sent") or ""),
        "status": str(said.get("status") or ""), "msgType": str(said.get("messageType") or ""),
        "scope": str(said.get("scope") or "Public"), "info": [info],
    }  # fmt: skip
    references = " ".join(_references(said.get("references")))
    return (alert | {"references": references} if references else alert), wrong


def is_alert(feature: object) -> bool:
    """Whether a GeoJSON feature is an alert of the weather service."""
    return isinstance(feature, Mapping) and _properties(feature).get("@type") == "wx:Alert"


def _properties(feature: Mapping[str, Any]) -> Mapping[str, Any]:
    said = feature.get("properties")
    return said if isinstance(said, Mapping) else {}


def _written(value: str) -> str:
    """As CAP writes a time: to the second, with its offset."""
    moment = instant(value)
    return moment.isoformat(timespec="seconds") if moment else value


def _pairs(named: object) -> Iterator[dict[str, str]]:
    for name, values in named.items() if isinstance(named, Mapping) else ():
        for value in values if isinstance(values, list) else (values,):
            yield {"valueName": str(name), "value": str(value)}


def _references(named: object) -> Iterator[str]:
    for one in named if isinstance(named, list) else ():
        if isinstance(one, Mapping) and one.get("identifier"):
            yield f"{one.get('sender') or SENDER},{one['identifier']},{one.get('sent', '')}"


def _area(said: Mapping[str, Any], geometry: object) -> dict[str, Any]:
    rings = list(_rings(geometry))
    area: dict[str, Any] = {"areaDesc": str(said.get("areaDesc") or ""), "geocode": list(_pairs(said.get("geocode")))}
    return area | {"polygon": rings} if rings else area


def _rings(geometry: object) -> Iterator[str]:
    """Outer rings as CAP writes them, latitude first."""
    kind = geometry.get("type") if isinstance(geometry, Mapping) else None
    if not isinstance(geometry, Mapping) or not isinstance(kind, str) or kind not in MULTI:
        return
    given = geometry.get("coordinates")
    parts = given if isinstance(given, list) else []
    for part in [parts] if MULTI[kind] else parts:
        points = part[0] if part and isinstance(part, list) and isinstance(part[0], list) else []
        pairs = [one for one in points if isinstance(one, list) and len(one) >= 2]
        if pairs:
            yield " ".join(f"{one[1]},{one[0]}" for one in pairs)
