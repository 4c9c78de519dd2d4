"""Purge and scrub: what two persons forget is forgotten by the storage, and only that."""

import multiprocessing
import os
import secrets
import signal
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import DatabaseError, OperationalError, connection, connections, transaction
from makers import enter, open_tips, session

from watchfloor.core.actions.checking import check
from watchfloor.core.formats import crypt
from watchfloor.core.gate import slots, vault
from watchfloor.core.gate.session import reading
from watchfloor.core.queries import records as core
from watchfloor.core.queries import sources as containers
from watchfloor.core.sealer.sealing import seal_all
from watchfloor.gather.actions.files import accept
from watchfloor.notify import queries as notices
from watchfloor.notify.actions.outbox import send_waiting
from watchfloor.protect.actions import holdings, telling
from watchfloor.protect.actions import purge as purging
from watchfloor.protect.actions import scrub as scrubbing
from watchfloor.protect.actions.admit import admit_service
from watchfloor.protect.actions.certificate import certificate
from watchfloor.protect.actions.expire import expire
from watchfloor.protect.actions.purge import NotPurged, carry_on, purge
from watchfloor.protect.actions.scrub import scrub
from watchfloor.protect.actions.telling import tell_recipients
from watchfloor.protect.formats import certificate as form
from watchfloor.protect.jobs import resume_purges
from watchfloor.protect.queries.listed import listed


@pytest.fixture
def words() -> list[str]:
    """Words that stand nowhere else on the machine."""
    return [f"word{secrets.token_hex(12)}" for _ in range(3)]


@pytest.fixture(scope="module")
def storage(house: SimpleNamespace) -> Path:
    """The data directory of the server, also where this house looks for its own."""
    from django.conf import settings

    folder = house.server.folder / "postgres"
    beside = Path(settings.DATA_DIR) / "postgres"
    if not beside.exists():
        beside.symlink_to(folder)
    return folder


@pytest.fixture
def told(cast: SimpleNamespace) -> Iterator[list[int]]:
    """A holding that says it gave something of the records to Ben; the ids that it was asked to forget."""
    asked = list[int]()

    def forget(purge_id: int, record_ids: list[int]) -> int:
        asked.extend(record_ids)
        return 0

    holdings.declare_holding("a.test", forget, lambda ids, audience: [cast.person("ben").id])
    yield asked
    del holdings._declared["a.test"]


def found(storage: Path, words: list[str]) -> dict[str, list[str]]:
    """The files that hold each word."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("checkpoint")
    hits: dict[str, list[str]] = {word: [] for word in words}
    for path in storage.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        for word in words:
            if word.encode() in content:
                hits[word].append(str(path.relative_to(storage)))
    return hits


def piece_of(record_id: int) -> tuple[bytes, bytes, int, int]:
    """(sealed bytes, wrapped key, epoch, key id) of a record's piece, read past the wall."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "select p.sealed, k.wrapped, k.epoch_id, k.id from core_piece p join core_key k on k.id = p.key_id"
            " where p.record_id = %s",
            [record_id],
        )
        row = cursor.fetchone()
    return bytes(row[0]), bytes(row[1]), row[2], row[3]


def opens(record_id: int) -> bytes:
    """The record's bytes as they came."""
    sealed, _, _, key_id = piece_of(record_id)
    return crypt.unseal(sealed, key=vault.key_by_id(key_id))


def kinds_of(public_id: object) -> list[str]:
    """The facts that name a record, in the order of their numbers."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("select kind from core_fact where records @> array[%s] order by seq", [public_id])
        return [row[0] for row in cursor.fetchall()]


def test_the_storage_forgets_and_the_neighbors_stay(
    cast: SimpleNamespace, storage: Path, words: list[str], told: list[int]
) -> None:
    """After purge and scrub no file of the data directory holds the words; the record beside it opens as before."""
    gone, stays = open_tips(cast, f"{words[0]} rowed to {words[1]} with {words[2]}", "A heron stood by the weir.")
    assert all(found(storage, words).values()), "they must be there first, else the search proves nothing"
    sealed, wrapped, epoch_id, _ = piece_of(gone.id)
    slot = slots.folder() / f"epoch-{epoch_id}.key"
    old_key, handle = slot.read_bytes(), os.open(slot, os.O_RDONLY)
    pia = cast.as_("pia")

    done = purge(record_ids=[gone.public_id], because="no longer relevant", second_id=cast.person("dee").id, by=pia,
                 now=cast.now)  # fmt: skip

    assert not slot.exists() and os.pread(handle, 64, 0) != old_key, "overwritten in its place, then removed"
    os.close(handle)
    assert old_key not in b"".join(path.read_bytes() for path in slots.folder().iterdir())
    for path in slots.folder().glob("epoch-*.key"):
        with pytest.raises(crypt.NotOpened):
            crypt.unwrap(wrapped, epoch_key=path.read_bytes())
    assert opens(stays.id) == b"A heron stood by the weir."
    assert told == [gone.id]

    service = admit_service(service="protect.purge", now=cast.now)
    certificate = scrub(words=words, by=service, now=cast.now)[-1]
    assert found(storage, words) == {word: [] for word in words}
    for name, secret in (("sealed bytes", sealed[:48]), ("wrapped key", wrapped)):
        assert not [p for p in storage.rglob("*") if p.is_file() and secret in p.read_bytes()], name
    assert opens(stays.id) == b"A heron stood by the weir."
    with reading(cast.as_("ana")) as ana:
        assert core.record(audience=ana, public_id=gone.public_id) is None
        assert [row.id for row in core.search(audience=ana, words="heron weir")] == [stays.id]
    _certificate_says_no_more(certificate, words, gone.public_id)
    _recipients_are_told(cast, done.id, words)
    assert kinds_of(gone.public_id) == ["core.record.opened"] + [
        f"protect.purge.{step}" for step in ("opened", "hidden", "forgotten", "scrubbed", "told")
    ]
    seal_all()
    assert check() == []


def _certificate_says_no_more(certificate: dict[str, object], words: list[str], public_id: object) -> None:
    assert certificate["records"] == [str(public_id)]
    assert certificate["deleted_rows"]["core_record"] == 1 and certificate["deleted_rows"]["core_version"] == 1
    storage = certificate["storage"]
    assert any(str(part).startswith("core_version_") for part in storage["rewritten"])
    assert storage["byte_search"]["found_in"] == 0 and storage["byte_search"]["not_searched"] == 0
    assert storage["byte_search"]["words"] == len(words) and storage["byte_search"]["files"] > 100
    assert not [word for word in words if word in str(certificate)], "a certificate does not repeat what was forgotten"
    assert "backups" in str(certificate["does_not_say"]) and "free blocks" in str(certificate["does_not_say"])


def _recipients_are_told(cast: SimpleNamespace, purge_id: int, words: list[str]) -> None:
    from django.conf import settings

    assert tell_recipients(purge_id=purge_id, by=cast.as_("pia"), now=cast.now) == 1
    with reading(cast.as_("ben", purpose="own-reports")) as ben:
        assert [row.kind for row in notices.mine(audience=ben)] == ["purge"]
    with reading(admit_service(service="notify.send", now=cast.now)) as service:
        assert send_waiting(exercise=True, by=service, now=cast.now) == 1
    mails = [path.read_text() for path in (Path(settings.DATA_DIR) / "outbox").glob("*.eml")]
    assert len(mails) == 1 and "ben@example.org" in mails[0]
    assert not [word for word in words if word in mails[0]]


def test_a_tombstone_remains(cast: SimpleNamespace) -> None:
    """What is left says that there was something, of which sort and under which rule it went; nothing of its words."""
    gone = open_tips(cast, "A blue kite over the reservoir.")[0]
    purge(record_ids=[gone.public_id], because="", second_id=cast.person("pia").id, by=cast.as_("dee"), now=cast.now)
    with reading(cast.as_("ana")), connection.cursor() as cursor:
        cursor.execute("select * from core_tombstone where public_id = %s", [gone.public_id])
        row = dict(zip((column.name for column in cursor.description), cursor.fetchone(), strict=True))
    assert (row["kind"], row["legal_class"], row["rule"]) == ("tip", "tip_lead", "purge.two-persons")
    assert "kite" not in str(row)
    with reading(cast.as_("cy")), connection.cursor() as cursor:
        cursor.execute("select count(*) from core_tombstone")
        assert cursor.fetchone() == (0,)


def test_a_purge_needs_two_different_persons_with_the_right(cast: SimpleNamespace) -> None:
    """Pia alone, Pia with Ana, Ana with Pia and Cy with Pia are refused, and the record stands."""
    kept = open_tips(cast, "A red kite over the reservoir.")[0]
    for by, second in (("pia", "pia"), ("pia", "ana"), ("ana", "pia"), ("cy", "pia"), ("pia", "cy"), ("ike", "pia")):
        with pytest.raises(NotPurged):
            purge(record_ids=[kept.public_id], because="", second_id=cast.person(second).id, by=cast.as_(by),
                  now=cast.now)  # fmt: skip
    with pytest.raises(NotPurged):
        purge(record_ids=[kept.public_id], because="", second_id=10**9, by=cast.as_("pia"), now=cast.now)
    assert opens(kept.id) == b"A red kite over the reservoir."
    with reading(cast.as_("ana")) as ana:
        assert core.record(audience=ana, public_id=kept.public_id) is not None


def test_what_is_not_there_and_what_is_not_yours_answer_alike(cast: SimpleNamespace) -> None:
    """A purge of an unknown id, of one already gone and of both together end with one and the same text."""
    gone = open_tips(cast, "A lost glove.")[0]
    pia, dee = cast.as_("pia"), cast.person("dee").id
    purge(record_ids=[gone.public_id], because="", second_id=dee, by=pia, now=cast.now)
    texts = set()
    for ids in ([gone.public_id], [uuid4()], [uuid4(), gone.public_id]):
        with pytest.raises(NotPurged) as refused:
            purge(record_ids=ids, because="", second_id=dee, by=pia, now=cast.now)
        texts.add(str(refused.value))
    assert len(texts) == 1


class Killed(Exception):
    """Stands for a kill -9 at this line."""


def die(*_: object, **__: object) -> None:
    """The process ends here."""
    raise Killed


def last_purge() -> int:
    """The newest purge."""
    with connection.cursor() as cursor:
        cursor.execute("select max(id) from protect_purge")
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize(
    ("module", "name", "hidden"),
    [
        (purging, "_rewrap", False),  # within step 1: nothing has happened
        (purging, "_destroy_retired_slots", True),  # hidden, the old slot still stands
        (purging, "forget_rows", True),  # within step 2
    ],
)
def test_a_purge_that_was_killed_resumes(
    cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, module: object, name: str, hidden: bool, told: list[int]
) -> None:
    """Killed in any step, the record is either untouched or hidden from all, and the next run ends the purge."""
    gone, stays = open_tips(cast, "A gray seal at the lock.", "A gray stone at the lock.")
    epoch_id = piece_of(gone.id)[2]
    pia = cast.as_("pia")
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(module, name, die)
        purge(record_ids=[gone.public_id], because="", second_id=cast.person("dee").id, by=pia, now=cast.now)
    with reading(cast.as_("ana")) as ana:
        assert (core.record(audience=ana, public_id=gone.public_id) is None) is hidden
        assert core.visible(audience=ana).filter(id=gone.id).exists() is not hidden
    assert [one.about for one in check() if one.about == "purges"] == ["purges"]
    assert resume_purges() == 1 and resume_purges() == 0
    assert [one for one in check() if one.about == "purges"] == []
    service = admit_service(service="protect.purge", now=cast.now)
    view = carry_on(purge_id=last_purge(), by=service, now=cast.now)
    assert view.hidden_at and view.forgotten_at and view.counts["core_record"] == 1
    assert not (slots.folder() / f"epoch-{epoch_id}.key").exists()
    assert told == [gone.id], "a holding that has forgotten is not asked again"
    assert opens(stays.id) == b"A gray stone at the lock."
    assert carry_on(purge_id=last_purge(), by=service, now=cast.now).counts == view.counts


def test_a_scrub_that_was_killed_is_done_again(
    cast: SimpleNamespace, storage: Path, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A purge counts as scrubbed only when all of it was done; until then the next scrub takes it up."""
    gone = open_tips(cast, f"{words[0]} under the bridge")[0]
    purge(record_ids=[gone.public_id], because="", second_id=cast.person("dee").id, by=cast.as_("pia"), now=cast.now)
    service = admit_service(service="protect.purge", now=cast.now)
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(scrubbing, "_search", die)
        scrub(words=words, by=service, now=cast.now)
    certificates = scrub(words=words, by=service, now=cast.now)
    assert [str(gone.public_id)] in [one["records"] for one in certificates]
    assert found(storage, words)[words[0]] == []
    assert scrub(words=words, by=service, now=cast.now) == []


def bring(cast: SimpleNamespace, *rows: str) -> list[UUID]:
    """A file of reports; the records that came of it."""
    content = "\r\n".join(("occurred,narrative", *rows, "")).encode()
    *_, whole = accept(content=content, mapping="generic", agency_id=cast.center, by=cast.operator, now=cast.now)
    return list(whole.records)


def test_what_was_set_aside_goes_on_its_day(
    house: SimpleNamespace, cast: SimpleNamespace, storage: Path, words: list[str]
) -> None:
    """Bytes, key and reasons go by the schedule as records do, and the file with its last row; its neighbor stays."""
    alone, beside, _ = words
    assert bring(cast, f"{alone},The only row.") == []
    (stays,) = bring(cast, f"{beside},No such day.", "2026-11-14,A heron at the sluice.")
    with reading(cast.as_("ana")) as ana:
        aside = [one for one, _, reasons, *_ in containers.set_aside(audience=ana) if set(words) & set_of(reasons)]
    assert len(aside) == 2 and all(found(storage, [alone, beside]).values())
    service = admit_service(service="protect.expire", now=cast.now)
    assert expire(by=service, now=cast.now) == 0 and late() == []
    with session(house, "superuser") as admin:
        rows = admin.execute(
            "select s.id, c.id, s.public_id, k.wrapped from core_set_aside s join core_piece c on c.id = s.piece_id"
            " join core_key k on k.id = c.key_id where s.public_id = any(%s) order by s.id", [aside],
        ).fetchall()  # fmt: skip
    ids, public = [row[0] for row in rows], [row[2] for row in rows]
    for rule, by in (("retention.expired", service), ("purge.two-persons", cast.as_("pia"))):
        with session(house) as app:
            enter(app, by)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(
                    "insert into protect_purge (public_id, records, public_records, asides, public_asides, by_id,"
                    " second_id, rule, opened_at, holdings_done, partitions, recipients, counts, certificate) values"
                    " (gen_random_uuid(), '{}', '{}', %s, %s, %s, %s, %s, now(), '{}', '{}', '{}', '{}', '{}')",
                    [ids, public, by.actor.person_id, cast.person("dee").id, rule],
                )
    with session(house, "superuser") as admin:
        admin.execute(
            "update core_piece set purge_on = %s where id = any(%s)",
            [cast.now.date() - timedelta(days=1), [row[1] for row in rows]],
        )
    assert late() == ["2 pieces that were set aside are past their purge date"]

    assert expire(by=service, now=cast.now) == 2

    assert late() == []
    with reading(cast.as_("ana")) as ana:
        assert not [one for one, *_ in containers.set_aside(audience=ana) if one in aside]
        assert [row.title for row in core.rows_of(audience=ana, public_ids=[stays])] == ["A heron at the sluice."]
    for *_, wrapped in rows:
        for path in slots.folder().glob("epoch-*.key"):
            with pytest.raises(crypt.NotOpened):
                crypt.unwrap(bytes(wrapped), epoch_key=path.read_bytes())
    with session(house, "superuser") as admin:
        public_id, counts = admin.execute(
            "select public_id, counts from protect_purge where public_asides @> %s", [aside]
        ).fetchone()
        facts = admin.execute("select kind, rules from core_fact where records @> %s order by seq", [aside]).fetchall()
        left = admin.execute("select count(*) from core_tombstone where public_id = any(%s)", [aside]).fetchone()
    assert (counts["core_set_aside"], counts["core_source_item"], left) == (2, 1, (2,))
    assert facts[0] == ("protect.purge.opened", ["retention.expired", "retention.set-aside"])
    assert [kind for kind, _ in facts[1:]] == [f"protect.purge.{step}" for step in ("hidden", "forgotten", "told")]
    carrier = admit_service(service="protect.purge", now=cast.now)
    assert {*aside} <= {one for listed_ in listed(audience=carrier) for one in listed_.records}
    scrub(words=words, by=carrier, now=cast.now)
    assert found(storage, words) == {word: [] for word in words}
    seal_all()
    with connections["owner"].cursor() as cursor:
        cursor.execute("update core_checkpoint set at = at - interval '2 seconds'")
    seal_all()
    certified = certificate(purge=public_id, by=carrier)
    assert certified["document"]["set_aside"] == sorted(map(str, aside)) and form.verify(certified) == []


def late() -> list[str]:
    """What `check` says of pieces that were set aside."""
    return [one.text for one in check() if "set aside" in one.text]


def set_of(reasons: tuple[str, ...]) -> set[str]:
    """The words of the reasons."""
    return {word.strip("'\".,:;") for reason in reasons for word in reason.split()}


def test_a_purge_runs_outside_transactions(cast: SimpleNamespace) -> None:
    """A slot that was overwritten does not come back with a rollback, so inside a transaction nothing begins."""
    kept = open_tips(cast, "A heron on the roof.")[0]
    with pytest.raises(RuntimeError), transaction.atomic():
        purge(
            record_ids=[kept.public_id], because="", second_id=cast.person("dee").id, by=cast.as_("pia"), now=cast.now
        )
    assert opens(kept.id) == b"A heron on the roof."


def test_a_key_that_is_being_kept_is_waited_for(cast: SimpleNamespace) -> None:
    """Who keeps a key while its epoch is retired does not lose what it seals; who comes too late is refused."""
    gone = open_tips(cast, "A swan on the weir.")[0]
    pia, dee = cast.as_("pia"), cast.person("dee").id
    epoch_id = piece_of(gone.id)[2]
    late = vault.Lock(b"", epoch_id, b"x" * 40)
    failed = list[DatabaseError]()

    def forget() -> None:
        try:
            purge(record_ids=[gone.public_id], because="", second_id=dee, by=pia, now=cast.now)
        except DatabaseError as error:  # handed to the test, which says what it was
            failed.append(error)
        finally:
            connections.close_all()

    with transaction.atomic(using="witness"), connections["witness"].cursor() as cursor:
        key = crypt.new_key()
        wrapped = crypt.wrap(key, epoch_key=slots.epoch_key(epoch_id))
        cursor.execute("insert into core_key (epoch_id, wrapped) values (%s, %s) returning id", [epoch_id, wrapped])
        key_id = cursor.fetchone()[0]
        purger = threading.Thread(target=forget)
        purger.start()
        purger.join(1.0)
        assert purger.is_alive(), "it waits for the key"
    purger.join(20)
    assert not purger.is_alive() and failed == []
    assert vault.key_by_id(key_id) == key
    with pytest.raises(OperationalError):
        vault.keep(late)


def killed(work: Callable[[], object], *places: tuple[object, str]) -> None:
    """Do the work in a process of its own, which is killed with -9 when it comes to one of these places."""
    connections.close_all()

    def child() -> None:
        for module, name in places:
            setattr(module, name, lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
        work()

    process = multiprocessing.get_context("fork").Process(target=child)
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL, "it came to its end before it could be killed"


@pytest.mark.parametrize(
    ("module", "name"),
    [
        (purging, "_rewrap"), (purging, "_destroy_retired_slots"), (slots, "destroy_epoch"), (purging, "forget_rows"),
        (purging, "mark_of"), (scrubbing, "_rewrite"), (scrubbing, "_search"), (scrubbing, "mark_of"),
        (telling, "told"),
    ],
)  # fmt: skip
def test_killed_at_each_step_it_continues_and_completes(
    cast: SimpleNamespace, storage: Path, words: list[str], module: object, name: str
) -> None:
    """kill -9 in hiding, around the destruction of keys, in forgetting, scrub and telling: the next run ends it."""
    gone, stays = open_tips(cast, f"{words[0]} at the lock.", "A stone at the lock.")

    def work() -> None:
        purge(record_ids=[gone.public_id], because=words[1], second_id=cast.person("dee").id, by=cast.as_("pia"),
              now=cast.now)  # fmt: skip
        service = admit_service(service="protect.purge", now=cast.now)
        scrub(by=service, now=cast.now)
        tell_recipients(purge_id=last_purge(), by=service, now=cast.now)

    killed(work, (module, name))
    resume_purges()
    scrub(words=words, by=admit_service(service="protect.purge", now=cast.now), now=cast.now)
    assert [one.id for one in purging.open_purges()] == [] and resume_purges() == 0
    assert opens(stays.id) == b"A stone at the lock."
    assert found(storage, words) == {word: [] for word in words}
    with reading(cast.as_("ana")) as ana:
        assert core.record(audience=ana, public_id=gone.public_id) is None
    assert [one for one in check() if one.about in ("purges", "keys", "records")] == []


def test_what_rests_on_a_record_is_found_by_an_index(house: SimpleNamespace) -> None:
    """Every table that a purge deletes from has an index, over all its rows, that begins with the record."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "select h.table_name, col from wall.holding h, unnest(h.record_columns) col where not exists ("
            " select 1 from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]"
            " where i.indrelid = h.table_name::regclass and a.attname = col and i.indpred is null)"
        )
        assert cursor.fetchall() == []


def at_once(*works: Callable[[], object]) -> list[Exception]:
    """Do these at the same time, each on connections of its own; what they failed with."""
    failed, gate = list[Exception](), threading.Barrier(len(works))

    def one(work: Callable[[], object]) -> None:
        gate.wait()
        try:
            work()
        except (DatabaseError, NotPurged) as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return failed


def test_two_people_purge_two_records_of_one_epoch_at_once(cast: SimpleNamespace) -> None:
    """Both go, what stays opens, and no slot that is left opens either of the forgotten keys."""
    one, two, stays = open_tips(cast, "One gull.", "Two gulls.", "Three gulls.")
    wrapped = [piece_of(made.id)[1] for made in (one, two)]

    def going(made: object, by: str, second: str) -> Callable[[], object]:
        return lambda: purge(record_ids=[made.public_id], because="", second_id=cast.person(second).id,
                             by=cast.as_(by), now=cast.now)  # fmt: skip

    assert at_once(going(one, "pia", "dee"), going(two, "dee", "pia")) == []
    assert opens(stays.id) == b"Three gulls."
    for path in slots.folder().glob("epoch-*.key"):
        for key in wrapped:
            with pytest.raises(crypt.NotOpened):
                crypt.unwrap(key, epoch_key=path.read_bytes())
    assert [found_ for found_ in check() if found_.about in ("purges", "keys", "records")] == [
        found_ for found_ in check() if found_.about == "purges"
    ]


def test_two_people_purge_the_same_record_at_once(cast: SimpleNamespace) -> None:
    """It is erased once; the second either comes too late or finds nothing left, and both purges are over."""
    made = open_tips(cast, "A single gull.")[0]

    def going(by: str, second: str) -> Callable[[], object]:
        return lambda: purge(record_ids=[made.public_id], because="", second_id=cast.person(second).id,
                             by=cast.as_(by), now=cast.now)  # fmt: skip

    failed = at_once(going("pia", "dee"), going("dee", "pia"))
    assert len(failed) < 2 and all(isinstance(one, NotPurged) for one in failed)
    assert all(one.forgotten_at for one in purging.open_purges())
    with connection.cursor() as cursor:
        cursor.execute("select sum((counts->>'core_record')::int) from protect_purge where %s = any(public_records)",
                       [made.public_id])  # fmt: skip
        assert cursor.fetchone() == (1,)
