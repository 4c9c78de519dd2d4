"""What leaves of an ISE-SAR, what may follow what, and the one word of feedback, as laws."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from watchfloor.desk.rules.ise_form import sheet_of
from watchfloor.gather.formats.behavior import behaviors, vetting_policy
from watchfloor.gather.formats.package import ELEMENTS, as_json, as_xml, content_of_json, is_valid, schema_bytes
from watchfloor.gather.formats.sharing import sharing_policy
from watchfloor.gather.rules.package import Shared, Told, carried_over, details, lines_of, summary
from watchfloor.gather.rules.sharing import (
    DISPOSED,
    MANUAL,
    NEXT,
    Ready,
    Sending,
    may_refer,
    may_release_package,
    may_return,
    may_submit,
    word_of,
)

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
SHARED = Shared(
    "SAR-1A2B3C4D", 2, "Wright County Sheriff", ("PHOTO", "SURVL"), date(2026, 11, 14), "MN", "Monticello",
    date(2027, 1, 1), date(2031, 1, 1), date(2026, 11, 20), "Northland Fusion Center", "A gate was watched at night.",
)  # fmt: skip
# a value such as nobody would find in the frame of a package by chance
VALUE = st.text(st.sampled_from("QXZqxz0192 'é中<&\"="), min_size=4, max_size=24).filter(
    lambda said: len(said.strip()) > 3 and not said.strip().isdigit()
)
FIELDS = st.lists(st.tuples(VALUE, VALUE), max_size=4).map(tuple)
TOLD = st.builds(
    Told, title=VALUE, narrative=VALUE, articulable_facts=VALUE, why=VALUE, place=VALUE,
    lat=st.floats(-89, 89), lon=st.floats(-179, 179), since=st.just("2026-11-14T03:10:00+00:00"),
    until=st.just("2026-11-14T04:10:00+00:00"),
    parties=st.lists(st.tuples(st.just("person"), st.just("subject"), FIELDS), max_size=3).map(tuple), cells=FIELDS,
)  # fmt: skip


def values_of(told: Told) -> list[str]:
    """Every personal value of a report."""
    said = [told.title, told.narrative, told.articulable_facts, told.why, told.place, told.since, told.until]
    pairs = [*told.cells, *(pair for *_, fields in told.parties for pair in fields)]
    return [*said, *(text for pair in pairs for text in pair), repr(told.lat), repr(told.lon)]


@given(TOLD)
def test_a_summary_holds_no_personal_value_in_any_byte(told: Told) -> None:
    """Details carry every one; the summary as XML, JSON and form holds none, in no byte and not under an entity."""
    whole, small = details(SHARED, behaviors(), told), summary(SHARED, behaviors())
    paper = repr(sheet_of(small, "summary", at=NOW, marking=None, exercise=False))
    leaves = (
        as_json(small).decode(),
        as_xml(small).decode(),
        "".join(etree.fromstring(as_xml(small)).itertext()),
        paper,
    )
    carried = json.dumps(whole, ensure_ascii=False)
    for value in values_of(told):
        assert json.dumps(value, ensure_ascii=False)[1:-1] in carried
        # a coordinate of few digits stands in every number
        assert len(value) < 4 or not any(value in text for text in leaves)


@given(TOLD)
def test_packages_fit_their_schema_and_say_what_they_hold(told: Told) -> None:
    """Whatever was reported, both forms are valid, and JSON gives back the very content."""
    for content in (summary(SHARED, behaviors()), details(SHARED, behaviors(), told)):
        assert is_valid(as_xml(content))
        assert content_of_json(as_json(content)) == content
        assert set(content) <= set(ELEMENTS)


def test_what_no_xml_may_hold_is_replaced_and_what_the_schema_refuses_is_told() -> None:
    """A control character leaves as the replacement character; a behavior that is none is an error, never a file."""
    odd = details(SHARED, behaviors(), Told("a\x00b", "c\x1bd"))
    assert "a\N{REPLACEMENT CHARACTER}b" in as_xml(odd).decode()
    with pytest.raises(ValueError, match="schema"):
        as_xml({**summary(SHARED, behaviors()), "suspicious_activity_codes": [{"code": "ODD", "name": "Odd"}]})


def test_the_schema_lists_the_sixteen_behaviors() -> None:
    """Its codes are those of the behaviors, no more and no fewer; a summary ends where the privacy fields begin."""
    xs = "{http://www.w3.org/2001/XMLSchema}"
    tree = etree.fromstring(schema_bytes())
    listed = tree.find(f"{xs}simpleType[@name='SuspiciousActivityCodeType']")
    assert {one.get("value") for one in listed.iter(f"{xs}enumeration")} == set(behaviors().by_code)
    private = [
        ELEMENTS[key] for key in details(SHARED, behaviors(), Told("", "")) if key not in summary(SHARED, behaviors())
    ]
    told = {one.get("name"): "".join(one.itertext()).strip() for one in tree.iter(f"{xs}element")}
    assert all(told[name].startswith("Privacy field") for name in private if name != "AdditionalField")


def test_the_database_asks_for_facts_of_the_same_behaviors() -> None:
    """The codes in the migration are those of group 2, and its floor lies under the policy's number."""
    said = files("watchfloor.gather").joinpath("migrations/0007_after.py").read_text(encoding="utf-8")
    group_two = [one.code for one in behaviors().by_code.values() if one.group == 2]
    assert said.count(">= 20") == 2 and vetting_policy().facts_min >= 20
    for part in said.split("behaviors ?| array[")[1:]:
        assert sorted(one.strip(" '\n") for one in part.split("]")[0].split(",")) == sorted(group_two)


@given(st.sampled_from(sorted(NEXT)), st.sampled_from([*sorted(NEXT), "gone"]))
def test_only_what_may_follow_follows(state: str, answer: str) -> None:
    """The machine is closed: nothing follows a purge, no disposition comes before acceptance."""
    allowed = bool(may_return(state, answer))
    assert allowed == (answer in NEXT[state])
    assert not (allowed and answer in DISPOSED and state in ("sent", "returned", "purged", "no_nexus"))
    assert not (allowed and answer == "sent")


READY = Ready("ise_sar", NOW - timedelta(hours=1), version_now=True, stands="")
SENDING = Sending(MANUAL.code, "EG-2026-0114", NOW - timedelta(minutes=5))


@pytest.mark.parametrize(
    ("sending", "ready", "rule"),
    [
        (SENDING, replace(READY, legal_class="sar"), "gather.submission.class"),
        (SENDING, replace(READY, checked_at=None), "gather.submission.package"),
        (SENDING, replace(READY, version_now=False), "gather.submission.version"),
        (SENDING, replace(READY, stands="EG-1"), "gather.submission.once"),
        (replace(SENDING, adapter="fax"), READY, "gather.submission.adapter"),
        (replace(SENDING, number=" "), READY, "gather.submission.number"),
        (replace(SENDING, sent_at=None), READY, "gather.submission.time"),
        (replace(SENDING, sent_at=NOW + timedelta(minutes=1)), READY, "gather.submission.time"),
        (replace(SENDING, sent_at=NOW - timedelta(hours=2)), READY, "gather.submission.time"),
    ],
)  # fmt: skip
def test_a_sending_lacks_nothing(sending: Sending, ready: Ready, rule: str) -> None:
    """Whole it passes; each gap is refused by its own rule with a way out."""
    assert may_submit(SENDING, READY, now=NOW)
    (one,) = may_submit(sending, ready, now=NOW).against
    assert one.rule == rule and one.way_out


def test_a_package_is_checked_by_a_person_and_flags_stop_a_summary_alone() -> None:
    """No tick, no package; what the guard finds stops a summary, while details hold it by their nature."""
    policy, ask = sharing_policy(), {"legal_class": "ise_sar", "checked": True, "flags": ()}
    assert may_release_package("summary", "", policy=policy, **ask)
    flagged = {**ask, "flags": ("Statement: a phone.",)}
    rules = {
        name: {one.rule for one in may_release_package(form, words, policy=policy, **how).against}
        for name, form, words, how in (
            ("unread", "summary", "", {**ask, "checked": False}), ("sar", "summary", "", {**ask, "legal_class": "sar"}),
            ("form", "all", "", ask), ("long", "summary", "x" * (policy.statement_most + 1), ask),
            ("flag", "summary", "", flagged), ("details", "details", "", flagged),
        )
    }  # fmt: skip
    assert rules == {
        "unread": {"gather.package.checked"}, "sar": {"gather.submission.class"}, "form": {"gather.package.form"},
        "long": {"gather.package.statement"}, "flag": {"gather.package.guard"}, "details": set(),
    }  # fmt: skip


def test_a_value_of_the_record_is_found_in_a_statement() -> None:
    """Whatever its case and spaces; what is too short to mean anybody is not looked for."""
    told = Told("", "", parties=(("person", "subject", (("full_name", "Ulf  Tarnkappe"), ("sex", "M"))),),
                cells=(("plate", "KLX 4471"),))  # fmt: skip
    assert carried_over("ulf tarnkappe drove klx  4471", told) == ("Ulf  Tarnkappe", "KLX 4471")
    assert carried_over("A man drove away.", told) == ()


def test_a_referral_needs_other_crime_an_agency_and_words() -> None:
    """Only what two persons found to be other crime leaves that way."""
    ask = {
        "legal_class": "sar",
        "outcome": "other_crime",
        "agency": "WCS",
        "why": "It is theft in their county.",
        "least": 15,
    }
    assert may_refer(**ask)
    for gap in ({"outcome": ""}, {"outcome": "no_nexus"}, {"legal_class": "ise_sar"}, {"agency": ""}, {"why": "theft"}):
        assert len(may_refer(**{**ask, **gap}).against) == 1


def test_feedback_is_one_of_three_words_and_every_disposition_is_known() -> None:
    """Used, referred or closed; the states of the machine and the policy name the same dispositions."""
    words = {word_of(promoted=p, reason=r, referred=f) for p in (True, False) for r in ("REFERRED", "INNOCENT")
             for f in (True, False)}  # fmt: skip
    assert words == set(sharing_policy().feedback) == {"used", "referred", "closed"}
    assert set(sharing_policy().dispositions) == set(DISPOSED)
    assert [one for one in sharing_policy().dispositions.values() if not one.shared] == [
        sharing_policy().dispositions["no_nexus"]
    ]
    assert lines_of({"activity_on": None, "city": "", "version": 2}) == [("Version", "2")]
