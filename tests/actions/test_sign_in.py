"""Signing in: links that work once, passphrases that nobody guesses, and one answer for every failure."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connections

from watchfloor.core.gate.session import reading
from watchfloor.people import queries
from watchfloor.people.actions import directory
from watchfloor.people.actions.signin import (
    NotAccepted,
    NotSignedIn,
    create_token,
    one_time_link,
    set_passphrase,
    sign_in,
)
from watchfloor.people.rules.passphrase import MOST_FAILURES
from watchfloor.protect.actions.admit import admit_service

GOOD = "seven herons by the weir"


@pytest.fixture
def desk(cast: SimpleNamespace) -> object:
    """Nobody is signed in yet."""
    return admit_service(service="signin", now=cast.now)


@pytest.fixture
def gail(cast: SimpleNamespace, desk: object) -> SimpleNamespace:
    """A new person with a passphrase."""
    gail.count = getattr(gail, "count", 0) + 1
    login = f"gail{gail.count}"
    with reading(cast.operator):
        person_id = directory.add_person(
            login=login, name="Gail Exercise", agency_id=cast.center, role="analyst", release_level="U",
            by=cast.operator, now=cast.now,
        )  # fmt: skip
        link = one_time_link(person_id=person_id, by=cast.operator, now=cast.now)
    assert set_passphrase(link=link, passphrase=GOOD, by=desk, now=cast.now) == person_id
    return SimpleNamespace(id=person_id, login=login, link=link)


def test_a_link_works_once(cast: SimpleNamespace, gail: SimpleNamespace, desk: object) -> None:
    """A link that was used opens nothing more, neither for a passphrase nor as a page."""
    assert queries.bearer_of(link=gail.link, now=cast.now) is None
    with pytest.raises(NotSignedIn):
        set_passphrase(link=gail.link, passphrase="another heron by the weir", by=desk, now=cast.now)
    assert sign_in(login=gail.login, passphrase=GOOD, by=desk, now=cast.now) == gail.id


def test_a_link_expires(cast: SimpleNamespace, gail: SimpleNamespace, desk: object) -> None:
    """A link is good for 24 hours and not a minute longer; one that never was is answered alike."""
    link = one_time_link(person_id=gail.id, by=cast.operator, now=cast.now)
    late = cast.now + timedelta(hours=24)
    assert queries.bearer_of(link=link, now=late - timedelta(minutes=1)).id == gail.id
    assert queries.bearer_of(link=link, now=late) is None
    texts = set()
    for one in (link, "never-was", "", gail.link):
        with pytest.raises(NotSignedIn) as refused:
            set_passphrase(link=one, passphrase=GOOD, by=desk, now=late)
        texts.add(str(refused.value))
    assert len(texts) == 1


@pytest.mark.parametrize(
    "said", ["short", "elevenchars", "", "watchfloor", "Password1234", "Correct Horse Battery Staple"]
)
def test_what_is_short_or_common_is_refused(
    cast: SimpleNamespace, gail: SimpleNamespace, desk: object, said: str
) -> None:
    """A passphrase has twelve characters and is none of the common ones; the link stays good for another try."""
    link = one_time_link(person_id=gail.id, by=cast.operator, now=cast.now)
    with pytest.raises(NotAccepted) as refused:
        set_passphrase(link=link, passphrase=said, by=desk, now=cast.now)
    assert all(reason.way_out for reason in refused.value.decision.against)
    assert queries.bearer_of(link=link, now=cast.now).id == gail.id


def test_a_passphrase_holds_no_login_name(cast: SimpleNamespace, gail: SimpleNamespace, desk: object) -> None:
    """The login name in the passphrase is refused, in any case."""
    link = one_time_link(person_id=gail.id, by=cast.operator, now=cast.now)
    with pytest.raises(NotAccepted):
        set_passphrase(link=link, passphrase=f"herons {gail.login.upper()} weir", by=desk, now=cast.now)


def test_neither_links_nor_passphrases_nor_tokens_are_kept_in_clear(
    cast: SimpleNamespace, gail: SimpleNamespace
) -> None:
    """What lies in the database opens nothing: hashes only."""
    token = create_token(person_id=gail.id, name="desk", purpose="sar-vetting", case_ref="", days=1, by=cast.operator,
                         now=cast.now)  # fmt: skip
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "select string_agg(t::text, '|') from (select p::text t from people_passphrase p union all"
            " select l::text from people_onetimelink l union all select a::text from people_apitoken a) s"
        )
        kept = cursor.fetchone()[0]
    assert not [secret for secret in (token, gail.link, GOOD) if secret in kept or secret.encode().hex() in kept]
    holder, purpose, _ = queries.token_holder(token=token, now=cast.now)
    assert (holder.id, purpose) == (gail.id, "sar-vetting")
    assert queries.token_holder(token=token, now=cast.now + timedelta(days=1)) is None
    assert queries.token_holder(token=token + "x", now=cast.now) is None


def fail(login: str, passphrase: str, desk: object, cast: SimpleNamespace, *, inside: bool = False) -> str:
    """A refused sign-in; its whole text. `inside`: as a door does that opened a transaction."""
    with pytest.raises(NotSignedIn) as refused:
        if inside:
            with reading(desk):
                sign_in(login=login, passphrase=passphrase, by=desk, now=cast.now)
        sign_in(login=login, passphrase=passphrase, by=desk, now=cast.now)
    return str(refused.value) + str(refused.value.decision)


@pytest.mark.parametrize("inside", [False, True])
def test_five_failures_lock(cast: SimpleNamespace, gail: SimpleNamespace, desk: object, inside: bool) -> None:
    """CJIS AC-7: after five failures the right passphrase does not help; a new link does. A rollback forgets none."""
    for _ in range(MOST_FAILURES):
        fail(gail.login, "seven herons by the dam", desk, cast, inside=inside)
    fail(gail.login, GOOD, desk, cast)
    link = one_time_link(person_id=gail.id, by=cast.operator, now=cast.now)
    set_passphrase(link=link, passphrase="eight herons by the weir", by=desk, now=cast.now)
    assert sign_in(login=gail.login, passphrase="eight herons by the weir", by=desk, now=cast.now) == gail.id


def test_a_success_begins_the_count_anew(cast: SimpleNamespace, gail: SimpleNamespace, desk: object) -> None:
    """Four failures and a success, twice over, lock nobody out."""
    for _ in range(2):
        for _ in range(MOST_FAILURES - 1):
            fail(gail.login, "wrong but long enough", desk, cast)
        assert sign_in(login=gail.login, passphrase=GOOD, by=desk, now=cast.now) == gail.id


def test_every_failure_has_one_answer(cast: SimpleNamespace, gail: SimpleNamespace, desk: object) -> None:
    """An unknown login, a person without a passphrase, a wrong one and a locked account read the same."""
    said = {fail("nobody-of-that-name", GOOD, desk, cast), fail("ana", GOOD, desk, cast), fail("", "", desk, cast)}
    said |= {fail(gail.login, "wrong but long enough", desk, cast) for _ in range(MOST_FAILURES)}
    said.add(fail(gail.login, GOOD, desk, cast))
    assert len(said) == 1


def test_an_unknown_login_costs_a_hash(cast: SimpleNamespace, desk: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """One who does not exist is checked against a passphrase just like one who does."""
    from watchfloor.people.actions import signin

    hashed = list[str]()
    check = signin.check_password
    monkeypatch.setattr(signin, "check_password", lambda said, kept: hashed.append(kept) or check(said, kept))
    fail("nobody-of-that-name", GOOD, desk, cast)
    assert len(hashed) == 1 and hashed[0].startswith("pbkdf2_")


def test_each_refusal_is_a_fact(cast: SimpleNamespace, gail: SimpleNamespace, desk: object) -> None:
    """A refused sign-in is on the ledger though nothing else of it is kept, and names nobody."""

    def count() -> int:
        with connections["owner"].cursor() as cursor:
            cursor.execute("select count(*) from core_fact where kind = 'people.signin.refused' and actor = -5")
            return int(cursor.fetchone()[0])

    before = count()
    fail(gail.login, "wrong but long enough", desk, cast)
    fail("nobody-of-that-name", "x", desk, cast)
    assert count() == before + 2


def test_who_has_left_does_not_come_in(cast: SimpleNamespace, gail: SimpleNamespace, desk: object) -> None:
    """After the day a person left, the right passphrase is refused as any wrong one."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("update people_person set left_at = %s where id = %s", [cast.now, gail.id])
    fail(gail.login, GOOD, desk, cast)
    assert queries.person(login=gail.login) is None
