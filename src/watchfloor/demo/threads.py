"""The needle in the haystack, and what only looks like one: stories told by several hands in different words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from watchfloor.demo.assets import Asset
from watchfloor.demo.names import FIRST_WORDS, phones, plates
from watchfloor.demo.places import moved
from watchfloor.demo.prose import mistyped
from watchfloor.demo.reports import Report

NEEDLE, CONTRACTOR, CLUB = "needle", "contractor", "club"


@dataclass(frozen=True, slots=True)
class Clues:
    """What the stories share; nothing of it occurs in an ordinary report. `misread` is the plate with two digits
    swapped, as one witness noted it."""

    plate: str
    misread: str
    phone: str
    domain: str
    ip: str
    firm: str
    contractor_plate: str
    contractor_firm: str
    work_order: str
    club_phone: str
    club_name: str


@dataclass(frozen=True, slots=True)
class Scene:
    """One report of a story: `back` days before today at hour:minute, `km` from the asset in `bearing`.

    Without `km` the report gives no coordinates. `by` says what ties it to the other reports of its story.
    """

    thread: str
    agency: str
    back: int
    clock: tuple[int, int]
    asset: str
    km: float | None
    bearing: float
    behavior: str
    title: str
    text: str
    by: tuple[str, ...]
    slips: int = 0


SCENES = (
    Scene(
        NEEDLE, "MUS", 13, (19, 50), "Prairie Creek 345 kV substation", 0.12, 10, "SURVL",
        "Van and drone at the north fence of Prairie Creek",
        "A white Ford Transit stood at the north fence of the Prairie Creek substation for some eighteen minutes with "
        "its lights off. A small drone went up from beside it, held over the control house and came back. The driver "
        "did not get out. Gate camera shows plate {plate}. No work order for the day.",
        ("plate", "place"),
    ),
    Scene(
        NEEDLE, "RCP", 11, (15, 20), "Riverbend Hospital", 1.1, 80, "MATRLS",
        "Cash order of drone batteries, Cornerpost Hardware",
        "Clerk at the hobby counter of Cornerpost Hardware says a customer ordered twelve large drone batteries and "
        "two landing lights that cannot be seen from the side, and paid half in cash. Would not give a name for the "
        "slip. Wanted a call when they are in, number left was {phone}. Clerk found it odd that range at night was the "
        "only question asked.",
        ("phone",), slips=2,
    ),
    Scene(
        NEEDLE, "WCS", 9, (10, 40), "Mission Hill 115 kV substation", 0.6, 200, "MISREP",
        "Contact with two people on the line right of way",
        "While checking a gate on the right of way below the Mission Hill substation I met two people with a tablet "
        "and a range finder. They said they were surveying for {firm} and handed me a card with {phone} and {domain}. "
        "Their vehicle was a white cargo van with a ladder rack, Northland plate {tight}. The power cooperative called "
        "back later: it has hired nobody of that name.",
        ("plate", "phone", "domain", "place"),
    ),
    Scene(
        NEEDLE, "SPP", 6, (20, 35), "Sand Prairie 230 kV substation", 1.3, 110, "",
        "Van in the boat landing lot after closing",
        "Closing round at the landing. Light-colored work van backed in behind the vault toilet, nobody near it, hood "
        "warm. Wrote down plate {misread} in the dark, may have the digits crossed. A case for electronics and an "
        "antenna on a tripod could be seen through the rear glass. Gone when I came back about 2115 hours.",
        ("near",),
    ),
    Scene(
        NEEDLE, "BLF", 6, (21, 20), "Sand Prairie 230 kV substation", 0.25, 310, "AVIATION",
        "Drone light over the substation during a grass fire",
        "Engine 2 was mopping up a ditch fire by the Sand Prairie substation when the crew saw a green light hold "
        "still over the transformers, too low for a plane. It dropped behind a van on the access road, which drove off "
        "without headlights. Captain read license plate {plate} as it passed the engine. Told the utility by radio.",
        ("plate", "near", "place"),
    ),
    Scene(
        NEEDLE, "RBH", 3, (11, 15), "Riverbend Hospital", 0.05, 150, "ELICIT",
        "Questions about the backup generator",
        "A person who said they were writing a report on storm readiness asked the loading dock crew how long the "
        "generator takes to pick up the load and which substation feeds us. Asked twice whether the second line comes "
        "from the same place. When I came over they gave me {phone} to arrange a proper visit and walked off. Nobody "
        "in public affairs had heard of it.",
        ("phone",),
    ),
    Scene(
        NEEDLE, "NFC", 1, (2, 19), "Prairie Creek 345 kV substation", None, 0, "",
        "drone with no lights, power station by the river",
        "I was coming home from the late shift, about 2 NW Monticello, and saw a drone with four rotors and no lights "
        "over the little building at the power station. It stayed for maybe four minutes and then went east over the "
        "river. A van pulled out of the boat ramp with its lights off right after. I got the plate {plate}. I did not "
        "stop and I would rather not have my name used.",
        ("plate", "place"), slips=2,
    ),
    Scene(
        CONTRACTOR, "MUS", 12, (9, 5), "Sand Prairie 230 kV substation", 0.1, 90, "",
        "Work van at gate, work order checked",
        "White van of {contractor_firm} at the east gate, plate {contractor_plate}, two people with hard hats and a "
        "drone case. They are here to look at insulators from the air for the cooperative. Work order {work_order} is "
        "in the book for the whole month, called the control room and they confirmed.",
        ("plate",),
    ),
    Scene(
        CONTRACTOR, "WCS", 8, (14, 30), "Mission Hill 115 kV substation", 0.2, 20, "SURVL",
        "Van and drone by the substation",
        "Caller reported a van and a drone by the Mission Hill substation. Located a white van, license plate "
        "{contractor_plate}, with a crew that flies along the insulators. They showed work order {work_order}. Drone "
        "has its registration on the side.",
        ("plate",),
    ),
    Scene(
        CONTRACTOR, "NFC", 5, (16, 10), "Prairie Creek 345 kV substation", 0.3, 180, "",
        "white van at the substation again",
        "There is a white van at the substation by us for the second day and they fly a drone along the wires. It has "
        "a ladder and cones. The plate {contractor_plate} is Northland. They wear vests but anybody can buy a vest.",
        ("plate",), slips=1,
    ),
    Scene(
        CONTRACTOR, "MUS", 2, (13, 45), "Elk Bend 115 kV substation", 0.1, 270, "",
        "Insulator crew signed in and out",
        "{contractor_firm} signed in at 1345 hours and out at 1610 hours, plate {contractor_plate}, work order "
        "{work_order}. Flew twice, landed inside the yard. Escorted the whole time.",
        ("plate",),
    ),
    Scene(
        CLUB, "RCP", 10, (13, 10), "Riverbend Hospital", 2.2, 300, "AVIATION",
        "Several drones over the ball fields",
        "Complaint of five drones at once over the ball fields. It is the {club_name} flying day, gates and flags set "
        "up, permit from the city on the table. Contact for the club is {club_phone}.",
        ("phone",),
    ),
    Scene(
        CLUB, "NFC", 10, (14, 0), "Riverbend Hospital", 2.0, 305, "AVIATION",
        "So many drones over the park",
        "There are so many drones over the park today that the dogs are hiding. A sign says {club_name} and to call "
        "{club_phone} with questions, so I did, and nobody answered. Is this allowed near the hospital?",
        ("phone",), slips=1,
    ),
    Scene(
        CLUB, "SPP", 4, (12, 20), "Heron Falls dam", 2.6, 30, "AVIATION",
        "Drone practice at the day use area",
        "Six people of {club_name} practiced with small drones in the day use area, away from the dam, landed when the "
        "ranger came. Their safety officer asked to be called at {club_phone} before the next event so that it can be "
        "posted.",
        ("phone",),
    ),
)  # fmt: skip


def make_clues(rng: Random) -> Clues:
    """The clues of this seed."""
    plate = next(plate for plate in plates(rng, 40) if len(set(plate[-4:-2])) == 2)
    others = [other for other in plates(rng, 3) if other != plate]
    misread = f"{plate[:4]}{plate[5]}{plate[4]}{plate[6:]}"
    phone, club_phone = phones(rng, 2)
    firm, contractor_firm, club = rng.sample(FIRST_WORDS, 3)
    surveyors = f"{firm} Grid Survey"
    contractor = next(other for other in others if other != misread)
    return Clues(
        plate=plate,
        misread=misread,
        phone=phone,
        domain=f"{surveyors.lower().replace(' ', '-')}.example",
        ip=f"203.0.113.{rng.randint(2, 250)}",
        firm=surveyors,
        contractor_plate=contractor,
        contractor_firm=f"{contractor_firm} Line Services",
        work_order=f"WO-{rng.randint(10_000, 99_999)}",
        club_phone=club_phone,
        club_name=f"{club} drone club",
    )


def tell_threads(rng: Random, clues: Clues, assets: Mapping[str, Asset], *, now: datetime) -> Iterator[Report]:
    """The reports of all stories; `assets` by name, `now` in the local zone."""
    said = {
        **{name: getattr(clues, name) for name in Clues.__dataclass_fields__},
        "tight": clues.plate.replace(" ", ""),
    }
    for scene in SCENES:
        yield _told(rng, scene, said, assets[scene.asset], now)


def _told(rng: Random, scene: Scene, said: Mapping[str, str], asset: Asset, now: datetime) -> Report:
    hour, minute = scene.clock
    day = now - timedelta(days=scene.back)
    point = None if scene.km is None else moved(asset.lat, asset.lon, scene.km, scene.bearing)
    return Report(
        agency=scene.agency,
        occurred=day.replace(hour=hour, minute=minute, second=0, microsecond=0),
        title=scene.title,
        narrative=mistyped(scene.text.format_map(said), rng, slips=scene.slips),
        town=asset.town,
        lat=round(point[0], 4) if point else None,
        lon=round(point[1], 4) if point else None,
        behavior=scene.behavior,
        kind=scene.thread,
        thread=scene.thread,
        by=scene.by,
    )
