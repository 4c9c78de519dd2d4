"""What a person without an account does: file a case, see how far it has come, appeal."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import msgspec
from django.db import transaction

from watchfloor.core.actions.records import open_records
from watchfloor.core.actions.sources import keyed
from watchfloor.core.formats import crypt
from watchfloor.core.gate.session import reading
from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.core.rules.draft import Draft
from watchfloor.core.rules.opening import Incoming
from watchfloor.core.rules.stamp import Stamp
from watchfloor.people import queries as people
from watchfloor.protect.actions.admit import admit_service
from watchfloor.protect.actions.stamp import Stamper
from watchfloor.protect.formats.redress import times
from watchfloor.protect.models.redress import RedressCase, RedressEntry
from watchfloor.protect.queries import redress
from watchfloor.protect.queries.purges import key_of
from watchfloor.protect.rules.redress import Filed, may_appeal, may_file

SERVICE = "protect.redress"
MARKING = "CUI//PRVCY"
DIGITS = 16


class NotFiled(Refused):
    """The form is not whole, or takes no more right now."""


class NotAppealed(Refused):
    """There is no such case to who asks, or it cannot be appealed."""


def served(*, now: datetime) -> Audience:
    """The service's audience, with the label of its own class made if this is the first case of the house."""
    by = admit_service(service=SERVICE, now=now)
    with reading(by):
        made = _stamp(now).label_id
    return by if made in by.label_ids else admit_service(service=SERVICE, now=now)


def _stamp(now: datetime) -> Stamp:
    center = people.center()
    owner = center.id if center else 0
    return Stamper(legal_class="redress", owner_id=owner, verified=True, now=now).stamp(markings=(MARKING,))


def file_case(*, said: Filed, by: Audience, now: datetime) -> tuple[UUID, str]:
    """Open a case; its id and the code of its receipt, which is kept nowhere. MUST stand in a transaction of `by`.

    `by` is the audience that `served` gives. Every word lies sealed under the case's own key. Raises NotFiled.
    """
    lately = redress.filed_since(audience=by, since=now - timedelta(hours=1))
    decision = may_file(said, in_last_hour=lately, times=times())
    if not decision:
        raise NotFiled(decision)
    center = people.center()
    draft = Draft("redress", "", "", "Redress case", "", {})
    digest = keyed(b"redress", uuid4().bytes)
    owner, key = center.id if center else 0, keyed(b"case", uuid4().bytes)
    item = Incoming(draft, _stamp(now), owner, key, digest, b"", "opened")
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    with transaction.atomic():
        opened = open_records(source=None, incoming=[item], by=by, now=now)[0]
        RedressCase.objects.bulk_create([
            RedressCase(record_id=opened.id, public_id=opened.public_id, label_id=item.stamp.label_id, kind=said.kind,
                        code_mark=mark_of(code), received_at=now)
        ])  # fmt: skip
        said_so = {"name": said.name.strip(), "reach": said.reach.strip(), "words": said.words.strip()}
        words = msgspec.json.encode(said_so).decode()
        write(record_id=opened.id, label_id=item.stamp.label_id, what="request", text=words, by=by, now=now)
        tell(kind="protect.case.received", by=by, records=[opened.public_id], rules=decision.rules)
    return opened.public_id, code


def mark_of(code: str) -> bytes:
    """What is kept of a receipt's code: useless to who lacks the house's key."""
    digits = "".join(one for one in code if one.isdecimal())
    return keyed(b"redress-code", digits.encode())


def write(*, record_id: int, label_id: int, what: str, text: str, by: Audience, now: datetime) -> None:
    """Add an entry to a case, sealed under the case's key. MUST be called under an audience that may read the case."""
    key = key_of(record_id=record_id)
    if key is None:
        raise NotFiled(Decision.of(Because("There is no such case.", "redress.case", ok=False)))
    RedressEntry(
        record_id=record_id, label_id=label_id, at=now, by_id=by.actor.person_id, what=what,
        sealed=crypt.seal(text.encode(), key=key),
    ).save()  # fmt: skip


def appeal(*, code: str, words: str, by: Audience, now: datetime) -> None:
    """Whoever has the receipt's code does not agree with the decision. Raises NotAppealed."""
    found = redress.case_by_code(audience=by, code_mark=mark_of(code))
    if found is None:
        raise NotAppealed(Decision.of(Because("No case with this code.", "redress.case", ok=False)))
    decision = may_appeal(found.standing, words=words, now=now, times=times())
    if not decision:
        raise NotAppealed(decision)
    with transaction.atomic():
        RedressCase.objects.filter(record_id=found.record_id, appealed_at=None).update(appealed_at=now)
        write(record_id=found.record_id, label_id=found.label_id, what="appeal", text=words.strip(), by=by, now=now)
        tell(kind="protect.case.appealed", by=by, records=[found.public_id], rules=decision.rules)
