"""Protect's commands: purge, scrub, and the certificate of a purge."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from watchfloor.core.gate.session import reading
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision
from watchfloor.people import queries as people
from watchfloor.protect.actions import purge as action
from watchfloor.protect.actions.admit import admit, admit_service
from watchfloor.protect.actions.certificate import certificate
from watchfloor.protect.actions.propose import propose
from watchfloor.protect.actions.scrub import scrub
from watchfloor.protect.actions.sweep import sweep
from watchfloor.protect.actions.telling import tell_recipients
from watchfloor.protect.jobs import resume_purges


def purge(
    *, records: Sequence[str], because: str, by: str, second: str, do_scrub: bool, now: datetime
) -> dict[str, Any]:
    """Two named persons purge records; with `do_scrub` the storage forgets at once. Raises NotPurged.

    A name is no person: only in an exercise are two names enough. Elsewhere the first one, whose OS account this is,
    asks by it, and the second one confirms in a session of his own (/purges/).
    """
    ids = [_uuid(text) for text in records]
    opener, other = _person(by), _person(second)
    audience = admit(
        person_id=opener.id, affiliation_id=opener.affiliation_id, purpose="privacy-oversight", case_ref="", now=now
    )
    if not _is_exercise():
        return _asked(ids, because, other.id, audience, now)
    words = _words(ids, audience) if do_scrub else []
    done = action.purge(record_ids=ids, because=because, second_id=other.id, by=audience, now=now)
    if done.forgotten_at is None:
        return {"purge": str(done.public_id), "records": done.records, "state": "open: another purge is at work"}
    if do_scrub:
        scrub(words=words, by=admit_service(service="protect.purge", now=now), now=now)
    told = tell_recipients(purge_id=done.id, by=audience, now=now)
    return {
        "purge": str(done.public_id), "records": done.records, "state": "scrubbed" if do_scrub else "forgotten",
        "deleted_rows": done.counts, "recipients_told": told, "scrubbed": do_scrub,
    }  # fmt: skip


def _is_exercise() -> bool:
    house = core.house()
    return house is not None and house.exercise


def _asked(ids: Sequence[UUID], because: str, second_id: int, by: Audience, now: datetime) -> dict[str, Any]:
    with reading(by):
        asked = [propose(record=one, because=because, second_id=second_id, by=by, now=now) for one in ids]
    state = "asked: the second person confirms in a session of his own, within half an hour, at /purges/"
    return {"records": len(ids), "state": state, "proposals": [str(one) for one in asked], "scrubbed": False}


def scrub_waiting(*, now: datetime) -> dict[str, Any]:
    """End every purge that was cut short, and take the third step of all that wait for it.

    No words are at hand any more, so no byte search is made.
    """
    resumed = resume_purges()
    done = scrub(by=admit_service(service="protect.purge", now=now), now=now)
    return {"resumed": resumed, "scrubbed": len(done), "certificates": done}


def sweep_spool(*, now: datetime) -> int:
    """Before the house serves: bytes that intake left behind and nobody waits for; how many files."""
    return sweep(by=admit_service(service="protect.house", now=now), now=now)


def waits_for_scrub() -> bool:
    """Whether a purge has forgotten and its storage was not rewritten yet."""
    return any(one.forgotten_at and not one.scrubbed_at for one in action.open_purges())


def certified(*, purge: str, now: datetime) -> dict[str, Any]:
    """The certificate of a purge with its proofs. Raises NotCertified."""
    return certificate(purge=_uuid(purge), by=admit_service(service="protect.purge", now=now))


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        no = Because(f"{text!r} is no record id.", "purge.records", ok=False, way_out="Use an id that gather printed.")
        raise action.NotPurged(Decision.of(no)) from None


def _person(login: str) -> people.PersonView:
    found = people.person(login=login)
    if found is None:
        no = Because(f"There is no person with the login {login!r}.", "purge.two-persons", ok=False)
        raise action.NotPurged(Decision.of(no))
    return found


def _words(ids: Sequence[UUID], audience: Audience) -> list[str]:
    """Strings of the records to look for after the scrub; they stay in this process's memory."""
    with reading(audience):
        views = [core.record(audience=audience, public_id=one) for one in ids]
    return [text for view in views if view for text in (view.row.title, view.body[:200]) if len(text) >= 12]
