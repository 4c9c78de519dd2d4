"""The rules of the public's door: words, files, danger, code, proof of work, delays; and its boxes and pictures."""

import base64
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from watchfloor.core.formats.child import read_in_child
from watchfloor.gather.actions.attachments import PICTURE, READER
from watchfloor.gather.formats.public import danger_phrases, policy
from watchfloor.gather.formats.sealing import NotOpened, mailbox_keys, open_box, public_of, seal_to
from watchfloor.gather.rules.danger import suggests_danger
from watchfloor.gather.rules.handed import File, kind_of, shown_name
from watchfloor.gather.rules.letters import RIGHT, may_write
from watchfloor.gather.rules.public import code_from, code_of, faults_of, proved, shown_at, spaced

TODAY = date(2026, 11, 21)
JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 60
WHOLE = {"what": "Two men photographed the intake of the water works."}


def fields(said: dict[str, str], *files: File) -> set[str]:
    """Which fields are to be mended."""
    return {one.field for one in faults_of(said, files, limits=policy().limits, today=TODAY)}


def file(head: bytes, *, size: int = 100) -> File:
    """A file that begins so."""
    return File("a", size, head)


def test_a_few_words_or_a_file_are_enough() -> None:
    """Nothing but words or a file is ever demanded; an empty report is, with the field that mends it."""
    assert fields(WHOLE) == set() and fields({}, file(JPEG)) == set()
    assert fields({"what": "  "}) == {"what"}


def test_what_is_too_long_or_not_yet_is_named_by_its_field() -> None:
    """A gigantic report, a day to come, half a point: each fault is at its field; a phone a day ahead is believed."""
    said = {"what": "x" * 20_001, "day": "2026-11-30", "lat": "44.9", "where": "y" * 401}
    assert fields(said) == {"what", "day", "lat", "where"}
    assert fields({**WHOLE, "day": "2026-11-22", "lat": "44.9", "lon": "-93.2"}) == set()
    assert fields({**WHOLE, "day": "22/11/2026"}) == {"day"}


@pytest.mark.parametrize(
    "head",
    [b"PK\x03\x04rest", b"\x1f\x8b\x08", b"MZ\x90\x00\x03", b"\x7fELF\x02\x01\x00", b"<svg onload='x'>", b"#!/bin/sh\n",
     b"<!DOCTYPE html>", b"\x00\x01\x02\x03", b""],
)  # fmt: skip
def test_what_may_run_unfold_or_be_anything_is_not_taken(head: bytes) -> None:
    """Archives, programs, markup with script, unknown bytes and nothing at all are refused at the door."""
    assert fields(WHOLE, File("a", len(head), head)) == {"files"}


def test_a_film_of_50_mb_is_answered_with_a_way_out() -> None:
    """It is refused by its size, with words that say to keep it and to tell us."""
    faults = faults_of(WHOLE, [file(b"\x00\x00\x00\x18ftypmp42", size=50_000_000)], limits=policy().limits, today=TODAY)
    assert [one.field for one in faults] == ["files"] and "Keep it" in faults[0].text
    assert fields(WHOLE, *[file(JPEG, size=9_000_000)] * 3) == {"files"}, "together too large"
    assert fields(WHOLE, *[file(JPEG)] * 6) == {"files"}, "too many"


def test_a_text_in_any_script_is_a_text() -> None:
    """Spanish, Arabic and Hebrew notes are taken as text; a letter cut in two at the end of the head is no fault."""
    for words in ("vi a dos personas", "رأيت شخصين", "ראיתי"):
        assert kind_of((words * 99).encode()[:512]) == ("txt", "text/plain")


def test_names_from_outside_lead_nowhere() -> None:
    """Folders, markup and line breaks go; something always remains."""
    assert shown_name("..\\..\\etc/<img src=x>.jpg") == "_img src_x_.jpg"
    assert shown_name("\n") == "_" and shown_name("/") == "file"


def test_words_of_danger_are_heard_in_both_languages() -> None:
    """Case and accents count for nothing, a word inside another is not heard, and calm words are calm."""
    phrases = danger_phrases()
    assert suggests_danger("He has a GUN", phrases) and suggests_danger("esta pasando ahora", phrases)
    assert suggests_danger("tiene rehenes adentro", phrases)
    assert not suggests_danger("He had begun to photograph the gate", phrases)
    assert not suggests_danger("Two people asked about the hours of the guard", phrases)


@given(st.binary(min_size=32, max_size=32))
def test_a_code_is_sixteen_digits_however_it_is_spaced(seed: bytes) -> None:
    """What is shown reads back as what it is; other lengths and letters do not."""
    code = code_from(seed)
    assert len(code) == 16 and code_of(spaced(code)) == code == code_of(code.replace("", "-"))
    assert code_of(code[:15]) is None and code_of(code[:15] + "x") is None and code_of("٤" * 16) is None


def test_proof_of_work_is_bound_to_its_form() -> None:
    """An answer found for one form is worth nothing for another, and none is worth nothing."""
    answer = next(str(n) for n in range(10**6) if proved("form", str(n), bits=12))
    assert not proved("form", "", bits=12) and not proved("form", answer + " " * 50, bits=12)
    assert sum(proved(f"other {n}", answer, bits=12) for n in range(20)) < 3


@given(st.integers(0, 366 * 24 * 60))
def test_the_moment_of_a_decision_does_not_show(minutes: int) -> None:
    """What is shown begins at a midnight, never before the delay and never a day and more after it."""
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    shown = shown_at(at, after=timedelta(days=7))
    assert shown.hour == shown.minute == shown.second == shown.microsecond == 0
    assert timedelta(days=7) < shown - at <= timedelta(days=8)


def test_a_box_opens_by_its_own_key_for_its_own_purpose() -> None:
    """Another key, another purpose and one changed bit open nothing."""
    mine, other = b"\x01" * 32, b"\x02" * 32
    box = seal_to(public_of(mine), b"seen at the gate", about=b"report")
    assert open_box(mine, box, about=b"report") == b"seen at the gate"
    for private, sealed, about in ((other, box, b"report"), (mine, box, b"letter"), (mine, box[:-1] + b"x", b"report"),
                                   (mine, b"", b"report")):  # fmt: skip
        with pytest.raises(NotOpened):
            open_box(private, sealed, about=about)


def test_a_code_opens_one_mailbox_of_one_house() -> None:
    """Token and key follow from code and salt alone; another house has others; the token is not the key."""
    keys = mailbox_keys("4417092633851702", salt=b"0" * 16)
    assert keys == mailbox_keys("4417092633851702", salt=b"0" * 16)
    assert keys.token != mailbox_keys("4417092633851702", salt=b"1" * 16).token
    assert len(keys.token) == len(keys.private) == 32 and keys.token not in (keys.private, keys.public)


def test_a_letter_needs_right_mailbox_and_words() -> None:
    """Each lack is a reason of its own."""
    assert may_write(rights=frozenset({RIGHT}), text="Which gate was it?", has_mailbox=True)
    no = may_write(rights=frozenset(), text=" ", has_mailbox=False)
    assert {one.rule for one in no.against} == {f"right.{RIGHT}", "letter.mailbox", "letter.words"}


def picture(width: int = 60, height: int = 40, *, tail: bytes = b"") -> bytes:
    """A JPEG that carries a place, a comment and, behind its end, something else."""
    made, out = Image.new("RGB", (width, height), "navy"), io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "SecretPhone"
    exif.get_ifd(0x8825).update({1: "N", 2: (44.0, 58.0, 40.0)})
    made.save(out, "JPEG", exif=exif.tobytes(), comment=b"hidden words")
    return out.getvalue() + tail


def test_a_picture_is_made_anew_without_what_hid_in_it() -> None:
    """Place, phone, comment and what hung behind it are gone; the points are there."""
    came = picture(tail=b"<script>alert(1)</script>PK\x03\x04")
    assert b"SecretPhone" in came
    read = read_in_child(reader=READER, content=came, options=policy().pictures, limits=PICTURE)
    made = base64.b64decode(read.drafts[0].data["jpeg"])
    for hidden in (b"SecretPhone", b"hidden words", b"<script>", b"Exif", b"PK\x03\x04"):
        assert hidden not in made
    with Image.open(io.BytesIO(made)) as shown:
        assert shown.size == (60, 40) and not shown.getexif()


def test_a_picture_that_unfolds_to_a_flood_is_no_picture() -> None:
    """A bomb and a broken picture give no draft, and nothing else happens."""
    bomb = io.BytesIO()
    Image.new("1", (9000, 9000)).save(bomb, "PNG")
    for content in (bomb.getvalue(), JPEG):
        assert not read_in_child(reader=READER, content=content, options=policy().pictures, limits=PICTURE).drafts
