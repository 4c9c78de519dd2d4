"""Local implications: what a threat touches here, each with its reason."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from watchfloor.analyze.formats.tables import implication_rules
from watchfloor.analyze.rules.implications import TargetFacts, ThreatFacts, implications
from watchfloor.analyze.rules.times import said_when
from watchfloor.core.rules.draft import Place, When

RULES = implication_rules()
DAY = datetime(2026, 11, 21, tzinfo=UTC)
SQUARE = ((-94.0, 45.0), (-93.0, 45.0), (-93.0, 46.0), (-94.0, 46.0))
THREAT = ThreatFacts(
    indicators=frozenset({("domain", "bad.example")}),
    areas=(SQUARE,),
    sectors=frozenset({"energy"}),
    window=When(DAY, DAY + timedelta(days=2), "minute", "Nov 21 to 23"),
    techniques=frozenset({"T0883"}),
    words=frozenset({"relay 7"}),
)
SUBSTATION = TargetFacts("asset", "a1", "Prairie Creek substation", Place(-93.5, 45.5), sectors=frozenset({"energy"}))


def test_an_asset_inside_the_area_and_in_the_sector_is_one_line_with_both_reasons() -> None:
    """The same asset is listed once, however often it is handed in, and no reason is lost."""
    (found,) = implications(THREAT, [SUBSTATION, SUBSTATION], [], parameters=RULES)
    assert (found.target_id, found.how, len(found.reasons)) == ("a1", "place", 2)
    assert "inside the area of the threat" in found.because
    assert "sector energy" in found.because


def test_sectors_and_times_are_said_in_words() -> None:
    """A code and a kept time never reach a reader: the Energy sector, Nov 21, 00:00 CST, in the center's own zone."""
    here = replace(RULES, sector_words={"energy": "Energy"}, zone=ZoneInfo("America/Chicago"))
    seen = replace(SUBSTATION, when=When(DAY + timedelta(hours=6), None, "minute", "2026-11-21T06:00:00+00:00"))
    (found,) = implications(THREAT, [seen], [], parameters=here)
    assert "Belongs to the Energy sector, which the threat names." in found.because
    assert "Its time (Nov 21, 00:00 CST) falls into the time of the threat (Nov 20, 18:00 CST to " in found.because


@pytest.mark.parametrize(
    ("when", "said"),
    [
        (When(DAY, DAY + timedelta(days=1), "day", "x"), "Nov 21, 2026"),
        (When(DAY, DAY + timedelta(days=60), "day", "x"), "Nov 21, 2026 to Jan 20, 2027"),
        (When(DAY, DAY + timedelta(hours=2), "minute", "x"), "Nov 21, 00:00 UTC to 02:00"),
        (When(DAY, None, "minute", "x"), "Nov 21, 00:00 UTC"),
        (When(None, DAY, "day", "x"), "until Nov 21, 2026"),
        (When(None, None, "unknown", "last autumn"), "last autumn"),
    ],
)
def test_a_time_is_said_as_it_is_known(when: When, said: str) -> None:
    """A day stays a day, a range a range, and words without a time stay as they came."""
    assert said_when(when, UTC) == said


def test_the_distance_outside_the_area_is_said() -> None:
    """Some kilometres beyond the edge still counts, less, and the figure is in the sentence; far away does not."""
    beside = replace(SUBSTATION, place=Place(-92.97, 45.5), sectors=frozenset())
    (found,) = implications(THREAT, [beside], [], parameters=RULES)
    assert found.because == "Lies 2.3 km outside the area of the threat, within 5.0 km."
    assert implications(THREAT, [replace(beside, place=Place(-90, 45.5))], [], parameters=RULES) == ()


def test_an_indicator_that_a_report_names_weighs_most() -> None:
    """A report with an indicator of the threat stands above an asset that only lies there."""
    report = TargetFacts("report", "r1", "Odd mail", indicators=frozenset({("domain", "bad.example")}))
    found = implications(THREAT, [replace(SUBSTATION, sectors=frozenset())], [report], parameters=RULES)
    assert [i.target_id for i in found] == ["r1", "a1"]
    assert found[0].how == "indicator"
    assert found[0].because == "Names domain bad.example, an indicator of the threat."


def test_time_alone_touches_nothing() -> None:
    """A report of the same day without any other reason is not an implication, even at a high weight."""
    report = TargetFacts("report", "r1", "A report", when=When(DAY, DAY, "minute", "Nov 21"))
    heavy = replace(RULES, weights={**RULES.weights, "time": 99})
    assert implications(THREAT, [], [report], parameters=heavy) == ()
    near = replace(report, place=Place(-93.5, 45.5))
    (found,) = implications(THREAT, [], [near], parameters=RULES)
    assert {reason.how for reason in found.reasons} == {"place", "time"}
    past = replace(near, when=When(DAY - timedelta(days=9), None, "minute", "Nov 12"))
    assert "time" not in {r.how for r in implications(THREAT, [], [past], parameters=RULES)[0].reasons}


def test_near_the_named_place_with_what_is_not_sure() -> None:
    """A place of some kilometres' radius is said to be that; one that is only a state is no place."""
    threat = ThreatFacts(place=Place(-93.5, 45.5, name="Prairie Creek"))
    town = TargetFacts("report", "r1", "A report", Place(-93.5, 45.55, radius_m=4000))
    (found,) = implications(threat, [], [town], parameters=RULES)
    assert found.because == "Lies 5.6 km from Prairie Creek, within 10.0 km (its place is sure to 4.0 km)."
    vague = replace(town, place=Place(-93.5, 45.5, radius_m=200_000))
    assert implications(threat, [], [vague], parameters=RULES) == ()


def test_techniques_and_declared_words_are_reasons() -> None:
    """A technique of the catalog and the name of a product in use are said by name."""
    plant = TargetFacts("asset", "a2", "Plant", techniques=frozenset({"T0883"}), words=frozenset({"relay 7"}))
    (found,) = implications(THREAT, [plant], [], parameters=RULES)
    assert "technique T0883" in found.because
    assert "relay 7" in found.because


def test_a_person_cannot_be_a_target() -> None:
    """What a threat means is never asked of a person."""
    with pytest.raises(ValueError, match="none of asset, place, event, report"):
        TargetFacts("person", "p", "Someone")  # type: ignore[arg-type] # the point of the test


def test_a_missing_weight_is_named() -> None:
    """A data file without one of the weights is refused with its name."""
    with pytest.raises(ValueError, match="sector"):
        replace(RULES, weights={k: v for k, v in RULES.weights.items() if k != "sector"})
