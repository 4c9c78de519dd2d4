"""Markings form a join-semilattice: the laws hold for any markings that Hypothesis can think of."""

from functools import reduce

from hypothesis import given, settings
from hypothesis import strategies as st

from watchfloor.marking.banner import banner, canonical, portion, tlp_label
from watchfloor.marking.grammar import Marking, parse
from watchfloor.marking.rollup import dominates, join, roll_up
from watchfloor.marking.shape import LEVELS, TLPS, settle
from watchfloor.marking.spill import is_spill
from watchfloor.marking.words import words

COUNTRIES = ("AUS", "CAN", "GBR", "MEX", "NATO")
PLAIN_CONTROLS = sorted(set(words().controls.values()) - words().listing)
WORDS: list[tuple[str, str]] = [
    *(("level", level) for level in LEVELS),
    *(("categories", code) for code in ("LEI", "INV", "SP-CHRI", "SP-SSI", "PROPIN")),
    *(("controls", control) for control in PLAIN_CONTROLS),
    *(("rel_to", country) for country in ("USA", *COUNTRIES)),
    *(("display_to", country) for country in COUNTRIES),
    *(("caveats", caveat) for caveat in ("LES", "FOUO", "SBU")),
    *(("tlp", color) for color in TLPS[1:] if color),
    *(("compartments", word) for word in ("SI", "TK", "FGI GBR", "SAR-ABC")),
    *(("supplements", word) for word in ("DRAFT", "EXERCISE")),
]


def made_of(drawn: list[tuple[str, str]]) -> Marking:
    """The canonical marking of a handful of words."""
    said: dict[str, set[str]] = {}
    for name, word in drawn:
        said.setdefault(name, set()).add(word)
    listed = {name: frozenset(said.pop(name)) for name in ("rel_to", "display_to") if name in said}
    if "rel_to" in listed:
        listed["rel_to"] |= {"USA"}
    level = max(said.pop("level", {"U"}), key=LEVELS.index)
    tlp = max(said.pop("tlp", {None}), key=TLPS.index)
    return settle(level, tlp=tlp, **listed, **said)  # type: ignore[arg-type]


def markings() -> st.SearchStrategy[Marking]:
    """Any canonical marking, classified ones too."""
    return st.lists(st.sampled_from(WORDS), max_size=7).map(made_of)


@given(markings())
def test_join_is_idempotent_and_plain_u_is_its_identity(a: Marking) -> None:
    """A portion joined with itself or with plain U stays what it is."""
    assert join(a, a) == a == join(a, Marking()) == join(Marking(), a)


@given(markings(), markings())
def test_join_is_commutative(a: Marking, b: Marking) -> None:
    """The order of two portions does not matter."""
    assert join(a, b) == join(b, a)


@settings(max_examples=150)
@given(markings(), markings(), markings())
def test_join_is_associative(a: Marking, b: Marking, c: Marking) -> None:
    """Grouping does not matter: a section may be rolled up before the whole."""
    assert join(join(a, b), c) == join(a, join(b, c))


@given(st.lists(markings(), max_size=4), markings())
def test_adding_a_portion_never_lowers_the_banner(portions: list[Marking], more: Marking) -> None:
    """Monotone: the new banner dominates the old one and every portion."""
    before, after = roll_up(portions), roll_up([*portions, more])
    assert dominates(after, before)
    assert all(dominates(after, each) for each in [*portions, more])


@given(markings(), markings())
def test_adding_a_portion_never_widens_the_audience(a: Marking, b: Marking) -> None:
    """Countries that may have the whole may have each part; so may contractors and local partners."""
    whole = join(a, b)
    for part in (a, b):
        assert foreign(whole) <= foreign(part)
        assert hands(whole) <= hands(part)


@given(markings(), markings(), markings())
def test_dominates_is_an_order(a: Marking, b: Marking, c: Marking) -> None:
    """Antisymmetric, transitive along joins, and the join is the least upper bound."""
    assert not (dominates(a, b) and dominates(b, a)) or a == b
    upper = join(join(a, b), c)
    assert dominates(upper, join(a, b))


@settings(max_examples=150)
@given(markings())
def test_what_is_printed_reads_back(a: Marking) -> None:
    """Banner, portion and the line for keeping give the marking back; TLP stands in its own label."""
    read = join(parse(banner(a)), parse(tlp_label(a) or "U"))
    assert read == a
    assert parse(canonical(a)) == a
    assert parse(canonical(a)).supplements == a.supplements
    assert parse(portion(a)) == parse(banner(a))
    assert banner(parse(banner(a))) == banner(a)


@given(st.lists(markings(), min_size=1, max_size=5))
def test_a_spill_in_any_portion_is_a_spill_of_the_whole(portions: list[Marking]) -> None:
    """No portion can hide a classified one."""
    assert is_spill(reduce(join, portions)) == any(map(is_spill, portions))


def foreign(marking: Marking) -> frozenset[str]:
    """The countries besides the USA that REL TO lets have it."""
    if "NOFORN" in marking.controls:
        return frozenset()
    return frozenset(COUNTRIES) if marking.rel_to is None else marking.rel_to - {"USA"}


def hands(marking: Marking) -> frozenset[str]:
    """Who at home may have it by FED ONLY, FEDCON and NOCON."""
    allowed = {"FED ONLY": {"federal"}, "FEDCON": {"federal", "contractor"}, "NOCON": {"federal", "local"}}
    limits = [allowed[control] for control in marking.controls if control in allowed]
    return frozenset(reduce(set.intersection, limits, {"federal", "contractor", "local"}))
