"""What may be a watch word, and what is refused with which rule; what live words meet."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchfloor.plan.formats.watch_words import named_in, word_policy
from watchfloor.plan.rules import watchwords as rule
from watchfloor.plan.rules.needs import Need, NeedSaid
from watchfloor.plan.rules.watchwords import Bearing, ItemFacts, Word, WordSaid
from watchfloor.plan.rules.words import words_of
from watchfloor.protect.formats.classes import offences
from watchfloor.protect.rules.predicate import Predicate

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
NEED = Need(1, uuid4(), 1, None, NeedSaid("Attacks on the grid"), 1, 7, NOW, approved_by=8, approved_at=NOW)
POLICY = word_policy()


def said(phrase: str, **more: str) -> WordSaid:
    """A word for sabotage of the grid."""
    return WordSaid(phrase, more.get("about", "somebody shoots at substations"), more.get("offence", "sabotage"))


def against(word: WordSaid, *, need: Need | None = NEED, bearing: Bearing | None = None) -> list[tuple[str, str]]:
    """(rule, citation) of each reason against it."""
    decision = rule.may_propose(
        word, need, named_in(word.phrase), bearing, POLICY, offences=offences(), right=True, now=NOW
    )
    return [(one.rule.removeprefix("plan.word."), one.citation) for one in decision.against]


def heard(words: list[Word], text: str) -> list[Word]:
    """Hits in what partner 3 sent."""
    return rule.LookedFor(words, [3]).hits(text, sender=3, now=NOW)


def approved(phrase: str, days: int = 90) -> Word:
    """A word that was approved some days before its end."""
    return Word(uuid4(), 1, 1, None, said(phrase), 7, NOW, "approved", 8, NOW, "", NOW + timedelta(days=days), None,
                None)  # fmt: skip


@pytest.mark.parametrize(
    ("phrase", "barred"),
    [
        ("First Baptist Church", "worship"), ("al noor mosque", "worship"), ("temple beth el", "worship"),
        ("مسجد النور", "worship"), ("iglesia san pablo", "worship"), ("John Miller", "person"),
        ("john miller", "person"), ("#gridattack", "handle"), ("@gridwatcher", "handle"),
        ("x.com/gridwatcher", "handle"),
        ("Star Tribune", "media"), ("public radio", "media"), ("proud boys", "group"), ("Tallgrass Riders", "name"),
        ("protest at the capitol", "activity"), ("muslim", "protected"), ("612-555-0134", "identifier"),
    ],
)  # fmt: skip
def test_what_names_people_or_beliefs_is_refused_with_its_rule(phrase: str, barred: str) -> None:
    """Names of persons, groups, houses of worship, media, and hashtags: each refusal cites its rule and a way out."""
    decision = rule.may_propose(
        said(phrase), NEED, named_in(phrase), None, POLICY, offences=offences(), right=True, now=NOW
    )
    one = next(one for one in decision.against if one.rule == f"plan.word.{barred}")
    assert ("28 CFR 23.20" in one.citation or "ISE-FS-200" in one.citation) and one.way_out


@pytest.mark.parametrize(
    "phrase",
    ["rifle shot at a substation", "copper wire theft", "drone over the fence", "pipe bomb", "austin water plant",
     "fentanyl pill press", "cobalt strike", "محطة كهرباء", "third party vendor"],
)  # fmt: skip
def test_words_for_conduct_and_things_pass(phrase: str) -> None:
    """What names nobody is let through to the privacy officer, in any script."""
    assert against(said(phrase)) == []


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        (said(""), "size"), (said("  ... "), "size"), (said("x" * 10_000), "size"), (said("gun"), "size"),
        (said("one two three four five six seven"), "size"), (said("pipe bomb", about="bad"), "about"),
        (said("pipe bomb", about="x " * 5000), "about"), (said("pipe bomb", offence=""), "offence"),
        (said("pipe bomb", offence="terrorism"), "offence"),
    ],
)  # fmt: skip
def test_a_word_says_what_it_is_for(word: WordSaid, expected: str) -> None:
    """Empty, endless, too short, without a threat or a definable offense: refused."""
    assert {one for one, _ in against(word)} == {expected}


def test_a_word_belongs_to_an_approved_need_in_force() -> None:
    """No need, one that nobody approved and one that has ended are refused."""
    over = replace(NEED, said=replace(NEED.said, ends_at=NOW))
    for need in (None, replace(NEED, approved_at=None), over, replace(NEED, retired_at=NOW)):
        assert [one for one, _ in against(said("pipe bomb"), need=need)] == ["need"]


PREDICATE = Predicate(
    offence="sabotage", facts="f", author="a", dated_on=date(2026, 11, 1), political=True, relation="r"
)
BEARS = Bearing("criminal_intelligence", True, words_of("Members of the proud boys shot at it"), PREDICATE, True)


def test_a_name_stands_on_a_predicate_that_bears_it() -> None:
    """Its class, day, offense, words, its relation to protected activity and the second person are all asked."""
    assert against(said("proud boys"), bearing=BEARS) == []
    for lacking in (
        replace(BEARS, legal_class="tip_lead"), replace(BEARS, predicate=None), replace(BEARS, in_date=False),
        replace(BEARS, words=words_of("somebody shot at it")), replace(BEARS, seconded=False),
        replace(BEARS, predicate=replace(PREDICATE, offence="arson")),
        replace(BEARS, predicate=replace(PREDICATE, political=False)),
    ):  # fmt: skip
        assert [one for one, _ in against(said("proud boys"), bearing=lacking)] == ["group"]
    assert [one for one, _ in against(said("muslim"), bearing=BEARS)] == ["protected"]


def test_nobody_approves_what_she_proposed() -> None:
    """The privacy officer's own proposal waits for another person; without the right nobody decides."""
    word = replace(approved("pipe bomb"), state="proposed", decided_by=None, decided_at=None, expires_at=None)
    ask = {"approve": True, "because": "", "need": NEED, "now": NOW}
    assert rule.may_decide(word, right=True, person_id=8, **ask)
    own = rule.may_decide(word, right=True, person_id=7, **ask)
    assert [one.rule for one in own.against] == ["plan.word.two-persons"]
    assert not rule.may_decide(word, right=False, person_id=8, **ask)


def test_an_expired_word_hits_nothing_and_is_due_for_renewal() -> None:
    """After its days it stops by itself; what ends within two weeks is listed too, until somebody puts it up anew."""
    live, soon, over = approved("pipe bomb", 60), approved("copper wire", 10), approved("drone fence", 0)
    text = "A pipe bomb, copper wire and a drone fence."
    assert heard([live, soon, over], text) == [live, soon]
    assert rule.LookedFor([live], [3]).hits(text, sender=4, now=NOW) == []
    assert rule.due([live, soon, over], POLICY, now=NOW) == [over, soon]
    anew = replace(over, public_id=uuid4(), state="proposed", renews=over.public_id)
    assert rule.due([live, soon, over, anew], POLICY, now=NOW) == [soon]
    assert rule.expires(NOW, POLICY) == NOW + timedelta(days=90)


def test_only_what_partners_sent_is_met() -> None:
    """Neither tips nor SARs, nor what no registered partner sent."""
    assert rule.may_meet(ItemFacts("federal_product", "stix", True), POLICY)
    for item in (ItemFacts("tip_lead", "tip", True), ItemFacts("sar", "tip", True),
                 ItemFacts("federal_product", "stix", False), ItemFacts("open_source", "tip", True)):  # fmt: skip
        assert not rule.may_meet(item, POLICY)


@given(st.lists(st.sampled_from(["pipe", "bomb", "copper", "wire", "drone"]), max_size=12),
       st.lists(st.sampled_from(["pipe bomb", "copper wire", "drone", "wire pipe"]), max_size=4))  # fmt: skip
def test_a_word_hits_where_its_words_stand_side_by_side(text: list[str], phrases: list[str]) -> None:
    """Beside a slow oracle: a hit is a run of whole words."""
    words = [approved(one) for one in phrases]
    slow = [
        one for one in words
        if any(text[at:at + len(one.said.phrase.split())] == one.said.phrase.split() for at in range(len(text)))
    ]  # fmt: skip
    assert heard(words, " ".join(text).upper()) == slow
    assert heard([approved("pipe")], "a pipeline") == []
