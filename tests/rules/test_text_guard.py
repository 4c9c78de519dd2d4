"""The text guard flags words for protected characteristics outside descriptions, and does nothing else."""

import pytest

from watchfloor.text.data import protected
from watchfloor.text.guard import protected_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("A Middle Eastern man photographed the dam.", [("middle eastern", "national origin")]),
        ("They were praying near the gate.", [("praying", "religion")]),
        ("Group of Somali men, one a Muslim.", [("somali", "national origin"), ("muslim", "religion")]),
        ("BLACK MALE IN THE PARKING LOT", [("black male", "race or ethnicity")]),
        ("A Muslim man, described as a white male, ran.", [("muslim", "religion")]),
        ("Muslim male, 30s, 6 ft, wearing a red hoodie.", [("muslim", "religion")]),
        ("A disabled man near a disabled vehicle.", [("disabled", "disability")]),
    ],
)
def test_words_outside_a_description_are_flagged(text: str, words: list[tuple[str, str]]) -> None:
    """With their category and the place where they stand."""
    hits = protected_words(text)
    assert [(hit.value, hit.note) for hit in hits] == words
    assert all(text[hit.start : hit.end] == hit.said for hit in hits)


@pytest.mark.parametrize(
    "text",
    [
        "A man photographed the dam. He drove a black truck.",
        "Suspect description: white male. Middle Eastern accent.\nHe left.",
        "The driver was described as a Hispanic man with a beard.",
        "White male, about 35 years, wearing a gray hoodie, flew a drone.",
        "Seen on Indian Creek Road and in Mexican Hat.",
        "A blackout in White County; the Asiana flight landed.",
        "Disabled vehicle, Quarry Lane; it stood in handicapped parking. He disabled the alarm.",
        "",
    ],
)
def test_descriptions_and_other_words_are_left(text: str) -> None:
    """A specific description may say them; colors, names of places and parts of words are nothing."""
    assert protected_words(text) == ()


def test_the_list_names_its_rule() -> None:
    """Each category stands in the data file, with the standard behind it."""
    assert "ISE-FS-200" in protected().citation
    assert {"race or ethnicity", "religion", "national origin"} <= set(protected().category_of.values())
