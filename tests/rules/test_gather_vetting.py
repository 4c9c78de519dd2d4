"""Vetting: a report is only ever made by a person, with a second look by another."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchfloor.gather.formats.behavior import behaviors, lexicon, vetting_policy
from watchfloor.gather.rules.guard import ProtectedWord, guard
from watchfloor.gather.rules.suggest import suggest
from watchfloor.gather.rules.vetting import (
    Determination,
    Dismissal,
    PersonFacts,
    TipFacts,
    look_of,
    may_decline,
    may_dismiss,
    may_promote,
)

NOW = datetime(2026, 11, 21, 15, tzinfo=UTC)
POLICY, BEHAVIORS = vetting_policy(), behaviors()
ANA = PersonFacts("ana", human=True, trained={POLICY.course: date(2026, 11, 21)})
BEN = replace(ANA, person="ben")
NEW = TipFacts("received", submitted_by="lio")
PROPOSED = TipFacts("promotion proposed", submitted_by="lio", proposed_by="ana")
SOUND = Determination(("INTRSN",), "A stranger cut the fence of the plant.", first_amendment=False)
FACTS = "He photographed the guards' shift change on three nights and hid when he was seen."
DISMISSAL = Dismissal("INNOCENT", "The operator confirmed his own inspection flight.")
PROTECTED = {
    "race", "black", "white", "arab", "asian", "hispanic", "latino", "muslim", "islam", "mosque", "jewish", "christian",
    "religion", "gender", "woman", "women", "gay", "lesbian", "transgender", "immigrant", "foreign", "ethnic",
}  # fmt: skip


def rules_against(tip: TipFacts = NEW, what: Determination = SOUND, who: PersonFacts = ANA) -> tuple[str, ...]:
    decision = may_promote(tip, what, who, policy=POLICY, behaviors=BEHAVIORS, now=NOW)
    return tuple(reason.rule for reason in decision.against)


def test_a_trained_person_proposes_and_another_confirms() -> None:
    """Both looks pass when everything is stated, and the first to come is the proposal."""
    assert (look_of(NEW), look_of(PROPOSED)) == ("propose", "confirm")
    assert rules_against() == ()
    assert rules_against(PROPOSED, who=BEN) == ()


@pytest.mark.parametrize(
    ("tip", "what", "who", "rule"),
    [
        (NEW, SOUND, replace(ANA, human=False), "gather.person"),
        (NEW, SOUND, replace(ANA, trained={}), "gather.training"),
        (NEW, SOUND, replace(ANA, trained={POLICY.course: date(2026, 11, 20)}), "gather.training"),
        (PROPOSED, SOUND, ANA, "gather.second_look"),
        (replace(PROPOSED, proposed_by=None), SOUND, BEN, "gather.second_look"),
        (replace(NEW, submitted_by="ana"), SOUND, ANA, "gather.own_report"),
        (replace(PROPOSED, submitted_by="ben"), SOUND, BEN, "gather.own_report"),
        (replace(NEW, state="promoted"), SOUND, ANA, "gather.state"),
        (replace(PROPOSED, state="dismissal proposed"), SOUND, BEN, "gather.state"),
        (NEW, replace(SOUND, behaviors=()), ANA, "gather.behavior"),
        (NEW, replace(SOUND, behaviors=("OTHER",)), ANA, "gather.behavior"),
        (NEW, replace(SOUND, rationale="  "), ANA, "gather.behavior"),
        (NEW, replace(SOUND, behaviors=("PHOTO",)), ANA, "gather.articulable_facts"),
        (
            NEW,
            replace(SOUND, behaviors=("INTRSN", "PHOTO"), articulable_facts=" " * 90),
            ANA,
            "gather.articulable_facts",
        ),
        (NEW, replace(SOUND, first_amendment=None), ANA, "gather.first_amendment"),
        (PROPOSED, replace(SOUND, first_amendment=True), BEN, "gather.first_amendment"),
        (NEW, replace(SOUND, first_amendment=True, approved_by="ana"), ANA, "gather.first_amendment"),
        (PROPOSED, replace(SOUND, first_amendment=True, approved_by="ana"), BEN, "gather.first_amendment"),
    ],
)
def test_each_missing_condition_alone_refuses_with_its_rule(
    tip: TipFacts, what: Determination, who: PersonFacts, rule: str
) -> None:
    """Exactly the broken rule speaks against, and it names a way out."""
    decision = may_promote(tip, what, who, policy=POLICY, behaviors=BEHAVIORS, now=NOW)
    assert not decision
    assert [reason.rule for reason in decision.against] == [rule]
    assert all(reason.way_out for reason in decision.against)


def test_group_two_passes_with_articulable_facts_and_approval() -> None:
    """Photography may be promoted when facts are stated and the privacy officer has approved."""
    what = replace(SOUND, behaviors=("PHOTO",), articulable_facts=FACTS, first_amendment=True, approved_by="pia")
    assert rules_against(what=what) == ()


@given(st.sampled_from(sorted(BEHAVIORS.by_code)), st.text(max_size=120))
def test_no_group_two_behavior_passes_on_blank_facts(code: str, facts: str) -> None:
    """For every category the outcome follows the group and the length of what is really said."""
    refused = "gather.articulable_facts" in rules_against(
        what=replace(SOUND, behaviors=(code,), articulable_facts=facts)
    )
    short = len(" ".join(facts.split())) < POLICY.facts_min
    assert refused == (BEHAVIORS.by_code[code].group == 2 and short)


def test_a_dismissal_needs_a_listed_reason_words_and_a_second_person() -> None:
    """The same two looks hold for dismissing as for promoting."""
    waiting = TipFacts("dismissal proposed", proposed_by="ana")

    def against(tip: TipFacts, what: Dismissal, who: PersonFacts) -> list[str]:
        decision = may_dismiss(tip, what, who, policy=POLICY, now=NOW)
        return [reason.rule for reason in decision.against]

    assert against(NEW, DISMISSAL, ANA) == []
    assert against(waiting, DISMISSAL, BEN) == []
    assert against(waiting, DISMISSAL, ANA) == ["gather.second_look"]
    assert against(NEW, replace(DISMISSAL, code="BORED"), ANA) == ["gather.dismissal_reason"]
    assert against(NEW, replace(DISMISSAL, text="no"), ANA) == ["gather.dismissal_text"]
    assert against(PROPOSED, DISMISSAL, BEN) == ["gather.state"]


def test_a_proposal_about_protected_activity_waits_for_the_privacy_officer() -> None:
    """It may be proposed without her approval, so that she has something to approve, and not be confirmed."""
    said = replace(SOUND, first_amendment=True)
    assert rules_against(what=said) == ()
    assert rules_against(PROPOSED, what=said, who=BEN) == ("gather.first_amendment",)
    assert rules_against(PROPOSED, what=replace(said, approved_by="pia"), who=BEN) == ()


def test_only_a_proposal_is_declined_and_with_words() -> None:
    """The first person withdraws it, the second declines it; nothing else goes back to the start."""

    def against(tip: TipFacts, text: str) -> list[str]:
        return [reason.rule for reason in may_decline(tip, ANA, text, policy=POLICY, now=NOW).against]

    assert against(PROPOSED, "The fence was cut by its owner.") == []
    assert against(PROPOSED, "no") == ["gather.dismissal_text"]
    assert against(NEW, "The fence was cut by its owner.") == ["gather.state"]


def test_sixteen_behaviors_seven_of_them_crimes_in_themselves() -> None:
    """The list is that of the standard: 16 codes, 7 of group 1, each with a definition and a citation."""
    assert len(BEHAVIORS.by_code) == 16
    assert sum(each.group == 1 for each in BEHAVIORS.by_code.values()) == 7
    assert all(each.definition and each.citation for each in BEHAVIORS.by_code.values())


def test_suggestions_name_their_words_and_match_whole_words_only() -> None:
    """A phrase is found across punctuation and case, never inside another word."""
    found = suggest("Someone CUT, fence... with BINOCULARS near the drone-pad", lexicon())
    assert [(hint.code, hint.because) for hint in found] == [
        ("AVIATION", ("drone",)),
        ("INTRSN", ("cut fence",)),
        ("SURVL", ("binoculars",)),
    ]
    assert suggest("droned on about casual matters", lexicon()) == ()


def test_no_word_of_the_lexicon_is_about_a_protected_characteristic() -> None:
    """Race, ethnicity, gender, origin, religion and orientation suggest nothing, ever."""
    words = {word.decode() for entries in lexicon().first.values() for phrase, _ in entries for word in phrase.split()}
    assert not words & PROTECTED
    assert {code for entries in lexicon().first.values() for _, code in entries} == set(BEHAVIORS.by_code)


def test_a_flagged_word_sends_to_the_privacy_officer_and_never_rejects() -> None:
    """Only a refused attestation keeps a report out; a flag adds a look and a finding."""
    flagged = guard(attested=True, flagged=[ProtectedWord("church", 12, "religion")])
    assert flagged.decision
    assert flagged.privacy_look
    assert "church" in flagged.findings[0]
    assert guard(attested=None, flagged=()).decision
    assert not guard(attested=False, flagged=()).decision
