"""Laws of who may read what: deny by default, every atom must admit, nothing lapses silently."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchfloor.core.rules.decision import Because, Decision
from watchfloor.people.rules.standing import Standing
from watchfloor.protect.formats.policy import load
from watchfloor.protect.rules.access import may_read, may_state
from watchfloor.protect.rules.labels import Atom

POLICY = load()
ON = date(2026, 11, 21)
YEAR = ON + timedelta(days=365)
CENTER, PARTNER = 1, 2
ANA = Standing(11, 111, CENTER, "center", True, "analyst", "CUI", (("28cfr23", YEAR), ("pcrcl", YEAR)), None, None)
BEN = replace(ANA, person_id=12, agency_id=PARTNER, agency_kind="sheriff", of_center=False, role="liaison",
              agreement_until=YEAR)  # fmt: skip
OPEN = Atom(CENTER, "ise_sar", "U", "partners")

atoms = st.builds(
    Atom,
    owner_id=st.integers(1, 3),
    legal_class=st.sampled_from([*sorted(POLICY.classes), "no_such_class"]),
    level=st.sampled_from([*POLICY.levels, "?"]),
    share=st.sampled_from(["center", "partners", "closed", "named", "group:7", "group:8", "group:", "all", ""]),
    tlp=st.sampled_from(["", "CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED"]),
    federal_only=st.booleans(),
    restricted=st.booleans(),
)
days = st.one_of(st.none(), st.integers(-800, 800).map(lambda n: ON + timedelta(days=n)))
standings = st.builds(
    Standing,
    person_id=st.just(1), affiliation_id=st.just(1), agency_id=st.integers(1, 3),
    agency_kind=st.sampled_from(["center", "sheriff", "federal", "private"]), of_center=st.booleans(),
    role=st.sampled_from([*sorted(POLICY.roles), "no-such-role"]), release_level=st.sampled_from([*POLICY.levels, "?"]),
    training=st.lists(st.tuples(st.sampled_from(["pcrcl", "28cfr23"]), days.filter(bool)), max_size=3).map(tuple),
    agreement_until=days, grace_until=days, groups=st.sets(st.integers(6, 9)).map(tuple),
)  # fmt: skip
purposes = st.sampled_from([*sorted(POLICY.purposes), "no-such-purpose"])
references = st.sampled_from(["", "   ", "26-0141 NFC"])


def read(
    standing: Standing, *label: Atom, purpose: str = "threat-assessment", case_ref: str = "26-0141 NFC"
) -> Decision:
    """The rule's answer today."""
    return may_read(label, standing, purpose=purpose, case_ref=case_ref, policy=POLICY, on=ON)


@given(standings, st.lists(atoms, max_size=3), atoms, purposes, references)
def test_one_more_atom_never_opens(
    standing: Standing, label: list[Atom], more: Atom, purpose: str, case_ref: str
) -> None:
    """What is open under more atoms is open under fewer, if there is one at all."""
    wider = read(standing, *label, more, purpose=purpose, case_ref=case_ref)
    if wider and label:
        assert read(standing, *label, purpose=purpose, case_ref=case_ref)


@given(standings, st.lists(atoms, max_size=3), purposes, references)
def test_a_label_is_the_and_of_its_atoms(standing: Standing, label: list[Atom], purpose: str, case_ref: str) -> None:
    """It opens exactly when each atom alone opens; without an atom it stays shut."""
    each = [bool(read(standing, atom, purpose=purpose, case_ref=case_ref)) for atom in label]
    assert bool(read(standing, *label, purpose=purpose, case_ref=case_ref)) == (bool(each) and all(each))


@given(standings, atoms, purposes, references)
def test_nothing_opens_without_a_stated_need(standing: Standing, atom: Atom, purpose: str, case_ref: str) -> None:
    """28 CFR 23.20(e): without a purpose that holds for this role, nothing opens; break-glass is an act of its own."""
    if purpose != "break-glass" and not may_state(standing, purpose=purpose, case_ref=case_ref, policy=POLICY):
        assert not read(standing, atom, purpose=purpose, case_ref=case_ref)


@given(standings, atoms, purposes, references)
def test_every_answer_has_its_reasons(standing: Standing, atom: Atom, purpose: str, case_ref: str) -> None:
    """Allowed or refused, the decision says by which rules, and a refusal names at least one against."""
    said = read(standing, atom, purpose=purpose, case_ref=case_ref)
    assert said.because and all(reason.rule and reason.text for reason in said.because)
    assert bool(said) != bool(said.against)


@given(standings, atoms, purposes, references, st.integers(0, 900))
def test_time_alone_never_opens(standing: Standing, atom: Atom, purpose: str, case_ref: str, later: int) -> None:
    """What is shut today is shut on every later day, if nothing but the day changes."""
    today = may_read((atom,), standing, purpose=purpose, case_ref=case_ref, policy=POLICY, on=ON)
    then = may_read((atom,), standing, purpose=purpose, case_ref=case_ref, policy=POLICY, on=ON + timedelta(days=later))
    assert today or not then


@given(standings, atoms)
def test_grace_stays_training_and_agreement_only(standing: Standing, atom: Atom) -> None:
    """A dated grace lifts no refusal but those for training and agreement."""
    with_grace, without = replace(standing, grace_until=YEAR), replace(standing, grace_until=None)
    lifted = {r.rule for r in read(without, atom).against} - {r.rule for r in read(with_grace, atom).against}
    assert lifted <= {"access.training", "access.agreement", "access.group"}
    if "access.group" in lifted:
        assert atom.share.startswith("group:") and int(atom.share[6:]) in standing.groups


@given(st.lists(st.builds(Because, st.just("t"), st.just("r"), ok=st.booleans()), max_size=4))
def test_a_decision_denies_by_default(reasons: list[Because]) -> None:
    """No reason at all is a refusal, and so is one against among many for."""
    said = Decision.of(*reasons)
    assert bool(said) == (bool(reasons) and all(reason.ok for reason in reasons)) and said.because


def test_no_two_services_act_under_one_number() -> None:
    """The ledger says which part of the system acted, so each has a number of its own, never a person's."""
    numbers = [one.person for one in load().services.values()]
    assert len(set(numbers)) == len(numbers) and max(numbers) < 0


def test_the_plain_cases_open() -> None:
    """Ana reads what her center holds, Ben what partners may read and what his agency sent in."""
    assert read(ANA, Atom(CENTER, "tip_lead", "CUI", "center"))
    assert read(BEN, OPEN) and not read(BEN, replace(OPEN, share="center"))
    assert read(BEN, replace(OPEN, share="center", owner_id=PARTNER))


@pytest.mark.parametrize("days_left", [-400, -1])
def test_expired_training_closes(days_left: int) -> None:
    """The day after a course lapses the class that needs it is shut, for the center's own people as well."""
    lapsed = replace(ANA, training=(("28cfr23", YEAR), ("pcrcl", ON + timedelta(days=days_left))))
    assert [reason.rule for reason in read(lapsed, OPEN).against] == ["access.training"]
    assert read(replace(ANA, training=(("pcrcl", ON),)), OPEN), "its last day is a good one"
    assert read(replace(lapsed, grace_until=ON), OPEN)
    assert not read(replace(lapsed, grace_until=ON - timedelta(days=1)), OPEN)


def test_an_expired_agreement_closes_everything_to_a_partner() -> None:
    """28 CFR 23.20(f)(1): without an agreement in force nothing is open, not even what the agency itself sent in."""
    for standing in (replace(BEN, agreement_until=ON - timedelta(days=1)), replace(BEN, agreement_until=None)):
        assert not read(standing, OPEN)
        assert not read(standing, replace(OPEN, owner_id=PARTNER, share="center"))
        assert not read(replace(standing, groups=(7,)), replace(OPEN, share="group:7"))
        assert read(replace(standing, grace_until=YEAR), OPEN)
    assert read(replace(BEN, agreement_until=ON), OPEN), "its last day is a good one"


@pytest.mark.parametrize("role", sorted(POLICY.roles))
def test_closed_is_for_the_centers_leadership(role: str) -> None:
    """What is closed until its marking is settled opens to its privacy officer and director alone."""
    closed = replace(OPEN, share="closed")
    assert bool(read(replace(ANA, role=role), closed)) == (role in {"privacy", "director"})
    assert not read(replace(BEN, role=role), closed)


@given(standings)
def test_named_is_for_nobody_by_label(standing: Standing) -> None:
    """What is open to named recipients only is never opened by a label; grants name them one by one."""
    assert not read(standing, replace(OPEN, share="named"))


def test_groups_open_to_their_members() -> None:
    """Ben reads what was released to a group that his agency is in, and nothing of another group or a garbled one."""
    member = replace(BEN, groups=(7,))
    assert read(member, replace(OPEN, share="group:7")) and read(ANA, replace(OPEN, share="group:7"))
    for share in ("group:8", "group:", "group:x", "group:7 ", "group:07", "all", ""):
        assert not read(member, replace(OPEN, share=share)), share
    assert not read(ANA, replace(OPEN, share="all")), "an unknown word closes to the center as well"


def test_traffic_lights() -> None:
    """TLP:RED stays with its owner, AMBER+STRICT with the center and its owner, AMBER and GREEN go as shared."""
    said = {"RED": (False, False, True), "AMBER+STRICT": (True, False, True), "AMBER": (True, True, True)}
    for tlp, (ana, ben, owner) in said.items():
        atom = replace(OPEN, owner_id=3, tlp=tlp)
        assert (bool(read(ANA, atom)), bool(read(BEN, atom))) == (ana, ben), tlp
        assert bool(read(replace(BEN, agency_id=3), atom)) == owner, tlp


def test_federal_only_and_restricted() -> None:
    """Federal-only reaches the center and federal agencies; what its owner restricted reaches the owner."""
    federal = replace(OPEN, federal_only=True)
    assert read(ANA, federal) and not read(BEN, federal) and read(replace(BEN, agency_kind="federal"), federal)
    restricted = replace(OPEN, owner_id=PARTNER, restricted=True)
    assert read(BEN, restricted) and not read(ANA, restricted)


@pytest.mark.parametrize(
    ("has", "needs", "opens"),
    [("U", "U", True), ("U", "LES", False), ("LES", "U", True), ("LES", "CUI", False), ("CUI", "CUI", True),
     ("CUI", "?", False), ("?", "U", False)],
)  # fmt: skip
def test_levels(has: str, needs: str, opens: bool) -> None:
    """A marking above the reader's release level is shut, and so is one that nobody knows."""
    assert bool(read(replace(ANA, release_level=has), replace(OPEN, level=needs))) == opens


@given(atoms)
def test_an_atom_is_read_as_it_was_printed(atom: Atom) -> None:
    """The canonical text comes back as the same atom; equal handling is one label."""
    assert Atom.parse(atom.print()) == atom


@pytest.mark.parametrize(
    "text",
    ["", "o=1", "nonsense", "o=1;c=a;l=U;s=center;t=;f=0", "o=x;c=a;l=U;s=center;t=;f=0;r=0",
     "o=1;c=a;l=U;s=center;t=;f=0;r=0;z=1"],
)  # fmt: skip
def test_what_is_no_atom_raises(text: str) -> None:
    """Readers take it as closed; it is never half an atom."""
    with pytest.raises(ValueError):
        Atom.parse(text)
