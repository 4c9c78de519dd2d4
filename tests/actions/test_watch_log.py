"""The watch log and its shifts: append-only, bound to what the writer may read, erased with its record, read back."""

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import psycopg
import pytest
from django.db import connection
from makers import enter, open_tips, session

from watchfloor.core.gate.session import reading
from watchfloor.core.rules.audience import Audience
from watchfloor.plan.actions.watch import NotTaken, NotWritten, close_watch, take_watch, write_entry
from watchfloor.plan.queries import watch
from watchfloor.plan.rules.handover import Line, on_sheet

CALL = {"kind": "call", "words": "Asked for a unit at the gate.", "whom": "Wright County dispatch", "reached": True}


def write(cast: SimpleNamespace, who: str = "ana", **said: object) -> object:
    """One entry by one of the cast, happened now."""
    with reading(cast.as_(who)) as by:
        return write_entry(**{**CALL, "happened_at": cast.now, "by": by, "now": cast.now, **said})


def log(cast: SimpleNamespace, who: str = "ana", **asked: object) -> list[watch.EntryView]:
    """The log as one of the cast reads it."""
    with reading(cast.as_(who)) as audience:
        return watch.entries(audience=audience, **asked)


def read_back(cast: SimpleNamespace, who: str, *extra: Line, skip: int = 0) -> object:
    """One of the cast takes the watch, having read all but the first `skip` entries."""
    with reading(cast.as_(who)) as by:
        shift = watch.last_shift(audience=by)
        lines = on_sheet(watch.entries_of_shift(audience=by, shift=shift))[skip:]
        return take_watch(lines=[*lines, *extra], by=by, now=cast.now)


def held_by(cast: SimpleNamespace, who: str) -> None:
    """This officer holds the watch."""
    with reading(cast.as_(who)) as by:
        shift = watch.open_shift(audience=by)
    if shift is None or shift.opened_by != cast.person(who).id:
        read_back(cast, who)


def facts(kind: str) -> list[tuple[object, ...]]:
    """(actor, records, digest) of the facts of a kind, oldest first."""
    with session(facts.house, "superuser") as admin:  # type: ignore[attr-defined]  # set by the fixture below
        sql = "select actor, records, digest from core_fact where kind = %s order by seq"
        return admin.execute(sql, [kind]).fetchall()


@pytest.fixture(autouse=True)
def _house(house: SimpleNamespace) -> Iterator[None]:
    facts.house = house  # type: ignore[attr-defined]  # the database whose ledger is asked
    yield


def test_an_entry_keeps_who_when_and_whom(cast: SimpleNamespace) -> None:
    """What was written is read back whole, with the time it happened and the time it was written."""
    earlier = cast.now - timedelta(minutes=40)
    made = write(cast, happened_at=earlier, number="763-555-0100", reached=False)
    entry = next(one for one in log(cast) if one.public_id == made)
    assert (entry.whom, entry.number, entry.reached) == ("Wright County dispatch", "763-555-0100", False)
    assert (entry.happened_at, entry.written_at) == (earlier, cast.now)
    assert entry.written_by == cast.person("ana").id
    assert entry.late


def test_the_fact_names_the_entry_and_no_word(cast: SimpleNamespace) -> None:
    """plan.log.written carries ids and a digest; the words lie sealed beside it."""
    made = write(cast)
    actor, records, digest = facts("plan.log.written")[-1]
    assert (actor, records) == (cast.person("ana").id, [made])
    assert len(bytes(digest)) == 32


@pytest.mark.parametrize("who", ["ben", "cy", "ike"])
def test_who_may_not_read_the_log_sees_nothing_of_it(cast: SimpleNamespace, who: str) -> None:
    """A liaison officer, a stranger and the inspector get neither entries nor the open shift, and write nothing."""
    write(cast)
    assert log(cast, who) == []
    with reading(cast.as_(who)) as audience:
        assert watch.open_shift(audience=audience) is None
    with pytest.raises(NotWritten):
        write(cast, who)


def test_the_director_reads_and_does_not_write(cast: SimpleNamespace) -> None:
    """Reading the log and keeping it are two rights."""
    made = write(cast)
    assert made in {one.public_id for one in log(cast, "dee")}
    with pytest.raises(NotWritten, match="keeps no watch log"):
        write(cast, "dee")


def test_the_application_changes_and_deletes_no_entry(house: SimpleNamespace, cast: SimpleNamespace) -> None:
    """Append-only: the database refuses an update or delete of the log, whatever SQL is sent."""
    made = write(cast)
    for statement in (
        "update plan_logentry set words = 'other' where public_id = %s",
        "update plan_logentry set erased_at = now() where public_id = %s",
        "delete from plan_logentry where public_id = %s",
    ):
        with session(house) as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
            enter(app, cast.as_("ana"))
            app.execute(statement, [made])


def test_a_correction_is_a_second_entry(cast: SimpleNamespace) -> None:
    """The first keeps its words and says by which it is corrected; the fact is plan.log.corrected."""
    first = write(cast, words="Plate read as 4KL 220.")
    second = write(cast, words="Plate is 4KL 229.", corrects=first)
    shown = {one.public_id: one for one in log(cast)}
    assert (shown[first].words, shown[first].corrected_by) == ("Plate read as 4KL 220.", second)
    assert shown[second].corrects == first
    assert facts("plan.log.corrected")[-1][1] == [second, first]
    with pytest.raises(NotWritten, match="corrected already"):
        write(cast, corrects=first)


def test_a_correction_stays_with_the_record(cast: SimpleNamespace) -> None:
    """What corrects an entry about a record is bound to it too, so that a purge reaches both."""
    one, other = open_tips(cast, "a drone over the plant", "a van at the gate")
    first = write(cast, record_id=one.id)
    second = write(cast, words="It was the east gate.", corrects=first)
    assert {e.public_id for e in log(cast, record_id=one.id)} == {first, second}
    with pytest.raises(NotWritten, match="stays with the record"):
        write(cast, corrects=second, record_id=other.id)


def test_a_record_that_is_not_the_writers_is_as_none(cast: SimpleNamespace) -> None:
    """The refusal is the same for a record of another purpose's label and for one that does not exist."""
    said = []
    for record_id in (closed_tip(cast), 999_999_999):
        with pytest.raises(NotWritten) as refused:
            write(cast, record_id=record_id)
        said.append([(reason.text, reason.rule) for reason in refused.value.decision.because])
    assert said[0] == said[1]


def closed_tip(cast: SimpleNamespace) -> int:
    """A tip under a label that leadership alone may read."""
    from makers import incoming_of, stamp_of, tip

    from watchfloor.core.actions.records import open_records

    with reading(cast.operator):
        stamp = stamp_of(cast, [f"o={cast.center};c=tip_lead;l=LES;s=closed;t=;f=0;r=0"])
        made = open_records(
            source=None, incoming=[incoming_of(tip("closed words"), stamp, cast.center)], by=cast.operator, now=cast.now
        )
    return made[0].id


def test_an_entry_about_a_record_needs_the_right_to_the_record(cast: SimpleNamespace) -> None:
    """What was logged about a closed record is neither seen nor corrected by one who may not read the record."""
    record = closed_tip(cast)
    with reading(cast.as_("dee")) as dee:
        writer = _with_right(dee)
        first = write_entry(**CALL, happened_at=cast.now, record_id=record, by=writer, now=cast.now)
    assert first in {one.public_id for one in log(cast, "dee")}
    assert first not in {one.public_id for one in log(cast)}
    with pytest.raises(NotWritten, match="not there for you"):
        write(cast, corrects=first)


def _with_right(audience: Audience) -> Audience:
    from dataclasses import replace

    return replace(audience, rights=audience.rights | {"watch.log"})


def test_a_grant_of_the_record_opens_no_log(house: SimpleNamespace, cast: SimpleNamespace) -> None:
    """Ben filed the tip and may read it; what the watch wrote about it he cannot reach, even by SQL of his own."""
    from watchfloor.core.actions.records import grant

    tip = open_tips(cast, "a light over the tank farm")[0]
    with reading(cast.as_("ana")):
        grant(record_id=tip.id, person_id=cast.person("ben").id, because="own submission")
    made = write(cast, record_id=tip.id)
    ben = cast.as_("ben", "own-reports", "")
    assert tip.id in ben.granted
    with session(house) as app:
        enter(app, ben)
        assert app.execute("select count(*) from core_record where id = %s", [tip.id]).fetchone() == (1,)
        assert app.execute("select count(*) from plan_logentry").fetchone() == (0,)
    assert made in {one.public_id for one in log(cast, record_id=tip.id)}


def test_a_record_that_is_being_purged_shows_no_word_of_its_entries(
    house: SimpleNamespace, cast: SimpleNamespace
) -> None:
    """From the moment it is hidden, before its words are erased, nobody reads what was written about it."""
    tip = open_tips(cast, "hidden but not yet forgotten")[0]
    made = write(cast, words="Ottoline at the gate.", record_id=tip.id)
    with session(house, "superuser") as admin:
        admin.execute("update core_record set hidden_at = now() where id = %s", [tip.id])
    entry = next(one for one in log(cast) if one.public_id == made)
    assert (entry.erased, entry.words, entry.whom, entry.record_id) == (True, "", "", None)


def test_a_purge_takes_the_words_and_leaves_the_row(house: SimpleNamespace, cast: SimpleNamespace) -> None:
    """After the purge no word, name or number of the entry stands anywhere in the table; that there was one does."""
    from watchfloor.protect.actions.purge import purge

    gone, stays = open_tips(cast, "to be forgotten", "to be kept")
    about = write(cast, words="Spoke with Ottoline Quarrelwick.", whom="Ottoline", record_id=gone.id)
    apart = write(cast, words="Unit on site.", record_id=stays.id)
    purge(
        record_ids=[gone.public_id], because="test", second_id=cast.person("dee").id, by=cast.as_("pia"), now=cast.now
    )
    shown = {one.public_id: one for one in log(cast)}
    erased = shown[about]
    assert (erased.erased, erased.words, erased.whom, erased.record_public_id) == (True, "", "", None)
    assert shown[apart].words == "Unit on site."
    with session(house, "superuser") as admin:
        rows = admin.execute("select count(*) from plan_logentry l where l::text ilike '%quarrelwick%'").fetchone()
        bound = admin.execute(
            "select record_id, erased_at is not null from plan_logentry where public_id = %s", [about]
        )
        assert rows == (0,)
        assert bound.fetchone() == (None, True)


def test_the_entry_follows_its_record_to_another_label(cast: SimpleNamespace) -> None:
    """Closing the record closes what the watch wrote about it, in the same transaction."""
    tip = open_tips(cast, "moves to leadership")[0]
    made = write(cast, record_id=tip.id)
    assert made in {one.public_id for one in log(cast)}
    with reading(cast.as_("ana")), connection.cursor() as cursor:
        cursor.execute("select core_label_of(%s)", [f'["o={cast.center};c=tip_lead;l=LES;s=closed;t=;f=0;r=0"]'])
        cursor.execute("select core_relabel(%s, %s)", [tip.id, cursor.fetchone()[0]])
    assert made not in {one.public_id for one in log(cast)}
    assert made in {one.public_id for one in log(cast, "dee")}


def test_the_log_is_read_page_by_page(cast: SimpleNamespace) -> None:
    """The newest first; a page goes on where the last one ended, and an entry nobody has gives nothing."""
    for n in range(3):
        write(cast, words=f"page {n}")
    whole = [one.public_id for one in log(cast, how_many=500)]
    first = log(cast, how_many=2)
    assert [one.public_id for one in first] == whole[:2]
    assert [one.public_id for one in log(cast, before=whole[1], how_many=2)] == whole[2:4]
    assert log(cast, before=uuid4()) == []
    assert log(cast, since=cast.now + timedelta(seconds=1)) == []


def test_a_shift_opens_is_taken_over_and_closes(cast: SimpleNamespace) -> None:
    """Sam opens, Ana reads back and takes over, and closes without a successor; each step is a fact."""
    read_back(cast, "sam")
    with reading(cast.as_("ana")) as ana:
        opened = watch.open_shift(audience=ana)
    assert opened is not None
    assert (opened.opened_by, opened.taken_from) == (cast.person("sam").id, None)
    write(cast, "sam", words="Sam's own entry.")
    taken = read_back(cast, "ana")
    with reading(cast.as_("ana")) as ana:
        now_open = watch.open_shift(audience=ana)
    assert now_open is not None
    assert (now_open.public_id, now_open.taken_from) == (taken, cast.person("sam").id)
    assert facts("plan.shift.taken-over")[-1][1][:2] == [taken, opened.public_id]
    with reading(cast.as_("ana")) as ana:
        close_watch(by=ana, now=cast.now)
        assert watch.open_shift(audience=ana) is None
    assert facts("plan.shift.closed")[-1][1] == [taken]


def test_an_entry_that_was_not_read_holds_the_watch_back(cast: SimpleNamespace) -> None:
    """One entry unread, also one written while the officer was reading, and nothing changes hands."""
    held_by(cast, "sam")
    write(cast, "sam", words="Read me.")
    with pytest.raises(NotTaken, match="1 entry of the log was not read"):
        read_back(cast, "ana", skip=1)
    with reading(cast.as_("ana")) as ana:
        still = watch.open_shift(audience=ana)
    assert still is not None
    assert still.opened_by == cast.person("sam").id
    read_back(cast, "ana")


def test_nobody_takes_the_watch_from_himself_and_only_its_holder_closes_it(cast: SimpleNamespace) -> None:
    """Ana holds it: she cannot read it back to herself, and Sam cannot close it."""
    held_by(cast, "ana")
    with pytest.raises(NotTaken, match="hold the watch already"):
        read_back(cast, "ana")
    with reading(cast.as_("sam")) as sam, pytest.raises(NotTaken, match="do not hold"):
        close_watch(by=sam, now=cast.now)
    with pytest.raises(NotTaken, match="keeps no watch"):
        read_back(cast, "dee")


def test_one_shift_is_open_at_a_time(house: SimpleNamespace, cast: SimpleNamespace) -> None:
    """The database itself refuses a second open shift of the center."""
    held_by(cast, "ana")
    with session(house) as app, pytest.raises(psycopg.errors.UniqueViolation):
        enter(app, cast.as_("ana"))
        app.execute(
            "insert into plan_shift (public_id, owner_id, label_id, opened_at, opened_by)"
            " select gen_random_uuid(), owner_id, label_id, now(), 1 from plan_shift where closed_at is null"
        )


def test_what_was_read_back_is_kept_as_ids(house: SimpleNamespace, cast: SimpleNamespace) -> None:
    """Of the sheet stay who, when, ids and a digest; a line about a purged record goes, and no word was ever there."""
    from watchfloor.protect.actions.purge import purge

    tip = open_tips(cast, "claimed by somebody")[0]
    held_by(cast, "ana")
    write(cast, words="A word that is not copied.")
    claim = Line("claim", str(tip.public_id), "claimed by somebody", record_id=tip.id, record=tip.public_id)
    taken = read_back(cast, "sam", claim)
    with session(house, "superuser") as admin:
        sql = "select part, ref, record_id from plan_readline where shift = %s"
        kept = admin.execute(sql, [taken]).fetchall()
        assert ("claim", str(tip.public_id), tip.id) in kept
        assert {part for part, *_ in kept} == {"claim", "entry"}
        words = admin.execute("select string_agg(r::text, ' ') from plan_readline r where shift = %s", [taken])
        assert "not copied" not in words.fetchone()[0]
        digest = admin.execute("select digest from plan_shift where public_id = %s", [taken]).fetchone()[0]
        assert len(bytes(digest)) == 32
    second = cast.person("dee").id
    purge(record_ids=[tip.public_id], because="test", second_id=second, by=cast.as_("pia"), now=cast.now)
    with session(house, "superuser") as admin:
        left = admin.execute("select count(*) from plan_readline where record_id = %s", [tip.id]).fetchone()
    assert left == (0,)


def test_the_way_of_a_record_does_not_tell_of_the_log(cast: SimpleNamespace) -> None:
    """Who filed a tip reads its way; that the watch wrote about it, or read it back, is no step of it."""
    from watchfloor.core.ledger.reading import trail

    tip = open_tips(cast, "a boat under the bridge")[0]
    write(cast, record_id=tip.id)
    held_by(cast, "sam")
    read_back(cast, "ana", Line("claim", str(tip.public_id), record_id=tip.id, record=tip.public_id))
    with reading(cast.as_("ana")) as ana:
        assert [step.kind for step in trail(audience=ana, record=tip.public_id)] == ["core.record.opened"]
