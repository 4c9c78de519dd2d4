"""What a saved search may be: named, asking for something, shared within the agency with who searches."""

import dataclasses
from datetime import date

from watchfloor.plan.formats.searches import packed, unpacked
from watchfloor.plan.rules.searches import FACETS, Colleague, Facets, Search, may_change, may_save, may_share

VAN = Search("Vans at the dam", "van dam", "threat-assessment")
OMAR = Colleague("Omar", same_agency=True, searches=True)


def test_no_facet_is_a_protected_trait() -> None:
    """What a search is narrowed by is the allowlist, word for word; nothing of a person is on it."""
    fields = {field.name for field in dataclasses.fields(Facets)}
    assert {"class" if name == "legal_class" else name for name in fields} == set(FACETS)
    assert set(FACETS) == {
        "kind", "class", "marking", "agency", "place", "within", "came", "seen_from", "seen_until",
    }  # fmt: skip


def test_a_search_is_kept_by_who_searches_under_a_name() -> None:
    """No name, no words, or no right: refused with the rule and the way out."""
    assert may_save(VAN, searches=True)
    wrong = {
        "plan.search.right": may_save(VAN, searches=False),
        "plan.search.name": may_save(dataclasses.replace(VAN, name="  "), searches=True),
        "plan.search.words": may_save(dataclasses.replace(VAN, words=" "), searches=True),
    }
    for rule, decision in wrong.items():
        assert not decision and [one.rule for one in decision.against] == [rule] and decision.against[0].way_out
    assert not may_save(dataclasses.replace(VAN, name="x" * 81), searches=True)
    assert may_save(Search("All reports", "", "audit", Facets(kind=("tip",))), searches=True)


def test_an_inquiry_stays_in_its_agency() -> None:
    """Shared by its owner alone, with roles that search and colleagues who may search."""
    asked = {"own": True, "roles": ["analyst"], "known_roles": ["analyst", "supervisor"], "with_": [OMAR]}
    assert may_share(**asked)
    wrong = {
        "plan.search.owner": {"own": False}, "plan.search.roles": {"roles": ["inspector"]},
        "plan.search.agency": {"with_": [Colleague("Ben", same_agency=False, searches=True)]},
        "plan.search.persons": {"with_": [OMAR, Colleague("Ike", same_agency=True, searches=False)]},
    }  # fmt: skip
    for rule, change in wrong.items():
        decision = may_share(**{**asked, **change})
        assert not decision and [one.rule for one in decision.against] == [rule]
    assert may_change(own=True) and not may_change(own=False)


def test_what_is_sealed_comes_back_whole() -> None:
    """Name, words, purpose and every facet survive the bytes."""
    whole = dataclasses.replace(
        VAN, facets=Facets(("tip",), ("sar",), ("LES",), ("NFC",), "Monticello, MN", 25, 7, date(2026, 11, 1), None)
    )
    assert unpacked(packed(whole)) == whole
