"""What another model would change: the laws of comparing labelings, and what is said before it is taken."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import people, written

from watchfloor.resolution.changes import Change, changes, joined_by
from watchfloor.resolution.failure import NotResolvable
from watchfloor.resolution.run import Asked, answer

BOTH = st.integers(0, 12).flatmap(
    lambda n: st.tuples(*[st.lists(st.integers(0, 5), min_size=n, max_size=n) for _ in range(2)])
)


def groups(labels: list[int]) -> set[tuple[int, ...]]:
    """A labeling as its groups."""
    return {tuple(n for n, other in enumerate(labels) if other == label) for label in labels}


@given(BOTH)
def test_changes_are_all_that_differs_and_nothing_else(both: tuple[list[int], list[int]]) -> None:
    """Taking the groups before out and those after in makes one labeling of the other; each record changes once."""
    before, after = both
    found = changes(before, after)
    gone = [group for one in found for group in one.before]
    come = [group for one in found for group in one.after]
    assert (groups(before) - set(gone)) | set(come) == groups(after)
    assert not set(gone) & set(come)
    members = [n for group in gone for n in group]
    assert sorted(members) == sorted(n for group in come for n in group) and len(members) == len(set(members))
    assert all(len(one.before) > 1 or len(one.after) > 1 for one in found)


@given(BOTH, st.permutations(range(6)))
def test_changes_do_not_ask_what_groups_are_called(both: tuple[list[int], list[int]], names: list[int]) -> None:
    """Other labels for the same groups change nothing, and the other way around joined is split."""
    before, after = both
    assert changes(before, [names[label] for label in after]) == changes(before, after)
    assert changes(after, before) == tuple(Change(one.after, one.before) for one in changes(before, after))


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=12))
def test_pairs_join_in_any_order(pairs: list[tuple[int, int]]) -> None:
    """Whoever is reached is together; the order of the pairs and of their ends does not matter."""
    found = joined_by(10, pairs)
    assert found == joined_by(10, [(b, a) for a, b in reversed(pairs)])
    assert all(found[a] == found[b] for a, b in pairs) and all(found[head] == head <= n for n, head in enumerate(found))


def test_each_change_says_what_it_is() -> None:
    """Several that become one are joined, one that becomes several is split, the rest is redrawn."""
    told = changes([0, 0, 2, 3, 4, 4], [0, 0, 2, 2, 4, 5])
    assert [(one.what, one.before, one.after) for one in told] == [
        ("joined", ((2,), (3,)), ((2, 3),)), ("split", ((4, 5),), ((4,), (5,)))
    ]  # fmt: skip
    assert [one.what for one in changes([0, 0, 2], [0, 1, 1])] == ["redrawn"]


def test_the_command_lists_what_would_change_and_takes_nothing(tmp_path: Path) -> None:
    """The new model goes to a file of its own, the old one stays byte for byte, and none is written over."""
    first, more = written(tmp_path / "a.csv", people(150)), written(tmp_path / "b.csv", people(120, seed=3))
    old, new = tmp_path / "old.npz", tmp_path / "new.npz"
    answer(Asked((first,), model=old))
    held = old.read_bytes()
    said = answer(Asked((more,), model=old, estimate=new))
    told = said["changes"]
    assert told["model"] != said["model"] and new.exists() and old.read_bytes() == held
    assert told["joined"] + told["split"] + told["redrawn"] == len(told["listed"])
    taken = answer(Asked((more,), model=new))
    assert taken["model"] == told["model"]
    moved = sum(len(one["after"]) - len(one["before"]) for one in told["listed"])
    assert taken["clusters"] == said["clusters"] + moved
    with pytest.raises(NotResolvable, match="no model is written over"):
        answer(Asked((more,), model=old, estimate=new))
    with pytest.raises(NotResolvable, match="name the one in use"):
        answer(Asked((more,), estimate=tmp_path / "other.npz"))
