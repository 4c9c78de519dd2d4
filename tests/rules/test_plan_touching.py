"""One pass by indexes finds exactly what a plain look at every thing finds."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchfloor.bench.plainly import Everything, Plain
from watchfloor.core.rules.draft import Place, When
from watchfloor.plan.formats.relevance import relevance_policy
from watchfloor.plan.rules.ground import AreaFacts, AssetFacts, Ground, Outline
from watchfloor.plan.rules.relevance import NeedFacts, RelevancePolicy, ThingFacts, Touch, states_of
from watchfloor.plan.rules.software import cpe_parts, product_of, products_told
from watchfloor.plan.rules.touching import touches
from watchfloor.plan.rules.wanted import EventFacts, SoftwareFacts, SubscriptionFacts, Wanted, WatchWordFacts
from watchfloor.plan.rules.words import PhraseIndex, words_of

NOW = datetime(2026, 11, 21, tzinfo=UTC)
SECTORS_SAID = (("DAMS", "dam"), ("ENRG", "power plant"), ("WATR", "river"))
STATES_SAID = (("CO", "colorado"), ("VA", "virginia"), ("WV", "west virginia"))
POLICY: RelevancePolicy = replace(
    relevance_policy(),
    sectors=tuple(code for code, _ in SECTORS_SAID),
    sector_words=PhraseIndex.of((words_of(phrase), n) for n, (_, phrase) in enumerate(SECTORS_SAID)),
    states=tuple(code for code, _ in STATES_SAID),
    state_words=PhraseIndex.of((words_of(phrase), n) for n, (_, phrase) in enumerate(STATES_SAID)),
)
VOCABULARY = ["dam", "power", "plant", "river", "colorado", "virginia", "west", "north", "fork", "survey", "crew"]
WORDS = st.lists(st.sampled_from(VOCABULARY), max_size=8).map(tuple)
PHRASES = st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=3).map(" ".join)
CODES = st.lists(st.sampled_from(["DAMS", "ENRG", "WATR"]), max_size=2, unique=True).map(tuple)
STEPS = st.integers(-6, 6)
TIMES = st.sampled_from([NOW - timedelta(days=n) for n in (400, 1, 0, -1)])


def box(west: int, south: int, wide: int, high: int) -> Outline:
    """A rectangle on a grid of two kilometers or so about 45 N, 93 W."""
    x, y = -93 + west / 40, 45 + south / 50
    return ((x, y), (x + wide / 40, y), (x + wide / 40, y + high / 50), (x, y + high / 50))


BOXES = st.builds(box, STEPS, STEPS, st.integers(1, 6), st.integers(1, 6))
OUTLINES = st.lists(BOXES, max_size=2).map(tuple)
PLACES = st.none() | st.builds(
    lambda x, y, r: Place(-93 + x / 60, 45 + y / 70, r), STEPS, STEPS, st.sampled_from([0.0, 400.0, 4000.0, 300_000.0])
)
PRODUCTS = st.builds(
    product_of,
    st.sampled_from(["Palo Alto Networks", "Siemens AG"]),
    st.sampled_from(["PAN-OS", "pan os 11", "STEP 7", "Multiple Products"]),
)
THINGS = st.builds(
    ThingFacts,
    place=PLACES,
    areas=OUTLINES,
    sectors=CODES,
    when=st.none() | st.builds(lambda at: When(at, None, "day", ""), TIMES),
    words=WORDS,
    states=st.sampled_from([(), ("CO",)]),
    software=st.lists(PRODUCTS, max_size=2).map(tuple),
    sender=st.integers(1, 2),
)


@st.composite
def everything(draw: st.DrawFn) -> Everything:
    """A ground and wishes, as random as they come."""

    def many(make: st.SearchStrategy[object], most: int) -> list[object]:
        return draw(st.lists(make, max_size=most))

    needs = [
        NeedFacts(n, "t", *said, draw(OUTLINES), *ends)
        for n, (said, ends) in enumerate(
            many(
                st.tuples(
                    st.tuples(CODES, st.lists(PHRASES, max_size=2).map(tuple)),
                    st.sampled_from([(None, None), (NOW, None), (None, NOW)]),
                ),
                5,
            )
        )
    ]
    return Everything(
        assets=[
            AssetFacts(n, name, "", codes, *at, rated, (), state)
            for n, (name, codes, at, rated, state) in enumerate(
                many(
                    st.tuples(
                        PHRASES,
                        CODES,
                        st.sampled_from([(None, None), (-93.01, 45.01), (-92.95, 45.06)]),
                        st.sampled_from(["high", "medium", "low", "unrated"]),
                        st.sampled_from(["CO", "WV"]),
                    ),
                    6,
                )
            )
        ],
        areas=[AreaFacts(n, "a", outlines) for n, outlines in enumerate(many(OUTLINES, 2))],
        needs=needs,
        words=[
            WatchWordFacts(n, phrase, "need", "arson", frozenset((sender,)), NOW - timedelta(days=1), ends)
            for n, (phrase, sender, ends) in enumerate(many(st.tuples(PHRASES, st.integers(1, 3), TIMES), 4))
        ],
        events=[
            EventFacts(n, name, outlines, NOW - timedelta(days=2), ends)
            for n, (name, outlines, ends) in enumerate(many(st.tuples(PHRASES, OUTLINES, TIMES), 3))
        ],
        software=[
            SoftwareFacts(n, vendor, product, "Utility")
            for n, (vendor, product) in enumerate(
                many(
                    st.tuples(
                        st.sampled_from(["paloaltonetworks", "Siemens"]),
                        st.sampled_from(["pan-os", "Step 7 Basic", ""]),
                    ),
                    3,
                )
            )
        ],
        subscriptions=[
            SubscriptionFacts(n, "what is asked of dams", need, codes, outlines)
            for n, (need, codes, outlines) in enumerate(
                many(st.tuples(st.sampled_from([None, 0, 1]), CODES, OUTLINES), 5)
            )
        ],
        sectors_said=SECTORS_SAID,
        states_said=STATES_SAID,
    )


def found(thing: ThingFacts, all_: Everything, most: int = 0) -> tuple[Touch, ...]:
    """By the indexes."""
    wanted = Wanted.of(
        needs=all_.needs,
        words=all_.words,
        events=all_.events,
        software=all_.software,
        subscriptions=all_.subscriptions,
    )
    return touches(thing, wanted, Ground.of(all_.assets, all_.areas), policy=POLICY, now=NOW, most=most)


@settings(max_examples=50, deadline=None)
@given(THINGS, everything())
def test_the_pass_finds_exactly_what_a_plain_look_finds(thing: ThingFacts, all_: Everything) -> None:
    """The same things, ways, distances and weights, none twice, the weightiest first, each with a reason."""
    made = found(thing, all_)
    keys = [(t.touched, t.touched_id, t.how, t.distance_m, t.weight) for t in made]
    assert set(keys) == Plain(thing, all_, POLICY, NOW).found()
    assert len(set(keys)) == len(keys)
    assert [t.weight for t in made] == sorted((t.weight for t in made), reverse=True)
    assert all(len(t.because) > 20 for t in made)


@settings(max_examples=20, deadline=None)
@given(THINGS, everything(), st.integers(1, 3))
def test_fewer_are_the_first_of_all(thing: ThingFacts, all_: Everything, most: int) -> None:
    """Of each way in which assets are touched the weightiest are kept, all else is left as it is."""
    whole, cut = found(thing, all_), found(thing, all_, most)
    for how in ("inside", "near", "named", "sector"):
        of_whole = [t for t in whole if (t.touched, t.how) == ("asset", how)]
        assert [t for t in cut if (t.touched, t.how) == ("asset", how)] == of_whole[:most]
    assert [t for t in cut if t.touched != "asset"] == [t for t in whole if t.touched != "asset"]


def test_a_state_within_a_longer_name_is_not_named() -> None:
    """West Virginia is not Virginia; both are named where both are said."""
    assert states_of(ThingFacts(words=words_of("Dams in West Virginia")), POLICY) == ("WV",)
    assert states_of(ThingFacts(words=words_of("Virginia and West Virginia")), POLICY) == ("VA", "WV")


def test_dams_of_the_state_that_is_named_stand_by_criticality_then_by_size() -> None:
    """High hazard first, of these the larger; what is not rated stands before what is low, and says that it is not."""
    dams = [
        AssetFacts(n, f"Dam {n}", "dam", ("DAMS",), None, None, rated, (), state, size)
        for n, (rated, state, size) in enumerate(
            [
                ("low", "CO", 9e5),
                ("high", "CO", 300.0),
                ("unrated", "CO", 10.0),
                ("high", "WV", 5.0),
                ("high", "CO", 4e4),
            ]
        )
    ]
    made = found(ThingFacts(words=words_of("A threat to each dam in Colorado")), Everything(assets=dams))
    assert [t.touched_id for t in made if t.touched == "asset"] == [4, 1, 2, 0]
    assert made[0].because == (
        "Dam 4 (dam) is in Colorado, which the item names, and of sector DAMS: the text says 'dam'; criticality high."
    )
    assert made[2].because.endswith("its criticality is not known.")


def test_a_watch_word_is_heard_from_named_partners_alone() -> None:
    """What anybody else sent is never held against it."""
    word = WatchWordFacts(7, "survey crew", "Sabotage", "arson", frozenset((5,)), NOW, NOW + timedelta(days=90))
    words = words_of("A survey crew came")
    assert [t.touched_id for t in found(ThingFacts(words=words, sender=5), Everything(words=[word]))] == [7]
    assert found(ThingFacts(words=words, sender=6), Everything(words=[word])) == ()


@pytest.mark.parametrize(
    ("told", "declared", "grade"),
    [
        ({"vendorProject": "Palo Alto Networks", "product": "PAN-OS"}, ("paloaltonetworks", "pan-os"), "same"),
        ({"vendorProject": "Microsoft", "product": "Windows"}, ("Microsoft Corporation", "Windows 10"), "begins"),
        ({"vendorProject": "Fortinet", "product": "Multiple Products"}, ("Fortinet Inc.", "FortiOS"), "vendor"),
        ({"type": "software", "cpe": "cpe:2.3:a:siemens:step_7:5.6:*:*:*:*:*:*:*"}, ("Siemens AG", "STEP 7"), "same"),
        ({"product_tree": {"branches": [{"category": "vendor", "name": "Rockwell Automation", "branches": [
            {"category": "product_family", "name": "Logix", "branches": [
                {"category": "product_name", "name": "ControlLogix 5580"}]}]}]}},
         ("Rockwell Automation", "ControlLogix 5580"), "same"),
        ({"vendorProject": "Apple", "product": "iOS"}, ("Cisco", "IOS"), ""),
        ({"vendorProject": "Cisco", "product": "IOS"}, ("Cisco", "ASA"), ""),
    ],
)  # fmt: skip
def test_declared_software_is_found_as_catalogs_name_it(
    told: dict[str, object], declared: tuple[str, str], grade: str
) -> None:
    """KEV entries, CPE names and CSAF trees agree on names; a product of another vendor is never taken for it."""
    made = found(
        ThingFacts(software=products_told(told)), Everything(software=[SoftwareFacts(1, *declared, "Utility")])
    )
    assert [t.weight for t in made] == ([POLICY.software[grade]] if grade else [])


@pytest.mark.parametrize("name", ["", "cpe", "cpe:2.3:a", "cpe:/", "a:b:c:d:e"])
def test_what_is_no_cpe_name_names_no_product(name: str) -> None:
    """Cut or foreign names are passed over."""
    assert cpe_parts(name) is None


def test_cpe_names_are_read_in_both_bindings() -> None:
    """The URI of version 2.2 and the string of 2.3 name the same, escaped colons and all."""
    assert cpe_parts("cpe:/a:foo:big%24money:1.0") == ("foo", "big%24money")
    assert cpe_parts("cpe:2.3:o:foo:pan\\:os:*:*:*:*:*:*:*:*") == ("foo", "pan os")
    assert cpe_parts("cpe:2.3:o:foo:*:*:*:*:*:*:*:*:*") == ("foo", "")
