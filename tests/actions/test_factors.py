"""Second factors kept and used: sealed, once, few tries, and let go by two."""

import base64
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connections, transaction

from watchfloor.core.gate.session import reading
from watchfloor.people import commands, queries
from watchfloor.people.actions import directory, factors, proving, resets
from watchfloor.people.actions.proving import NotProved, prove
from watchfloor.people.actions.resets import NotReset, answer_reset, ask_reset
from watchfloor.people.actions.signin import set_passphrase
from watchfloor.people.formats import totp
from watchfloor.people.rules.factors import Guard, step_of
from watchfloor.protect.actions.admit import admit, admit_service


@pytest.fixture
def hal(cast: SimpleNamespace) -> SimpleNamespace:
    """A new person with an app and recovery codes; `code(now)` is what the app shows."""
    hal.count = getattr(hal, "count", 0) + 1
    with reading(cast.operator):
        person_id = directory.add_person(
            login=f"hal{hal.count}", name="Hal Exercise", agency_id=cast.center, role="analyst", release_level="U",
            by=cast.operator, now=cast.now,
        )  # fmt: skip
    who = queries.person(person_id=person_id)
    by = admit(person_id=person_id, affiliation_id=who.affiliation_id, purpose="upkeep", case_ref="", now=cast.now)
    with reading(by):
        made = factors.add_factor(name="work phone", by=by, now=cast.now)
        text = factors.set_up(public_id=made, by=by, now=cast.now).secret
        secret = base64.b32decode(text)
        code = totp.code_at(secret, step=step_of(cast.now))
        codes = factors.confirm_factor(public_id=made, code=code, by=by, now=cast.now)

    def at(now: object) -> str:
        return totp.code_at(secret, step=step_of(now))

    return SimpleNamespace(id=person_id, by=by, made=made, secret=secret, codes=codes, code=at, first=code)


@pytest.fixture
def desk(cast: SimpleNamespace) -> object:
    """Nobody is signed in yet."""
    return admit_service(service="signin", now=cast.now)


def refused(hal: SimpleNamespace, said: str, desk: object, now: object) -> str:
    """The rule that speaks against a code."""
    with pytest.raises(NotProved) as no:
        prove(person_id=hal.id, said=said, by=desk, now=now)
    return no.value.decision.against[0].rule


def test_a_code_counts_once(cast: SimpleNamespace, hal: SimpleNamespace, desk: object) -> None:
    """The code that confirmed the app, and any that was used, count no more, though their time is not over."""
    assert refused(hal, hal.first, desk, cast.now) == "factor.code"
    later = cast.now + timedelta(seconds=30)
    assert prove(person_id=hal.id, said=hal.code(later), by=desk, now=later) == "factor.code"
    assert refused(hal, hal.code(later), desk, later) == "factor.code"


def test_a_recovery_code_stands_for_it_once(cast: SimpleNamespace, hal: SimpleNamespace, desk: object) -> None:
    """Ten codes, each once, with or without their dashes; new ones end those before."""
    assert len(set(hal.codes)) == 10
    assert prove(person_id=hal.id, said=hal.codes[0], by=desk, now=cast.now) == "factor.recovery"
    assert prove(person_id=hal.id, said=hal.codes[1].replace("-", " "), by=desk, now=cast.now) == "factor.recovery"
    assert refused(hal, hal.codes[0], desk, cast.now) == "factor.code"
    assert factors.codes_left(by=hal.by) == 8
    with reading(hal.by):
        fresh = factors.new_codes(by=hal.by, now=cast.now)
    assert refused(hal, hal.codes[2], desk, cast.now) == "factor.code"
    assert prove(person_id=hal.id, said=fresh[0], by=desk, now=cast.now) == "factor.recovery"


def test_five_wrong_codes_lock_and_a_rollback_forgets_none(
    cast: SimpleNamespace, hal: SimpleNamespace, desk: object
) -> None:
    """Also inside a deed that is taken back each wrong code is counted; locked, the right one opens nothing."""
    now, rules = cast.now + timedelta(minutes=5), []
    for _ in range(5):
        with pytest.raises(NotProved), reading(hal.by):
            prove(person_id=hal.id, said="000000", by=hal.by, now=now)
        now += timedelta(seconds=31)
    rules.append(refused(hal, hal.code(now), desk, now))
    proving.release(person_id=hal.id)
    assert prove(person_id=hal.id, said=hal.code(now), by=desk, now=now) == "factor.code"
    assert rules == ["factor.locked"]


def test_three_wrong_codes_cost_half_a_minute(cast: SimpleNamespace, hal: SimpleNamespace, desk: object) -> None:
    """The fourth try in a row is not even looked at before half a minute went by."""
    now = cast.now + timedelta(minutes=5)
    for _ in range(3):
        refused(hal, "000000", desk, now)
    assert refused(hal, hal.code(now), desk, now + timedelta(seconds=1)) == "factor.pause"
    later = now + timedelta(seconds=31)
    assert prove(person_id=hal.id, said=hal.code(later), by=desk, now=later) == "factor.code"


def test_many_codes_sent_side_by_side_are_five_tries(
    cast: SimpleNamespace, hal: SimpleNamespace, desk: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of them read that nothing had failed yet; the try is counted before its code is looked at all the same."""
    now = cast.now + timedelta(minutes=5)
    monkeypatch.setattr(proving, "_guard", lambda person_id: Guard())
    for _ in range(5):
        refused(hal, "000000", desk, now)
    refused(hal, hal.code(now), desk, now)
    monkeypatch.undo()
    assert refused(hal, hal.code(now), desk, now) == "factor.locked"


def test_no_secret_lies_in_the_database_or_on_the_ledger(cast: SimpleNamespace, hal: SimpleNamespace) -> None:
    """Secrets are sealed and recovery codes hashed under a key that lies beside the database; facts hold neither."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "select string_agg(t, '|') from (select f::text t from people_factor f union all select r::text from"
            " people_recoverycode r union all select c::text from core_fact c) s"
        )
        kept = cursor.fetchone()[0]
    secrets = [totp.written(hal.secret), hal.secret.hex(), *hal.codes, *(one.replace("-", "") for one in hal.codes)]
    assert not [one for one in secrets if one in kept or one.encode().hex() in kept]
    with connections["owner"].cursor() as cursor:
        cursor.execute("select kind from core_fact where actor = %s order by seq", [hal.id])
        told = [kind for (kind,) in cursor.fetchall()]
    assert told == ["people.factor.begun", "people.factor.added", "people.recovery-code.made"]


def test_the_application_cannot_make_a_used_code_count_again(cast: SimpleNamespace, hal: SimpleNamespace) -> None:
    """The step of the last code never goes back and a factor that was let go does not return, whatever SQL is sent."""
    with reading(hal.by):
        factors.remove_factor(public_id=hal.made, by=hal.by, now=cast.now)
    for statement in ("last_step = 0", "removed_at = null"):
        with pytest.raises(DatabaseError), transaction.atomic(), connections["default"].cursor() as cursor:
            cursor.execute(f"update people_factor set {statement} where person_id = %s", [hal.id])
    assert not queries.has_factor(person_id=hal.id)
    assert factors.codes_left(by=hal.by) == 0


def test_what_was_begun_counts_for_nobody_else_and_not_for_long(cast: SimpleNamespace, hal: SimpleNamespace) -> None:
    """A factor that waits for its first code is shown to its person alone, for half an hour."""
    with reading(hal.by):
        second = factors.add_factor(name="tablet", by=hal.by, now=cast.now)
    assert factors.set_up(public_id=second, by=cast.as_("ana"), now=cast.now) is None
    assert factors.set_up(public_id=second, by=hal.by, now=cast.now + timedelta(minutes=30)) is None
    assert factors.set_up(public_id=hal.made, by=hal.by, now=cast.now) is None
    assert [one.name for one in factors.factors_of(by=hal.by)] == ["work phone"]


def test_a_lost_factor_is_let_go_by_two(cast: SimpleNamespace, hal: SimpleNamespace, desk: object) -> None:
    """Dee asks, Pia agrees: app and recovery codes count no more. Neither of them alone, nor Ana, nor Hal."""
    dee, pia, ana = cast.as_("dee"), cast.as_("pia"), cast.as_("ana")
    for who in (ana, hal.by):
        with pytest.raises(NotReset), reading(who):
            ask_reset(person_id=hal.id, by=who, now=cast.now)
    with reading(dee):
        asked = ask_reset(person_id=hal.id, by=dee, now=cast.now)
    for who in (dee, ana, hal.by):
        with pytest.raises(NotReset), reading(who):
            answer_reset(public_id=asked, agree=True, by=who, now=cast.now)
    assert queries.has_factor(person_id=hal.id)
    assert resets.open_resets(by=ana, now=cast.now) == []
    with reading(pia):
        answer_reset(public_id=asked, agree=True, by=pia, now=cast.now)
    assert not queries.has_factor(person_id=hal.id)
    assert refused(hal, hal.codes[5], desk, cast.now) == "factor.code"


def test_one_person_under_two_entries_is_one(cast: SimpleNamespace, hal: SimpleNamespace) -> None:
    """Dee, who is in the directory twice with one mail address, does not agree to what she asked herself."""
    with reading(cast.operator):
        again = directory.add_person(
            login=f"dee-two-{hal.id}", name="Dee Exercise", agency_id=cast.center, role="director", release_level="U",
            email="DEE@example.org", by=cast.operator, now=cast.now,
        )  # fmt: skip
    entry = queries.person(person_id=again)
    twin = admit(person_id=again, affiliation_id=entry.affiliation_id, purpose="upkeep", case_ref="", now=cast.now)
    dee = cast.as_("dee")
    with reading(dee):
        asked = ask_reset(person_id=hal.id, by=dee, now=cast.now)
    with pytest.raises(NotReset) as no, reading(twin):
        answer_reset(public_id=asked, agree=True, by=twin, now=cast.now)
    assert no.value.decision.against[0].rule == "factor.two-persons"


def test_a_new_link_releases_a_lock_and_leaves_the_factor(
    cast: SimpleNamespace, hal: SimpleNamespace, desk: object
) -> None:
    """`watchfloor person link` gives it; a new passphrase is set by it, and codes of the same app count again."""
    now = cast.now + timedelta(minutes=5)
    for _ in range(5):
        refused(hal, "000000", desk, now)
        now += timedelta(seconds=31)
    assert refused(hal, hal.code(now), desk, now) == "factor.locked"
    login = queries.person(person_id=hal.id).login
    said = commands.link(login=login, by=cast.operator, base_url="https://desk.example", now=cast.now)
    token = said["link"].rstrip("/").rsplit("/", 1)[1]
    set_passphrase(link=token, passphrase="nine herons by the weir", by=desk, now=cast.now)
    assert prove(person_id=hal.id, said=hal.code(now), by=desk, now=now) == "factor.code"
    with pytest.raises(directory.DirectoryError, match="nobody has"):
        commands.link(login="nobody-of-ours", by=cast.operator, base_url="", now=cast.now)
