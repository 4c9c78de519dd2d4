"""Photos from the field: kept once and made anew, under the walls of their report; what is bad harms no report."""

import io
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from browsing import PASSPHRASE, browser
from django.test import Client
from makers import session
from PIL import Image

from watchfloor.core.gate.session import reading
from watchfloor.gather.actions import photos
from watchfloor.gather.actions.attachments import make_anew
from watchfloor.gather.formats.officers import photo_limits
from watchfloor.gather.queries.mailbox import attachments_of
from watchfloor.protect.actions.purge import purge

At = Callable[[str], Client]
HERE, HELD = "/report/field/", "select count(*) from gather_attachment where record_id = %s"
NOW = datetime.fromtimestamp(time.time(), UTC)
SAID = {"narrative": "A man photographed the quarry gate.", "when": "now", "attested": "yes"}


@pytest.fixture(scope="module")
def ben(house: SimpleNamespace, cast: SimpleNamespace, at_desk: At) -> Client:
    """Ben, approved, who states what he reads for."""
    cast.house = house
    from watchfloor.people.actions.directory import record_training

    client = at_desk("ben")
    with reading(cast.operator):
        record_training(
            person_id=cast.person("ben").id, course="sar-line-officer", taken_on=NOW.date(),
            valid_until=NOW.date() + timedelta(days=300), by=cast.operator,
        )  # fmt: skip
    client.post(HERE, {"deed": "ask"})
    at_desk("sam").post("/officers/", {"deed": "approve:ben"})
    return client


def named(name: str, content: bytes) -> io.BytesIO:
    """A file as a browser sends it."""
    made = io.BytesIO(content)
    made.name = name
    return made


def picture(color: str = "navy", *, side: int = 60, tail: bytes = b"") -> bytes:
    """A photo that says where it was taken and by which phone, and carries something behind its end."""
    made, out, exif = Image.new("RGB", (side, side), color), io.BytesIO(), Image.Exif()
    exif[0x010F] = "SecretPhone"
    exif.get_ifd(0x8825).update({1: "N", 2: (44.0, 58.0, 40.0)})
    made.save(out, "JPEG", exif=exif.tobytes())
    return out.getvalue() + tail


def bomb() -> bytes:
    """A few kB that unfold to 81 million points."""
    out = io.BytesIO()
    Image.new("1", (9000, 9000)).save(out, "PNG")
    return out.getvalue()


def filed(ben: Client, key: str, *photos: io.BytesIO, **said: Any) -> str:
    """File by the plain form; what the next page says, with the address of the report."""
    answer = ben.post(HERE, {**SAID, "key": key, "narrative": f"{SAID['narrative']} {key}", "photos": photos, **said})
    assert answer.status_code == 303, answer.content.decode()
    return ben.get(answer["Location"]).content.decode()


def address(ben: Client, key: str) -> str:
    """Of the report that was filed under a key."""
    mine = ben.get("/report/mine/?of=me").content.decode()
    found = re.search(rf'href="(/records/[0-9a-f-]{{36}}/)"[^>]*>[^<]*gate\. {key}<', mine)
    assert found is not None
    return found[1]


def files(page: str) -> list[str]:
    """The addresses of the files that a page of a record shows."""
    return sorted(set(re.findall(r"/records/[0-9a-f-]{36}/files/[0-9a-f-]{36}/", page)))


def test_a_photo_stands_on_the_record_without_what_hid_in_it(ben: Client, at_desk: At) -> None:
    """Its officer and the center's analyst take it along, inert and without place or phone; a stranger sees nothing."""
    filed(ben, "once", named("gate.jpg", picture(tail=b"<script>alert(1)</script>PK\x03\x04")))
    here = address(ben, "once")
    (file,) = files(ben.get(here).content.decode())
    ana, cy = at_desk("ana"), at_desk("cy")
    for one in (ben, ana):
        one.post("/people/purpose/", {"purpose": "threat-assessment", "case": "EX-26-0141 NFC"})
        taken = one.get(file)
        assert taken.content.startswith(b"\xff\xd8") and taken["Content-Type"] == "application/octet-stream"
        assert "sandbox" in taken["Content-Security-Policy"] and "gate.jpg" in taken["Content-Disposition"]
        for hidden in (b"SecretPhone", b"Exif", b"<script>", b"PK\x03\x04"):
            assert hidden not in taken.content
    assert files(ana.get(here).content.decode()) == [file]
    assert cy.get(here).status_code == cy.get(file).status_code == 404


def test_what_is_sent_twice_is_there_once(ben: Client) -> None:
    """The whole form again, or one photo alone again because the answer was lost: one report, each photo once."""
    gate, van = picture("navy"), picture("gray")
    for _ in range(2):
        filed(ben, "twice", named("gate.jpg", gate))
    for _ in range(2):
        answer = ben.post(HERE, {"deed": "photos", "key": "twice", "photos": named("van.jpg", van)},
                          headers={"X-Desk": "sent"})  # fmt: skip
        assert answer.json()["to"] == "/report/mine/?of=me"
    assert len(files(ben.get(address(ben, "twice")).content.decode())) == 2
    assert ben.get("/report/mine/?of=me").content.decode().count("quarry gate. twice") == 1


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("plan.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "may hold a program"),
        ("all.zip", b"PK\x03\x04" + b"\x00" * 400, "packed file"),
        ("flood.png", bomb(), "does not open as a picture"),
        ("broken.jpg", b"\xff\xd8\xff\xe0" + b"\x00" * 300, "does not open as a picture"),
        ("script.jpg", b"#!/bin/sh\nrm -rf /", "may hold a program"),
        ("half.jpg", picture(side=900)[:200], "does not open as a picture"),
        ("film.mp4", b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 50_000_000, "larger than 15 MB"),
        ("letter.pdf", b"%PDF-1.7\n", "is no photo"),
        ("nothing.jpg", b"", "is empty"),
    ],
)  # fmt: skip
def test_a_bad_file_harms_no_report(ben: Client, name: str, content: bytes, why: str) -> None:
    """The report and the good photo beside it are filed; the bad one is named with its reason, at once and for good."""
    key = name.replace(".", "")
    said = filed(ben, key, named(name, content), named("gate.jpg", picture()))
    assert "Filed: TIP-" in said and f"Not kept: {name}" in said and why in said
    page = ben.get(address(ben, key)).content.decode()
    assert len(files(page)) == 1 and f"not kept: {name}" in page and why in page


def test_a_report_takes_so_many_photos_however_they_come(ben: Client) -> None:
    """The seventh is set aside with the way out, also when it comes by itself."""
    colors = ("navy", "gray", "red", "green", "blue", "white")
    filed(ben, "many", *(named(f"{color}.jpg", picture(color)) for color in colors))
    ben.post(HERE, {"deed": "photos", "key": "many", "photos": named("seventh.jpg", picture("black"))})
    page = ben.get(address(ben, "many")).content.decode()
    assert len(files(page)) == photo_limits().files == 6 and "A report takes 6 photos" in page


def test_of_two_who_send_at_once_both_count(ben: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """While four photos are being made anew, four others of the same report are kept: six stand, two are set aside."""
    filed(ben, "race")
    first, second = ("navy", "gray", "red", "green"), ("blue", "white", "black", "brown")
    began = list[Any]()

    def send(colors: tuple[str, ...]) -> None:
        sent = [named(f"{color}.jpg", picture(color)) for color in colors]
        ben.post(HERE, {"deed": "photos", "key": "race", "photos": sent})

    def meanwhile(*, file: Any) -> Any:
        if not began:
            began.append(file)
            send(second)
        return make_anew(file=file)

    monkeypatch.setattr(photos, "make_anew", meanwhile)
    send(first)
    page = ben.get(address(ben, "race")).content.decode()
    assert len(files(page)) == photo_limits().files and page.count("A report takes 6 photos") == 2


def test_words_with_a_fault_ask_for_the_photos_again(ben: Client) -> None:
    """A page cannot put a chosen file back: it says so, and nothing was filed."""
    answer = ben.post(HERE, {**SAID, "narrative": " ", "key": "again", "photos": named("gate.jpg", picture())})
    assert answer.status_code == 422 and "Choose your photos again" in answer.content.decode()
    assert 'name="key" value="again"' in answer.content.decode()


def test_a_page_names_its_report_where_no_script_runs(ben: Client) -> None:
    """Two pages, two names: what is sent twice from one page is one report."""
    first, second = (re.search(r'name="key" value="(\w+)"', ben.get(HERE).content.decode()) for _ in range(2))
    assert first and second and first[1] != second[1]


def test_photos_of_a_report_that_is_not_here_are_not_kept(ben: Client) -> None:
    """Nobody adds to what he did not file, or to what was purged meanwhile; the phone is told and lets them go."""
    answer = ben.post(HERE, {"deed": "photos", "key": "never", "photos": named("gate.jpg", picture())})
    assert answer.status_code == 303
    assert "not here any more" in ben.get(answer["Location"]).content.decode()


def test_a_purge_takes_the_photos_along(ben: Client, cast: SimpleNamespace) -> None:
    """With the report goes every photo and every line about one that was set aside."""
    filed(ben, "purged", named("gate.jpg", picture()), named("all.zip", b"PK\x03\x04rest"))
    record = address(ben, "purged").split("/")[2]
    with session(cast.house, "superuser") as admin:
        (row,) = admin.execute("select id from core_record where public_id = %s", [record]).fetchone()
        assert admin.execute(HELD, [row]).fetchone() == (2,)
        lying = str(admin.execute("select a::text from gather_attachment a").fetchall())
        assert b"gate.jpg".hex() not in lying and b"\xff\xd8\xff".hex() not in lying and b"packed".hex() not in lying
    with reading(cast.as_("cy")) as cy:
        assert attachments_of(audience=cy, record_id=row) == []
    purge(record_ids=[record], because="", second_id=cast.person("dee").id, by=cast.as_("pia"), now=NOW)
    with session(cast.house, "superuser") as admin:
        assert admin.execute(HELD, [row]).fetchone() == (0,)


def test_more_room_is_for_this_door_and_for_who_is_signed_in(ben: Client) -> None:
    """Elsewhere the desk's limit stands; beyond all limits nothing is read, in words; a stranger signs in first."""
    large = named("rows.csv", b"occurred,narrative\r\n" + b"x" * 600_000)
    assert "larger than 512 kB" in ben.post("/report/file/", {"mapping": "generic", "file": large}).content.decode()
    length = str(photo_limits().body_bytes + 1)
    over = ben.post(HERE, {**SAID, "photos": named("a.jpg", picture())}, CONTENT_LENGTH=length)
    assert over.status_code == 413 and "too large to send" in over.content.decode()
    stranger = browser().post(HERE, {**SAID, "photos": named("a.jpg", picture())})
    assert stranger.status_code in (302, 303) and "/people/login/" in stranger["Location"]


def test_the_form_token_is_asked_for_at_the_roomy_door(ben: Client) -> None:
    """Photos or none: a form that no page of ours gave out changes nothing."""
    strict = browser(strict=True)
    form = strict.get("/people/login/").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)
    assert token is not None
    strict.post("/people/login/", {"login": "ben", "passphrase": PASSPHRASE, "csrfmiddlewaretoken": token[1]})
    assert strict.get(HERE).status_code == 200
    answer = strict.post(HERE, {**SAID, "key": "forged", "photos": named("a.jpg", picture())})
    assert answer.status_code == 403 and answer["X-Desk"] == "token"
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', strict.get(HERE).content.decode())
    assert token is not None
    said = {**SAID, "key": "true", "csrfmiddlewaretoken": token[1], "photos": named("a.jpg", picture(side=2000) * 9)}
    assert strict.post(HERE, said).status_code == 303
