"""RFIs by their rules: what a deed needs, which state it leads to, what is like what, and the figures."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchfloor.core.rules.decision import Because
from watchfloor.plan.formats.rfis import packed, rfi_policy, unpacked
from watchfloor.plan.rules.rfi_guards import Asker, Given, may, open_deeds, words_stand
from watchfloor.plan.rules.rfi_likeness import alike
from watchfloor.plan.rules.rfis import (
    STATES,
    Part,
    Registered,
    RfiView,
    RfiWords,
    due_of,
    figures_of,
    requester_of,
)

NOW = datetime(2026, 11, 21, 9, 14, tzinfo=UTC)
WORDS = RfiWords(
    "Ben Exercise", "WCS", "ben@example.org", "26-0141 WCS", "Drones over dams",
    "Which drone sightings near dams do you hold since August?", "Patrol plan for the dams", "", "",
)  # fmt: skip
VIEW = RfiView(
    uuid4(), 1, "in", "submitted", "priority", "threat-assessment", "infrastructure", "place", "U//LES", WORDS, 1, NOW,
    NOW + timedelta(hours=24), agency_id=2, recipient_id=7,
)  # fmt: skip
GIVEN = Given(
    2, True, False, True, Asker(True, "sheriff", date(2027, 1, 1)), Because("Stated.", "access.purpose"), NOW, "no"
)
PERSON = replace(
    VIEW, about="person", basis="investigation", words=replace(WORDS, predicate="He bought eight drones and a scanner.")
)


def refused(deed: str, view: RfiView, given: Given = GIVEN) -> set[str]:
    """The rules that speak against it."""
    return {one.rule.removeprefix("plan.rfi.") for one in may(deed, view, rfi_policy(), given).against}


def test_a_whole_rfi_is_validated_and_its_words_are_read_back() -> None:
    """Nothing speaks against it; what speaks for it names its law."""
    decision = may("validate", VIEW, rfi_policy(), GIVEN)
    assert decision
    assert {one.citation for one in decision.because} >= {"28 CFR 23.20(f)(1): law enforcement authorities"}
    assert unpacked(packed(WORDS)) == WORDS


@pytest.mark.parametrize(
    ("deed", "view", "given", "rule"),
    [
        ("submit", replace(VIEW, state="draft", due_at=NOW), GIVEN, "due"),
        ("submit", replace(VIEW, state="draft", words=replace(WORDS, need=" ")), GIVEN, "need"),
        ("validate", VIEW, replace(GIVEN, asker=Asker(False, "sheriff", date(2027, 1, 1))), "requester"),
        ("validate", VIEW, replace(GIVEN, asker=Asker(False, "", None)), "agency"),
        ("validate", VIEW, replace(GIVEN, asker=Asker(True, "sheriff", date(2026, 11, 20))), "agreement"),
        ("validate", replace(VIEW, basis="whim"), GIVEN, "basis"),
        ("validate", VIEW, replace(GIVEN, need=Because("None.", "plan.rfi.access", ok=False)), "access"),
        ("validate", VIEW, replace(GIVEN, protected=""), "protected"),
        ("validate", VIEW, replace(GIVEN, protected="yes"), "protected"),
        ("validate", PERSON, replace(GIVEN, actor_id=1), "second"),
        ("validate", PERSON, replace(GIVEN, trained=False), "training"),
        ("validate", PERSON, replace(GIVEN, asker=Asker(True, "fire", date(2027, 1, 1))), "right-to-know"),
        ("validate", replace(PERSON, basis="assessment"), GIVEN, "basis"),
        ("validate", replace(PERSON, words=replace(PERSON.words, predicate="")), GIVEN, "predicate"),
        ("validate", replace(PERSON, words=replace(PERSON.words, case_ref="none yet")), GIVEN, "case-ref"),
        ("validate", replace(VIEW, state="draft"), GIVEN, "state"),
        ("validate", VIEW, replace(GIVEN, may_work=False), "right"),
        ("answer", replace(VIEW, state="in-work", recipient_id=None), GIVEN, "requester"),
        ("answer", replace(VIEW, state="assigned"), GIVEN, "state"),
        ("answer", replace(VIEW, state="in-work"),
         replace(GIVEN, parts=(Part(uuid4(), VIEW.public_id, 2, "Look", NOW),)), "parts"),
        ("finish-part", replace(VIEW, state="in-work"),
         replace(GIVEN, part=Part(uuid4(), VIEW.public_id, 9, "Look", NOW)), "part"),
        ("assign", replace(VIEW, state="validated"),
         replace(GIVEN, part=Part(uuid4(), VIEW.public_id, 9, "Look", VIEW.due_at + timedelta(hours=1))), "part-due"),
        ("reject", VIEW, GIVEN, "reason"),
        ("remind", replace(VIEW, direction="out", reminded_at=NOW - timedelta(hours=1)), GIVEN, "reminder"),
        ("burn", VIEW, GIVEN, "state"),
    ],
)  # fmt: skip
def test_what_is_missing_is_refused_by_its_rule_with_a_way_out(
    deed: str, view: RfiView, given: Given, rule: str
) -> None:
    """One rule for each; every refusal names a citation and what to do."""
    against = may(deed, view, rfi_policy(), given).against
    assert [one.rule for one in against] == [f"plan.rfi.{rule}"]
    assert all((one.way_out and one.citation) or one.rule == "plan.rfi.access" for one in against)


def test_imminent_danger_needs_neither_case_nor_facts_nor_agreement() -> None:
    """28 CFR 23.20(f)(2); a second person and the training it still needs."""
    view = replace(PERSON, basis="imminent-danger", words=replace(WORDS, case_ref="", predicate=""))
    given = replace(GIVEN, asker=Asker(True, "police", None))
    assert refused("validate", view, given) == set()
    assert refused("validate", view, replace(given, actor_id=1, trained=False)) == {"second", "training"}


def test_the_privacy_officer_alone_validates_what_asks_about_protected_activity() -> None:
    """28 CFR 23.20(b): the question is answered by a person, and a yes goes to another desk."""
    assert refused("validate", VIEW, replace(GIVEN, protected="yes", may_protect=True)) == set()


@given(st.sampled_from(sorted(STATES)), st.sampled_from(["in", "out"]))
def test_what_is_closed_or_rejected_leads_nowhere_and_every_deed_to_a_state(state: str, way: str) -> None:
    """The state machine is total over what the policy names."""
    view = replace(VIEW, state=state, direction=way)
    offered = open_deeds(view, rfi_policy())
    assert (state in {"closed", "rejected"}) <= (offered == [])
    for deed in offered:
        assert rfi_policy().deeds[way, deed].leads(state) in STATES


def test_every_state_of_the_reference_is_reached_from_a_draft() -> None:
    """fusion-process 5.4: none of the nine stands apart."""
    reached, deeds = {"draft"}, [one for (way, _), one in rfi_policy().deeds.items() if way == "in"]
    for _ in STATES:
        reached |= {one.leads(state) for one in deeds for state in reached} - {""}
    assert reached == set(STATES)


def test_what_looks_classified_is_not_even_a_draft() -> None:
    """The refusal repeats no word of it."""
    (against,) = words_stand(replace(WORDS, asked="(S//NF) Which drones?"))
    assert against.rule == "plan.rfi.spill" and "drones" not in against.text


def test_the_clock_is_that_of_the_priority() -> None:
    """Immediate is sooner than priority, that sooner than routine."""
    due = [due_of(one, rfi_policy(), at=NOW) for one in ("immediate", "priority", "routine")]
    assert due == sorted(set(due)) and due[0] == NOW + timedelta(hours=1)


def test_the_requester_is_whom_the_registry_has_by_mail_or_name() -> None:
    """Two of one name are nobody."""
    ben, other = Registered(7, "Ben Exercise", "ben@example.org"), Registered(8, "Ben  exercise", "other@example.org")
    assert requester_of(WORDS, [ben, other]) == 7
    assert requester_of(replace(WORDS, contact=""), [ben]) == 7
    assert requester_of(replace(WORDS, contact=""), [ben, other]) is None
    assert requester_of(WORDS, []) is None


def test_like_ones_share_words_of_their_own_and_say_which() -> None:
    """Words of every day make nothing alike; the same need with one word does; itself it is not like."""
    same = replace(
        VIEW, public_id=uuid4(), words=replace(WORDS, subject="Dams and drones", asked="Any drone by a dam?")
    )
    other = replace(VIEW, public_id=uuid4(), words=replace(WORDS, subject="Phishing", asked="What do you know since?"))
    need = uuid4()
    tagged = replace(other, public_id=uuid4(), need_id=need, words=replace(other.words, asked="Drone phishing"))
    found = alike(replace(VIEW, need_id=need), [VIEW, same, other, tagged], rfi_policy().alike)
    assert [one.view for one in found] == [same, tagged]
    assert found[0].because == ("Same words: dam, drone",)
    assert found[1].because[1] == "Same information need"


def test_figures_count_what_was_received_and_say_none_where_nothing_was_answered() -> None:
    """M9: received, answered, in due time, median hours."""
    hour = timedelta(hours=1)
    times = [(NOW, NOW + 2 * hour, NOW + hour), (NOW, NOW + hour, NOW + 4 * hour), (NOW, NOW + hour, None)]
    made = figures_of(times, since=NOW.date())
    assert (made.received, made.answered, made.in_time, made.median_hours) == (3, 2, 1, 2.5)
    assert figures_of([], since=NOW.date()).median_hours is None
