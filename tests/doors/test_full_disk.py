"""A disk that runs full: what stops says why, all else goes on, and nothing is read without its fact."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from browsing import PASSPHRASE, browser
from django.test import Client
from makers import open_tips, session

from watchfloor.core.actions.checking import check
from watchfloor.core.gate.session import reading
from watchfloor.gather.actions.files import Gathered
from watchfloor.gather.actions.files import accept as gather
from watchfloor.people.actions.signin import create_token
from watchfloor.plan.actions.reference import import_reference
from watchfloor.protect.actions.room import NoRoom
from watchfloor.protect.jobs import DiskWatch
from watchfloor.receive.actions.files import accept as receive

At = Callable[[str], Client]
Disk = Callable[[float], None]
CASE = "purpose=threat-assessment&case=26-0141+NFC"
ROWS = 2001  # one more than a chunk
FILE = b"occurred,narrative\r\n" + b"".join(b"2026-11-14,Bittern number %d.\r\n" % n for n in range(ROWS))
REPORT = {
    "title": "Bittern", "narrative": "A bittern stood at the fence of the plant.", "on": "2026-11-20", "at": "02:19",
    "place": "Monticello, MN", "attested": "yes",
}  # fmt: skip


@pytest.fixture(scope="module")
def tips(house: SimpleNamespace, cast: SimpleNamespace, at_desk: At) -> list[str]:
    """Two pages of tips with one word."""
    for login in ("ana", "ben", "pia"):
        at_desk(login)
    return [str(one.public_id) for one in open_tips(cast, *(f"A heronry stood there, day {n}." for n in range(60)))]


def bring(cast: SimpleNamespace) -> Gathered:
    """Bring the file in."""
    results: list[Gathered] = list(
        gather(content=FILE, mapping="generic", agency_id=cast.center, by=cast.operator, now=cast.now)
    )
    return results[-1]


def kinds(house: SimpleNamespace) -> list[str]:
    """Kinds of all facts, the oldest first."""
    with session(house, "superuser") as admin:
        return [kind for (kind,) in admin.execute("select kind from core_fact order by seq").fetchall()]


def test_no_file_is_taken_in_below_ten_percent(house: SimpleNamespace, cast: SimpleNamespace, disk: Disk) -> None:
    """Each of the three roads of files says how much is free and what to do; nothing of the file is kept."""
    disk(9.5)
    for road in (
        lambda: bring(cast),
        lambda: receive(content=b"{}", source_name="Harbor Watch", by=cast.operator, now=cast.now),
        lambda: import_reference(content=b"a\n", mapping="us_places", by=cast.operator, now=cast.now),
    ):
        before = kinds(house)
        with pytest.raises(NoRoom, match=r"9\.5 % of the disk is free.*bring the same file in again"):
            road()
        assert kinds(house) == before


def test_a_file_cut_short_goes_on_where_it_ended(cast: SimpleNamespace, disk: Disk) -> None:
    """The disk runs short between two chunks: what was opened stands, the rest comes in later, nothing twice."""
    disk(50)
    opened: list[int] = []
    with pytest.raises(NoRoom):
        for part in gather(content=FILE, mapping="generic", agency_id=cast.center, by=cast.operator, now=cast.now):
            opened.append(part.opened)
            disk(7)
    assert opened == [2000]
    disk(50)
    whole = bring(cast)
    assert (whole.rows, whole.opened, whole.duplicates, whole.set_aside) == (ROWS, ROWS, 0, [])
    assert len(set(whole.records)) == ROWS


def test_single_work_goes_on_to_the_last(at_desk: At, tips: list[str], disk: Disk) -> None:
    """With one percent free somebody signs in, reads a record, searches and files a report."""
    disk(1)
    assert browser().post("/people/login/", {"login": "pia", "passphrase": PASSPHRASE}).status_code == 303
    assert at_desk("ben").post("/report/", REPORT).status_code == 303
    assert "heronry" in at_desk("ana").get(f"/records/{tips[0]}/").content.decode()
    assert "heronry" in at_desk("ana").get(f"/search/?q=heronry&{CASE}").content.decode()
    assert at_desk("ben").get("/redress/").status_code == 200


def test_bulk_reading_stops_below_five_percent(
    house: SimpleNamespace, cast: SimpleNamespace, at_desk: At, tips: list[str], disk: Disk
) -> None:
    """An export, the second page of a search, the audit pack and a machine's search: each is refused with the rule."""
    with reading(cast.operator):
        word = create_token(
            person_id=cast.person("ana").id, name="t", purpose="threat-assessment", case_ref="26-0141 NFC", days=30,
            by=cast.operator, now=cast.now,
        )  # fmt: skip
    roads: dict[str, Callable[[], object]] = {
        "export": lambda: at_desk("ana").get(f"/workspace/export/?ids={tips[0]}&format=csv"),
        "page": lambda: at_desk("ana").get(f"/search/?q=heronry&{CASE}&after={tips[9]}"),
        "pack": lambda: at_desk("pia").post("/privacy/pack/", {"days": "366"}),
        "machine": lambda: browser().get("/api/search?words=heronry", headers={"authorization": f"Bearer {word}"}),
    }
    disk(7)
    assert {name: road().status_code for name, road in roads.items()} == dict.fromkeys(roads, 200)
    disk(4)
    for name, road in roads.items():
        before = len(kinds(house))
        answer = road()
        assert answer.status_code == (503 if name == "machine" else 403), name
        said = answer.content.decode()
        assert "4.0 % of the disk is free" in said and "heronry stood" not in said, name
        assert kinds(house)[before:] == ["protect.deed.refused"], name


def test_two_persons_make_no_room_either(
    house: SimpleNamespace, cast: SimpleNamespace, at_desk: At, tips: list[str], disk: Disk
) -> None:
    """A bulk export by two is refused with the rule too, and nothing is asked of the second person."""
    said = {
        "what": "workspace", "asked": f"ids={tips[0]}&format=csv", "because": "The sheriff asks for all of them.",
        "second": str(cast.person("dee").id),
    }  # fmt: skip
    client = at_desk("ana")
    disk(4)
    answer = client.post("/exports/ask/", said)
    assert answer.status_code == 422 and "4.0 % of the disk is free" in answer.content.decode()
    assert "disseminate.export.asked" not in kinds(house)


@pytest.fixture
def no_room(house: SimpleNamespace) -> Iterator[None]:
    """The database says that the disk is full at the very insert of a fact."""
    with session(house, "superuser", autocommit=True) as admin:
        admin.execute(
            "create function no_room() returns trigger language plpgsql as $$ begin"
            " raise exception 'could not extend file: No space left on device' using errcode = 'disk_full'; end $$"
        )
        admin.execute("create trigger no_room before insert on core_fact for each row execute function no_room()")
        yield
        admin.execute("drop function no_room() cascade")


def test_nothing_is_read_when_its_fact_has_no_room(
    house: SimpleNamespace, at_desk: At, tips: list[str], no_room: None
) -> None:
    """Each page is closed and shows nothing of what it read, a search that seals its words among them."""
    before = kinds(house)
    for address in (f"/records/{tips[0]}/", f"/search/?q=heronry&{CASE}", "/inbox/", "/watch/"):
        answer = at_desk("ana").get(address)
        assert answer.status_code == 503 and "heronry stood" not in answer.content.decode(), address
    assert kinds(house) == before


def test_whoever_looks_after_the_house_is_told_once(
    house: SimpleNamespace, cast: SimpleNamespace, disk: Disk, at_desk: At
) -> None:
    """At each level one fact and one notice a person; health, metrics and check say it; room again is a fact too."""
    watch = DiskWatch()
    for percent in (50, 8, 8, 3, 3, 50):
        disk(percent)
        watch.look()
        watch.tell()
    told = [kind for kind in kinds(house) if kind.startswith("protect.disk.")]
    assert told == ["protect.disk.run-short", "protect.disk.run-full", "protect.disk.recovered"]
    with session(house, "superuser") as admin:
        rows = admin.execute("select person_id, subject from notify_notice where kind = 'disk'").fetchall()
    looks = {cast.person(login).id for login in ("sam", "pia", "dee")}
    assert sorted(rows) == sorted(
        (one, said) for one in looks for said in ("The disk is running full", "The disk is full")
    )
    disk(8)
    html = at_desk("pia").get("/health/").content.decode()
    assert "8.0 % is free where the data lies" in html and "Files are not taken in" in html
    assert "watchfloor_disk_alarm 1" in browser().get("/metrics", REMOTE_ADDR="127.0.0.1").content.decode()
    assert "8.0 % of the disk is free: files are not taken in" in at_desk("pia").get("/watch/").content.decode()
    assert [one.text for one in check() if one.about == "disk"] == ["8.0 % of the disk is free"]
    disk(50)
    assert not [one for one in check() if one.about == "disk"]
