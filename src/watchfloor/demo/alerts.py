"""CAP 1.2 alerts of the exercise (status Exercise), and one that is cut off in the middle."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random
from xml.sax.saxutils import escape

from watchfloor.demo.assets import Asset
from watchfloor.demo.places import km_between, moved

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
SENDER = "alerts@example.gov"
FLOOD_KM, STORM_KM, SPILL_KM = 2.0, 13.0, 3.0
CUT_AT = 0.55


@dataclass(frozen=True, slots=True)
class Alert:
    """What one alert says. `shape` is a ring as (lat, lon) points, or a circle as (lat, lon, km)."""

    name: str
    category: str
    event: str
    urgency: str
    severity: str
    certainty: str
    headline: str
    description: str
    instruction: str
    place: str
    ring: tuple[tuple[float, float], ...] = ()
    circle: tuple[float, float, float] | None = None


def make_alerts(assets: dict[str, Asset]) -> tuple[tuple[Alert, timedelta], ...]:
    """A flood warning, a spill with shelter in place and an ice storm, each with its age; `assets` by name."""
    return (
        (flood(assets), timedelta(hours=9)),
        (spill(assets), timedelta(hours=4)),
        (ice(assets), timedelta(hours=20)),
    )


def covered(alert: Alert, assets: Iterable[Asset]) -> tuple[str, ...]:
    """The ids of the assets inside the alert's polygon or circle."""
    return tuple(asset.id for asset in assets if _covers(alert, (asset.lat, asset.lon)))


def _covers(alert: Alert, point: tuple[float, float]) -> bool:
    if alert.circle:
        return km_between(alert.circle[:2], point) <= alert.circle[2]
    inside = False
    for (lat, lon), (to_lat, to_lon) in pairwise(alert.ring):
        if (lat > point[0]) != (to_lat > point[0]):
            inside ^= point[1] < lon + (point[0] - lat) / (to_lat - lat) * (to_lon - lon)
    return inside


def cut_off(alert: bytes) -> bytes:
    """The alert as a line that broke would have left it: no XML any more."""
    return alert[: int(len(alert) * CUT_AT)]


def flood(assets: dict[str, Asset]) -> Alert:
    """A polygon around the Otter Slough water plant."""
    plant = assets["Otter Slough water plant"]
    ring = [moved(plant.lat, plant.lon, FLOOD_KM, bearing) for bearing in (20, 80, 140, 200, 260, 320)]
    return Alert(
        "flood", "Met", "Flood Warning", "Expected", "Severe", "Likely",
        "EXERCISE: Flood warning for the river below Clearwater until tomorrow evening",
        "EXERCISE. The river is forecast to rise two feet above flood stage by midnight. Low ground on both banks "
        "below Clearwater will be under water, the intake road of the water plant among it.",
        "Move equipment to high ground. Do not drive into water.",
        "River bottoms below Clearwater, Wright and Sherburne counties",
        (*ring, ring[0]),
    )  # fmt: skip


def spill(assets: dict[str, Asset]) -> Alert:
    """A circle around the chlorine works."""
    works = assets["Ironwood chlorine works"]
    return Alert(
        "hazmat", "CBRNE", "Hazardous Materials Warning", "Immediate", "Severe", "Observed",
        "EXERCISE: Chlorine leak at Becker, stay indoors",
        "EXERCISE. A valve of a rail car leaks chlorine at the Ironwood works in Becker. The wind is from the west at "
        "five miles an hour. Crews are on scene.",
        "Go indoors, close windows, turn off fans. Wait for the all clear.",
        "Within three kilometers of the works, Sherburne County",
        circle=(works.lat, works.lon, SPILL_KM),
    )  # fmt: skip


def ice(assets: dict[str, Asset]) -> Alert:
    """A wide polygon around the Prairie Creek substation."""
    middle = assets["Prairie Creek 345 kV substation"]
    ring = [moved(middle.lat, middle.lon, STORM_KM, bearing) for bearing in (45, 135, 225, 315)]
    return Alert(
        "ice-storm", "Met", "Ice Storm Warning", "Future", "Moderate", "Possible",
        "EXERCISE: Ice storm possible around Monticello and Big Lake on the weekend",
        "EXERCISE. Freezing rain of a quarter inch may bring down lines. Crews will be slow to reach substations.",
        "Check backup power. Keep roads clear for crews.",
        "Around Monticello and Big Lake",
        (*ring, ring[0]),
    )  # fmt: skip


def as_xml(alert: Alert, rng: Random, *, sent: datetime) -> bytes:
    """The alert as CAP 1.2 in UTF-8; its identifier is drawn from the seed, it expires 36 hours after `sent`."""
    identifier = f"EXERCISE-{alert.name.upper()}-{rng.randrange(16**8):08x}"
    shape = (
        f"<circle>{alert.circle[0]},{alert.circle[1]} {alert.circle[2]:g}</circle>"
        if alert.circle
        else f"<polygon>{' '.join(f'{lat:.5f},{lon:.5f}' for lat, lon in alert.ring)}</polygon>"
    )
    head = {"identifier": identifier, "sender": SENDER, "sent": _time(sent), "status": "Exercise", "msgType": "Alert"}
    info = {
        "language": "en-US",
        "category": alert.category,
        "event": alert.event,
        "urgency": alert.urgency,
        "severity": alert.severity,
        "certainty": alert.certainty,
        "effective": _time(sent),
        "expires": _time(sent + timedelta(hours=36)),
        "senderName": "Northland Alerts (EXERCISE)",
        "headline": alert.headline,
        "description": alert.description,
        "instruction": alert.instruction,
    }
    lines = (
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<alert xmlns="{NAMESPACE}">',
        *_elements(head),
        "<scope>Public</scope>",
        "<note>EXERCISE EXERCISE EXERCISE. Nothing of this is real.</note>",
        "<info>",
        *_elements(info),
        f"<area><areaDesc>{escape(alert.place)}</areaDesc>{shape}</area>",
        "</info>",
        "</alert>",
    )
    return "\n".join((*lines, "")).encode()


def _elements(fields: dict[str, str]) -> list[str]:
    return [f"<{name}>{escape(text)}</{name}>" for name, text in fields.items()]


def _time(at: datetime) -> str:
    # CAP 1.2 section 3.3.2: no Z; UTC is written -00:00
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S-00:00")
