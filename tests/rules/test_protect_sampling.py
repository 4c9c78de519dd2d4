"""Which inquiries are flagged: a flag names a rule, and whoever reads as everybody does is not flagged."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from test_access import ANA, ON

from watchfloor.protect.formats.sampling import sampling
from watchfloor.protect.rules.sampling import Asked, Known, flags, may_open, may_settle, names_person

POLICY = sampling()
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
ME = Known(11, "Ana Lindqvist", "ana@example.org", "+1 763 555 0142")
PAUL = Known(12, "Paul O’Neil-Brandt (EXERCISE)", "paul@example.org")
TRAINED = replace(ANA, training=(("28cfr23", ON), ("pcrcl", ON)))
PLAIN = Asked(11, "gray van at the weir", NOON, 3, ("need.case-known",), 0, stands_watch=True, standing=TRAINED)


def raised(asked: Asked) -> tuple[str, ...]:
    """The rules that flag it among two known people."""
    return flags(asked, directory=[ME, PAUL], policy=POLICY)


def test_an_ordinary_search_is_not_flagged() -> None:
    """By day, for a known case, trained, a few a stretch, of nobody in the directory."""
    assert raised(PLAIN) == ()


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"terms": "lindqvist, ana"}, "sampling.self"), ({"terms": "7635550142"}, "sampling.self"),
        ({"terms": "Paul O’Neil-Brandt 1990"}, "sampling.colleague"),
        ({"terms": "PAUL@example.org"}, "sampling.colleague"),
        ({"searches": 30}, "sampling.burst"), ({"rules": ("need.case-unknown",)}, "sampling.unknown-case"),
        ({"stands_watch": False, "at": NOON.replace(hour=23)}, "sampling.odd-hours"),
        ({"stands_watch": False, "at": NOON.replace(hour=5)}, "sampling.odd-hours"),
        ({"standing": replace(TRAINED, training=(("28cfr23", ON - timedelta(days=1)),), grace_until=ON)},
         "sampling.lapsed-training"),
    ],
)  # fmt: skip
def test_each_rule_flags_what_it_says(changed: dict[str, object], rule: str) -> None:
    """One change of the plain search raises that one flag."""
    assert raised(replace(PLAIN, **changed)) == (rule,)  # type: ignore[arg-type]  # by name


@pytest.mark.parametrize(
    "changed",
    [
        {"terms": "Ana"}, {"terms": "Lindqvist"}, {"terms": "555 0142"}, {"searches": 29},
        {"chance": 1, "rules": ("need.case-unknown",)},
        {"at": NOON.replace(hour=23)}, {"stands_watch": False, "at": NOON.replace(hour=6)},
    ],
)  # fmt: skip
def test_what_is_just_short_of_a_rule(changed: dict[str, object]) -> None:
    """A first name, half a phone number, one search fewer, an unknown case left out by chance, the watch at night."""
    assert raised(replace(PLAIN, **changed)) == ()  # type: ignore[arg-type]  # by name


def test_a_name_of_one_word_names_nobody() -> None:
    """Too many words would be somebody's."""
    assert not names_person("ike was here", Known(13, "Ike Exercise"))
    assert names_person("Ike Marsh", Known(13, "Ike Marsh"))


def test_who_opens_and_closes() -> None:
    """The privacy officer with a reason, never his own; closed once, with a verdict that there is."""
    assert may_open(opens=True, by_id=1, actor=2, because="It is his own neighbor.")
    for wrong in ((False, 1, 2, "why"), (True, 2, 2, "why"), (True, 1, 2, "  ")):
        assert not may_open(opens=wrong[0], by_id=wrong[1], actor=wrong[2], because=wrong[3])
    assert may_settle(opens=True, by_id=1, actor=2, verdict="in-order", settled=False, policy=POLICY)
    assert not may_settle(opens=True, by_id=1, actor=2, verdict="fine", settled=False, policy=POLICY)
    assert not may_settle(opens=True, by_id=1, actor=2, verdict="in-order", settled=True, policy=POLICY)
    assert not may_settle(opens=True, by_id=2, actor=2, verdict="in-order", settled=False, policy=POLICY)
