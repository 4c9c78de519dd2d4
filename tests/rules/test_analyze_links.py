"""Links: what weighs, what never may, and that the work stays small."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchfloor.analyze.formats.tables import link_rules
from watchfloor.analyze.rules.bearing import Tie, reasons
from watchfloor.analyze.rules.distance import inside, metres, metres_to_area
from watchfloor.analyze.rules.judging import JudgeFacts, judge
from watchfloor.analyze.rules.links import IdentifierRule, MentionFacts, propose, too_common
from watchfloor.analyze.rules.sightings import near_pairs
from watchfloor.analyze.rules.warning import forms, looked_for
from watchfloor.core.rules.draft import Place, When

RULES = link_rules()
NOON = datetime(2026, 11, 14, 12, tzinfo=UTC)


def seen(record: str, lon: float, lat: float, at: datetime = NOON, radius: float = 50.0) -> MentionFacts:
    """A report of a place and a minute."""
    return MentionFacts(record, "place", "", Place(lon, lat, radius), When(at, at, "minute", "noon"), "subject")


def plate(record: str, value: str = "EX4417", role: str = "vehicle") -> MentionFacts:
    """A report that names a plate."""
    return MentionFacts(record, "plate", value, role=role)


def test_a_shared_plate_is_proposed_with_its_cause() -> None:
    """Two records that name one plate are strongly linked, and the sentence says why and how rare it is."""
    (link,) = propose([plate("b"), plate("a"), plate("c", "OTHER")], rules=RULES)
    assert (link.a, link.b, link.strength) == ("a", "b", "strong")
    assert link.because == "Both name license plate EX4417 (2 records do)."
    assert link.causes[0].rarity == 2


@pytest.mark.parametrize("role", ["reporter", "victim", "witness", "officer"])
def test_people_who_came_to_help_are_never_matched(role: str) -> None:
    """A phone, plate, place or time of a reporter, victim, witness or officer links nothing."""
    mentions = [plate("a", role=role), plate("b", role=role), replace(seen("a", -93, 45), role=role)]
    assert propose([*mentions, replace(seen("b", -93, 45), role=role), plate("c")], rules=RULES) == ()


def test_the_list_of_excluded_roles_cannot_be_shortened() -> None:
    """A data file that drops the witness from the list is refused when it is loaded."""
    with pytest.raises(ValueError, match="witness"):
        replace(RULES, never_roles=RULES.never_roles - {"witness"})


@pytest.mark.parametrize("kind", ["race", "religion", "nationality", "name", "gender"])
def test_protected_characteristics_cannot_be_declared(kind: str) -> None:
    """No data file can make a characteristic of people a kind, and a mention of one is ignored."""
    with pytest.raises(ValueError, match=r"28 CFR 23\.20\(b\)"):
        replace(RULES, identifiers={kind: IdentifierRule(5, 1, 10, kind)})
    assert propose([MentionFacts("a", kind, "x"), MentionFacts("b", kind, "x")], rules=RULES) == ()


def test_a_switchboard_number_links_nothing_and_that_is_said() -> None:
    """Above the cap no pair is made; the value is listed, and said on pairs that stand for another reason."""
    calls = [MentionFacts(f"r{i:02}", "phone", "+12185550100") for i in range(30)]
    assert propose(calls, rules=RULES) == ()
    (common,) = too_common(calls, rules=RULES)
    assert common.said == "Phone number +12185550100 is shared by 30 records, more than 25: not counted."
    (link,) = propose([*calls, plate("r03"), plate("r07")], rules=RULES)
    assert (link.a, link.b) == ("r03", "r07")
    assert "not counted" in link.because
    assert link.weight_bits == pytest.approx(RULES.identifiers["plate"].most_bits)


@given(st.integers(2, 24), st.integers(2, 24))
def test_a_commoner_value_never_weighs_more(few: int, many: int) -> None:
    """The weight falls as more records share the value."""
    few, many = sorted((few, many))

    def weight(count: int) -> float:
        links = propose([MentionFacts(f"r{i:02}", "phone", "1") for i in range(count)], rules=RULES)
        return links[0].weight_bits if links else 0.0

    assert weight(many) <= weight(few)


def test_near_in_place_and_time_is_fair_and_says_its_figures() -> None:
    """Some hundred metres and forty minutes apart: a fair link with distance, time and how many are as near."""
    (link,) = propose([seen("a", -93.0, 45.0), seen("b", -93.01, 45.0, NOON + timedelta(minutes=40))], rules=RULES)
    assert link.strength == "fair"
    assert link.because == "Seen 790 m and 40 min apart (2 records are as near to one of them)."


def test_a_day_without_a_time_weighs_less_and_says_so() -> None:
    """When only the day is known the link is weaker than with minutes."""
    day = datetime(2026, 11, 14, tzinfo=UTC)
    unsure = [replace(seen(r, -93, 45), when=When(day, None, "day", "Nov 14")) for r in "ab"]
    (link,) = propose(unsure, rules=RULES)
    assert link.strength == "weak"
    assert "no time of day is known" in link.because


@pytest.mark.parametrize(
    "other",
    [seen("b", -93.1, 45), seen("b", -93, 45, NOON + timedelta(hours=30)), seen("b", -93, 45, radius=20_000)],
    ids=["far", "late", "vague"],
)
def test_far_late_or_vague_is_not_near(other: MentionFacts) -> None:
    """Eight kilometres, thirty hours, or a place that is only a county: no link."""
    assert propose([seen("a", -93, 45), other], rules=RULES) == ()


def test_a_busy_place_says_nothing() -> None:
    """When more records than the cap stand at one place and time, none of them is linked by it."""
    assert propose([seen(f"r{i:02}", -93, 45) for i in range(30)], rules=RULES) == ()


points = st.tuples(st.one_of(st.floats(-180, 180), st.floats(179.9, 180), st.floats(-180, -179.9)), st.floats(-89, 89))
shifts = st.tuples(st.floats(-0.05, 0.05), st.floats(-0.04, 0.04), st.integers(-40, 40))


@given(points, st.lists(shifts, min_size=2, max_size=8))
def test_the_grid_finds_what_comparing_every_pair_finds(
    base: tuple[float, float], moved: list[tuple[float, float, int]]
) -> None:
    """Near pairs by grid = near pairs by brute force, at the date line and in the far north too."""
    spots = [
        (f"r{i}", ((base[0] + dx + 180) % 360 - 180, base[1] + dy), NOON + timedelta(hours=h))
        for i, (dx, dy, h) in enumerate(moved)
    ]
    brute = {
        (a[0], b[0])
        for a, b in combinations(spots, 2)
        if metres(a[1], b[1]) <= RULES.near.radius_m and abs(a[2] - b[2]) <= timedelta(hours=RULES.near.hours)
    }
    facts = [(r, Place(p[0], p[1]), When(t, t, "minute", "")) for r, p, t in spots]
    assert {(near.a, near.b) for near in near_pairs(facts, RULES.near)} == brute


def test_the_order_of_mentions_changes_nothing() -> None:
    """Links are the same whichever way the records came in."""
    mentions = [plate("a"), plate("b"), seen("a", -93, 45), seen("c", -93, 45), plate("c", "X"), seen("b", -93.01, 45)]
    assert propose(mentions, rules=RULES) == propose(mentions[::-1], rules=RULES)


def test_only_pairs_that_touch_the_new_report() -> None:
    """A look at one new record brings its own pairs and no others."""
    mentions = [plate(r) for r in "abc"]
    assert {(link.a, link.b) for link in propose(mentions, rules=RULES, touching={"c"})} == {("a", "c"), ("b", "c")}


def test_ten_thousand_reports_take_no_square_of_time() -> None:
    """10,000 sightings over a state are done in seconds, not in the hours of 50 million pairs."""
    spread = [
        seen(f"r{i}", -97 + i % 141 / 20, 43 + i // 141 / 30, NOON + timedelta(hours=i % 97)) for i in range(10_000)
    ]
    began = process_time()
    propose([*spread, *(plate(f"r{i}", f"P{i // 3}") for i in range(10_000))], rules=RULES)
    assert process_time() - began < 8


def test_a_service_cannot_judge_and_a_judgment_needs_words() -> None:
    """Only a trained analyst links, with a reason; the refusal names its rule and the way out."""
    (link,) = propose([plate("a"), plate("b")], rules=RULES)
    ana, machine = JudgeFacts(True, True, True), JudgeFacts(False, True, True)
    assert judge(link, answer="linked", reason="same plate and same damage", by=ana)
    refused = judge(link, answer="linked", reason="score above ten bits", by=machine)
    assert not refused
    assert refused.against[0].rule == "analyze.judge.person"
    assert not judge(link, answer="linked", reason="", by=ana)
    assert judge(link, answer="not-sure", reason="", by=ana)
    assert not judge(link, answer="guilty", reason="because I say so", by=ana)
    assert not judge(link, answer="linked", reason="same plate and same damage", by=replace(ana, trained=False))


def test_distances_on_the_ground() -> None:
    """Minneapolis to Saint Paul is about 14 km; a square holds its middle and is 1.1 km from a point beside it."""
    assert metres((-93.265, 44.978), (-93.09, 44.954)) == pytest.approx(14_030, rel=0.01)
    square = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
    assert inside((0.5, 0.5), square)
    assert metres_to_area((0.5, 0.5), square) == 0
    assert metres_to_area((1.01, 0.5), square) == pytest.approx(1112, rel=0.01)
    assert metres_to_area((0.5, 0.5), ()) == float("inf")


def test_what_bears_on_an_item_is_counted_by_what_is_shared() -> None:
    """The thing that most share first; nearness, a source's word and a person's word are said as such."""
    ties = [
        Tie(1, (("domain", "a.example"), ("near", ""))), Tie(2, (("domain", "a.example"), ("person", ""))),
        Tie(3, (("relation:uses", ""),)),
    ]  # fmt: skip
    assert reasons(ties, local=True, words={"domain": "domain"}) == (
        "2 local reports name this domain: a.example", "1 local report is near it in place and time",
        "1 local report was linked to it by a person", "1 local report is named with it by the source",
    )  # fmt: skip
    assert reasons(ties[:1], local=False, words={})[0] == "1 item of a partner is near it in place and time"


def test_a_value_is_looked_up_as_itself_by_its_domains_and_by_its_networks() -> None:
    """As MISP's types say; lists of words and patterns, and a network that is most of the world, hold nothing back."""
    host, net, plain = (
        {"type": sort, "list": values}
        for sort, values in (
            ("hostname", ["Example.com."]),
            ("cidr", ["10.0.0.0/8", "0.0.0.0/0", "none"]),
            ("string", ["d41d8cd9"]),
        )
    )
    held = {form for told in (host, net, plain) for form in forms(told)}
    for kind, value, on in (
        ("domain", "www.example.com", True),
        ("domain", "badexample.com", False),
        ("email", "a@mail.example.com", True),
        ("ip", "10.9.8.7", True),
        ("ip", "11.0.0.1", False),
        ("hash", "D41D8CD9", True),
        ("plate", "d41d8cd9", False),
    ):
        assert bool(held & set(looked_for(kind, value))) is on, value
    assert not list(forms({"type": "regex", "list": [".*"]}))
