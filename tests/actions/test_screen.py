"""Watch lists come in as editions; suspects whom records name are held against them, and people answer the hits."""

from collections.abc import Mapping
from types import SimpleNamespace
from uuid import uuid4

import pytest
from makers import incoming_of, session, stamp_of

from watchfloor.analyze.actions.connect import connect
from watchfloor.analyze.actions.hits import NoSuchHit, NotAnswered, answer, undo
from watchfloor.analyze.actions.screen import Screened, screen, screen_next
from watchfloor.analyze.actions.screenings import NotScreened, ask_screening
from watchfloor.analyze.actions.watch_lists import Imported, NotListed, chosen, import_list, list_label
from watchfloor.analyze.queries.hits import HitView, hit, hits
from watchfloor.analyze.queries.subjects import confirmed
from watchfloor.analyze.queries.watch_lists import lists, screenings
from watchfloor.core.actions.records import open_records
from watchfloor.core.gate.session import reading
from watchfloor.core.rules.draft import Draft
from watchfloor.core.rules.opening import Opened
from watchfloor.protect.actions.admit import admit_service
from watchfloor.protect.actions.purge import purge
from watchfloor.protect.rules.labels import Atom

WHY = "Name and birth date equal to the entry."
NOBODY = ",".join(["-0- "] * 7)
FIRST = {
    "7": ("DOLVIN, Marek", "DOB 12 Mar 1988."), "8": ("QUARRYMAN, Lena", "-0-"), "9": ("STORMGARD, Otto", "-0-"),
    "10": ("AHLQVIST, Berit", "DOB 1950."), **{str(n): (f"COMMON, Name Number{n}", "-0-") for n in range(20, 40)},
}  # fmt: skip
ALT = b'8,1,"aka","QUARRY, Helena",-0- \n'


def files(entries: Mapping[str, tuple[str, str]]) -> list[bytes]:
    """An edition as its publisher has it."""
    rows = [f'{uid},"{name}","individual","TEST",{NOBODY},"{said}"' for uid, (name, said) in entries.items()]
    return ["\n".join(rows).encode(), ALT]


def bring(cast: SimpleNamespace, entries: Mapping[str, tuple[str, str]], *, fewer: bool = False) -> Imported:
    """Bring in an edition, as the command does."""
    with reading(cast.operator):
        label_id = list_label(by=cast.operator)
    keeper = admit_service(service="analyze.lists", now=cast.now)
    return import_list(contents=files(entries), mapping=chosen("ofac-sdn"), fewer=fewer, label_id=label_id,
                       keeper=keeper, by=cast.operator, now=cast.now)  # fmt: skip


def report(cast: SimpleNamespace, *people: Mapping[str, str], role: str = "suspect", share: str = "center",
           legal_class: str = "tip_lead") -> list[Opened]:  # fmt: skip
    """Open a report for each, whose columns name him in this role."""
    drafts = [
        Draft("tip", "", "", "A report", f"Somebody at the fence, {uuid4()}.",
              {"fields": dict(who), "parties": [{"kind": "person", "role": role, "fields": {f: f for f in who}}]})
        for who in people
    ]  # fmt: skip
    with reading(cast.operator):
        stamp = stamp_of(cast, [Atom(cast.center, legal_class, "U", share).print()], legal_class=legal_class)
        incoming = [incoming_of(draft, stamp, cast.center) for draft in drafts]
        opened = open_records(source=None, incoming=incoming, by=cast.operator, now=cast.now)
    with reading(admit_service(service="analyze.connect", now=cast.now)) as by:
        connect(record_ids=[one.public_id for one in opened], by=by, now=cast.now)
    return opened


def screened(cast: SimpleNamespace, login: str = "ana") -> Screened:
    """One of the cast screens what he may read."""
    return screen(by=cast.as_(login), now=cast.now)


def waiting(cast: SimpleNamespace, *of: Opened, login: str = "ana") -> list[HitView]:
    """The open hits about these records, as one of the cast sees them."""
    with reading(cast.as_(login)) as audience:
        found = hits(audience=audience).waiting
    return [one for one in found if one.party.record.public_id in {each.public_id for each in of}]


def test_an_edition_replaces_the_one_before_whole_or_not_at_all(house: SimpleNamespace, cast: SimpleNamespace) -> None:
    """Entries come, change and end by their numbers; the same files again make no edition; a part that is missing, half
    the list gone and one without the right are refused and change nothing."""
    done = bring(cast, FIRST)
    assert (done.n, done.entries, len(done.change.added)) == (1, 24, 24)
    assert bring(cast, FIRST).n == 0
    with pytest.raises(NotListed, match="--fewer"):
        bring(cast, {"7": FIRST["7"]})
    with reading(cast.operator):
        label_id = list_label(by=cast.operator)
    with pytest.raises(NotListed, match="'names' is missing"):
        keeper = admit_service(service="analyze.lists", now=cast.now)
        import_list(contents=files(FIRST)[:1], mapping=chosen("ofac-sdn"), fewer=True, label_id=label_id, keeper=keeper,
                    by=cast.operator, now=cast.now)  # fmt: skip
    with reading(cast.as_("ana")) as ana, pytest.raises(NotListed, match="may not"):
        list_label(by=ana)
    done = bring(cast, {uid: said for uid, said in FIRST.items() if uid != "39"} | {"41": ("NEWMAN, Nils", "-0-")})
    assert (done.n, done.change.added, done.change.delisted) == (2, {"41"}, {"39"})
    with reading(cast.as_("ana")) as ana:
        (one,) = lists(audience=ana, now=cast.now)
    assert (one.newest.n, one.newest.entries, one.stale, one.before[0].n) == (2, 24, False, 1)
    with session(house, "superuser") as admin:
        told = admin.execute(
            "select count(*), max(cardinality(records)) from core_fact where kind = 'analyze.list.imported'"
        )
        assert told.fetchone() == (2, 0)


def test_suspects_are_screened_with_reasons_and_nobody_else(house: SimpleNamespace, cast: SimpleNamespace) -> None:
    """A suspect is asked about with a step for name and birth date, by an alias too; a victim, an owner and who has
    only a common name are not; the run is a fact with its purpose, and a second run asks nothing."""
    bring(cast, FIRST)
    marek, lena, otto, common, berit = report(
        cast, {"full_name": "Marek Dolvyn", "birth_date": "1988-03-12"}, {"full_name": "Helena Quarry"},
        {"full_name": "Otto Stormgard", "birth_date": "1990-01-01"}, {"full_name": "Name Common"},
        {"full_name": "Berit Ahlqvist", "birth_date": "1991-07-07"},
    )  # fmt: skip
    others = [*report(cast, {"full_name": "Marek Dolvin"}, role="owner"),
              *report(cast, {"full_name": "Marek Dolvin"}, role="victim")]  # fmt: skip
    done = screened(cast)
    assert done.parties >= 5 and done.hits >= 3
    (one,) = waiting(cast, marek)
    assert (one.entry.uid, one.purpose) == ("7", cast.as_("ana").purpose)
    assert [step.comparison for step in one.steps] == ["name", "birth_date"] and one.steps[1].level == "same"
    assert sum(step.weight for step in one.steps) == one.weight and "dolv" not in repr(one.steps).lower()
    (aliased,) = waiting(cast, lena)
    assert aliased.alias == "QUARRY, Helena" and "alias" in aliased.steps[0].level
    assert len(waiting(cast, otto)) == 1 and waiting(cast, common, *others) == []
    assert all(hit.steps[1].weight < 0 for hit in waiting(cast, berit))
    before = {one.id for one in waiting(cast, marek, lena, otto)}
    assert screened(cast).hits == 0 and {one.id for one in waiting(cast, marek, lena, otto)} == before
    with session(house, "superuser") as admin:
        row = admin.execute(
            "select purpose, records from core_fact where kind = 'analyze.list.screened' order by seq limit 1"
        )
        purpose, records = row.fetchone()
    assert purpose == cast.as_("ana").purpose and marek.public_id in records and others[0].public_id not in records
    with reading(cast.as_("ana")) as ana:
        assert confirmed(audience=ana, record_id=marek.id) == []


def test_who_may_not_screens_nothing_and_hits_are_seen_by_who_may_see_the_record(cast: SimpleNamespace) -> None:
    """A service, a role without the right and a stranger are refused; a hit about a record of the center is none for
    somebody of another agency, whatever he asks."""
    bring(cast, FIRST)
    (opened,) = report(cast, {"full_name": "Otto Stormgard"})
    screened(cast)
    (one,) = waiting(cast, opened)
    for audience in (cast.as_("pia"), cast.as_("cy"), cast.operator):
        with pytest.raises(NotScreened):
            screen(by=audience, now=cast.now)
    for login in ("ben", "cy"):
        assert waiting(cast, opened, login=login) == []
        with reading(cast.as_(login)) as other:
            assert hit(audience=other, public_id=one.id) is None
            with pytest.raises(NoSuchHit):
                answer(hit_id=one.id, verdict="same", because=WHY, by=other, now=cast.now)
    with reading(cast.as_("pia")) as pia, pytest.raises(NotAnswered):
        answer(hit_id=one.id, verdict="same", because=WHY, by=pia, now=cast.now)


def test_an_answer_stands_until_it_is_taken_back(cast: SimpleNamespace) -> None:
    """Answered, a hit waits no more; undone, it waits again with both answers kept."""
    bring(cast, FIRST)
    (opened,) = report(cast, {"full_name": "Otto Stormgard"})
    screened(cast)
    (one,) = waiting(cast, opened)
    with reading(cast.as_("ana")) as ana:
        answer(hit_id=one.id, verdict="different", because=WHY, by=ana, now=cast.now)
    assert waiting(cast, opened) == []
    with reading(cast.as_("ana")) as ana:
        undo(hit_id=one.id, by=ana, now=cast.now)
        with pytest.raises(NoSuchHit):
            undo(hit_id=one.id, by=ana, now=cast.now)
    (again,) = waiting(cast, opened)
    assert again.id == one.id and [given.verdict for given in again.answers] == ["undo", "different"]


def test_delisting_and_purging_end_hits(house: SimpleNamespace, cast: SimpleNamespace) -> None:
    """A hit ends with its entry, whatever was answered, and with its record, of which no row stays."""
    bring(cast, FIRST)
    first, second = report(cast, {"full_name": "Otto Stormgard"}, {"full_name": "Lena Quarryman"})
    screened(cast)
    assert len(waiting(cast, first, second)) == 2
    bring(cast, {uid: said for uid, said in FIRST.items() if uid != "9"})
    assert [one.entry.uid for one in waiting(cast, first, second)] == ["8"]
    pia, dee = cast.as_("pia"), cast.person("dee").id
    purge(record_ids=[second.public_id], because="no longer relevant", second_id=dee, by=pia, now=cast.now)
    assert waiting(cast, first, second) == []
    with session(house, "superuser") as admin:
        left = admin.execute("select count(*) from analyze_listhit where record_id = %s", [second.id]).fetchone()
    assert left == (0,)


def test_an_order_is_carried_out_as_who_gave_it_may_read(house: SimpleNamespace, cast: SimpleNamespace) -> None:
    """The worker screens as that person; what was left in the middle begins anew and asks nothing twice; the case goes
    when it has ended; who lost the right is refused then; a stranger and a service order nothing."""
    bring(cast, FIRST)
    (opened,) = report(cast, {"full_name": "Otto Stormgard"})
    keeper = admit_service(service="analyze.lists", now=cast.now)
    for audience in (cast.as_("cy"), cast.as_("pia"), cast.operator):
        with reading(audience), pytest.raises(NotScreened):
            ask_screening(codes=["ofac-sdn"], by=audience, now=cast.now)
    with reading(cast.as_("ana")) as ana:
        ask_screening(codes=["ofac-sdn"], by=ana, now=cast.now)
    with session(house, "superuser") as admin:
        admin.execute("update analyze_screening set state = 'running', held = 1")  # a worker was killed here
    assert screen_next(keeper=keeper, now=cast.now) and not screen_next(keeper=keeper, now=cast.now)
    assert [one.entry.uid for one in waiting(cast, opened)] == ["9"]
    with reading(cast.as_("ana")) as ana:
        done = screenings(audience=ana)[0]
        ask_screening(codes=["ofac-sdn"], by=ana, now=cast.now)
    assert (done.state, done.held) == ("done", done.suspects) and done.hits >= 1
    with session(house, "superuser") as admin:
        gone = admin.execute("select count(*) from analyze_screening where ended_at is not null and case_ref <> ''")
        assert gone.fetchone() == (0,)
        admin.execute("update analyze_screening set purpose = 'none-such' where ended_at is null")
    assert screen_next(keeper=keeper, now=cast.now)
    with reading(cast.as_("ana")) as ana:
        assert sorted(one.state for one in screenings(audience=ana)) == ["done", "refused"]
