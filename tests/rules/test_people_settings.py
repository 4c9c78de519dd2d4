"""Which settings may be kept."""

import string

from hypothesis import given
from hypothesis import strategies as st

from watchfloor.people.rules.settings import Settings, key_errors, may_keep

KNOWN = ("c", "g i", "/")


def test_the_defaults_may_be_kept() -> None:
    """Whoever sets nothing has nothing to mend."""
    assert may_keep(Settings(), known=KNOWN)


def test_a_look_that_is_not_offered_is_refused_by_its_name() -> None:
    """The reason names the field and the way out."""
    no = may_keep(Settings(theme="sepia"), known=KNOWN)
    assert not no
    assert no.against[0].rule == "settings.theme"
    assert no.against[0].way_out


def test_two_acts_never_share_a_key() -> None:
    """A key of ours that is still in use, and one's own key given twice, are both refused; a swap is fine."""
    assert key_errors({"c": "/"}, known=KNOWN)["c"].rule == "settings.key-once"
    assert set(key_errors({"c": "y", "/": "y"}, known=KNOWN)) == {"c", "/"}
    assert not key_errors({"c": "/", "/": "c"}, known=KNOWN)


def test_a_single_key_never_hides_a_pair() -> None:
    """If g alone did something, g i could never be reached."""
    assert "c" in key_errors({"c": "g"}, known=KNOWN)


def test_what_is_no_key_is_refused() -> None:
    """Words, spaces and control keys are not taken."""
    for own in ("abc", " ", "g  i", "é", "\x1b", ""):
        assert key_errors({"c": own}, known=KNOWN)["c"].rule == "settings.key"


@given(st.dictionaries(st.sampled_from(KNOWN), st.sampled_from(string.ascii_letters), max_size=3))
def test_what_is_accepted_is_always_told_apart(remap: dict[str, str]) -> None:
    """After any accepted change every act has a key of its own."""
    if may_keep(Settings(remap=remap), known=KNOWN):
        pressed = [remap.get(key, key) for key in KNOWN]
        assert len(set(pressed)) == len(KNOWN)
