"""One pass by indexes finds exactly what a plain look at every thing finds."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchfloor.bench.plainly import Everything, Plain
from watchfloor.bench.relevance import laid_out
from watchfloor.bench.wished import NOW, Sizes, Wishes
from watchfloor.plan.formats.relevance import relevance_policy
from watchfloor.plan.rules.ground import AssetFacts
from watchfloor.plan.rules.relevance import RelevancePolicy, ThingFacts, Touch, states_of
from watchfloor.plan.rules.software import cpe_parts, products_told
from watchfloor.plan.rules.touching import touches
from watchfloor.plan.rules.wanted import SoftwareFacts, WatchWordFacts
from watchfloor.plan.rules.words import PhraseIndex, words_of

SECTORS_SAID = (("DAMS", "dam"), ("ENRG", "power plant"), ("WATR", "river"))
STATES_SAID = (("CO", "colorado"), ("VA", "virginia"), ("WV", "west virginia"))
POLICY: RelevancePolicy = replace(
    relevance_policy(),
    sectors=tuple(code for code, _ in SECTORS_SAID),
    sector_words=PhraseIndex.of((words_of(phrase), n) for n, (_, phrase) in enumerate(SECTORS_SAID)),
    states=tuple(code for code, _ in STATES_SAID),
    state_words=PhraseIndex.of((words_of(phrase), n) for n, (_, phrase) in enumerate(STATES_SAID)),
)
# a few things close together, named with few words: nearly every item touches something
TINY = Sizes(assets=12, areas=3, needs=8, words=6, subscriptions=8, events=4, software=5, names=4, wide=0.5)


def made(seed: int) -> tuple[Everything, list[ThingFacts]]:
    """A ground with wishes, and items."""
    wishes = Wishes(seed, TINY, sectors=SECTORS_SAID, states=STATES_SAID)
    return wishes.everything(), list(wishes.items(8))


def found(thing: ThingFacts, all_: Everything, most: int = 0) -> tuple[Touch, ...]:
    """By the indexes."""
    wanted, ground = laid_out(all_)
    return touches(thing, wanted, ground, policy=POLICY, now=NOW, most=most)


@settings(max_examples=60)
@given(st.integers(0, 2**32))
def test_the_pass_finds_exactly_what_a_plain_look_finds(seed: int) -> None:
    """The same things, ways, distances and weights, none twice, the weightiest first, each with a reason."""
    all_, items = made(seed)
    for thing in items:
        touched = found(thing, all_)
        keys = [(t.touched, t.touched_id, t.how, t.distance_m, t.weight) for t in touched]
        assert set(keys) == Plain(thing, all_, POLICY, NOW).found()
        assert len(set(keys)) == len(keys)
        assert [t.weight for t in touched] == sorted((t.weight for t in touched), reverse=True)
        assert all(len(t.because) > 20 for t in touched)


def test_every_way_of_touching_is_among_what_is_compared() -> None:
    """What the two looks are compared on holds each kind and way, old items too."""
    seen = {(t.touched, t.how) for all_, items in map(made, range(20)) for thing in items for t in found(thing, all_)}
    assert seen == {
        ("asset", "inside"), ("asset", "near"), ("asset", "named"), ("asset", "sector"), ("area", "inside"),
        ("sector", "sector"), ("need", "need"), ("word", "word"), ("event", "inside"), ("event", "named"),
        ("software", "software"), ("subscription", "followed"),
    }  # fmt: skip


@settings(max_examples=30)
@given(st.integers(0, 2**32), st.integers(1, 3))
def test_fewer_are_the_first_of_all(seed: int, most: int) -> None:
    """Of each way in which assets are touched the weightiest are kept, all else is left as it is."""
    all_, items = made(seed)
    whole, cut = found(items[0], all_), found(items[0], all_, most)
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
