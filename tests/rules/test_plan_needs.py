"""The tree of needs: what may stand where, what is refused and by which rule, and that its order holds for any tree."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchfloor.plan.formats.coverage import coverage_policy
from watchfloor.plan.rules.coverage import Answer, cover
from watchfloor.plan.rules.needs import Need, NeedSaid, Standing, above, below, cleaned, in_order, lapses, natural
from watchfloor.plan.rules.stating import DEEPEST, may_move, may_retire, may_state

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
ANA = Standing(True, 7)


def need(id_: int, parent: int | None = None, **said: object) -> Need:
    """A need of this id beneath another."""
    return Need(id_, uuid4(), 1, parent, NeedSaid(f"Need {id_}", **said), 1, 7, NOW)


def against(said: NeedSaid, parent: Need | None = None, codes: frozenset[str] = frozenset()) -> set[str]:
    """The rules that refuse it."""
    return {one.rule for one in may_state(said, ANA, parent=parent, codes=codes).against}


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        (NeedSaid(""), "title"),
        (NeedSaid("   "), "title"),
        (NeedSaid("x" * 10_000), "title"),
        (NeedSaid("Long", asked="x" * 10_000), "asked"),
        (NeedSaid("Ends first", starts_at=NOW, ends_at=NOW - timedelta(days=1)), "ends"),
        (NeedSaid("For ever", level="pir"), "ends"),
        (NeedSaid("Nobody's", level="indicator", phrases=("drone",)), "parent"),
        (NeedSaid("Points", code="HSEC..", phrases=("drone",)), "code"),
        (NeedSaid("Same code", code="nfc-1"), "code"),
        (NeedSaid("Many", phrases=tuple(str(n) for n in range(41))), "phrases"),
        (NeedSaid("Long phrase", phrases=("x" * 101,)), "phrases"),
        (NeedSaid("Which", level="wish"), "level"),
        (NeedSaid("Beneath", parent=uuid4()), "parent"),
    ],
)
def test_what_cannot_be_stated_is_refused_with_its_rule(said: NeedSaid, rule: str) -> None:
    """Each names field, rule and way out; right-to-left words are words like any others."""
    assert against(said, codes=frozenset({"nfc-1"})) == {f"plan.need.{rule}"}
    assert against(NeedSaid("خطوط الكهرباء", phrases=("محطة فرعية",))) == set()


def test_levels_stand_in_their_order() -> None:
    """Standing need, requirement, element, indicator; only standing needs stand beneath their like."""
    pir, eei = need(1, level="pir", ends_at=NOW), need(2, level="eei")
    assert against(NeedSaid("Sub-need", level="sin", parent=UUID(int=1)), need(3)) == set()
    assert against(NeedSaid("Element", level="eei", parent=UUID(int=1)), pir) == set()
    assert against(NeedSaid("Standing", level="sin", parent=UUID(int=1)), pir) == {"plan.need.parent"}
    assert against(NeedSaid("Element", level="eei", parent=UUID(int=1)), eei) == {"plan.need.parent"}
    assert against(NeedSaid("Sign", level="indicator", parent=UUID(int=1)), eei) == {"plan.need.content"}


@given(st.lists(st.integers(0, 11), min_size=1, max_size=12), st.integers(0, 11), st.integers(0, 11))
def test_moving_never_makes_a_circle(parents: list[int], what: int, to: int) -> None:
    """Whatever the tree and the move: what is allowed leaves a tree in which each need is reached once from the top."""
    tree = {n: need(n, parent if parent < n else None) for n, parent in enumerate(parents, 1) for parent in [parent]}
    one, target = tree[what % len(tree) + 1], tree[to % len(tree) + 1]
    allowed = bool(may_move(one, target, tree, ANA))
    circle = target.id == one.id or target.id in below(one.id, tree)
    deep = len(above(target.id, tree)) + 1 + max(
        (len(above(n, tree)) - len(above(one.id, tree)) for n in below(one.id, tree)), default=0
    )  # fmt: skip
    assert allowed == (not circle and deep <= DEEPEST)
    after = {**tree, one.id: replace(one, parent_id=target.id)} if allowed else tree
    order = in_order(after.values())
    assert sorted(need.id for _, need in order) == sorted(after)
    assert all(depth == len(above(need.id, after)) - 1 for depth, need in order)


def test_who_lacks_the_right_is_told_whom_to_ask() -> None:
    """The refusal names rule and way out."""
    said = may_state(NeedSaid("Anything"), Standing(False, 7), parent=None, codes=frozenset())
    assert not said and said.against[0].way_out.startswith("Ask")
    assert not may_retire(need(1), "three good words", {}, Standing(False, 7))


def test_codes_sort_as_people_count() -> None:
    """8.3.9 stands before 8.3.10, and what has no code last."""
    codes = ["HSEC-8.3.10", "", "HSEC-8.3.9", "HSEC-1"]
    assert sorted(codes, key=natural) == ["HSEC-1", "HSEC-8.3.9", "HSEC-8.3.10", ""]


def test_blank_and_doubled_phrases_go() -> None:
    """What is kept is what would be matched."""
    said = cleaned(NeedSaid(" Grid ", phrases=("drone  fence", "", "drone fence", " ")))
    assert (said.title, said.phrases) == ("Grid", ("drone fence",))


def test_only_what_is_asked_lapses_an_approval() -> None:
    """A new priority is no new question; a new phrase is."""
    said = NeedSaid("Grid", phrases=("drone",))
    assert not lapses(said, replace(said, priority="high", code="N-1"))
    assert lapses(said, replace(said, phrases=("drone", "kite")))


def answers(of: dict[int, list[tuple[str, str]]]) -> list[Answer]:
    """(thing, grade) by need."""
    return [Answer(need_id, thing, NOW, grade, False) for need_id, found in of.items() for thing, grade in found]


def test_an_item_counts_once_for_a_need_and_for_those_above_it() -> None:
    """Two elements met by the same item make one for the need above; what nobody graded is not sure."""
    tree = [need(1), need(2, 1), need(3, 1), need(4)]
    found = cover(tree, answers({2: [("a", "B"), ("b", "")], 3: [("a", "B"), ("c", "E")]}), coverage_policy())
    assert {line.need.id: line.counts for line in found} == {
        1: (1, 0, 1, 1), 2: (1, 0, 0, 1), 3: (1, 0, 1, 0), 4: (0, 0, 0, 0)
    }  # fmt: skip
    assert {line.need.id: line.gap for line in found} == {1: "", 2: "", 3: "", 4: "no reporting"}


@given(st.lists(st.tuples(st.integers(1, 6), st.sampled_from("abcd"), st.sampled_from(["A", "C", "E", "F", ""]))))
def test_coverage_agrees_with_counting_by_hand(said: list[tuple[int, str, str]]) -> None:
    """Beside a slow oracle; a gap is where nothing sure is known, and low confidence is named where there is some."""
    tree = {n: need(n, n // 2 or None) for n in range(1, 7)}
    grades = {thing: grade for _, thing, grade in said}
    for line in cover(list(tree.values()), answers({n: [(t, grades[t]) for m, t, _ in said if m == n] for n in tree}),
                      coverage_policy()):  # fmt: skip
        branch = {line.need.id, *below(line.need.id, tree)}
        things = {thing for n, thing, _ in said if n in branch}
        sure = {coverage_policy().of_grade[grades[thing]] for thing in things}
        assert line.items == len(things)
        assert (line.gap == "") == bool(sure & {"high", "moderate"})
        assert (line.gap == "low confidence only") == ("low" in sure and not sure & {"high", "moderate"})
