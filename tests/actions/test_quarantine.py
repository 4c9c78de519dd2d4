"""A spill is closed away before anything sees it, decided by a security officer, destroyed by two, or let go on."""

import json
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from makers import open_tips, session

from watchfloor.core.gate.session import reading
from watchfloor.core.ledger.telling import witness
from watchfloor.core.queries import records as core
from watchfloor.core.sealer.sealing import seal_all
from watchfloor.gather.actions import files as gather
from watchfloor.gather.actions.report import file_report
from watchfloor.people.actions import directory
from watchfloor.protect.actions import spill as acts
from watchfloor.protect.actions.purge import carry_on
from watchfloor.protect.actions.quarantine import NotClosed, close, quarantine
from watchfloor.protect.actions.spill import NotDecided, decide, reach, second
from watchfloor.protect.formats.spill import SpillPolicy, part_spills, spill_policy
from watchfloor.protect.queries.spills import SpillView, spills
from watchfloor.receive.actions import files as receive

HEAD = b"occurred,narrative,title,remarks\n"
DAY = b"2026-11-14T19:40:00-06:00,"
CLEAN = DAY + b"A van stood by the fence,Van,none\n"
SPILL = DAY + b"SECRET//NOFORN The pelican convoy left,Van,none\n"
ASIDE = DAY + b"A boat by the weir,Boat,(S//NF) heronry plan\n"


@pytest.fixture(scope="module")
def officer(cast: SimpleNamespace) -> SimpleNamespace:
    """The cast with Kim, the center's security officer; `as_("kim")` admits her for her own purpose."""
    directory.add_person(
        login="kim", name="Kim Exercise", agency_id=cast.center, role="security", release_level="CUI",
        email="kim@example.org", by=cast.operator, now=cast.now,
    )  # fmt: skip
    return cast


def kim(cast: SimpleNamespace) -> object:
    """The security officer at her own purpose."""
    return cast.as_("kim", "security-incident", "")


def pia(cast: SimpleNamespace) -> object:
    """The privacy officer at hers."""
    return cast.as_("pia", "privacy-oversight", "")


def bring(cast: SimpleNamespace, content: bytes) -> gather.Gathered:
    """A file of reports of the center."""
    return list(
        gather.accept(content=content, mapping="generic", agency_id=cast.center, by=cast.operator, now=cast.now)
    )[-1]


def open_ones(cast: SimpleNamespace) -> list[SpillView]:
    """Those that wait."""
    with reading(kim(cast)) as by:
        return [one for one in spills(audience=by) if not one.verdict]


def seen_by(cast: SimpleNamespace, login: str, item: UUID, words: str) -> bool:
    """Whether somebody finds it by id or by its words."""
    purpose = ("security-incident", "") if login == "kim" else ("threat-assessment", "EX-26-0141 NFC")
    with reading(cast.as_(login, *purpose)) as by:
        found = core.rows_of(audience=by, public_ids=[item]) + core.search(audience=by, words=words)
    return bool(found)


def test_a_spilled_row_is_closed_away_and_nobody_finds_it(house: SimpleNamespace, officer: SimpleNamespace) -> None:
    """Words and fields alike: in no column, no index, no fact; the other row comes in; an officer is told."""
    result = bring(officer, HEAD + CLEAN + SPILL + ASIDE)
    assert (result.rows, result.opened, len(result.set_aside)) == (3, 1, 2)
    one, two = open_ones(officer)
    assert {one.places, two.places} == {("text",), ("fields",)} and one.levels == two.levels == ("S",)
    for spill in (one, two):
        assert spill.item is not None
        for login in ("ana", "sam", "pia", "dee", "ben", "kim"):
            assert not seen_by(officer, login, spill.item, "pelican OR heronry"), login
    with session(house, "superuser") as admin:
        said = admin.execute("select string_agg(v::text, ' ') from core_version v").fetchone()[0]
        told = admin.execute("select subject, text, urgent from notify_notice where kind = 'spill'").fetchall()
        facts = admin.execute("select string_agg(core_fact_line(f), ' ') from core_fact f").fetchone()[0]
    assert "pelican" not in said and "heronry" not in said and "SECRET" not in said
    assert [urgent for *_, urgent in told] == [True] and "pelican" not in str(told) + facts
    assert "protect.spill.quarantined" in facts


def test_the_same_bytes_again_raise_nothing_anew(officer: SimpleNamespace) -> None:
    """A file that comes twice is closed away once."""
    before = len(open_ones(officer))
    bring(officer, HEAD + CLEAN + SPILL + ASIDE)
    assert len(open_ones(officer)) == before == 2


def test_a_false_alarm_goes_on_its_ordinary_way(house: SimpleNamespace, officer: SimpleNamespace) -> None:
    """The same record opens with its words, marking and clocks; followers hear of it; the reason is sealed."""
    one = next(spill for spill in open_ones(officer) if spill.places == ("text",))
    with reading(kim(officer)) as by:
        for verdict, because in (("burn", "x"), ("false-alarm", " ")):
            with pytest.raises(NotDecided):
                decide(public_id=one.public_id, verdict=verdict, because=because, by=by, now=officer.now)
        decide(public_id=one.public_id, verdict="false-alarm", because="A film of that name.", by=by, now=officer.now)
        with pytest.raises(NotDecided):
            decide(public_id=one.public_id, verdict="spill", because="Again.", by=by, now=officer.now)
    assert one.item is not None
    with reading(officer.as_("ana")) as ana:
        (row,) = core.rows_of(audience=ana, public_ids=[one.item])
        assert row.legal_class == "tip_lead" and row.title == "Van"
        assert [found.public_id for found in core.search(audience=ana, words="pelican")] == [one.item]
    with session(house, "superuser") as admin:
        facts = admin.execute("select kind from core_fact where %s = any(records)", [one.item]).fetchall()
        notes = admin.execute("select string_agg(encode(sealed, 'escape'), ' ') from core_note").fetchone()[0]
    assert {"core.record.opened", "core.record.updated", "protect.spill.released"} <= {kind for (kind,) in facts}
    assert "film" not in notes


def test_a_confirmed_spill_is_destroyed_by_two_persons(house: SimpleNamespace, officer: SimpleNamespace) -> None:
    """The officer confirms, the privacy officer seconds, the existing purge gives its certificate; bytes are gone."""
    one = next(spill for spill in open_ones(officer) if spill.places == ("fields",))
    with reading(pia(officer)) as by, pytest.raises(NotDecided):
        decide(public_id=one.public_id, verdict="spill", because="Not mine.", by=by, now=officer.now)
    with reading(kim(officer)) as by:
        decide(public_id=one.public_id, verdict="spill", because="The owner said so.", by=by, now=officer.now)
        with pytest.raises(NotDecided):
            second(public_id=one.public_id, agree=True, by=by, now=officer.now)
    with reading(pia(officer)) as by:
        assert second(public_id=one.public_id, agree=False, by=by, now=officer.now) is None
    with reading(kim(officer)) as by:
        decide(public_id=one.public_id, verdict="spill", because="Indeed it is.", by=by, now=officer.now)
    with reading(pia(officer)) as by:
        opened = second(public_id=one.public_id, agree=True, by=by, now=officer.now)
    assert opened is not None
    done = carry_on(purge_id=opened.id, by=pia(officer), now=officer.now)
    assert done.forgotten_at is not None and done.counts["protect_quarantine"] == done.counts["core_record"] == 1
    with session(house, "superuser") as admin:
        stones = admin.execute("select rule from core_tombstone where public_id = %s", [one.item]).fetchall()
        pieces = admin.execute("select count(*) from core_record where public_id = %s", [one.item]).fetchone()
        who = admin.execute("select by_id, second_id from protect_purge where id = %s", [opened.id]).fetchone()
    assert stones == [("purge.two-persons",)] and pieces == (0,)
    assert set(who) == {officer.person("pia").id, officer.person("kim").id}


def test_a_reader_closes_a_record_and_the_officer_sees_who_had_read_it(officer: SimpleNamespace) -> None:
    """At once it is there for nobody; every reader is listed; a false alarm brings it back."""
    (tip,) = open_tips(officer, "A kestrel crate was left at the quay.")
    for login in ("sam", "ana"):
        witness(kind="core.record.read", by=officer.as_(login), records=[tip.public_id])
    with reading(officer.as_("ana")) as ana:
        with pytest.raises(NotClosed):
            close(record=tip.public_id, because="  ", by=ana, now=officer.now)
        with pytest.raises(NotClosed):
            close(record=uuid4(), because="It says so.", by=ana, now=officer.now)
        spill = close(record=tip.public_id, because="A portion mark in line 3.", by=ana, now=officer.now)
    for login in ("ana", "sam", "pia", "dee", "kim"):
        assert not seen_by(officer, login, tip.public_id, "kestrel"), login
    with reading(kim(officer)) as by:
        found = reach(public_id=spill, by=by)
        assert {one.actor for one in found.readers} == {officer.person("ana").id, officer.person("sam").id}
        assert found.words is None
        decide(public_id=spill, verdict="false-alarm", because="It is a unit's name.", by=by, now=officer.now)
    assert seen_by(officer, "ana", tip.public_id, "kestrel")


def test_what_a_reporter_was_granted_rests_while_it_is_closed_away(officer: SimpleNamespace) -> None:
    """His own submission is his again only after a false alarm; by the form nothing of a spill is ever granted."""
    said = {"title": "A flyer", "when": None, "place": None, "attested": True, "now": officer.now}
    with reading(officer.as_("ben", "own-reports", "")) as ben:
        mine = file_report(narrative="A flyer on a pole named the lock.", by=ben, **said)
        assert file_report(narrative="(TS//SI) An egret flyer.", by=ben, **said) is None
    assert mine is not None
    with reading(officer.as_("ana")) as ana:
        close(record=mine, because="Line 1.", by=ana, now=officer.now)
    with reading(officer.as_("ben", "own-reports", "")) as ben:
        assert core.rows_of(audience=ben, public_ids=[mine]) == []
    form = next(one for one in open_ones(officer) if one.way == "form")
    back = next(one for one in open_ones(officer) if one.item == mine)
    with reading(kim(officer)) as by:
        for one in (form, back):
            decide(public_id=one.public_id, verdict="false-alarm", because="A game.", by=by, now=officer.now)
    assert form.levels == ("TS",) and form.item is not None
    with reading(officer.as_("ben", "own-reports", "")) as ben:
        assert {row.public_id for row in core.rows_of(audience=ben, public_ids=[mine, form.item])} == {mine, form.item}


def test_an_update_that_spills_leaves_the_record_as_it_was(officer: SimpleNamespace) -> None:
    """The version that came before stays; a false alarm brings the update in, as its source meant it."""

    def bundle(name: str, modified: str) -> bytes:
        item = {
            "type": "malware", "spec_version": "2.1", "id": "malware--5d6fba7a-6f0e-4c6b-9b7c-0d1f2a3b4c5d",
            "created": "2026-11-01T00:00:00.000Z", "modified": modified, "name": name, "is_family": False,
        }  # fmt: skip
        whole = {"type": "bundle", "id": f"bundle--{uuid4()}", "objects": [item]}
        return json.dumps(whole).encode()

    def brought(content: bytes) -> receive.Received:
        return receive.accept(content=content, source_name="Feed one", by=officer.operator, now=officer.now)

    assert brought(bundle("Plover", "2026-11-02T00:00:00.000Z")).counts["opened"] == 1
    second_one = brought(bundle("SECRET//NOFORN Dunlin", "2026-11-03T00:00:00.000Z"))
    assert second_one.counts["set_aside"] == 1 and "security officer" in second_one.reasons[0]
    (one,) = [spill for spill in open_ones(officer) if spill.way == "feed"]
    with reading(officer.as_("dee")) as dee:
        (row,) = core.rows_of(audience=dee, public_ids=[one.about])
        assert row.title == "Plover"
    with reading(kim(officer)) as by:
        decide(public_id=one.public_id, verdict="false-alarm", because="A bird.", by=by, now=officer.now)
    with reading(officer.as_("dee")) as dee:
        (row,) = core.rows_of(audience=dee, public_ids=[one.about])
        assert "Dunlin" in row.title


def test_the_policy_may_show_words_to_who_decides(officer: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    """As shipped it shows none; where the owner allows it, the officer reads them and the privacy officer does not."""
    assert spill_policy().shows == "metadata"
    bring(officer, HEAD + DAY + b"SECRET//NOFORN A bittern kite,Kite,none\n")
    one = next(spill for spill in open_ones(officer) if spill.way == "file")
    open_policy = SpillPolicy("content", 24, spill_policy().ways, "")
    monkeypatch.setattr(acts, "spill_policy", lambda: open_policy)
    with reading(kim(officer)) as by:
        assert reach(public_id=one.public_id, by=by).words == (
            "Kite", "SECRET//NOFORN A bittern kite",
        )  # fmt: skip
    with reading(pia(officer)) as by:
        assert reach(public_id=one.public_id, by=by).words is None


def test_nobody_else_reads_of_spills(officer: SimpleNamespace) -> None:
    """Rows without words are for who decides and who seconds; the log stands whole afterwards."""
    for login in ("ana", "sam", "dee", "ben", "cy"):
        with reading(officer.as_(login)) as by:
            assert spills(audience=by) == []
    seal_all()
    assert (
        part_spills([]) == ([], [])
        and quarantine(items=[], source=None, way="file", by=officer.operator, now=officer.now) == []
    )
