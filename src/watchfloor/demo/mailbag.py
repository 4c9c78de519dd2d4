"""The files of the exercise as they reach the doors, faults included: nothing may be lost, and all must be said."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from random import Random

from watchfloor.demo.alerts import as_xml, covered, cut_off, make_alerts
from watchfloor.demo.assets import Asset
from watchfloor.demo.feeds import ADVISORIES, NEIGHBOR, advisory_feed, neighbor_feed
from watchfloor.demo.reports import Report, as_csv

ALERTS_SOURCE = "Northland Alerts (EXERCISE)"
# this agency's file holds its first row twice; that one's ends with a row whose date is none
TWICE, UNDATED = "WCS", "NFC"
NO_DATE = "31/11/26"
BROKEN = "exercise-cut-off.cap"
Inside = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class File:
    """A file for one of the doors. `door` is gather (then `mapping` and `agency` are given) or receive (`source`)."""

    name: str
    content: bytes
    door: str
    mapping: str = ""
    agency: str = ""
    source: str = ""


def from_agencies(told: Sequence[Report]) -> Iterator[File]:
    """One CSV file for each agency that reported, in the order of their codes."""
    for code in sorted({report.agency for report in told}):
        own = [report for report in told if report.agency == code]
        content = as_csv(own)
        header, first, *_ = content.splitlines(keepends=True)
        content += first if code == TWICE else _undated(own[-1], len(header)) if code == UNDATED else b""
        yield File(f"exercise-reports-{code.lower()}.csv", content, "gather", mapping="generic", agency=code)


def undated_number(last: str) -> str:
    """The case number of the row without a date, which follows the last one of its file."""
    stem, _, count = last.rpartition("-")
    return f"{stem}-{int(count) + 1:04d}"


def _undated(last: Report, header: int) -> bytes:
    made = replace(
        last,
        title="Bright light over the tree line",
        narrative="There was a bright light over the tree line again. I wrote the day on the note I left at the desk.",
        lat=None,
        lon=None,
        behavior="",
        case_number=undated_number(last.case_number),
    )
    row = as_csv([made])[header:]
    return NO_DATE.encode() + row[row.index(b",") :]


def from_alerts(rng: Random, assets: tuple[Asset, ...], *, now: datetime) -> tuple[tuple[File, ...], Inside]:
    """The alerts as files, one of them cut off; and which assets each whole one covers."""
    files: list[File] = []
    inside: dict[str, tuple[str, ...]] = {}
    for alert, age in make_alerts({asset.name: asset for asset in assets}):
        name = f"exercise-{alert.name}.cap"
        files.append(_file(name, as_xml(alert, rng, sent=now - age)))
        inside[name] = covered(alert, assets)
    broken = _file(BROKEN, cut_off(files[-1].content))
    passed_on = File("exercise-lakeland.atom", neighbor_feed(files[0].content, now=now), "receive", source=NEIGHBOR)
    advised = File("exercise-ntas.atom", advisory_feed(now=now), "receive", source=ADVISORIES)
    return (*files, broken, passed_on, advised), inside


def _file(name: str, content: bytes) -> File:
    return File(name, content, "receive", source=ALERTS_SOURCE)
