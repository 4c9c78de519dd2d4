"""ISE Functional Standard for suspicious activity reports: two parts, lawful conduct, what leaves, what comes back"""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import combinations

from watchfloor.gather.formats.behavior import behaviors, vetting_policy
from watchfloor.gather.formats.package import as_json, as_xml
from watchfloor.gather.formats.sharing import sharing_policy
from watchfloor.gather.rules.nexus import Nexus, may_find_nexus
from watchfloor.gather.rules.package import Shared, Told, details, summary
from watchfloor.gather.rules.sharing import Ready, Sending, may_submit
from watchfloor.gather.rules.vetting import PersonFacts

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
LONG = "They came back three nights and noted when the guard was relieved."
ANA = PersonFacts("1", True, {vetting_policy().course: NOW.date()})
YES = Nexus(("THREAT",), LONG, LONG, LONG, True, LONG, "seen")


def refused(nexus: Nexus, person: PersonFacts = ANA) -> set[str]:
    """The rules that refuse what this person states."""
    outcomes = sharing_policy().outcomes
    said = may_find_nexus(nexus, person, policy=vetting_policy(), behaviors=behaviors(), outcomes=outcomes, now=NOW)
    return {one.rule for one in said.against}


def test_ise_sar_has_two_explicit_parts_by_a_trained_person() -> None:
    """Without a behavior, an explicit yes, the checks, the reasons, or training in date there is no ISE-SAR."""
    assert refused(YES) == set()
    for gap in ({"behaviors": ()}, {"indicates": None}, {"checks": ""}, {"rationale": ""}, {"supervisor": ""}):
        assert len(refused(replace(YES, **gap))) == 1
    assert refused(YES, replace(ANA, trained={})) == {"gather.training"}
    assert refused(YES, replace(ANA, human=False)) == {"gather.person"}


def test_ise_sar_of_lawful_conduct_has_articulable_facts() -> None:
    """No set of behaviors with one that is lawful in itself passes without articulable facts."""
    known = behaviors()
    assert known.by_code["PHOTO"].group == 2
    for codes in [*combinations(sorted(known.by_code), 1), *combinations(sorted(known.by_code), 2)]:
        bare = refused(replace(YES, behaviors=codes, articulable_facts=""))
        assert bare == ({"gather.articulable_facts"} if known.group_two(codes) else set())


def test_ise_sar_summary_carries_no_privacy_field() -> None:
    """What the details say beyond the summary stands in no byte of it."""
    shared = Shared("SAR-1A2B3C4D", 1, "Owner", ("THREAT",), None, "MN", "Monticello", date(2027, 1, 1),
                    date(2031, 1, 1), date(2026, 11, 20), "Center", "")  # fmt: skip
    told = Told("Quillfeather at the gate", "Ulf Quillfeather, KLX 4471", parties=(("person", "subject",
                (("full_name", "Ulf Quillfeather"),)),), cells=(("plate", "KLX 4471"),))  # fmt: skip
    for form in (as_json, as_xml):
        assert b"Quillfeather" in form(details(shared, behaviors(), told))
        assert not any(word in form(summary(shared, behaviors())) for word in (b"Quillfeather", b"KLX", b"4471"))


def test_ise_sar_alone_goes_to_the_repository() -> None:
    """A SAR about other crime is refused there, whatever else is in order."""
    at = NOW.replace(hour=8)
    for legal_class in ("ise_sar", "sar", "tip_lead", "criminal_intelligence"):
        ready = Ready(legal_class, at, version_now=True, stands="")
        assert bool(may_submit(Sending("manual", "EG-1", NOW), ready, now=NOW)) == (legal_class == "ise_sar")


def test_ise_sar_without_nexus_leaves_sharing_and_ends_sooner() -> None:
    """The policy takes it out of sharing and sets an end of 180 days; the other dispositions leave it shared."""
    told = sharing_policy().dispositions
    assert not told["no_nexus"].shared and told["no_nexus"].purge_days == 180
    assert all(one.shared for code, one in told.items() if code != "no_nexus")
