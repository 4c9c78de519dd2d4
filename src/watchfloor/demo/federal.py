"""What the federal partner sends: a STIX 2.1 bundle about drone surveys of electric substations (all fictional)."""

import json
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from watchfloor.demo.places import STATE
from watchfloor.demo.threads import Clues

PRODUCER = "Federal Partner (EXERCISE)"
# TLP 2.0, as FIRST and OASIS publish it; the ids are fixed by the standard (STIX 2.1 errata 01, TLP 2.0 extension)
TLP_AMBER = "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"
TLP_EXTENSION = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
TLP_CREATED = "2022-10-01T00:00:00.000Z"
STATEMENT = "EXERCISE EXERCISE EXERCISE. Everything in this bundle is fictional."
# the middle of the region and how far the partner is sure of it
LAT, LON, PRECISION_M = 45.3, -93.8, 25_000
Object = dict[str, Any]


def make_bundle(rng: Random, clues: Clues, *, now: datetime) -> bytes:
    """The bundle as JSON bytes in UTF-8. Ids are drawn from the seed; times lie some days before `now`."""
    maker = _Maker(rng, _stamp(now - timedelta(days=2, hours=5)))
    seen_from, valid_from = _stamp(now - timedelta(days=30)), _stamp(now - timedelta(days=14))
    campaign, region, sector = _about(maker, clues)
    survey, planning = _tactics(maker)
    about = (campaign, region, sector, survey, planning)
    indicators = _indicators(maker, clues, valid_from, _stamp(now + timedelta(days=76)))
    links = [
        maker.link("uses", campaign, survey),
        maker.link("uses", campaign, planning),
        maker.link("targets", campaign, sector),
        maker.link("targets", campaign, region),
        *(maker.link("indicates", indicator, campaign) for indicator in indicators),
    ]
    campaign["first_seen"] = seen_from
    report = maker.object(
        "report",
        name="Drone surveys of electric substations (EXERCISE)",
        description=_report_text(clues),
        report_types=["threat-report", "campaign"],
        published=maker.at,
        object_refs=[one["id"] for one in (*about, *indicators, *links)],
        labels=["exercise"],
    )
    objects = [maker.producer, *_markings(maker), report, *about, *indicators, *links]
    bundle = {"type": "bundle", "id": maker.id("bundle"), "objects": objects}
    return json.dumps(bundle, indent=1, ensure_ascii=False).encode()


class _Maker:
    """Makes objects that share producer, time and markings; ids come from the seed in the order of the calls."""

    def __init__(self, rng: Random, at: str) -> None:
        self._rng, self.at = rng, at
        self.statement = self.id("marking-definition")
        self.producer: Object = {
            **self._head("identity"),
            "name": PRODUCER,
            "description": "A made-up federal partner of an exercise.",
            "identity_class": "organization",
            "sectors": ["government"],
            "object_marking_refs": [self.statement],
        }

    def id(self, kind: str) -> str:
        """A new id of that type, UUID version 4."""
        return f"{kind}--{UUID(int=self._rng.getrandbits(128), version=4)}"

    def object(self, kind: str, **fields: Any) -> Object:
        """An object of the producer under both markings."""
        shared = {"created_by_ref": self.producer["id"], "object_marking_refs": [TLP_AMBER, self.statement]}
        return {**self._head(kind), **shared, **fields}

    def _head(self, kind: str) -> Object:
        return {"type": kind, "spec_version": "2.1", "id": self.id(kind), "created": self.at, "modified": self.at}

    def link(self, kind: str, source: Object, target: Object) -> Object:
        """A relationship from source to target."""
        return self.object(
            "relationship", relationship_type=kind, source_ref=source["id"], target_ref=target["id"], confidence=70
        )


def _markings(maker: _Maker) -> tuple[Object, Object]:
    shared = {"type": "marking-definition", "spec_version": "2.1"}
    amber = {
        **shared,
        "id": TLP_AMBER,
        "created": TLP_CREATED,
        "name": "TLP:AMBER",
        "extensions": {TLP_EXTENSION: {"extension_type": "property-extension", "tlp_2_0": "amber"}},
    }
    statement = {
        **shared,
        "id": maker.statement,
        "created": maker.at,
        "definition_type": "statement",
        "definition": {"statement": STATEMENT},
    }
    return amber, statement


def _about(maker: _Maker, clues: Clues) -> tuple[Object, Object, Object]:
    campaign = maker.object(
        "campaign",
        name="Dusk Survey (EXERCISE)",
        description=(
            "Drones held over substations at dusk or by night, from a van without markings. The crew calls itself "
            f"{clues.firm} where it is asked."
        ),
        objective="To learn the layout, the guards and the dependence of hospitals on single substations.",
        confidence=70,
    )
    region = maker.object(
        "location",
        name="Upper river region, State of Northland (EXERCISE)",
        description="Electric substations within about 25 km of the river.",
        latitude=LAT,
        longitude=LON,
        precision=PRECISION_M,
        region="northern-america",
        country="US",
        administrative_area=STATE,
    )
    sector = maker.object(
        "identity",
        name="Owners of electric substations (EXERCISE)",
        identity_class="class",
        sectors=["energy", "utilities"],
    )
    return campaign, region, sector


def _tactics(maker: _Maker) -> tuple[Object, Object]:
    survey = maker.object(
        "attack-pattern",
        name="Aerial survey of a site with a small drone",
        description="A small unmanned aircraft is held over control houses and transformers for some minutes.",
        kill_chain_phases=[{"kill_chain_name": "exercise-planning-cycle", "phase_name": "surveillance"}],
    )
    planning = maker.object(
        "attack-pattern",
        name="Pretext as a survey contractor",
        description="People pass as surveyors of the grid, with cards that name a web site and a callback number.",
        kill_chain_phases=[{"kill_chain_name": "exercise-planning-cycle", "phase_name": "probing"}],
    )
    return survey, planning


def _indicators(maker: _Maker, clues: Clues, valid_from: str, valid_until: str) -> tuple[Object, ...]:
    # STIX has no object for a telephone number; the pattern names a type of our own, the description the number
    rows = (
        ("Web site of the pretext", f"[domain-name:value = '{clues.domain}']", f"The card names {clues.domain}."),
        ("Address of the web site", f"[ipv4-addr:value = '{clues.ip}']", f"{clues.domain} was served from {clues.ip}."),
        (
            "Callback number",
            f"[x-exercise-phone:value = '{clues.phone}']",
            f"Callback number on the card: {clues.phone}.",
        ),
    )
    return tuple(
        maker.object(
            "indicator",
            name=f"{name} (EXERCISE)",
            description=text,
            indicator_types=["anomalous-activity"],
            pattern=pattern,
            pattern_type="stix",
            valid_from=valid_from,
            valid_until=valid_until,
            confidence=70,
        )
        for name, pattern, text in rows
    )


def _report_text(clues: Clues) -> str:
    return (
        "EXERCISE. Since last month electric substations in two regions were surveyed from the air with small drones, "
        "most often at dusk or between midnight and four. A van waits nearby with its lights off. Where people were "
        f"spoken to, they gave cards of {clues.firm} with the site {clues.domain} and the number {clues.phone}. In one "
        "case questions about the backup power of a hospital came first. The partner asks for reports of drones over "
        "substations, of people who say they survey the grid, and of questions about which substation feeds what."
    )


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
