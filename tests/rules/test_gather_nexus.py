"""The two-part review of a SAR: two explicit answers of a trained person, and a summary without privacy fields."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from watchfloor.gather.formats.behavior import behaviors, vetting_policy
from watchfloor.gather.rules.nexus import Nexus, may_find_nexus, may_second_no
from watchfloor.gather.rules.package import Shared, Told, details, summary
from watchfloor.gather.rules.vetting import PersonFacts

NOW = datetime(2026, 11, 21, tzinfo=UTC)
LONG = "They came back three nights and noted when the guard was relieved."
ANA = PersonFacts("1", True, {vetting_policy().course: NOW.date()})
WHOLE = Nexus(("PHOTO",), LONG, LONG * 3, LONG, True, LONG, "seen")
OUTCOMES = frozenset({"no_nexus", "other_crime"})
SHARED = Shared(
    "SAR-1a2b3c4d", 2, "Northland FC", ("PHOTO", "SURVL"), date(2026, 11, 14), "MN", "Monticello", date(2027, 1, 1),
    date(2031, 1, 1), date(2026, 11, 20),
)  # fmt: skip


def against(nexus: Nexus, person: PersonFacts = ANA) -> set[str]:
    """The rules that refuse it."""
    decision = may_find_nexus(nexus, person, policy=vetting_policy(), behaviors=behaviors(), outcomes=OUTCOMES, now=NOW)
    return {one.rule for one in decision.against}


def test_both_parts_make_it_and_each_gap_is_named() -> None:
    """Whole it passes; every part alone stops it, and so do a machine and a lapsed course."""
    assert against(WHOLE) == set()
    assert against(replace(WHOLE, behaviors=())) == {"gather.behavior"}
    assert against(replace(WHOLE, articulable_facts="")) == {"gather.articulable_facts"}
    assert against(replace(WHOLE, behaviors=("THREAT",), articulable_facts="")) == set()
    assert against(replace(WHOLE, checks=" ")) == {"gather.nexus.checks"}
    assert against(replace(WHOLE, rationale="Odd.")) == {"gather.nexus.rationale"}
    assert against(replace(WHOLE, indicates=None)) == {"gather.nexus.indicates"}
    assert against(replace(WHOLE, supervisor="not")) == {"gather.nexus.supervisor"}
    assert against(WHOLE, replace(ANA, human=False)) == {"gather.person"}
    assert against(WHOLE, replace(ANA, trained={vetting_policy().course: NOW.date() - timedelta(days=1)})) == {
        "gather.training"
    }


@pytest.mark.parametrize("word", ["Quillfeather", "KLX 4471", "pump house"])
def test_a_summary_holds_nothing_that_somebody_wrote(word: str) -> None:
    """Words of title and narrative are in the details alone; codes are those of the sixteen."""
    whole = details(SHARED, behaviors(), Told("Mr. Quillfeather", "KLX 4471 stood at the pump house."))
    assert word in repr(whole) and word not in repr(summary(SHARED, behaviors()))
    assert {one["code"] for one in summary(SHARED, behaviors())["suspicious_activity_codes"]} <= set(
        behaviors().by_code
    )
    assert not {"lat", "lon", "title", "narrative", "reporter"} & set(summary(SHARED, behaviors()))


def test_a_no_is_stated_as_carefully_as_a_yes() -> None:
    """It may find no behavior, but needs its outcome, what was checked and why; another person answers it."""
    no = replace(WHOLE, indicates=False, outcome="no_nexus", behaviors=(), fits="", articulable_facts="")
    assert against(no) == set()
    assert against(replace(no, outcome="")) == against(replace(no, outcome="whatever")) == {"gather.nexus.outcome"}
    assert against(replace(no, checks="")) == {"gather.nexus.checks"}
    assert against(replace(no, rationale="")) == {"gather.nexus.rationale"}
    assert against(replace(no, behaviors=("PHOTO",), fits=LONG)) == {"gather.articulable_facts"}
    for asked, rules in ((2, set()), (1, {"gather.nexus.second"})):
        decision = may_second_no(stated_by=1, asked=asked, person=ANA, policy=vetting_policy(), now=NOW)
        assert {one.rule for one in decision.against} == rules
