"""Markings as they are received and as they are printed."""

from itertools import pairwise

import pytest

from watchfloor.marking.banner import banner, canonical, portion, tlp_label
from watchfloor.marking.grammar import Marking, MarkingError, parse
from watchfloor.marking.rollup import dominates, join, roll_up


@pytest.mark.parametrize(
    ("received", "printed", "short"),
    [
        ("U", "UNCLASSIFIED", "(U)"),
        ("unclassified", "UNCLASSIFIED", "(U)"),
        ("(U//LES)", "UNCLASSIFIED//LES", "(U//LES)"),
        ("UNCLASSIFIED//LAW ENFORCEMENT SENSITIVE", "UNCLASSIFIED//LES", "(U//LES)"),
        ("LES", "UNCLASSIFIED//LES", "(U//LES)"),
        ("UNCLASSIFIED//FOR OFFICIAL USE ONLY", "UNCLASSIFIED//FOUO", "(U//FOUO)"),
        ("U//FOUO//LES", "UNCLASSIFIED//FOUO/LES", "(U//FOUO/LES)"),
        ("U//LES/NF", "UNCLASSIFIED//NOFORN//LES", "(U//NF//LES)"),
        ("CUI", "CUI", "(CUI)"),
        ("CONTROLLED//LEI", "CUI//LEI", "(CUI//LEI)"),
        ("CUI//LEI/SP-CHRI//FED ONLY", "CUI//SP-CHRI/LEI//FED ONLY", "(CUI//SP-CHRI/LEI//FED ONLY)"),
        ("CUI//INV//NOFORN", "CUI//INV//NOFORN", "(CUI//INV//NF)"),
        ("CUI//attorney-client", "CUI//Attorney-Client", "(CUI//AC)"),
        ("CUI//INTEL//REL TO GBR, USA, AUS", "CUI//INTEL//REL TO USA, AUS, GBR", "(CUI//INTEL//REL TO USA, AUS, GBR)"),
        ("CUI//LEI//LES", "CUI//LEI//LES", "(CUI//LEI//LES)"),
        ("CUI//LEI//DRAFT", "CUI//LEI", "(CUI//LEI)"),
        ("SECRET//NOFORN", "SECRET//NOFORN", "(S//NF)"),
        ("(TS//SI//NF)", "TOP SECRET//SI//NOFORN", "(TS//SI//NF)"),
    ],
)
def test_received_forms_print_in_one_form(received: str, printed: str, short: str) -> None:
    """Order, case and short forms of what comes in do not matter; what goes out is canonical."""
    marking = parse(received)
    assert (banner(marking), portion(marking)) == (printed, short)
    assert marking.received == received


@pytest.mark.parametrize(
    ("received", "label"),
    [
        ("TLP:AMBER", "TLP:AMBER"),
        ("tlp:amber+strict", "TLP:AMBER+STRICT"),
        ("TLP:WHITE", "TLP:CLEAR"),
        ("UNCLASSIFIED//LES TLP:GREEN", "TLP:GREEN"),
        ("CUI//LEI//TLP:RED", "TLP:RED"),
        ("CUI", ""),
    ],
)
def test_traffic_light_labels_stand_beside_the_level(received: str, label: str) -> None:
    """TLP 2.0 in any company; WHITE is CLEAR and the text as received is kept."""
    marking = parse(received)
    assert tlp_label(marking) == label
    assert marking.received == received
    assert "TLP" not in banner(marking)
    assert label in canonical(marking)


@pytest.mark.parametrize(
    ("received", "place", "rule"),
    [
        ("", "the whole", "empty"),
        ("CUI//", "part 2", "nothing stands"),
        ("CUI//LEI//", "part 3", "nothing stands"),
        ("CUI//LEI/", "'LEI/'", "empty item"),
        ("CUI//BOGUS", "part 2 'BOGUS'", "not a word of marking"),
        ("U//LEI", "category 'LEI'", "without CUI"),
        ("TLP:PURPLE", "part 1 'TLP:PURPLE'", "TLP 2.0"),
        ("TLP:RED//TLP:GREEN", "part 2 'TLP:GREEN'", "second TLP"),
        ("CUI//REL TO", "part 2 'REL TO'", "list of country codes"),
        ("CUI//REL TO GBR", "part 2 'REL TO GBR'", "USA first"),
        ("CUI//DISPLAY ONLY", "part 2 'DISPLAY ONLY'", "list of country codes"),
        ("U" * 501, "the whole of 501 characters", "longer than"),
        ("marking-definition--x", "part 1 'MARKING-DEFINITION--X'", "not a word of marking"),
        ("SAR", "part 1 'SAR'", "not a word of marking"),
    ],
)
def test_what_is_no_marking_says_where_and_why(received: str, place: str, rule: str) -> None:
    """An error names the part, the rule and the way out; it is never read as something lower."""
    with pytest.raises(MarkingError) as broken:
        parse(received)
    assert broken.value.place == place
    assert rule in broken.value.rule
    assert broken.value.way_out
    assert place in str(broken.value)


def test_noforn_beats_every_list() -> None:
    """A portion that is NOFORN takes REL TO, RELIDO and DISPLAY ONLY off the banner."""
    lists = [parse("CUI//REL TO USA, GBR"), parse("CUI//RELIDO"), parse("CUI//DISPLAY ONLY MEX")]
    assert banner(roll_up([*lists, parse("CUI//NOFORN")])) == "CUI//NOFORN"


def test_lists_of_countries_meet() -> None:
    """REL TO keeps what both lists name; nothing but the USA is NOFORN; FVEY is spelled out."""
    a, b, c = (parse(f"CUI//REL TO {to}") for to in ("USA, AUS, GBR", "USA, FVEY", "USA, MEX"))
    assert banner(join(a, b)) == "CUI//REL TO USA, AUS, GBR"
    assert banner(join(a, c)) == "CUI//NOFORN"
    assert banner(join(a, parse("U"))) == "CUI//REL TO USA, AUS, GBR"


def test_fedcon_and_nocon_leave_federal_hands_only() -> None:
    """By audience: federal and contractors, met with no contractors, is federal only."""
    assert banner(join(parse("CUI//FEDCON"), parse("CUI//NOCON"))) == "CUI//FED ONLY"
    assert banner(join(parse("CUI//FEDCON"), parse("CUI//FED ONLY"))) == "CUI//FED ONLY"


def test_fouo_leaves_a_classified_banner_and_les_stays() -> None:
    """FOUO never stands on a classified document, LES may."""
    assert banner(join(parse("S"), parse("U//FOUO/LES"))) == "SECRET//LES"


def test_the_stricter_traffic_light_wins() -> None:
    """RED over AMBER+STRICT over AMBER over GREEN over CLEAR over none."""
    order = ["U", "TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED"]
    for lower, higher in pairwise(order):
        assert dominates(parse(higher), parse(lower))
        assert not dominates(parse(lower), parse(higher))


def test_uncaveated_text_under_a_cui_portion_rolls_up_to_cui() -> None:
    """U and CUI make CUI; LES of another portion is kept beside it."""
    assert banner(roll_up(map(parse, ["U", "CUI//LEI", "U//LES"]))) == "CUI//LEI//LES"
    assert banner(roll_up([])) == "UNCLASSIFIED"


def test_supplemental_words_restrict_nobody() -> None:
    """DRAFT is kept and printed apart; a statement without it is not marked too low."""
    draft = parse("CUI//LEI//DRAFT")
    assert draft.supplements == {"DRAFT"}
    assert dominates(parse("CUI//LEI"), draft)
    assert canonical(draft) == "CUI//LEI//DRAFT"


def test_a_marking_made_by_hand_must_be_canonical() -> None:
    """The constructor refuses what no banner could say."""
    for broken in (
        {"level": "X"},
        {"categories": frozenset({"LEI"})},
        {"level": "CUI", "controls": frozenset({"REL TO"})},
        {"caveats": frozenset({"ODD"})},
        {"compartments": frozenset({"SI"})},
    ):
        with pytest.raises(MarkingError):
            Marking(**broken)  # type: ignore[arg-type]
