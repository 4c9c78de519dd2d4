"""The ledger: facts of change live and die with their transaction, facts of reading do not; what was sealed stays."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import connections
from makers import open_tips, session, stamp_of

from watchfloor.core.formats import crypt
from watchfloor.core.gate import vault
from watchfloor.core.gate.session import reading
from watchfloor.core.ledger import following, head
from watchfloor.core.ledger import reading as pages
from watchfloor.core.ledger.following import Follower, follow
from watchfloor.core.ledger.telling import LedgerSilent, tell, witness
from watchfloor.core.rules.fact import Fact, Words
from watchfloor.core.sealer.sealing import seal, seal_all
from watchfloor.core.sealer.verifying import verify
from watchfloor.protect.actions.admit import admit_service
from watchfloor.protect.actions.purge import purge


def facts(kind: str) -> int:
    """How many facts of a kind are committed."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("select count(*) from core_fact where kind = %s", [kind])
        return int(cursor.fetchone()[0])


class Undone(Exception):
    """Raised on purpose, to roll back."""


def test_a_witness_speaks_before_any_epoch_stands(cast: SimpleNamespace) -> None:
    """In a house without a single key yet, the words of an inquiry are kept inside an open transaction."""
    label_id = _label(cast)
    with reading(cast.as_("ana")) as ana:
        witness(kind="core.record.searched", by=ana, words=Words("gray heron", label_id))
    assert facts("core.record.searched") == 1


def test_a_witness_outlives_the_transaction(cast: SimpleNamespace) -> None:
    """The fact of a reading is there although what was read for rolled back."""
    made = open_tips(cast, "A coat on a hook.")[0]
    with pytest.raises(Undone), reading(cast.as_("ana")) as ana:
        witness(kind="core.record.read", by=ana, records=[made.public_id])
        assert facts("core.record.read") == 1, "committed before the first byte leaves"
        raise Undone
    assert facts("core.record.read") == 1


def test_a_told_fact_shares_its_transaction(cast: SimpleNamespace) -> None:
    """The fact of a change is gone with the change, its sealed words too."""
    label_id = _label(cast)
    with pytest.raises(Undone), reading(cast.as_("ana")) as ana:
        tell(kind="core.test.undone", by=ana, words=Words("never said", label_id))
        raise Undone
    assert facts("core.test.undone") == 0
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "select count(*) from core_note where digest not in (select digest from core_fact where digest is not null)"
        )
        assert cursor.fetchone() == (0,)


def test_no_fact_no_reading(cast: SimpleNamespace) -> None:
    """Where the fact of a reading cannot be written, LedgerSilent says so, and the door shows nothing."""
    with reading(cast.as_("ana")) as ana, pytest.raises(LedgerSilent):
        witness(kind="Not A Kind", by=ana)


@pytest.mark.parametrize("kind", ["core.record", "Core.record.read", "core.record.read;", "a b.c.d", "core..read"])
def test_a_fact_has_a_kind_of_the_house(cast: SimpleNamespace, kind: str) -> None:
    """A kind that is not package.noun.past-participle is refused by the database."""
    from django.db import IntegrityError

    with pytest.raises(IntegrityError), reading(cast.as_("ana")) as ana:
        tell(kind=kind, by=ana)


def _label(cast: SimpleNamespace) -> int:
    from watchfloor.protect.rules.labels import Atom

    with reading(cast.operator):
        return stamp_of(cast, [Atom(cast.center, "tip_lead", "U", "center").print()]).label_id


def note_of(kind: str) -> tuple[bytes, int] | None:
    """(sealed words, key id) beside the newest fact of a kind."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "select n.sealed, n.key_id from core_fact f join core_note n on n.digest = f.digest where f.kind = %s"
            " order by f.seq desc limit 1",
            [kind],
        )
        row = cursor.fetchone()
    return (bytes(row[0]), row[1]) if row else None


def test_words_are_sealed_and_die_with_their_record(cast: SimpleNamespace) -> None:
    """A reason is nowhere in clear, opens with a key of its own, and after a purge neither words nor key are there."""
    made = open_tips(cast, "An oar on the bank.")[0]
    label_id = _label(cast)
    with reading(cast.as_("ana")) as ana:
        tell(kind="core.test.reasoned", by=ana, records=[made.public_id],
             words=Words("seen by two anglers", label_id, made.id))  # fmt: skip
    note = note_of("core.test.reasoned")
    assert note is not None and b"anglers" not in note[0]
    assert crypt.unseal(note[0], key=vault.key_by_id(note[1])) == b"seen by two anglers"
    purge(record_ids=[made.public_id], because="", second_id=cast.person("dee").id, by=cast.as_("pia"), now=cast.now)
    assert note_of("core.test.reasoned") is None and facts("core.test.reasoned") == 1
    with pytest.raises(crypt.NotOpened):
        vault.key_by_id(note[1])


def test_facts_hold_neither_names_nor_texts(cast: SimpleNamespace) -> None:
    """Of all that was told while people, tips and reasons came in, no line of the ledger repeats a word."""
    open_tips(cast, "A heron called Waldemar.")
    with connections["owner"].cursor() as cursor:
        cursor.execute("select core_fact_line(f) from core_fact f")
        lines = [row[0] for row in cursor.fetchall()]
    said = "\n".join(lines).lower()
    names = ("waldemar", "heron", "exercise", "ana", "example.org")
    assert len(lines) > 20 and not [name for name in names if name in said]


def burn_to(house: SimpleNamespace, left: int) -> int:
    """Use up transaction numbers until `left` remain before the next power of ten; that power."""
    with session(house, "superuser", autocommit=True) as admin:
        now = int(str(admin.execute("select pg_current_xact_id()::text").fetchone()[0]))
        power = 10 ** len(str(now))
        admin.execute(
            f"do $$ begin for i in 1..{power - now - left} loop perform pg_current_xact_id(); commit; end loop; end $$"
        )
    return power


def test_order_holds_where_numbers_grow_a_digit(house: SimpleNamespace, cast: SimpleNamespace) -> None:
    """Transactions and facts are sealed as numbers, not as texts: 999 before 1000, in one batch and over several."""
    seal_all()
    with session(house, "superuser") as admin:
        admin.execute("select setval('core_fact_seq', greatest(994, (select max(seq) from core_fact)))")
    power = burn_to(house, 8)
    for turn in range(16):
        with reading(cast.operator):
            tell(kind="core.test.crossed", by=cast.operator)
            if turn % 3 == 0:
                tell(kind="core.test.crossed", by=cast.operator)
    while seal(batch=5):
        pass
    with session(house, "superuser") as admin:
        rows = admin.execute(
            "select f.xid::text, f.seq from core_leaf l join core_fact f on f.seq = l.seq and f.at = l.at"
            " where f.kind = 'core.test.crossed' order by l.pos"
        ).fetchall()
    order = [(int(str(xid)), seq) for xid, seq in rows]
    assert len(order) == 22 and order == sorted(order)
    assert order[0][0] < power <= order[-1][0] and order[0][1] < 1000 <= order[-1][1], "both borders were crossed"
    assert verify().findings == ()


def newest_two(house: SimpleNamespace) -> list[tuple[object, ...]]:
    """Kinds of the two facts that were sealed last, the last one first."""
    with session(house, "superuser") as admin:
        return admin.execute(
            "select f.kind from core_leaf l join core_fact f on f.seq = l.seq and f.at = l.at"
            " order by l.pos desc limit 2"
        ).fetchall()


def test_unsettled_facts_wait_for_who_began_first(house: SimpleNamespace, cast: SimpleNamespace) -> None:
    """While a transaction that has written is open, nothing younger is sealed; when it ends all come, in order."""
    seal_all()
    with session(house) as slow:
        slow.execute("insert into core_fact (kind, actor, affiliation, purpose) values ('a.test.slow', 0, 0, 'upkeep')")
        with reading(cast.operator):
            tell(kind="core.test.quick", by=cast.operator)
        assert seal() == 0
    assert seal() == 2
    assert newest_two(house) == [("core.test.quick",), ("a.test.slow",)]


def test_a_follower_takes_once_what_is_sealed_while_it_looks(
    cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fact that is sealed between a follower's two looks is handled once, not again in the next round."""
    handled = list[int]()
    follower = Follower(
        "test.once", "analyze.connect", ("core.test.followed",), lambda facts, _: handled.extend(f.pos for f in facts)
    )
    service = admit_service(service="analyze.connect", now=cast.now)
    seal_all()
    while follow(follower=follower, audience=service):
        pass
    look = following.after
    witness(kind="core.test.followed", by=cast.operator)
    seal_all()
    witness(kind="core.test.followed", by=cast.operator)

    def late(**what: object) -> list[Fact]:
        seal_all()
        return look(**what)

    with monkeypatch.context() as patch:
        patch.setattr(following, "after", late)
        follow(follower=follower, audience=service)
    while follow(follower=follower, audience=service):
        pass
    assert len(handled) == len(set(handled)) == 2


def test_who_has_nothing_to_do_passes_what_is_not_his(cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only who has facts of his kinds waits, again and again until he has handled them; a person is told of nobody."""
    handled = list[int]()
    mine, other = (
        Follower(
            f"test.{kind}",
            "analyze.connect",
            (f"core.test.{kind}",),
            lambda facts, _: handled.extend(f.pos for f in facts),
        )
        for kind in ("mine", "other")
    )
    monkeypatch.setattr(following, "_declared", {one.name: one for one in (mine, other)})
    service = admit_service(service="analyze.connect", now=cast.now)
    witness(kind="core.test.mine", by=cast.operator)
    witness(kind="core.test.between", by=cast.operator)
    seal_all()
    with reading(cast.as_("ike")):
        assert following.waiting() == ()
    for _ in range(2):
        with reading(service):
            assert following.waiting() == (mine,)
    behind = {name: left for name, left, _ in head.behind()}
    assert behind["test.other"] == 0 and behind["test.mine"] > 0
    follow(follower=mine, audience=service)
    with reading(service):
        assert following.waiting() == ()
    assert len(handled) == 1


TABLES = ("fact", "leaf", "checkpoint")
LAST = "(select seq from core_leaf order by pos desc limit 1)"


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (f"update core_fact set actor = 99 where seq = {LAST}", "was changed"),
        (f"update core_fact set purpose = 'audit' where seq = {LAST}", "was changed"),
        (f"update core_fact set records = '{{}}' where seq = {LAST}", "was changed"),
        (f"update core_fact set at = at + interval '1 microsecond' where seq = {LAST}", "is gone"),
        (f"delete from core_fact where seq = {LAST}", "is gone"),
        ("delete from core_leaf where pos = 3", "is missing"),
        ("delete from core_leaf where pos = (select max(pos) from core_leaf)", "not there"),
        (
            "delete from core_checkpoint; delete from core_leaf where pos > 4",
            "are there",
        ),
        ("update core_leaf set hash = sha256('x') where pos = 2", "was changed"),
        ("update core_checkpoint set root = sha256('x')", "does not match"),
        ("update core_checkpoint set note = replace(note, 'watchfloor.local', 'watchfloor.other')", "signature"),
    ],
)
def test_verification_finds(sealed: SimpleNamespace, harm: str, said: str) -> None:
    """Whoever changes or removes a fact, a leaf or a checkpoint, past every right, is found out."""
    with session(sealed, "superuser") as admin:
        for table in TABLES:
            admin.execute(f"create table kept_{table} as table core_{table}")
        assert admin.execute(harm.split("; ")[0]).rowcount > 0
        admin.execute(harm)
    try:
        found = verify().findings
        assert found and said in "\n".join(found)
    finally:
        with session(sealed, "superuser") as admin:
            for table in TABLES:
                admin.execute(f"delete from core_{table}; insert into core_{table} table kept_{table}")
                admin.execute(f"drop table kept_{table}")
    assert verify().findings == ()


def test_a_changed_fact_with_its_leaf_is_found_by_the_checkpoint(sealed: SimpleNamespace) -> None:
    """Who changes a fact and makes its leaf fit still does not come to the root that was signed."""
    seq = f"where seq = {LAST}"
    fit = (
        "update core_leaf l set hash = sha256('\\x00'::bytea || convert_to(core_fact_line(f), 'UTF8'))"
        f" from core_fact f where f.seq = l.seq and l.seq = {LAST}"
    )
    with session(sealed, "superuser") as admin:
        actor = admin.execute(f"select actor from core_fact {seq}").fetchone()[0]
        admin.execute(f"update core_fact set actor = 99 {seq}")
        admin.execute(fit)
    try:
        assert "does not match" in "\n".join(verify().findings)
    finally:
        with session(sealed, "superuser") as admin:
            admin.execute(f"update core_fact set actor = {actor} {seq}")
            admin.execute(fit)


def test_the_trail_of_a_record_is_for_its_readers(cast: SimpleNamespace) -> None:
    """Ana sees that a tip was opened, Pia also who read it; Cy, who may not know of it, is told of no fact."""
    made = open_tips(cast, "A rope on the pier.")[0]
    with reading(cast.as_("ana")) as ana:
        for _ in range(2):
            witness(kind="core.record.read", by=ana, records=[made.public_id])
        assert [step.kind for step in pages.trail(audience=ana, record=made.public_id)] == ["core.record.opened"]
        assert pages.readers(audience=ana, record=made.public_id) == []
    with reading(cast.as_("pia")) as pia:
        (read,) = pages.readers(audience=pia, record=made.public_id)
        assert (read.actor, read.purpose, read.times) == (cast.person("ana").id, "threat-assessment", 2)
        assert pages.readers(audience=pia, record=made.public_id, until=read.first_at - timedelta(seconds=1)) == []
    with reading(cast.as_("cy")) as cy:
        assert pages.trail(audience=cy, record=made.public_id) == []
    may_ask = replace(cast.as_("cy"), rights=frozenset({"record.readers"}))
    with reading(may_ask):
        assert pages.readers(audience=may_ask, record=made.public_id) == []
    with reading(cast.as_("ike")) as ike:
        assert pages.page(audience=ike) and pages.trail(audience=ike, record=made.public_id) == []
    with reading(cast.as_("ben")) as ben:
        assert pages.page(audience=ben) == []


def test_months_stand_ahead(house: SimpleNamespace) -> None:
    """There is room for the facts of this month and of the next two; making it twice changes nothing."""
    from watchfloor.core.actions import standup

    with session(house, "superuser") as admin:
        now = admin.execute("select now()").fetchone()[0]
        assert isinstance(now, datetime)
        for _ in range(2):
            standup.make_months(now=now)
        for ahead in (0, 28, 56):
            moment = datetime(now.year, now.month, 1, tzinfo=UTC) + timedelta(days=ahead)
            name = f"core_fact_{moment:%Y%m}"
            assert admin.execute("select to_regclass(%s) is not null", [name]).fetchone() == (True,), name


def test_a_restore_raises_the_epoch_and_no_fact_is_left_behind(house: SimpleNamespace, cast: SimpleNamespace) -> None:
    """Facts of an older epoch are sealed whatever their transaction's number, before those of the new one."""
    seal_all()
    with reading(cast.operator):
        tell(kind="core.test.before", by=cast.operator)
    with session(house, "superuser") as admin:
        # as after a restore into a new cluster: the number lies beyond any that this server has given
        admin.execute("update core_fact set xid = '99999999999' where kind = 'core.test.before'")
    assert seal() == 0
    with session(house, "superuser") as admin:
        admin.execute("update core_ledger set epoch = epoch + 1")
    with reading(cast.operator):
        tell(kind="core.test.after", by=cast.operator)
    assert seal() == 2
    assert newest_two(house) == [("core.test.after",), ("core.test.before",)]
    assert verify().findings == ()
