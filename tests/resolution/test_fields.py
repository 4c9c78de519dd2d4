"""Cleaning and comparing each kind of field."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchfloor.resolution import dates, frequencies, marks, phrases, streets
from watchfloor.resolution.columns import column, plain, plains
from watchfloor.resolution.encode import NONE, encode, layout
from watchfloor.resolution.fullnames import taken_apart
from watchfloor.resolution.kinds import how, kind
from watchfloor.resolution.scoring import level

FIELDS = ("given_name", "family_name", "birth_date", "street_address", "city", "postal_code", "phone", "email", "alias")
CELLS = ("Ann", "Bob Jr", "José", "", "n/a", " Ann ", "3/12/1970", "1970", "12 Elm St, Apt 4", "20002", "555-0100 123",
         "ann.lee+x@post.example", "a@b", "Øresund &amp; Co", "x" * 40, "123456789012345678")  # fmt: skip


def said(field: str, one: str, other: str, of: str = "person") -> str:
    """The name of the level at which two values of a field agree."""
    made = layout(kind(of), {field})
    assert len(made.comparisons) >= 1
    rows = encode(made, {field: column(pa.array([one, other]))}, 2)
    there, back = (level(rows, *pair, *(int(x) for x in made.spec[0][:3])) for pair in ((0, 1), (1, 0)))
    assert there == back
    return ("not known", *how(made.comparisons[0].how).levels)[there]


@pytest.mark.parametrize(
    ("field", "one", "other", "level"),
    [
        ("given_name", "Robert", "Bob", "nickname"),
        ("given_name", "Katherine", "Catherine", "slip"),
        ("given_name", "J.", "John", "initial"),
        ("given_name", "Dr. John", "JOHN", "same"),
        ("given_name", "Владимир", "Vladimir", "same"),
        ("given_name", "Muhammad", "Mohamed", "nickname"),
        ("given_name", "Ann", "Zebulon", "different"),
        ("given_name", "n/a", "John", "not known"),
        ("family_name", "O'Brien", "OBRIEN", "same"),
        ("family_name", "Müller", "Muller", "same"),
        ("family_name", "Smith Jr", "Smith", "same"),
        ("family_name", "Garcia Lopez", "Garcia", "alike"),
        ("birth_date", "1970-03-12", "19700312", "same"),
        ("birth_date", "1970-03-12", "12 Mar 1970", "same"),
        ("birth_date", "1970-03-12", "1970-12-03", "one slip"),
        ("birth_date", "1970-03-12", "1970-03-21", "one slip"),
        ("birth_date", "1970-03-12", "1970", "what is known"),
        ("birth_date", "1972", "1970-1975", "what is known"),
        ("birth_date", "1970-03-12", "1985-11-30", "different"),
        ("birth_date", "19162429", "19162429", "same"),
        ("phone", "+1 (702) 919-1300", "702.919.1300", "same"),
        ("phone", "702-919-1300 x12", "919-1300", "same"),
        ("phone", "702-919-1300", "702-919-1301", "one slip"),
        ("email", "Bob.Smith+news@work.com", "bobsmith@work.com", "same"),
        ("email", "bsmith@work.com", "bsmith@home.org", "same name"),
        ("street_address", "123 Main St.", "123 main street", "same"),
        ("street_address", "12 North Elm Avenue", "12 Elm Ave", "same"),
        ("street_address", "123 Main Street", "125 Main Street", "same street"),
        ("street_address", "123 Maine St", "123 Main St", "number and like street"),
        ("street_address", "8638 W. Third St.", "8638 West 3rd Street", "same"),
        ("street_address", "21 W. 52nd St.", "21 E. 62nd St.", "number only"),
        ("street_address", "Suite 900, 1450 N City Rd", "1450 N City Rd Suite 900", "same"),
        ("street_address", "2450 Broadway between 90th and 91st Sts.", "2450 Broadway", "same"),
        ("family_name", "B&#246;hm", "Bohm", "same"),
        ("postal_code", "SW1A 1AA", "sw1a1aa", "same"),
        ("postal_code", "89132", "89123", "one slip"),
        ("document_number", "294-66-9999", "294669999", "same"),
    ],
)
def test_values_agree_as_people_say(field: str, one: str, other: str, level: str) -> None:
    """Each pair of values agrees at the level that a clerk would say, in either order."""
    assert said(field, one, other) == level


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("Bel-Air Hotel", "hotel bel air", "same"),
        ("The Lake Supply Company", "Lake Supply LLC", "same"),
        ("Yujean Kang", "Yujean Kang's Gourmet Chinese Kitchen", "half"),
        ("Lake Road Towing Services", "Lake Road Towing", "most or held"),
        ("Database Tuning, part I", "Database Tuning, part II", "much"),
        ("Palace Court", "Empress Court", "different"),
        ("Guest House 7", "Motel 7", "different"),
        ("Lake Supply", "Hill Farms", "different"),
    ],
)
def test_phrases_agree_by_the_words_they_share(one: str, other: str, level: str) -> None:
    """The order of words does not matter, a legal form neither; a word of its own on each side tells two apart."""
    assert said("name", one, other, "organisation") == level


def test_a_shared_word_counts_as_it_is_rare() -> None:
    """Among many firms of one trade, the trade in common is little and a family's name in common is much."""
    families = ("Adler", "Berg", "Castillo", "Dubois", "Eriksen", "Fischer", "Gruber", "Ivanov")
    names = [f"{family} Towing" for family in families] + [f"{family} Rentals" for family in families[4:]]
    made = layout(kind("organisation"), {"name"})
    rows = encode(made, {"name": column(pa.array(names))}, len(names))
    found, _ = frequencies.tables(made, rows)
    frequencies.mark(rows, 0, len(rows), made.spec, found)
    at = int(made.spec[0][1])
    assert phrases.phrases(rows, 0, 1, at) == 0
    assert phrases.phrases(rows, 7, 11, at) == 3


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("8ABC123", "BABC123", "one slip"),
        ("7XYZ123", "XYZ123", "one slip"),
        ("7XYZ123", "YZ123", "part of it"),
        ("O0I1", "0011", "one slip"),
    ],
)
def test_plates_are_misread_and_read_in_part(one: str, other: str, level: str) -> None:
    """A plate that was misread or seen in part agrees in part."""
    made = layout(kind("vehicle"), {"plate"})
    rows = encode(made, {"plate": column(pa.array([one, other]))}, 2)
    got = rows[0], rows[1]
    assert how("code").levels[marks.codes(int(got[0][0]), int(got[0][1]), int(got[1][0]), int(got[1][1]))] == level


def test_places_are_as_near_as_the_ground_says() -> None:
    """A hundredth of a degree of latitude is 1.1 km; across the date line is near."""
    here, there = phrases.point(-93.265, 44.977), phrases.point(-93.265, 44.987)
    assert phrases.points(here, here) == 4
    assert phrases.points(here, there) == 2
    assert phrases.points(phrases.point(179.9999, 10.0), phrases.point(-179.9999, 10.0)) >= 3
    assert phrases.point(500.0, 10.0) == 0
    assert phrases.point(float("nan"), 1.0) == 0


@pytest.mark.parametrize(
    ("full", "parts"),
    [
        ("Smith, Robert J.", ("Robert", "J.", "Smith")),
        ("Dr. Robert J. Smith", ("Robert", "J.", "Smith")),
        ("Ludwig van Beethoven", ("Ludwig", "", "van Beethoven")),
        ("Robert Smith, Jr.", ("Robert", "", "Smith Jr.")),
        ("Madonna", ("", "", "Madonna")),
        ("", ("", "", "")),
    ],
)
def test_full_names_are_taken_apart(full: str, parts: tuple[str, str, str]) -> None:
    """A name in one piece gives given, middle and family name."""
    assert taken_apart(full) == parts


def test_nothing_that_a_date_may_be_stops_the_reader() -> None:
    """What is no date is no date; what is an impossible one keeps its digits."""
    for text in ("", "soon", "99/99/9999", "31 Feb 1980", "1" * 50, "-/-", "12//", "٣"):
        one = plain(text)
        assert dates.date(one.data, 0, len(one.data), True) >= 0
    assert dates.year_of(dates.packed(1980, 2, 31)) == 1980


def test_a_street_of_digits_alone_is_kept() -> None:
    """A house number without a street can still agree."""
    one = plain("1234")
    letters, beside = streets.street(one.data, 0, len(one.data), NONE)
    assert letters == 0
    assert beside >> streets.NUMBER & streets.NUMBERS == 1235


def test_cells_of_any_type_are_text() -> None:
    """Numbers, dates, lists and nothing at all become columns of the same length."""
    import datetime

    dated, listed, odd = [datetime.date(1970, 3, 12), None, None], [["a", "b"], [], None], [float("nan"), 2e300, 1.0]
    for values in (
        [1, 2, None], [1.0, 2.0, None], [1.5, None, 2.0], dated, listed, [None] * 3, [b"x", None, b"y"],
        [True, None, True], odd,
    ):  # fmt: skip
        assert len(column(pa.array(values))) == 3
    assert bytes(column(pa.array([70, None])).data) == b"70"
    assert bytes(column(pa.array([89132.0, None])).data) == b"89132"
    assert len(column(pa.array(np.array([], dtype=object), pa.string()))) == 0


@settings(deadline=None, max_examples=40)
@given(st.lists(st.sampled_from(CELLS), min_size=1, max_size=60), st.booleans())
def test_a_value_is_encoded_the_same_however_often_it_comes(cells: list[str], american: bool) -> None:
    """A record's row does not depend on what was encoded before it, though repeated values are remembered."""
    person = kind("person")
    made = layout(person, set(FIELDS), month_first=american)
    whole = encode(made, {field: column(pa.array(cells, pa.string())) for field in FIELDS}, len(cells))
    for n, cell in enumerate(cells):
        alone = encode(made, dict(zip(FIELDS, plains([cell] * len(FIELDS)), strict=True)), 1)
        assert (whole[n] == alone[0]).all()
