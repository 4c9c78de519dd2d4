"""What every door for machines does: the token, one transaction under its audience, the fact, then the answer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from watchfloor.core.gate.session import reading
from watchfloor.core.ledger.telling import LedgerSilent, witness
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Refused
from watchfloor.network.formats.answers import error
from watchfloor.network.rules.asking import NotAsked
from watchfloor.protect.rules.needs import BREAK_GLASS
from watchfloor.protect.web.errors import away, fault
from watchfloor.protect.web.recording import recorded
from watchfloor.protect.web.shown import Absent
from watchfloor.protect.web.tokens import audience_of, token_in

TITLES = {
    400: "The request does not fit the standard", 401: "No token in force", 403: "Not done", 404: "Nothing here",
    405: "Not done", 406: "Not in this form", 415: "Not in this form", 500: "Failed in a way nobody foresaw",
    503: "Closed for a moment",
}  # fmt: skip
ABSENT = "Nothing here that you may read, or it does not exist."
NO_ONE = "Send a token of the center, as Bearer or as the password of Basic; watchfloor token create makes one."
SILENT = "Reading is recorded before anything is given, and the ledger cannot be written."
AWAY = "The database is away for a moment; ask again."
FACT = "network.object.taken"


@dataclass(frozen=True, slots=True)
class Given:
    """What is answered, the ids of which records it shows (or their array as the database wrote it), headers."""

    body: bytes | str
    records: Sequence[UUID] | str = ()
    headers: Mapping[str, str] = field(default_factory=dict)


def answered(request: HttpRequest, media: str, work: Callable[[Audience], Given]) -> HttpResponse:
    """One page: what may not be seen answers as what is not there, and its fact stands before the first byte leaves."""
    try:
        return _answered(request, media, work)
    except LedgerSilent:
        return refused(503, SILENT, media)
    except Exception as error:  # noqa: BLE001 - a machine is told in its own form, and never what it was
        return refused(503, AWAY, media) if away(error) else refused(500, f"It stands in the log as {fault()}.", media)


def _answered(request: HttpRequest, media: str, work: Callable[[Audience], Given]) -> HttpResponse:
    audience = audience_of(token_in(request.headers.get("Authorization", "")))
    if audience is None:
        return refused(401, NO_ONE, media)
    try:
        with reading(audience):
            given = work(audience)
            told = recorded(audience, records=_ids(given) if audience.purpose == BREAK_GLASS else ())
        witness(kind=FACT, by=audience, records=given.records, rules=told.rules, words=told.words)
    except NotAsked as wrong:
        return refused(400, str(wrong), media)
    except (Absent, Refused):
        witness(kind="protect.reading.refused", by=audience, rules=["access.absent"])
        return refused(404, ABSENT, media)
    return HttpResponse(given.body, content_type=media, headers=dict(given.headers))


def _ids(given: Given) -> Sequence[UUID]:
    """One by one: owners are told of each that was opened by break-glass."""
    said = given.records
    return [UUID(one) for one in said.strip("{}").split(",") if one] if isinstance(said, str) else said


def refused(status: int, text: str, media: str) -> HttpResponse:
    """A TAXII error message; a MISP client reads the same words."""
    answer = HttpResponse(error(status, TITLES[status], text), content_type=media, status=status)
    if status == 401:
        answer["WWW-Authenticate"] = 'Basic realm="watchfloor", charset="UTF-8", Bearer realm="watchfloor"'
    if status == 503:
        answer["Retry-After"] = "60"
    return answer
