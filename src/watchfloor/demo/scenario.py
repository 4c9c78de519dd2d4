"""The exercise: a fictional fusion center, two weeks of reports and what a federal partner sends, from one seed.

The same seed and moment give the same bytes. Everything is fictional and marked EXERCISE; nothing here reads a file,
a clock or a network.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from random import Random
from zoneinfo import ZoneInfo

from watchfloor.demo.assets import Asset, make_assets
from watchfloor.demo.cast import CENTER, GROUPS, Agency, Group, Person, make_agencies, make_people
from watchfloor.demo.federal import PRODUCER, make_bundle
from watchfloor.demo.mailbag import BROKEN, TWICE, UNDATED, File, Inside, from_agencies, from_alerts, undated_number
from watchfloor.demo.names import SWITCHBOARD, Pool, phones, plates, pool
from watchfloor.demo.parties import with_parties
from watchfloor.demo.places import STATE
from watchfloor.demo.reports import Ground, Report, ordinary
from watchfloor.demo.threads import CLUB, CONTRACTOR, NEEDLE, SCENES, Clues, make_clues, tell_threads

ZONE = ZoneInfo("America/Chicago")
REPORTS = 400


@dataclass(frozen=True, slots=True)
class Truth:
    """What a good product finds, and what it must not take for it. Reports are named by their case number.

    `needle` belongs together; `by` says what ties each of them to the others (plate, phone, domain, near, place).
    `touched` are the assets (ids) that the needle's reports concern, `inside` those that each alert's file covers.
    `federal` are the reports that name an indicator of the bundle. `decoys` are stories that look alike and are
    harmless; `too_common` is a number that so many reports name that it links nothing.
    `twice` are rows that their file holds a second time, `undated` a row without a date that can be read, which is
    no one of the reports; `broken` are files that are set aside whole.
    """

    needle: tuple[str, ...]
    by: Mapping[str, tuple[str, ...]]
    touched: tuple[str, ...]
    federal: tuple[str, ...]
    inside: Mapping[str, tuple[str, ...]]
    decoys: Mapping[str, tuple[str, ...]]
    too_common: str
    twice: tuple[str, ...]
    undated: tuple[str, ...]
    broken: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scenario:
    """The whole exercise. `reports` are in the order of time; `files` bring them and the federal side in."""

    seed: int
    now: datetime
    state: str
    center: str
    agencies: tuple[Agency, ...]
    groups: tuple[Group, ...]
    people: tuple[Person, ...]
    assets: tuple[Asset, ...]
    reports: tuple[Report, ...]
    files: tuple[File, ...]
    clues: Clues
    truth: Truth


def make_scenario(*, seed: int, now: datetime, reports: int = REPORTS) -> Scenario:
    """The exercise as it stands at `now` (aware), with `reports` reports over the fourteen days before.

    Raises ValueError when `reports` leaves no room for the stories.
    """
    local = now.astimezone(ZONE)
    agencies = make_agencies(today=local.date())
    assets = make_assets(_stream(seed, "assets"))
    clues = make_clues(_stream(seed, "clues"))
    told = _reports(seed, reports, clues, agencies, assets, local)
    alerts, inside = from_alerts(_stream(seed, "alerts"), assets, now=now)
    return Scenario(
        seed=seed,
        now=now,
        state=STATE,
        center=CENTER,
        agencies=agencies,
        groups=GROUPS,
        people=make_people(_stream(seed, "people"), agencies, today=local.date()),
        assets=assets,
        reports=told,
        files=(_federal(seed, clues, now), *alerts, *from_agencies(told)),
        clues=clues,
        truth=_truth(told, assets, inside),
    )


def _stream(seed: int, part: str) -> Random:
    # each part has dice of its own: a change of one leaves the others as they were
    return Random(f"{seed}:{part}")


def _reports(
    seed: int, count: int, clues: Clues, agencies: Sequence[Agency], assets: tuple[Asset, ...], local: datetime
) -> tuple[Report, ...]:
    plain = count - len(SCENES)
    if plain < 0:
        raise ValueError(f"reports: {count} are too few. The stories alone take {len(SCENES)}.")
    rng = _stream(seed, "reports")
    kinds = {agency.code: agency.kind for agency in agencies}
    ground = Ground(kinds, assets, _pool(rng, 3 * count, clues), local)
    by_name = {asset.name: asset for asset in assets}
    told = (*ordinary(rng, plain, ground), *tell_threads(_stream(seed, "threads"), clues, by_name, now=local))
    named = with_parties(_stream(seed, "parties"), sorted(told, key=lambda report: report.occurred))
    return _numbered(named)


def _pool(rng: Random, vehicles: int, clues: Clues) -> Pool:
    free = [plate for plate in plates(rng, min(8_000, max(100, vehicles))) if plate not in _clue_plates(clues)]
    numbers = [number for number in phones(rng, 650) if number not in (clues.phone, clues.club_phone)]
    return pool(rng, free_plates=tuple(free), free_phones=tuple(numbers))


def _clue_plates(clues: Clues) -> tuple[str, ...]:
    return clues.plate, clues.misread, clues.contractor_plate


def _numbered(told: Iterable[Report]) -> tuple[Report, ...]:
    counts: dict[str, int] = {}
    found = []
    for report in told:
        counts[report.agency] = counts.get(report.agency, 0) + 1
        number = f"EX-{report.agency}-{report.occurred:%y}-{counts[report.agency]:04d}"
        found.append(replace(report, case_number=number))
    return tuple(found)


def _federal(seed: int, clues: Clues, now: datetime) -> File:
    bundle = make_bundle(_stream(seed, "federal"), clues, now=now)
    return File("exercise-federal-drones.json", bundle, "receive", source=PRODUCER)


def _truth(told: Sequence[Report], assets: Sequence[Asset], inside: Inside) -> Truth:
    needle = [report for report in told if report.thread == NEEDLE]
    *_, last = (report.case_number for report in told if report.agency == UNDATED)
    concerned = {scene.asset for scene in SCENES if scene.thread == NEEDLE}
    return Truth(
        needle=_cases(told, NEEDLE),
        by={report.case_number: report.by for report in needle},
        touched=tuple(asset.id for asset in assets if asset.name in concerned),
        federal=tuple(report.case_number for report in needle if {"phone", "domain"} & set(report.by)),
        inside=inside,
        decoys={thread: _cases(told, thread) for thread in (CONTRACTOR, CLUB)},
        too_common=SWITCHBOARD,
        twice=(next(report.case_number for report in told if report.agency == TWICE),),
        undated=(undated_number(last),),
        broken=(BROKEN,),
    )


def _cases(told: Sequence[Report], thread: str) -> tuple[str, ...]:
    return tuple(report.case_number for report in told if report.thread == thread)
