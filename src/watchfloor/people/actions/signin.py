"""Sign-in: one-time links, passphrases, API tokens. No default password anywhere."""

import secrets
from datetime import datetime, timedelta
from functools import lru_cache
from importlib.resources import files

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F

from watchfloor.core.ledger.telling import tell, witness
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.people.actions.proving import release
from watchfloor.people.models import ApiToken, OneTimeLink, Passphrase, Person
from watchfloor.people.queries import hashed
from watchfloor.people.rules.passphrase import MOST_FAILURES, may_be_passphrase

LINK_GOOD_FOR = timedelta(hours=24)


class NotSignedIn(Refused):
    """One text for an unknown login, a wrong passphrase and a locked account."""


class NotAccepted(Refused):
    """The passphrase does not fit the rules."""


@lru_cache(maxsize=1)
def common_passphrases() -> frozenset[str]:
    """The list of values that are refused (data/common-passphrases.txt)."""
    text = files("watchfloor.people").joinpath("data/common-passphrases.txt").read_text(encoding="utf-8")
    return frozenset(line.strip().lower() for line in text.splitlines() if line.strip())


def one_time_link(*, person_id: int, by: Audience, now: datetime) -> str:
    """A token good for 24 hours and one use; only its hash is kept."""
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        OneTimeLink.objects.create(person_id=person_id, token_hash=hashed(token), expires_at=now + LINK_GOOD_FOR)
        tell(kind="people.link.given", by=by)
    return token


def set_passphrase(*, link: str, passphrase: str, by: Audience, now: datetime) -> int:
    """Use a one-time link. Raises NotAccepted (passphrase) or NotSignedIn (link); the person's id."""
    with transaction.atomic():
        row = (
            OneTimeLink.objects.select_for_update()
            .filter(token_hash=hashed(link), used_at=None, expires_at__gt=now)
            .first()
        )
        if row is None:
            raise NotSignedIn(_no("This link was used, has expired or never was.", "signin.link"))
        login = Person.objects.get(id=row.person_id).login
        decision = may_be_passphrase(passphrase, login=login, common=common_passphrases())
        if not decision:
            raise NotAccepted(decision)
        Passphrase.objects.update_or_create(
            person_id=row.person_id,
            defaults={"hashed": make_password(passphrase), "failures": 0, "locked_at": None, "set_at": now},
        )
        OneTimeLink.objects.filter(id=row.pk).update(used_at=now)
        release(person_id=row.person_id)  # an administrator gave the link: wrong codes count anew (CJIS AC-7)
        tell(kind="people.passphrase.set", by=by)
    return row.person_id


def sign_in(*, login: str, passphrase: str, by: Audience, now: datetime) -> int:
    """The person's id. Five failures lock until an administrator gives a new link (CJIS AC-7)."""
    person = Person.objects.filter(login=login, left_at=None).first()
    row = Passphrase.objects.filter(person=person).first() if person else None
    # an unknown login costs the same hash as a known one, so that time does not tell
    fits = check_password(passphrase, row.hashed if row else _decoy())
    if row is None or person is None or row.locked_at is not None or not fits:
        if row is not None and not fits:
            _count_failure(row, now)
        witness(kind="people.signin.refused", by=by, rules=["signin.refused"])
        raise NotSignedIn(_no("That login and passphrase do not fit, or the account is locked.", "signin.refused"))
    Passphrase.objects.filter(pk=row.pk).update(failures=0)
    return person.pk


@lru_cache(maxsize=1)
def _decoy() -> str:
    return make_password(secrets.token_urlsafe(16))


def _count_failure(row: Passphrase, now: datetime) -> None:
    """On the connection that commits by itself: the refusal that follows rolls the door's transaction back.

    Counted in the database, so that guesses side by side count one by one.
    """
    mine = Passphrase.objects.using("witness").filter(pk=row.pk)
    mine.update(failures=F("failures") + 1)
    mine.filter(failures__gte=MOST_FAILURES, locked_at=None).update(locked_at=now)


def _no(text: str, rule: str) -> Decision:
    return Decision.of(Because(text, rule, ok=False, way_out="Ask your administrator for a new one-time link."))


def create_token(
    *, person_id: int, name: str, purpose: str, case_ref: str, days: int, by: Audience, now: datetime
) -> str:
    """A machine's token to act for a person with one purpose; shown once."""
    token = "wf_" + secrets.token_urlsafe(32)
    with transaction.atomic():
        ApiToken.objects.create(
            person_id=person_id, name=name, token_hash=hashed(token), purpose=purpose, case_ref=case_ref,
            expires_at=now + timedelta(days=days),
        )  # fmt: skip
        tell(kind="people.token.created", by=by)
    return token
