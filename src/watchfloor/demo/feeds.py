"""What comes by feed in the exercise: an alert once more by another route, an article, an advisory (all fictional)."""

from datetime import UTC, datetime, timedelta
from xml.sax.saxutils import escape

ATOM = "http://www.w3.org/2005/Atom"
NEIGHBOR = "Lakeland Center Feed (EXERCISE)"
ADVISORIES = "NTAS (EXERCISE)"
ARTICLE = (
    "EXERCISE: Co-op closes its north gate for maintenance",
    "TLP:GREEN. EXERCISE EXERCISE EXERCISE. The cooperative closes the north gate of its yard for two weeks.",
)
CLOSED = (
    "EXERCISE: Two night closures of the river bridge",
    "TLP:GREEN. EXERCISE EXERCISE EXERCISE. The county closes the river bridge for two nights.",
)
ADVISORY = (
    "EXERCISE: NTAS Bulletin: drones near energy sites",
    "EXERCISE EXERCISE EXERCISE. Partners report drones over energy sites in several states. Report what you see.",
)


def neighbor_feed(alert: bytes, *, now: datetime) -> bytes:
    """A feed of Atom with the alert that another source sent too, and an article."""
    inner = alert.decode().partition("?>")[2].strip()
    held = (
        f"<entry><id>tag:lakeland.example,2026:flood</id><title>{escape('EXERCISE: passed on')}</title>"
        f'<updated>{_time(now - timedelta(hours=8))}</updated><content type="text/xml">{inner}</content></entry>'
    )
    return _feed("Lakeland Center (EXERCISE)", held + _entry("gate", *ARTICLE, at=now - timedelta(hours=6)))


def folder_feed(*, now: datetime) -> bytes:
    """What the neighbor laid into the folder that is watched: one entry."""
    return _feed("Lakeland Center (EXERCISE)", _entry("bridge", *CLOSED, at=now - timedelta(hours=2)))


def advisory_feed(*, now: datetime) -> bytes:
    """A feed with one advisory, which nobody has confirmed."""
    return _feed("NTAS (EXERCISE)", _entry("ntas", *ADVISORY, at=now - timedelta(hours=3)))


def _entry(name: str, title: str, words: str, *, at: datetime) -> str:
    said = f"<title>{escape(title)}</title><updated>{_time(at)}</updated><summary>{escape(words)}</summary>"
    return f'<entry><id>tag:lakeland.example,2026:{name}</id><link href="https://example.gov/{name}"/>{said}</entry>'


def _feed(title: str, entries: str) -> bytes:
    said = f'<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="{ATOM}"><title>{title}</title><id>urn:x:{title}</id>'
    return f"{said}{entries}</feed>".encode()


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")
