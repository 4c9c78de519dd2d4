"""Release: a second person, the right group, the matrix; and the one exception for imminent danger."""

from dataclasses import replace
from datetime import timedelta

import pytest
from disseminate_facts import GUARD, NOW, SCALE, THREAT, bulletin, group, nobody, plain, releasable

from watchfloor.disseminate.formats.policy import release_policy
from watchfloor.disseminate.rules.checking import check
from watchfloor.disseminate.rules.imminent import (
    Phoned,
    due_at,
    is_due,
    is_overdue,
    may_release_imminent,
    may_settle,
)
from watchfloor.disseminate.rules.release import ReleaseFacts, may_release, number
from watchfloor.disseminate.rules.review import Review, ReviewerFacts, may_review
from watchfloor.marking.grammar import parse

POLICY = release_policy()
KINDS = sorted(POLICY.kinds)


def against(facts: ReleaseFacts, kind: str, **changes: object) -> list[str]:
    """The rules that refuse a release to a group of this kind."""
    to = replace(group(kind), **changes)  # type: ignore[arg-type]
    return [because.rule for because in may_release(facts, to, POLICY, now=NOW).against]


def goes_to(marking: str) -> set[str]:
    """The kinds of groups that a product with this marking may go to."""
    return {kind for kind in KINDS if not against(releasable(plain(marked=marking)), kind)}


def test_a_reviewed_bulletin_goes_to_sheriffs() -> None:
    """Everything in order: allowed, and every reason has its citation."""
    decision = may_release(releasable(bulletin()), group("law-enforcement"), POLICY, now=NOW)
    assert decision, [b.text for b in decision.against]
    assert all(b.citation for b in decision.because)


def test_law_enforcement_sensitive_stays_with_law_enforcement() -> None:
    """LES goes to police, the federal partner and other centers; fire, private and the public are refused."""
    assert goes_to("U//LES") == {"own-center", "federal", "peer-center", "law-enforcement"}
    decision = may_release(releasable(plain(marked="U//LES")), group("private-sector"), POLICY, now=NOW)
    assert "tear line" in decision.against[0].way_out


@pytest.mark.parametrize("control", ["FED ONLY", "NOFORN"])
def test_federal_controls_never_reach_local_or_private_partners(control: str) -> None:
    """FED ONLY and NOFORN go to the center itself and the federal partner only."""
    assert goes_to(f"CUI//LEI//{control}") == {"own-center", "federal"}


def test_an_unknown_control_goes_to_nobody() -> None:
    """A control that the matrix does not name refuses every kind: silence is a refusal."""
    facts = releasable(plain(marked="CUI//LEI//FED ONLY"))
    silent = replace(POLICY, marks={k: v for k, v in POLICY.marks.items() if k != "FED ONLY"})
    assert not any(may_release(facts, group(kind), silent, now=NOW) for kind in KINDS)


def test_only_tlp_clear_is_public() -> None:
    """Plain U without TLP is for partners; the public gets TLP:CLEAR, RED goes to no group at all."""
    assert "public" not in goes_to("U")
    assert "private-sector" in goes_to("U")
    assert "public" in goes_to("TLP:CLEAR")
    assert goes_to("TLP:RED") == set()
    assert goes_to("TLP:AMBER+STRICT") == {"own-center"}


def test_an_agreement_that_ended_blocks() -> None:
    """28 CFR 23.20(f)(1): a lapsed, missing or future agreement refuses; its last day is still good."""
    facts = releasable(plain())
    assert against(facts, "law-enforcement", agreement=None) == ["disseminate.release.agreement"]
    lapsed = group("law-enforcement", until=NOW.date() - timedelta(days=1))
    decision = may_release(facts, lapsed, POLICY, now=NOW)
    assert "23.20(f)(1)" in decision.against[0].citation
    assert may_release(facts, group("law-enforcement", until=NOW.date()), POLICY, now=NOW)


@pytest.mark.parametrize("change", [{"right": ""}, {"need": " "}])
def test_a_release_without_need_or_right_fails(change: dict[str, object]) -> None:
    """28 CFR 23.20(e): both are recorded, never one for the other."""
    assert against(releasable(plain()), "law-enforcement", **change) == ["disseminate.release.need-and-right"]


def test_a_group_that_may_not_hold_the_level_is_refused() -> None:
    """CUI does not go to a group whose handling ends at U; a level that is not known is no level."""
    facts = releasable(bulletin())
    assert against(facts, "law-enforcement", holds="U") == ["disseminate.release.handling"]
    assert against(facts, "law-enforcement", holds="SECRET") == ["disseminate.release.handling"]
    assert against(facts, "martians") == ["disseminate.release.kind"]


def test_reviews_are_of_this_revision_by_others() -> None:
    """A review of an older text, by an author, or one that did not approve does not count."""
    facts = releasable(bulletin())
    for bad in (
        Review("privacy", "pia", 2, True),
        Review("privacy", "ana", 3, True),
        Review("privacy", "pia", 3, False),
    ):
        short = replace(facts, reviews=(facts.reviews[0], bad))
        assert against(short, "law-enforcement") == ["disseminate.release.review-privacy"]
    assert against(replace(facts, released_by="ana"), "law-enforcement") == ["disseminate.release.second-person"]


def test_open_checks_block_a_release() -> None:
    """An unmarked or unsourced product goes nowhere, nor does one that nobody checked."""
    assert "disseminate.release.checks" in against(releasable(plain(sources=())), "own-center")
    assert "disseminate.release.marking" in against(releasable(plain(marking=None)), "own-center")
    whole = against(releasable(plain()), "own-center")
    assert whole == []
    assert "disseminate.release.checks" in against(replace(releasable(plain()), checks=()), "own-center")


def test_a_lowered_portion_goes_by_its_own_marking() -> None:
    """The recorded decision counts: U portion of an LES source goes to the utility; without it the source decides."""
    low = plain(sources=(GUARD,))
    assert "disseminate.release.matrix" in against(releasable(low), "private-sector")
    decided = plain(sources=(GUARD,), lowered_by="D-2026-4")
    assert against(releasable(decided), "private-sector") == []


@pytest.mark.parametrize("legal_class", ["tip_lead", "sar", "criminal_intelligence"])
def test_unvetted_and_criminal_intelligence_stay_with_law_enforcement(legal_class: str) -> None:
    """28 CFR 23.20(e), (f)(1): these classes stay with law enforcement even at U, unless decided."""
    source = replace(GUARD, marking=parse("U"), legal_class=legal_class)
    facts = releasable(plain(sources=(source,)))
    goes = {kind for kind in KINDS if not against(facts, kind)}
    assert goes == {"own-center", "federal", "peer-center", "law-enforcement"}
    assert against(releasable(plain(sources=(source,), lowered_by="D-2026-4")), "fire-ems") == []


@pytest.mark.parametrize("legal_class", ["tsc_encounter", "identifying_only", "inquiry", "", "new class"])
def test_some_classes_support_no_product(legal_class: str) -> None:
    """Encounters, identifying information, inquiries and any class that the matrix does not name go nowhere."""
    facts = releasable(plain(sources=(replace(GUARD, marking=parse("U"), legal_class=legal_class),)))
    assert all(against(facts, kind) for kind in KINDS)


def test_an_originator_that_controls_is_asked_first() -> None:
    """Originator control refuses until the originator's answer is recorded."""
    from_there = replace(THREAT, marking=parse("U"), originator_control=True)
    facts = releasable(plain(sources=(from_there,)))
    assert against(facts, "law-enforcement") == ["disseminate.release.originator"]
    asked = replace(facts, originators_agreed=frozenset({"Federal Bureau of Examples"}))
    assert against(asked, "law-enforcement") == []
    one_waits = replace(asked, unasked=frozenset({"Federal Bureau of Examples"}))
    assert against(one_waits, "law-enforcement") == ["disseminate.release.originator"], "another item of his"


def test_numbers_are_center_year_and_four_digits() -> None:
    """NFC-2026-0001; a code in small letters or a zeroth product is refused."""
    assert number("NFC", 2026, 1) == "NFC-2026-0001"
    assert number("NFC", 2026, 12345) == "NFC-2026-12345"
    for code, n in (("nfc", 1), ("N-C", 1), ("", 1), ("NFC", 0)):
        with pytest.raises(ValueError, match=r"Center code|Number"):
            number(code, 2026, n)


OMAR = ReviewerFacts("omar", may_review=True, privacy_officer=False, trained=True)


def test_who_wrote_it_cannot_review_it() -> None:
    """A second person reviews; the privacy review is the privacy officer's; checks come first."""
    checks = check(plain(), scale=SCALE, personal=nobody)
    authors = frozenset({"ana"})
    assert may_review(kind="second", by=OMAR, authors=authors, checks=checks)
    assert not may_review(kind="second", by=replace(OMAR, person="ana"), authors=authors, checks=checks)
    assert not may_review(kind="privacy", by=OMAR, authors=authors, checks=checks)
    assert may_review(kind="privacy", by=replace(OMAR, privacy_officer=True), authors=authors, checks=checks)
    assert not may_review(kind="second", by=replace(OMAR, trained=False), authors=authors, checks=checks)
    assert not may_review(kind="second", by=replace(OMAR, may_review=False), authors=authors, checks=checks)
    assert not may_review(kind="second", by=OMAR, authors=authors, checks=())
    assert not may_review(kind="glance", by=OMAR, authors=authors, checks=checks)


IMMINENT = {
    "danger": "A named school is to be attacked today at noon.",
    "reason": "The principal can lock the doors in time.",
    "phoned": Phoned("Principal Vale", "Maple Creek School", NOW - timedelta(minutes=2)),
    "recipients": ("Principal Vale",),
    "assessment_only": True,
}


def test_imminent_danger_lets_one_person_release_an_assessment() -> None:
    """28 CFR 23.20(f)(2): danger, reason, a call made, named recipients and only the assessment."""
    decision = may_release_imminent(**IMMINENT, now=NOW)  # type: ignore[arg-type]
    assert decision
    assert any("23.20(f)(2)" in because.citation for because in decision.because)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"danger": ""}, "danger"),
        ({"reason": "urgent"}, "reason"),
        ({"phoned": None}, "phoned"),
        ({"phoned": Phoned("Vale", "School", NOW + timedelta(minutes=1))}, "phoned"),
        ({"recipients": ()}, "recipients"),
        ({"recipients": (" ",)}, "recipients"),
        ({"assessment_only": False}, "assessment-only"),
    ],
)
def test_each_part_of_the_exception_is_needed(change: dict[str, object], rule: str) -> None:
    """Leave one out and the refusal names it; the record itself never goes."""
    decision = may_release_imminent(**{**IMMINENT, **change}, now=NOW)  # type: ignore[arg-type]
    assert [because.rule for because in decision.against] == [f"disseminate.imminent.{rule}"]


def test_confirm_or_recall_within_a_day() -> None:
    """An answer is owed from the release on, overdue after 24 hours, and done with either answer."""
    day = timedelta(hours=POLICY.imminent_hours)
    assert due_at(NOW) == NOW + day
    owed = {"confirmed_at": None, "recalled_at": None}
    assert is_due(NOW, **owed, now=NOW)
    assert not is_overdue(NOW, **owed, now=NOW + day)
    assert is_overdue(NOW, **owed, now=NOW + day + timedelta(seconds=1))
    assert not is_due(NOW, confirmed_at=NOW, recalled_at=None, now=NOW + 2 * day)
    assert not is_overdue(NOW, confirmed_at=None, recalled_at=NOW, now=NOW + 2 * day)


def test_the_person_who_released_cannot_confirm() -> None:
    """Another supervisor or the privacy officer settles it."""
    assert may_settle(answer="confirm", by="pia", released_by="ana", role="privacy")
    assert not may_settle(answer="confirm", by="ana", released_by="ana", role="supervisor")
    assert not may_settle(answer="recall", by="ben", released_by="ana", role="liaison")
    assert not may_settle(answer="later", by="pia", released_by="ana", role="privacy")


def test_every_row_of_the_matrix_has_a_citation() -> None:
    """No policy without its source and whether the text was seen."""
    rows = [
        *POLICY.classes.values(),
        *POLICY.levels.values(),
        *POLICY.marks.values(),
        *POLICY.tlp.values(),
        POLICY.other_category,
        POLICY.no_tlp,
    ]
    assert all("(text seen)" in row.citation or "(text remembered)" in row.citation for row in rows)
    assert all(row.kinds <= set(POLICY.kinds) for row in rows)
