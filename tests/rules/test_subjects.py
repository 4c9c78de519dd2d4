"""Who is who is an algebra over answers: reversible, without order, and blind to what a reader may not see."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from watchfloor.analyze.rules.matches import UNIT, gain, said
from watchfloor.analyze.rules.parties import PartyRules, parties_of
from watchfloor.analyze.rules.subjects import Given, settled, standing, subjects

NOW = datetime(2026, 11, 21, tzinfo=UTC)
PARTIES = range(1, 8)


@st.composite
def histories(draw: st.DrawFn) -> list[Given]:
    """Answers about seven parties, some of them taken back; two at one moment now and then."""
    told: list[Given] = []
    for number in range(1, draw(st.integers(1, 14))):
        verdicts = [one for one in told if one.verdict != "undo"]
        at = NOW + timedelta(minutes=draw(st.integers(0, 5)))
        if verdicts and draw(st.integers(0, 3)) == 0:
            of = draw(st.sampled_from(verdicts))
            told.append(Given(number, of.a, of.b, "undo", at, of.id))
        else:
            a, b = sorted(draw(st.lists(st.sampled_from(PARTIES), min_size=2, max_size=2, unique=True)))
            told.append(Given(number, a, b, draw(st.sampled_from(["same", "same", "different", "unsure"])), at))
    return told


@given(histories(), st.randoms(use_true_random=False))
def test_the_order_in_which_answers_arrive_does_not_matter(told: list[Given], dice: object) -> None:
    """Any order of the same answers gives the same groups and the same contested pairs."""
    mixed = list(told)
    dice.shuffle(mixed)  # type: ignore[attr-defined]  # a random.Random
    assert subjects(PARTIES, mixed) == subjects(PARTIES, told)


@given(histories(), st.sampled_from(["same", "different", "unsure"]))
def test_an_answer_that_is_taken_back_was_never_given(told: list[Given], verdict: str) -> None:
    """Merge then unmerge is identity, and so is the undoing of any other answer."""
    later = NOW + timedelta(hours=1)
    more = [Given(90, 1, 2, verdict, later), Given(91, 1, 2, "undo", later, 90)]  # type: ignore[arg-type]  # a verdict
    assert subjects(PARTIES, [*told, *more]) == subjects(PARTIES, told)
    assert standing([*told, *more]) == standing(told)


@given(histories())
def test_what_is_judged_different_never_meets(told: list[Given]) -> None:
    """No group holds two that a person said are two; each "same" either joins or is said to be contested."""
    known = subjects(PARTIES, told)
    for pair, one in standing(told).items():
        if one.verdict == "different":
            assert not known.together(*pair)
        if one.verdict == "same":
            assert known.together(*pair) or pair in known.contested


@given(histories(), st.sets(st.sampled_from(PARTIES)))
def test_hidden_parties_and_answers_about_them_change_nothing(told: list[Given], hidden: set[int]) -> None:
    """Two joined only through a hidden party stay two; groups are those of a world without it."""
    seen = [one for one in PARTIES if one not in hidden]
    left = [one for one in told if one.a not in hidden and one.b not in hidden]
    assert subjects(seen, told) == subjects(seen, left)


@given(histories())
def test_only_a_person_joins_and_a_pair_that_follows_is_not_asked(told: list[Given]) -> None:
    """Without a "same" everybody is alone; a pair within a group, or between two that are judged two, is settled."""
    assert all(subjects(PARTIES, [one for one in told if one.verdict != "same"]).group(p) == {p} for p in PARTIES)
    known, counted = subjects(PARTIES, told), standing(told)
    groups = {one: known.group(one) for one in PARTIES}
    for a in PARTIES:
        for b in range(a + 1, 8):
            two = any(
                one.verdict == "different" and {groups[p], groups[q]} == {groups[a], groups[b]}
                for (p, q), one in counted.items()
            )
            follows = (a, b) in counted or known.together(a, b) or two
            assert settled((a, b), known, counted) == (follows and (a, b) not in known.contested)


@given(st.integers(-4000, 4000), st.integers(-4000, 4000))
def test_the_question_that_tells_most_is_the_evenest(one: int, other: int) -> None:
    """The nearer the sum lies to even, the more an answer is expected to tell; the sign makes no difference."""
    if abs(one) <= abs(other):
        assert gain(one, 0) >= gain(other, 0) - 1e-9
    assert abs(gain(one, 0) - gain(-one, 0)) < 1e-9


def test_the_weight_is_said_as_odds_about_identity() -> None:
    """Never a likelihood of anything done, and no false exactness beyond a thousand to one."""
    assert said(20 * UNIT, -20 * UNIT) == "Evidence is even"
    assert said(UNIT // 2, 0) == "Evidence favors same, 1.4 to 1"
    assert said(5 * UNIT, 0) == "Evidence favors same, 32 to 1"
    assert said(-5 * UNIT, 0) == "Evidence favors different, 32 to 1"
    assert said(20 * UNIT, 0) == "Evidence favors same, more than 1,000 to 1"


RULES = PartyRules({"person": ("full_name",)}, frozenset({"suspect", "owner"}), 200, -5, 20, 10)


@given(st.text(max_size=12))
def test_only_declared_roles_are_ever_read(role: str) -> None:
    """A role that is not among those that may be resolved yields nobody, whatever it is called."""
    told = {"parties": [{"kind": "person", "role": role, "fields": {"full_name": "n"}}], "fields": {"n": "Ann  Lee "}}
    found = list(parties_of(kind="tip", data={"object": told}, rules=RULES))
    assert [one.fields for one in found] == ([{"full_name": "Ann Lee"}] if role in RULES.roles else [])


def test_a_stix_identity_is_somebody_only_in_a_stated_role() -> None:
    """An identity without a role, or of a victim, is left alone; a class of people is nobody."""

    def read(**more: object) -> list[str]:
        told = {"type": "identity", "name": "Ann Lee", "identity_class": "individual", **more}
        return [one.kind for one in parties_of(kind="stix", data={"object": told}, rules=RULES)]

    assert read() == read(roles=["victim"]) == read(roles=["suspect"], identity_class="class") == []
    assert read(roles=["suspect"]) == ["person"]
