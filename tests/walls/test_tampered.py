"""Somebody with a superuser's shell rewrites facts or swaps a policy: `check` says so; with the signing key an older
checkpoint does. A clock set back moves no position and opens nothing.
"""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import psycopg
import pytest
from makers import open_tips, session

from watchfloor.core.actions.checking import check
from watchfloor.core.gate.session import reading
from watchfloor.core.ledger.telling import tell
from watchfloor.core.sealer import signing, verifying
from watchfloor.core.sealer.sealing import seal_all
from watchfloor.core.sealer.verifying import verify
from watchfloor.protect.actions.admit import admit_service
from watchfloor.protect.actions.approve import NotApproved, approve, swapped
from watchfloor.protect.actions.policy import note_policy
from watchfloor.protect.formats import policy_files as files
from watchfloor.tlog import tree

Admin = psycopg.Connection[tuple[object, ...]]


@pytest.fixture(scope="module")
def log(house: SimpleNamespace, cast: SimpleNamespace) -> SimpleNamespace:
    """Twelve facts, sealed and signed; the policy is noted."""
    with reading(cast.operator):
        note_policy(by=admit_service(service="protect.remind", now=cast.now), now=cast.now)
        for _ in range(12):
            tell(kind="core.test.done", by=cast.operator, records=[uuid4()])
    seal_all()
    assert verify().findings == ()
    return house


@pytest.fixture
def admin(log: SimpleNamespace) -> Iterator[Admin]:
    """A superuser's shell; what it did to the log is put back afterwards, table by table."""
    kept = ("core_fact", "core_leaf", "core_checkpoint", "core_sealed_upto")
    with session(log, "superuser", autocommit=True) as opened:
        opened.execute("set session_replication_role = replica")
        before = {table: opened.execute(f"select * from {table}").fetchall() for table in kept}
        yield opened
        for table, rows in before.items():
            opened.execute(f"delete from {table}")
            marks = ", ".join(["%s"] * len(rows[0])) if rows else ""
            for row in rows:
                opened.execute(f"insert into {table} overriding system value values ({marks})", row)
    assert verify().findings == ()


NTH = "(select seq from core_leaf order by pos offset {} limit 1)"
TAMPERINGS = {
    "edits an actor": f"update core_fact set actor = 4711 where seq = {NTH.format(3)}",
    "edits a rule": f"update core_fact set rules = '{{x}}' where seq = {NTH.format(3)}",
    "deletes the fact": f"delete from core_fact where seq = {NTH.format(3)}",
    "deletes fact and leaf": "with l as (delete from core_leaf where pos = 3 returning seq)"
    " delete from core_fact where seq in (select seq from l)",
    "deletes the newest": "with l as (delete from core_leaf where pos = (select max(pos) from core_leaf) returning seq)"
    " delete from core_fact where seq in (select seq from l)",
    "reorders": "update core_leaf set pos = case pos when 2 then -5 else 2 end where pos in (2, 5);"
    " update core_leaf set pos = 5 where pos = -5",
    "swaps two facts": f"update core_fact set seq = -seq where seq in ({NTH.format(2)}, {NTH.format(5)});"
    f" update core_fact set seq = {NTH.format(5)} where seq = -{NTH.format(2)};"
    f" update core_fact set seq = {NTH.format(2)} where seq = -{NTH.format(5)}",
    "back-dates": f"update core_fact set at = at - interval '1 minute' where seq = {NTH.format(3)}",
    "back-dates fact and leaf": f"update core_fact set at = at - interval '1 minute' where seq = {NTH.format(3)};"
    " update core_leaf set at = at - interval '1 minute' where pos = 3",
    "inserts one": "insert into core_leaf select max(pos) + 1, -1, now(), sha256('x') from core_leaf",
}  # fmt: skip


@pytest.mark.parametrize("how", sorted(TAMPERINGS))
def test_check_finds_what_a_shell_did(admin: Admin, how: str) -> None:
    """Whoever edits, deletes, reorders or back-dates facts without the signing key is found by `check`."""
    admin.execute(TAMPERINGS[how])
    assert [one for one in check(skip=("orphans",)) if one.about == "ledger"], how


def _forge(admin: Admin) -> None:
    """Edit a fact, and make leaves and every root come right again; the signatures are left as they are."""
    admin.execute(TAMPERINGS["edits an actor"])
    admin.execute(
        "update core_leaf l set hash = sha256('\\x00'::bytea || convert_to(core_fact_line(f), 'UTF8'))"
        " from core_fact f where f.seq = l.seq and f.at = l.at"
    )


def _sign(admin: Admin) -> None:
    """Sign the rewritten log with the house's own key."""
    leaves = [bytes(row[0]) for row in admin.execute("select hash from core_leaf order by pos").fetchall()]
    for (size,) in admin.execute("select size from core_checkpoint where size > 0").fetchall():
        root = tree.tree_root(leaves[:size])
        note = signing.checkpoint(size, root)
        admin.execute("update core_checkpoint set root = %s, note = %s where size = %s", [root, note, size])


def test_pages_of_any_size_and_a_fact_of_two_lines_verify(
    log: SimpleNamespace, cast: SimpleNamespace, admin: Admin, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a page cannot answer as a whole is looked at leaf by leaf, and says which one was changed."""
    del log
    with reading(cast.operator):
        tell(kind="core.test.done", by=cast.operator, rules=["two\nlines"])
    seal_all()
    for leaves in (8000, 5, 1):
        monkeypatch.setattr(verifying, "PAGE", leaves)
        done = verify()
        assert done.findings == () and done.facts > 12
    admin.execute("update core_fact set rules = array['two', 'lines'] where rules = array[E'two\nlines']")
    assert verify().findings == (f"the fact at position {done.facts - 1} was changed",)


def test_a_log_made_right_again_without_the_key_is_found(admin: Admin) -> None:
    """Hashes that fit each other do not fit what was signed."""
    _forge(admin)
    assert "does not match" in "\n".join(verify().findings)


def test_with_the_key_an_older_checkpoint_finds_it(admin: Admin) -> None:
    """Whoever holds the signing key passes `check`, and is found by anyone who holds an earlier checkpoint."""
    earlier = admin.execute("select note from core_checkpoint order by size desc limit 1").fetchone()[0]
    _forge(admin)
    _sign(admin)
    assert verify().findings == ()
    assert "does not match" in "\n".join(verify(older=[earlier]).findings)


def test_a_swapped_policy_file_is_found(
    log: SimpleNamespace, cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On disk, then noted by the worker, then with its row in the database rewritten: each time `check` says so.

    It stands when the privacy officer and another person approved it; one of them alone is not enough.
    """
    assert swapped() == []
    true_files = files.policy_files
    wider = '{"roles": {"partner": ["record.read", "purge"]}}'
    sha256 = hashlib.sha256(wider.encode()).hexdigest()

    def changed() -> list[files.PolicyFile]:
        swap = files.PolicyFile("protect/access", wider, sha256)
        return [swap if one.name == swap.name else one for one in true_files()]

    for place in ("watchfloor.protect.actions.policy", "watchfloor.protect.actions.approve"):
        monkeypatch.setattr(f"{place}.policy_files", changed)
    assert ["is not the version that was kept" in one.text for one in swapped()] == [True]
    with reading(cast.operator):
        assert note_policy(by=admit_service(service="protect.remind", now=cast.now),
                           now=cast.now + timedelta(hours=1)) == 1  # fmt: skip
    assert ["two persons have not approved" in one.text for one in swapped()] == [True]
    with session(log, "superuser", autocommit=True) as admin:
        admin.execute("update protect_policyversion set sha256 = repeat('0', 64) where name = 'protect/retention'")
        assert any("not the one of the ledger" in one.text for one in swapped())
        admin.execute(
            "update protect_policyversion set sha256 = %s where name = 'protect/retention'",
            [next(one.sha256 for one in true_files() if one.name == "protect/retention")],
        )
    _approved_by_two(cast, sha256)


def _approved_by_two(cast: SimpleNamespace, sha256: str) -> None:
    """Dee first, who cannot do it twice; Ana never; Pia makes it two."""
    for login, may in (("ana", False), ("dee", True), ("dee", False), ("pia", True), ("pia", False)):
        with reading(cast.as_(login)) as by:
            if may:
                assert swapped() != []
                approve(name="protect/access", sha256=sha256, by=by, now=cast.now)
            else:
                with pytest.raises(NotApproved):
                    approve(name="protect/access", sha256=sha256, by=by, now=cast.now)
    assert swapped() == []


def test_a_clock_set_back_moves_nothing(log: SimpleNamespace, cast: SimpleNamespace) -> None:
    """The web's clock a year back: facts are dated by the database, positions go on, and no lapsed training opens."""
    from watchfloor.protect.actions.admit import admit

    long_ago = cast.now - timedelta(days=365)
    made = open_tips(cast, "A lamp on the pier.")[0]
    who = cast.person("ana")
    with session(log, "superuser") as admin:
        last = admin.execute("select max(pos), max(at) from core_leaf").fetchone()
    by = admit(person_id=who.id, affiliation_id=who.affiliation_id, purpose="threat-assessment",
               case_ref="26-0141 NFC", now=long_ago)  # fmt: skip
    with reading(by):
        tell(kind="core.test.later", by=by, records=[made.public_id])
    seal_all()
    with session(log, "superuser") as admin:
        rows = admin.execute(
            "select l.pos, f.at from core_fact f join core_leaf l on l.seq = f.seq where f.kind = 'core.test.later'"
        ).fetchall()
    assert len(rows) == 1 and rows[0][0] > last[0] and rows[0][1] >= last[1]
    assert verify().findings == ()
