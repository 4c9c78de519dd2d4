"""Second factors: add one, confirm it, let it go, and the recovery codes that stand for it."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from watchfloor.core.formats import crypt
from watchfloor.core.gate import slots
from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.people import queries
from watchfloor.people.actions.proving import SLOT, NotProved, marked, secret_of, wrong
from watchfloor.people.formats import totp
from watchfloor.people.formats.qr import Drawn, drawn
from watchfloor.people.models import Factor, FactorGuard, Passphrase, RecoveryCode
from watchfloor.people.rules.factors import CITATION, RECOVERY_CODES, SET_UP_WITHIN, may_name, open_steps


class NotAdded(Refused):
    """The factor cannot be added, confirmed or let go so."""


@dataclass(frozen=True, slots=True)
class FactorView:
    """A factor as its person sees it."""

    public_id: UUID
    name: str
    confirmed_at: datetime | None
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class SetUp:
    """What an app is told once. MUST be shown to its person alone, and never kept."""

    name: str
    secret: str
    picture: Drawn


def factors_of(*, by: Audience) -> list[FactorView]:
    """One's own that stand confirmed, the oldest first."""
    rows = Factor.objects.filter(person_id=by.actor.person_id, removed_at=None).exclude(confirmed_at=None)
    return [FactorView(row.public_id, row.name, row.confirmed_at, row.used_at) for row in rows.order_by("added_at")]


def has_passphrase(*, by: Audience) -> bool:
    """Whether there is a passphrase to ask for; the cast of an exercise signs in by one click and has none."""
    return Passphrase.objects.filter(person_id=by.actor.person_id).exists()


def codes_left(*, by: Audience) -> int:
    """How many recovery codes still count."""
    return RecoveryCode.objects.filter(person_id=by.actor.person_id, ended_at=None).count()


def add_factor(*, name: str, by: Audience, now: datetime) -> UUID:
    """Begin: a fresh secret, sealed. It counts once a code of it was said; what was begun before lapses."""
    if not (decision := may_name(name)):
        raise NotAdded(decision)
    with transaction.atomic():
        mine = Factor.objects.filter(person_id=by.actor.person_id, removed_at=None, confirmed_at=None)
        mine.update(removed_at=now, sealed=b"")
        sealed = crypt.seal(secrets.token_bytes(totp.SECRET_BYTES), key=slots.lasting(SLOT))
        row = Factor(
            person_id=by.actor.person_id, name=name.strip(), sealed=sealed, added_at=now, public_id=uuid4()
        )  # fmt: skip
        row.save()
        tell(kind="people.factor.begun", by=by, records=[row.public_id], rules=decision.rules)
    return row.public_id


def set_up(*, public_id: UUID, by: Audience, now: datetime) -> SetUp | None:
    """What one's app is to be told, while the factor waits for its first code; None in every other case."""
    row = _begun(public_id, by, now)
    person = queries.person(person_id=by.actor.person_id)
    if row is None or person is None:
        return None
    secret, center = secret_of(row), queries.center()
    address = totp.address(secret, login=person.login, issuer=center.code if center else "Watchfloor")
    return SetUp(row.name, totp.written(secret), drawn(address))


def confirm_factor(*, public_id: UUID, code: str, by: Audience, now: datetime) -> list[str]:
    """The first code of the app: from here on it is asked for. The recovery codes, if none stand yet; shown once.

    Raises NotAdded (there is no such), NotProved (the code).
    """
    row = _begun(public_id, by, now)
    if row is None:
        no = Because("It lapsed: half an hour went by.", "factor.begun", CITATION, ok=False, way_out="Begin again.")
        raise NotAdded(Decision.of(no))
    step = totp.matching(secret_of(row), code, steps=open_steps(now, last=row.last_step))
    if step is None:
        raise NotProved(wrong(person_id=by.actor.person_id, by=by, now=now))
    with transaction.atomic():
        Factor.objects.filter(pk=row.pk).update(confirmed_at=now, used_at=now, last_step=step)
        FactorGuard.objects.filter(pk=by.actor.person_id).update(failures=0, failed_at=None)
        tell(kind="people.factor.added", by=by, records=[public_id], rules=["factor.code"])
        return [] if codes_left(by=by) else new_codes(by=by, now=now)


def new_codes(*, by: Audience, now: datetime) -> list[str]:
    """Ten fresh recovery codes of 20 digits; those before count no more. MUST follow a fresh proof."""
    codes = [f"{secrets.randbelow(10**20):020d}" for _ in range(RECOVERY_CODES)]
    with transaction.atomic():
        RecoveryCode.objects.filter(person_id=by.actor.person_id, ended_at=None).update(ended_at=now)
        RecoveryCode.objects.bulk_create(
            [RecoveryCode(person_id=by.actor.person_id, code_hash=marked(code), made_at=now) for code in codes]
        )
        tell(kind="people.recovery-code.made", by=by, rules=["factor.recovery"])
    return ["-".join(code[at : at + 4] for at in range(0, 20, 4)) for code in codes]


def folded(*, codes: list[str]) -> str:
    """Codes sealed for the one page that shows them."""
    return crypt.seal(" ".join(codes).encode(), key=slots.lasting(SLOT)).hex()


def unfolded(*, said: str) -> list[str]:
    """The inverse; nothing for what is none of ours."""
    try:
        return crypt.unseal(bytes.fromhex(said), key=slots.lasting(SLOT)).decode().split()
    except (crypt.NotOpened, ValueError):
        return []


def remove_factor(*, public_id: UUID, by: Audience, now: datetime) -> None:
    """Let one's own go; with the last one the recovery codes end. MUST follow a fresh proof. Raises NotAdded."""
    with transaction.atomic():
        mine = Factor.objects.filter(public_id=public_id, person_id=by.actor.person_id, removed_at=None)
        if not mine.update(removed_at=now, sealed=b""):
            no = Because("There is no such factor.", "factor.own", CITATION, ok=False, way_out="See the list.")
            raise NotAdded(Decision.of(no))
        if not queries.has_factor(person_id=by.actor.person_id):
            RecoveryCode.objects.filter(person_id=by.actor.person_id, ended_at=None).update(ended_at=now)
        tell(kind="people.factor.removed", by=by, records=[public_id], rules=["factor.own"])


def _begun(public_id: UUID, by: Audience, now: datetime) -> Factor | None:
    return Factor.objects.filter(
        public_id=public_id, person_id=by.actor.person_id, removed_at=None, confirmed_at=None,
        added_at__gt=now - SET_UP_WITHIN,
    ).first()  # fmt: skip
