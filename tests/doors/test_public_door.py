"""The public's door: what its role may, a report from the street to the desk and back, and what it answers to abuse."""

import io
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from makers import session
from PIL import Image

from watchfloor.core.gate import slots
from watchfloor.core.gate.session import reading
from watchfloor.core.ledger.reading import state as ledger_state
from watchfloor.core.queries import records as core
from watchfloor.core.sealer.sealing import seal_all
from watchfloor.gather import jobs
from watchfloor.gather.actions import door_keys
from watchfloor.gather.actions.mailbox import NotWritten, note_progress, write
from watchfloor.gather.formats import sealing
from watchfloor.gather.formats.land import picture, state_box
from watchfloor.gather.queries import mailbox as kept
from watchfloor.gather.rules.pointing import FIRST
from watchfloor.gather.web import public_gate, public_mailbox
from watchfloor.protect.actions.admit import admit_service
from watchfloor.protect.actions.classes import change_class
from watchfloor.protect.actions.purge import purge
from watchfloor.protect.jobs import follow_all

NOW = datetime.fromtimestamp(time.time(), UTC)  # the database goes by its own clock
WORDS = "Two men photographed the pumps of the water works and asked a guard when he leaves."
WEIGHED = ("tokens.css", "public.css", "public.mjs", "icon.svg", "fonts/sourcesanspro-regular-webfont.woff2",
           "fonts/sourcesanspro-bold-webfont.woff2")  # fmt: skip
DESK = list(settings.MIDDLEWARE)
STREET = {
    "ROOT_URLCONF": "watchfloor.gather.web.public_urls",
    "MIDDLEWARE": ["watchfloor.protect.web.headers.Headers", "django.middleware.common.CommonMiddleware"],
    "FILE_UPLOAD_HANDLERS": ["watchfloor.gather.web.bounded.Bounded"],
}  # fmt: skip


@pytest.fixture
def street(cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    """A client at the public's door, whose key is published; nobody waits, and nobody has posted yet."""
    jobs.keep_door()
    monkeypatch.setattr(public_gate.Seal, "waits", lambda *told, **more: 0)
    monkeypatch.setattr(public_mailbox.time, "sleep", lambda seconds: None)
    monkeypatch.setattr(sealing, "MEMORY_KIB", 64)  # what a try costs is said by the rules' own test
    public_gate.reports.forget()
    public_gate.tries.forget()
    with override_settings(**STREET):
        yield Client(SERVER_NAME="localhost")


def state(street: Client) -> str:
    """The seal of a fresh form."""
    found = re.search(r'name="state" value="([^"]+)"', street.get("/?lang=en").content.decode())
    assert found is not None
    return found[1]


def tell(street: Client, **said: Any) -> str:
    """Send a report; the code of its receipt."""
    answer = street.post("/?lang=en", {"what": WORDS, "state": state(street), **said})
    found = re.search(r'code__digits">([\d ]+)<', answer.content.decode())
    assert answer.status_code == 200 and found is not None, answer.content.decode()
    return found[1]


def come_back(street: Client, code: str, **more: Any) -> str:
    """The page of the mailbox."""
    return street.post("/mailbox/?lang=en", {"code": code, **more}).content.decode()


def newest(cast: SimpleNamespace, login: str = "ana") -> Any:
    """The newest tip that one of the cast may read."""
    with reading(cast.as_(login)) as who:
        return core.latest(audience=who, how_many=1)[0]


def test_for_its_role_nothing_else_exists(cast: SimpleNamespace, house: SimpleNamespace) -> None:
    """Every table refuses to be read; one table takes a row, one function answers."""
    with session(house, "superuser") as admin:
        tables = [row[0] for row in admin.execute(
            "select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            " where c.relkind in ('r', 'p', 'v', 'S') and n.nspname in ('public', 'wall', 'staging', 'dropbox')"
        )]  # fmt: skip
        may = [row[0] for row in admin.execute(
            "select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace"
            " where n.nspname not in ('pg_catalog', 'information_schema')"
            " and has_schema_privilege('watchfloor_public', n.oid, 'usage')"
            " and has_function_privilege('watchfloor_public', p.oid, 'execute')"
        )]  # fmt: skip
        rights = admin.execute(
            "select table_schema || '.' || table_name, privilege_type, column_name"
            " from information_schema.column_privileges where grantee = 'watchfloor_public' order by 3"
        ).fetchall()
    assert len(tables) > 80 and may == ["dropbox.mailbox_of(bytea)"]
    columns = ("copy", "id", "kind", "reader_key", "sealed", "token")
    assert rights == [("dropbox.drop", "INSERT", column) for column in columns]
    with session(house, "public", autocommit=True) as public:
        for table in tables:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                public.execute(f"select 1 from {table}")
        for statement in (
            "create temp table x (y int)", "create table dropbox.x (y int)", "select dropbox.waiting(9)",
            "select public.core_take_ids('tip', 1)", "update dropbox.drop set at = now()",
        ):  # fmt: skip
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                public.execute(statement)


def test_its_process_loads_no_table_and_no_key() -> None:
    """Its settings name no package with tables, and what its doors import holds no tables, queries or keys."""
    said = (
        "import django; django.setup(); from django.urls import get_resolver; get_resolver().url_patterns;"
        " import sys; print(*[m for m in sys.modules if m.startswith('watchfloor.')])"
    )
    told = {**os.environ, "WATCHFLOOR_PROCESS": "public", "WATCHFLOOR_DATABASE_NAME": "none"}
    loaded = subprocess.run([sys.executable, "-c", said], env=told, check=True, capture_output=True, text=True).stdout
    assert "watchfloor.gather.web.public " in loaded
    for never in (".models", ".queries", "core.gate", "core.actions", "protect.actions", "watchfloor.desk"):
        assert never not in loaded, never


def test_a_report_becomes_a_tip_and_its_drop_is_gone(cast: SimpleNamespace, street: Client) -> None:
    """Words, place and time arrive as a tip of the center's that an analyst reads; the box is empty."""
    tell(street, where="Monticello, MN", when="earlier", day="2026-11-20", hour="02:10", about="after the shift")
    assert jobs.open_drops() == 1 and jobs.open_drops() == 0
    row = newest(cast)
    with reading(cast.as_("ana")) as ana:
        view = core.record(audience=ana, public_id=row.public_id)
    assert view is not None and WORDS in view.body and "Monticello, MN" in view.body
    assert row.kind == "tip" and row.legal_class == "tip_lead" and row.lon is not None
    assert "after the shift" in view.data["said"] and view.data["object"]["by"] == "public"
    with session_of(cast) as admin:
        assert admin.execute("select count(*) from dropbox.drop").fetchone() == (0,)


@pytest.fixture(autouse=True)
def _known(cast: SimpleNamespace, house: SimpleNamespace) -> None:
    cast.house = house


def session_of(cast: SimpleNamespace) -> Any:
    """A session of the superuser, to see what lies in the tables."""
    return session(cast.house, "superuser")


def test_what_lies_in_the_box_is_sealed_and_its_key_dies(cast: SimpleNamespace, street: Client) -> None:
    """No word, no code and no address stands in any column; days later the key that opened it is destroyed."""
    code = tell(street, who="contact", name="Vera Quill", reach="555-0133")
    with session_of(cast) as admin:
        for table in ("drop", "mailbox", "letter"):
            for (row,) in admin.execute(f"select t::text from dropbox.{table} t"):
                for word in ("photographed", "Quill", "555-0133", code, code.replace(" ", ""), "127.0.0.1"):
                    assert word.encode().hex() not in row and word not in row
    first, now = door_keys.key_ids()[-1], NOW
    with reading(admit_service(service=jobs.SERVICE, now=now)) as by:
        second = door_keys.turn_key(by=by, now=now + timedelta(hours=25))
        assert second != first and first in door_keys.key_ids(), "what waits needs it"
        door_keys.turn_key(by=by, now=now + timedelta(hours=120))
        assert first in door_keys.key_ids(), "however long it waits"
    assert jobs.open_drops() == 1
    with reading(by):
        door_keys.turn_key(by=by, now=now + timedelta(hours=120))
    assert first not in door_keys.key_ids()
    with pytest.raises(slots.SlotMissing):
        door_keys.private_key(first)


def test_who_it_was_stays_in_the_sealed_original(cast: SimpleNamespace, street: Client) -> None:
    """Name and phone are in no searchable column; an anonymous report holds none, whatever was typed there."""
    from watchfloor.core.actions.sources import originals

    for who, there in (("contact", True), ("anonymous", False)):
        tell(street, who=who, name="Vera Quill", what=f"{WORDS} {who}")
        assert jobs.open_drops() == 1
        row = newest(cast, "sam")
        with reading(cast.as_("sam")) as sam:
            view = core.record(audience=sam, public_id=row.public_id)
            assert view is not None and "Quill" not in f"{view.body}{view.data}"
            assert (b"Vera Quill" in originals(record_ids=[row.id], by=sam).get(row.id, b"")) is there


def test_a_form_posted_twice_is_one_report(cast: SimpleNamespace, street: Client) -> None:
    """The second answer shows the same code, before and after the box was emptied; other words make no second report
    of that form, and nobody's words are lost."""
    seal = state(street)
    code = tell(street, state=seal)
    assert tell(street, state=seal) == code
    assert jobs.open_drops() == 1
    assert tell(street, state=seal) == code and jobs.open_drops() == 0
    other = street.post("/?lang=en", {"what": "Something else entirely", "state": seal})
    assert other.status_code == 422 and b"Something else entirely" in other.content and b"sent before" in other.content


def test_what_was_typed_stays_and_each_fault_is_said(street: Client) -> None:
    """A form that is too old, not ours, or with faults comes back whole, in the reader's language."""
    said = {"what": "Vi algo ", "where": "Calle <b>9</b>", "day": "2031-01-01", "name": "Vera", "who": "contact"}
    answer = street.post("/?lang=es", {**said, "state": "forged"})
    page = answer.content.decode()
    assert answer.status_code == 422 and 'lang="es"' in page
    assert "Vi algo" in page and "Calle &lt;b&gt;9&lt;/b&gt;" in page and 'value="Vera"' in page
    assert "Todavía no se envió" in page and "Ese día todavía no llega" in page and "abierta mucho tiempo" in page


def test_danger_is_answered_with_the_phone_and_still_taken(street: Client) -> None:
    """911 stands above the form; when the words suggest danger it stands on the receipt too."""
    assert b'href="tel:911"' in street.get("/").content
    answer = street.post("/?lang=en", {"what": "He has a gun at the school", "state": state(street)})
    assert b"Your code" in answer.content and b"danger--again" in answer.content and jobs.open_drops() == 1
    calm = street.post("/?lang=en", {"what": WORDS, "state": state(street)})
    assert b"danger--again" not in calm.content and jobs.open_drops() == 1


def test_who_reported_reads_and_answers_and_the_asker_hears(cast: SimpleNamespace, street: Client) -> None:
    """The analyst asks, the person with the code reads and answers with a file, and both stand on the record."""
    code = tell(street)
    jobs.open_drops()
    row = newest(cast)
    with reading(cast.as_("ana")) as ana:
        write(record=row.public_id, text="Which gate was it?", by=ana, now=NOW)
        with session_of(cast) as admin:
            assert b"Which gate".hex() not in str(admin.execute("select l::text from dropbox.letter l").fetchall())
    page = come_back(street, code)
    assert "Which gate was it?" in page
    seal = re.search(r'name="state" value="([^"]+)"', page)
    assert seal is not None
    sent = {"do": "add", "what": "The north gate.", "state": seal[1], "files": photo()}
    assert "The north gate." in come_back(street, code, **sent)
    sent["files"] = photo()
    come_back(street, code, **sent)  # posted twice
    assert jobs.open_drops() == 1
    with reading(cast.as_("ana")) as ana:
        letters = kept.letters_of(audience=ana, record_id=row.id)
        assert [(one.text, one.by_id is None) for one in letters] == [
            ("Which gate was it?", False),
            ("The north gate.", True),
        ]
        files = kept.attachments_of(audience=ana, record_id=row.id)
        assert [(one.name, one.kind) for one in files] == [("gate.jpg", "image/jpeg")]
        shown = kept.attachment(audience=ana, record_id=row.id, public_id=files[0].public_id)
        assert shown is not None and b"SecretPhone" not in shown[1] and shown[1].startswith(b"\xff\xd8")
    with reading(cast.as_("cy")) as cy, pytest.raises(NotWritten):
        assert kept.letters_of(audience=cy, record_id=row.id) == []
        write(record=row.public_id, text="Who are you?", by=cy, now=NOW)
    seal_all()
    follow_all()
    with session_of(cast) as admin:
        told = admin.execute("select person_id, text from notify_notice where kind = 'gather.letter'").fetchall()
    assert [who for who, _ in told] == [cast.person("ana").id] and "north" not in told[0][1]


def photo() -> io.BytesIO:
    """A picture whose hidden data names the phone."""
    made, out, exif = Image.new("RGB", (30, 20), "gray"), io.BytesIO(), Image.Exif()
    exif[0x010F] = "SecretPhone"
    made.save(out, "JPEG", exif=exif.tobytes())
    out.seek(0)
    out.name = "gate.jpg"
    return out


def test_the_same_words_after_the_same_delay(cast: SimpleNamespace, street: Client) -> None:
    """Read and closed are shown a day and a week later, whatever was decided; before, the page is as it was."""
    codes = [tell(street, what=f"{WORDS} ({n})") for n in range(2)]
    jobs.open_drops()
    with session_of(cast) as admin:
        records = [
            row[0] for row in admin.execute("select public_record from gather_mailbox order by record_id desc limit 2")
        ]
    now = NOW
    before = [come_back(street, code) for code in codes]
    with reading(admit_service(service=jobs.SERVICE, now=now)) as by:
        assert note_progress(read=records, closed=[records[0]], by=by, now=now) == 2
    assert [plain(come_back(street, code)) for code in codes] == [plain(page) for page in before]
    with session_of(cast) as admin:
        shown = admin.execute(
            "select read_shown_at - now() > interval '1 day', closed_shown_at - now() > interval '7 days'"
            " from dropbox.mailbox where read_shown_at is not null order by 2 nulls last"
        ).fetchall()
        assert shown == [(True, True), (True, None)]
        admin.execute(
            "update dropbox.mailbox set read_shown_at = now(), closed_shown_at = now()"
            " where closed_shown_at is not null"
        )
    assert sorted('<h2 id="state">Closed</h2>' in come_back(street, code) for code in codes) == [False, True]
    with reading(cast.as_("ana")) as ana:  # a tip that ends in another class than the service reads is closed as well
        change_class(record=records[1], becomes="case_support", because="Part of a case file now.", by=ana, now=now)
    seal_all()
    follow_all()
    with session_of(cast) as admin:
        assert admin.execute(
            "select bool_and(closed_shown_at is not null) from dropbox.mailbox m join gather_mailbox g"
            " on g.token = m.token where g.public_record = any(%s)",
            [records],
        ).fetchone() == (True,)
        admin.execute("update dropbox.mailbox set closed_shown_at = now() where closed_shown_at is not null")


def plain(page: str) -> str:
    """A page without the seal of its form."""
    return re.sub(r'(value|data-challenge)="[^"]*"', "", page)


def test_a_wrong_code_is_counted_and_says_nothing(street: Client) -> None:
    """None, wrong and half a code lead to the same form; after some tries only the way out is shown."""
    for _ in range(8):
        assert "There is no report with this code" in come_back(street, "1234 5678 9012 3456")
    assert "Too many tries" in come_back(street, "1234 5678 9012 3456")
    public_gate.tries.forget()
    assert "sixteen digits" in come_back(street, "1234")


def test_a_flood_is_turned_away_and_nothing_acknowledged_is_lost(cast: SimpleNamespace, street: Client) -> None:
    """Of 700 reports of programs without work each network gets a few, all together a share; who was refused sees the
    phone, and every receipt that was shown has its report."""
    seals = [state(street) for _ in range(20)]
    answers = [
        street.post("/?lang=en", {"what": f"spam {n}", "state": seals[n % 20]}, REMOTE_ADDR=f"10.0.{n % 7}.9")
        for n in range(700)
    ]
    taken = [one for one in answers if one.status_code == 200]
    turned = [one for one in answers if one.status_code == 429]
    assert 0 < len(taken) <= 28 and len(turned) > 600
    assert b"tel:911" in turned[0].content and b"spam" in turned[0].content
    opened = 0
    while done := jobs.open_drops():
        opened += done
    assert opened == len(taken)


def test_a_box_that_opens_with_no_key_holds_nobody_up(
    cast: SimpleNamespace, house: SimpleNamespace, street: Client
) -> None:
    """Garbage that was put there by SQL is set apart and stays; the report behind it arrives."""
    with session(house, "public") as public:
        public.execute(
            "insert into dropbox.drop (id, kind, token, reader_key, sealed)"
            " values (gen_random_uuid(), 'report', %s, %s, %s)",
            [b"t" * 32, b"k" * 32, b"nokey\x00" + b"x" * 80],
        )
    tell(street)
    assert jobs.open_drops() == 1
    with session_of(cast) as admin:
        assert admin.execute("select count(*) from dropbox.drop where failed_at is not null").fetchone() == (1,)


def test_the_desk_cannot_open_the_box_but_by_its_service(cast: SimpleNamespace, street: Client) -> None:
    """To an analyst's audience the box is empty, and it neither takes from it nor moves a mailbox."""
    tell(street)
    with reading(cast.as_("sam")), connection.cursor() as cursor:
        cursor.execute("select count(*) from dropbox.waiting(99)")
        assert cursor.fetchone() == (0,)
        cursor.execute("select dropbox.oldest(), dropbox.taken(gen_random_uuid()), dropbox.sweep('infinity')")
        assert cursor.fetchone() == (None, False, 0)
    assert jobs.open_drops() == 1


def test_while_nothing_is_published_only_the_phone_is_left(street: Client) -> None:
    """Without a key the page says 911 with status 503; unknown pages and wrong methods are answered plainly."""
    file = settings.DATA_DIR / "public" / "door.json"
    content = file.read_bytes()
    file.unlink()
    answer = street.get("/")
    assert answer.status_code == 503 and b"tel:911" in answer.content
    file.write_bytes(content)
    assert street.get("/nothing/").status_code == 404 and street.put("/").status_code == 405
    assert not street.get("/").cookies and ledger_state().facts >= 0


def test_page_style_and_script_together_weigh_little(street: Client) -> None:
    """The form with its sheet, colors, fonts and script, unpacked, stays under 100 kB; nothing comes from elsewhere."""
    page = street.get("/?lang=es").content.decode()
    built = settings.HERE / "static" / "built"
    assert len(page.encode()) + sum((built / name).stat().st_size for name in WEIGHED) < 100_000
    assert set(re.findall(r'(?:src|href)="(?:/static/)?(built/[^"]+)"', page)) == {
        f"built/{name}" for name in WEIGHED[:4]
    }
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)


def test_a_purge_takes_files_and_letters_and_closes_the_mailbox(cast: SimpleNamespace, street: Client) -> None:
    """Nothing of the report is left at the desk, its letters are gone from the mailbox, which is shown closed a week
    later; what its reporter adds then is a new report, for it was acknowledged."""
    code = tell(street, files=photo())
    jobs.open_drops()
    row = newest(cast)
    with reading(cast.as_("ana")) as ana:
        write(record=row.public_id, text="Which gate was it?", by=ana, now=NOW)
    assert "Which gate was it?" in come_back(street, code)
    purge(record_ids=[row.public_id], because="", second_id=cast.person("dee").id, by=cast.as_("pia"), now=NOW)
    with session_of(cast) as admin:
        for table in ("gather_mailbox", "gather_letter", "gather_attachment"):
            assert admin.execute(f"select count(*) from {table} where record_id = %s", [row.id]).fetchone() == (0,)
        assert admin.execute(
            "select count(*) from dropbox.mailbox where closed_shown_at between now() + interval '7 days'"
            " and now() + interval '8 days'"
        ).fetchone() == (1,)
    page = come_back(street, code)
    assert "Which gate was it?" not in page and "Received" in page
    seal = re.search(r'name="state" value="([^"]+)"', page)
    assert seal is not None
    come_back(street, code, do="add", what="They came again, in a blue car.", state=seal[1])
    assert jobs.open_drops() == 1 and newest(cast).title == "They came again, in a blue car."


def test_a_picture_that_cannot_be_opened_is_told_to_who_sent_it(cast: SimpleNamespace, street: Client) -> None:
    """The report arrives without it, and a letter asks for another one."""
    broken = io.BytesIO(b"\xff\xd8\xff\xe0" + b"\x00" * 200)
    broken.name = "gate.jpg"
    code = tell(street, files=broken)
    assert jobs.open_drops() == 1 and "gate.jpg" in come_back(street, code)
    with reading(cast.as_("ana")) as ana:
        assert kept.attachments_of(audience=ana, record_id=newest(cast).id) == []


def test_an_analyst_asks_on_the_page_and_takes_a_file_inert(
    cast: SimpleNamespace, at_desk: Any, street: Client
) -> None:
    """The record shows letters and files; a file comes as a download that nothing may run; others see no such thing."""
    tell(street, files=photo())
    jobs.open_drops()
    here = f"/records/{newest(cast).public_id}"
    with override_settings(ROOT_URLCONF="watchfloor.urls", MIDDLEWARE=DESK):
        ana, ben = at_desk("ana"), at_desk("ben")
        stated = {"purpose": "threat-assessment", "case": "EX-26-0141 NFC"}
        for one in (ana, ben):
            one.post("/people/purpose/", stated)
        page = ana.get(f"{here}/").content.decode()
        file = re.search(rf"{here}/files/[0-9a-f-]+/", page)
        assert "Write to the person who reported" in page and file is not None
        taken = ana.get(file[0])
        assert taken["Content-Type"] == "application/octet-stream" and "attachment" in taken["Content-Disposition"]
        assert "sandbox" in taken["Content-Security-Policy"] and taken.content.startswith(b"\xff\xd8")
        empty = ana.post(f"{here}/reporter/", {"text": " "})
        assert empty.status_code == 422 and "letter.words" in empty.content.decode()
        assert ana.post(f"{here}/reporter/", {"text": "Which gate?"}).status_code == 303
        assert "Which gate?" in ana.get(f"{here}/reporter/").content.decode()
        for address in (f"{here}/reporter/", file[0]):
            assert ben.get(address).status_code in (403, 404)


def pictures(page: str) -> list[str]:
    """The addresses of the pictures of the map."""
    return re.findall(r'type="image" name="\w+" src="([^"]+)"', page)


def test_a_place_is_marked_by_pressing_a_picture(cast: SimpleNamespace, street: Client) -> None:
    """Three presses go from the state to a mark; every word stays, no photo is taken for sent, nothing is a report yet;
    then the report is sent and lies where it was marked."""
    seal = state(street)
    said = {"what": WORDS, "where": "by the quarry", "who": "contact", "name": "Vera", "original": "yes", "state": seal}
    page = street.post("/?lang=en", {**said, "map": "open", "files": photo()}).content.decode()
    shown, presses = [], (("near", 150, 200), ("wide", 240, 172), ("near", 1, 287))
    for size, x, y in presses:
        view = re.search(r'name="view" value="([^"]+)"', page)
        assert view is not None and WORDS in page and 'value="Vera"' in page and 'value="by the quarry"' in page
        assert 'name="original" value="yes" checked' in page and "Take the mark away" not in page
        shown.append(view[1])
        page = street.post("/?lang=en", {**said, "view": view[1], f"{size}.x": x, f"{size}.y": y}).content.decode()
    assert [one[0] for one in shown] == ["0", "1", "2"] and "The place is marked." in page
    lat, lon = (re.search(rf'name="{name}" type="text" value="([-\d.]+)"', page) for name in ("lat", "lon"))
    assert lat and lon and seal.split(":")[0] in page and jobs.open_drops() == 0
    _, *middle = shown[2].split(",")
    # the lower left corner of the nearest picture: a hundred and sixty thousandths of a degree from its middle
    assert float(lat[1]) == pytest.approx(float(middle[1]) - 0.16, abs=0.003) and float(lon[1]) < float(middle[0])
    tell(street, **{**said, "lat": lat[1], "lon": lon[1], "view": shown[2]})
    assert jobs.open_drops() == 1
    row = newest(cast)
    assert (row.lat, row.lon) == (pytest.approx(float(lat[1])), pytest.approx(float(lon[1])))


def test_a_map_is_drawn_of_land_alone_and_of_nothing_else(street: Client) -> None:
    """Each picture comes without cookie or store, in both languages; nonsense in its address is no page."""
    page = street.post("/?lang=es", {"what": "Vi algo", "state": state(street), "map": "open", "lat": "45.36",
                                     "lon": "-93.79"}).content.decode()  # fmt: skip
    assert "El lugar está marcado." in page and "población más cercana" in page and len(pictures(page)) == 2
    for address in pictures(page):
        picture = street.get(address)
        assert picture["Content-Type"] == "image/svg+xml" and picture["Cache-Control"] == "no-store"
        assert picture.content.startswith(b"<svg") and b"Monticello" in picture.content and not picture.cookies
        assert not re.search(rb"<script|href|style=|<style", picture.content)
    for wrong in ("near/9,0,0", "near/1,abc,0", "huge/0,0,0", "near/1,-93,45;x", "near/1,-93,999"):
        assert street.get(f"/map/{wrong}.svg").status_code == 404


def test_the_map_goes_back_is_cleared_and_cannot_be_pressed_by_keys(street: Client) -> None:
    """Farther and away are buttons; the corner that a keyboard says is no place; Enter in a line sends the report."""
    said = {"what": WORDS, "state": state(street), "view": "2,-93.790,45.310", "lat": "45.3", "lon": "-93.8"}
    page = street.post("/?lang=en", {**said, "map": "out"}).content.decode()
    assert 'name="view" value="1,-93.790,45.310"' in page and "The place is marked." in page
    page = street.post("/?lang=en", {**said, "map": "away"}).content.decode()
    assert "The place is marked." not in page and 'name="lat" type="text" value=""' in page
    page = street.post("/?lang=en", {**said, "near.x": "0", "near.y": "0"}).content.decode()
    assert 'name="view" value="2,-93.790,45.310"' in page and jobs.open_drops() == 0
    first = re.search(r'<button[^>]*type="submit"[^>]*>', page)
    assert first is not None and 'name="' not in first[0] and 'tabindex="-1"' in first[0]


def test_the_page_with_its_map_is_light_too(street: Client) -> None:
    """The form with both pictures of any step, style, script and fonts stays under 100 kB; of a large state as well."""
    built = settings.HERE / "static" / "built"
    fixed = sum((built / name).stat().st_size for name in WEIGHED)
    for lat, step in (("", "0"), ("45.310", "1"), ("45.310", "2")):
        said = {"what": WORDS, "state": state(street), "lat": lat, "lon": "-93.790" if lat else "", "map": "open",
                "view": f"{step},-93.790,45.310"}  # fmt: skip
        page = street.post("/?lang=es", said).content
        drawn = sum(len(street.get(one).content) for one in pictures(page.decode()))
        assert drawn > 1000 and len(page) + drawn + fixed < 100_000
    box = state_box("TX")
    assert box is not None
    for size in ("near", "wide"):
        assert len(picture(FIRST, state="TX", box=box, size=size, mark=None)) < 17_000
