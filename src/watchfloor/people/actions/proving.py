"""Prove a second factor: a code of an app or a recovery code, each once, few tries.

What is counted and used is written on the connection that commits by itself, so that no rollback gives it back.
"""

from datetime import datetime

from django.db.models import F

from watchfloor.core.formats import crypt
from watchfloor.core.gate import slots
from watchfloor.core.ledger.telling import witness
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Decision, Refused
from watchfloor.people.formats import totp
from watchfloor.people.models import Factor, FactorGuard, RecoveryCode
from watchfloor.people.rules.factors import MOST_FAILURES, Guard, may_try, open_steps, wrong_code

ALONE, SLOT = "witness", "factors.key"
APP, RECOVERY = "factor.code", "factor.recovery"


class NotProved(Refused):
    """The code does not count, or no more may be tried now."""


def prove(*, person_id: int, said: str, by: Audience, now: datetime) -> str:
    """The rule by which the code counts: factor.code or factor.recovery. Raises NotProved.

    A code counts once, also for two that send it side by side. `by` is the person, or the service of signing in.
    """
    if not (decision := may_try(_guard(person_id), now=now)):
        witness(kind="people.factor.refused", by=by, rules=decision.rules)
        raise NotProved(decision)
    if not _took_a_try(person_id, now):
        raise NotProved(_refused(person_id, by, now))
    rule = _used_app(person_id, said, now) or _used_recovery(person_id, said, now)
    if not rule:
        raise NotProved(_refused(person_id, by, now))
    FactorGuard.objects.using(ALONE).filter(pk=person_id).update(failures=0, failed_at=None)
    witness(kind="people.factor.proved", by=by, rules=[rule])
    return rule


def wrong(*, person_id: int, by: Audience, now: datetime) -> Decision:
    """Count a wrong code, lock at the fifth in a row, and say what is left."""
    _took_a_try(person_id, now)
    return _refused(person_id, by, now)


def _took_a_try(person_id: int, now: datetime) -> bool:
    """Count a try before its code is looked at, so that a hundred sent side by side are five and no more."""
    FactorGuard.objects.using(ALONE).bulk_create([FactorGuard(person_id=person_id)], ignore_conflicts=True)
    left = FactorGuard.objects.using(ALONE).filter(pk=person_id, failures__lt=MOST_FAILURES, locked_at=None)
    return bool(left.update(failures=F("failures") + 1, failed_at=now))


def _refused(person_id: int, by: Audience, now: datetime) -> Decision:
    """What is said of a try that failed; the fifth locks."""
    mine = FactorGuard.objects.using(ALONE).filter(pk=person_id, failures__gte=MOST_FAILURES, locked_at=None)
    mine.update(locked_at=now)
    decision = wrong_code(_guard(person_id))
    witness(kind="people.factor.refused", by=by, rules=decision.rules)
    return decision


def secret_of(row: Factor) -> bytes:
    """Unsealed for this moment. MUST NOT be kept, told or logged."""
    return crypt.unseal(bytes(row.sealed), key=slots.lasting(SLOT))


def marked(code: str) -> bytes:
    """How a recovery code is kept: an HMAC under the key that lies beside the database, so that no copy is guessed."""
    return crypt.mark(code.encode(), key=slots.lasting(SLOT))


def release(*, person_id: int) -> None:
    """Open a lock of wrong codes; the factor itself stays."""
    FactorGuard.objects.filter(pk=person_id).update(failures=0, failed_at=None, locked_at=None)


def _guard(person_id: int) -> Guard:
    row = FactorGuard.objects.using(ALONE).filter(pk=person_id).first()
    return Guard(row.failures, row.failed_at, row.locked_at is not None) if row else Guard()


def _used_app(person_id: int, said: str, now: datetime) -> str:
    """Use the code of an app: its step is taken by one statement, so that a replay finds it gone."""
    standing = Factor.objects.using(ALONE).filter(person_id=person_id, removed_at=None).exclude(confirmed_at=None)
    for row in standing:
        step = totp.matching(secret_of(row), said, steps=open_steps(now, last=row.last_step))
        if step is not None:
            mine = Factor.objects.using(ALONE).filter(pk=row.pk, last_step__lt=step, removed_at=None)
            return APP if mine.update(last_step=step, used_at=now) else ""
    return ""


def _used_recovery(person_id: int, said: str, now: datetime) -> str:
    code = "".join(letter for letter in said if letter in "0123456789")
    mine = RecoveryCode.objects.using(ALONE).filter(person_id=person_id, ended_at=None, code_hash=marked(code))
    return RECOVERY if mine.update(ended_at=now) else ""
