"""Who sits before the page: what the session says of the person, checked anew at every request."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import rotate_token
from django.utils import timezone

from watchfloor.core.ledger.telling import witness
from watchfloor.core.rules.audience import Audience
from watchfloor.people import queries as people
from watchfloor.people.queries import PersonView
from watchfloor.protect.actions.admit import admit
from watchfloor.protect.formats.policy import load
from watchfloor.protect.rules.needs import BREAK_GLASS

LAST_PURPOSES = 3
EXPECTED_FOR = 600  # seconds between passphrase and second factor


@dataclass(frozen=True, slots=True)
class Reader:
    """A person who is signed in, and why he reads. `stated`: he said so himself, it is not just his role's default."""

    person: PersonView
    purpose: str
    case_ref: str
    stated: bool
    last: tuple[tuple[str, str], ...] = ()
    proved_at: datetime | None = None  # when a second factor was last proved in this session

    def admitted(self, now: datetime) -> Audience:
        """The audience of this request. Raises NotAdmitted."""
        return admit(
            person_id=self.person.id, affiliation_id=self.person.affiliation_id, purpose=self.purpose,
            case_ref=self.case_ref, now=now,
        )  # fmt: skip


def reader_of(request: HttpRequest) -> Reader | None:
    """None if nobody is signed in, or the affiliation he signed in under is not in force any more."""
    kept = request.session
    if _is_idle(request):
        sign_off(request)
        return None
    person = people.person(person_id=kept["person_id"]) if "person_id" in kept else None
    if person is None or person.affiliation_id != kept.get("affiliation_id"):
        return None
    if kept.get("purpose") == BREAK_GLASS and timezone.now().timestamp() >= kept.get("glass_until", 0.0):
        mend_glass(request)
    stated = bool(kept.get("purpose"))
    purpose = kept["purpose"] if stated else default_purpose(person)
    last = tuple((code, case) for code, case in kept.get("last_purposes", []))
    return Reader(person, purpose, kept.get("case_ref", ""), stated, last, _moment(kept.get("proved_at")))


def _is_idle(request: HttpRequest) -> bool:
    """Whether the person has let his time pass. What a page asks by itself keeps nobody signed in (CJIS AC-11)."""
    now, acted_at = timezone.now().timestamp(), request.session.get("acted_at")
    if acted_at is not None and now - acted_at > settings.SESSION_COOKIE_AGE:
        return True
    by_itself = request.headers.get("X-Desk") == "live" or "text/event-stream" in request.headers.get("Accept", "")
    if acted_at is not None and not by_itself:
        request.session["acted_at"] = now
    return False


def default_purpose(person: PersonView) -> str:
    """What a role reads for until the person states something else."""
    return load().purpose_by_role.get(person.role, "upkeep")


def _moment(said: float | None) -> datetime | None:
    return None if said is None else datetime.fromtimestamp(said, UTC)


def expect_factor(request: HttpRequest, person: PersonView, *, to: str) -> None:
    """The passphrase fits; a session begins only with the second factor. Nothing is read meanwhile."""
    request.session.flush()
    request.session["expects"] = [person.id, timezone.now().timestamp(), to]
    rotate_token(request)


def expected(request: HttpRequest) -> tuple[PersonView, str] | None:
    """Who is to prove his second factor here, and where he goes on to; None after ten minutes."""
    person_id, since, to = request.session.get("expects", (0, 0.0, ""))
    if timezone.now().timestamp() - since > EXPECTED_FOR:
        return None
    person = people.person(person_id=person_id)
    return (person, to) if person else None


def proved(request: HttpRequest) -> None:
    """A second factor was proved just now."""
    request.session["proved_at"] = timezone.now().timestamp()


def sign_on(request: HttpRequest, person: PersonView, *, by_factor: bool = False) -> None:
    """Begin a session that shares nothing with the one before it; the sign-in is a fact of its own.

    `by_factor`: a second factor was proved too. MUST be so for whoever has one, but in an exercise's cast.
    """
    request.session.flush()
    if by_factor:
        proved(request)
    request.session["person_id"] = person.id
    request.session["affiliation_id"] = person.affiliation_id
    request.session["acted_at"] = timezone.now().timestamp()
    rotate_token(request)
    reader = Reader(person, default_purpose(person), "", stated=False)
    witness(kind="people.person.signed-in", by=reader.admitted(timezone.now()))


def sign_off(request: HttpRequest) -> None:
    """End the session."""
    request.session.flush()


def state_purpose(request: HttpRequest, *, purpose: str, case_ref: str) -> None:
    """Keep what the reader states; MUST have been checked with protect.rules.access.may_state."""
    said = [purpose, case_ref]
    before = [pair for pair in request.session.get("last_purposes", []) if pair != said]
    request.session["purpose"], request.session["case_ref"] = said
    request.session["last_purposes"] = [said, *before][:LAST_PURPOSES]


def wear_glass(request: HttpRequest, *, until: datetime) -> None:
    """From here to `until` this session reads by break-glass; the action has opened it."""
    request.session["purpose"], request.session["case_ref"] = BREAK_GLASS, ""
    request.session["glass_until"] = until.timestamp()


def mend_glass(request: HttpRequest) -> None:
    """Back to what the role reads for."""
    for name in ("purpose", "case_ref", "glass_until"):
        request.session.pop(name, None)
