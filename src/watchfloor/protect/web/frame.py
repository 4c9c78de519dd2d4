"""The context of base.html: banner, purpose, clock, person, navigation, keys."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext

from watchfloor.core.queries.waiting import waiting_counts
from watchfloor.core.rules.audience import Audience
from watchfloor.people import queries as people
from watchfloor.protect.formats.policy import load
from watchfloor.protect.queries.cases import is_known
from watchfloor.protect.rules.needs import BREAK_GLASS
from watchfloor.protect.web.marks import page_marking
from watchfloor.protect.web.navigation import navigation
from watchfloor.protect.web.reader import Reader
from watchfloor.protect.web.sight import sight_of
from watchfloor.protect.web.standing import exercise
from watchfloor.protect.web.wording import agency_words, hour

ROLES = {
    "analyst": "Analyst", "supervisor": "Watch supervisor", "liaison": "Liaison officer", "partner": "Partner",
    "privacy": "Privacy officer", "director": "Director", "inspector": "Inspector", "operator": "Operator",
    "administrator": "Administrator", "security": "Security officer",
}  # fmt: skip


def frame(
    request: HttpRequest,
    reader: Reader,
    audience: Audience,
    *,
    markings: Sequence[str],
    keys: Sequence[tuple[tuple[str, ...], str]],
    records: Sequence[UUID] = (),
    now: datetime,
) -> dict[str, Any]:
    """Everything that stands around a page. MUST be called inside the door's transaction."""
    flag, center = exercise(), people.center()
    return {
        "page_marking": page_marking(markings, exercise=flag),
        "exercise": flag,
        "center": {"name": agency_words(center.name) if center else gettext("No center yet")},
        "reading": reading_of(reader, path=request.get_full_path() if request.method == "GET" else request.path),
        "clock": clock(now),
        "person": _person(reader),
        "nav": navigation(rights=audience.rights, counts=waiting_counts(audience=audience), path=request.path),
        "keys": [{"keys": list(pressed), "text": gettext(text)} for pressed, text in keys],
        "toast": _toast(request),
        "session": {"seconds": settings.SESSION_COOKIE_AGE},
        "sight": sight_of(audience, records),
        "strip": {"text": gettext("Read at %(hour)s, kept on the ledger") % {"hour": hour(now)}, "stale": False},
    }


def reading_of(reader: Reader, *, path: str) -> dict[str, Any]:
    """The purpose of the reading in words, the last ones to take again, and the way to another."""
    purposes = load().purposes
    known, said = purposes.get(reader.purpose), (reader.purpose, reader.case_ref)
    last = [
        {"purpose": purposes[code].words, "case": case, "value": f"{code} {case}"}
        for code, case in reader.last
        if code in purposes and (code, case) != said
    ]
    return {
        "purpose": known.words if known else reader.purpose, "case": reader.case_ref, "last": last, "path": path,
        "case_known": is_known(case_ref=reader.case_ref), "glass": reader.purpose == BREAK_GLASS,
        "stated": reader.purpose if reader.stated else "",
        "change_url": "/people/purpose/?" + urlencode({"next": path}),
    }  # fmt: skip


def local(moment: datetime) -> datetime:
    """In the center's zone."""
    return timezone.localtime(moment)


def clock(now: datetime) -> dict[str, str]:
    """Local time large, Zulu small."""
    here = local(now)
    return {
        "iso": here.isoformat(timespec="seconds"), "zone": settings.TIME_ZONE, "zone_name": here.strftime("%Z"),
        "local": f"{here:%H:%M}", "zulu": f"{now.astimezone(UTC):%H:%MZ}",
        "day": f"{here:%a %b} {here.day}, {here.year}",
    }  # fmt: skip


def keep_toast(request: HttpRequest, *, text: str, undo_url: str, to: str) -> None:
    """What was just done, with its undo, for the page that the reader is led to."""
    request.session["toast"] = {"text": text, "undo_url": undo_url, "path": urlsplit(to).path}


def _toast(request: HttpRequest) -> dict[str, str] | None:
    """Shown once, on the page that it was kept for: what a page fetches meanwhile takes it from nobody."""
    kept: dict[str, str] | None = request.session.get("toast")
    if kept is None or kept["path"] != request.path:
        return None
    del request.session["toast"]
    return kept


def _person(reader: Reader) -> dict[str, str]:
    who = reader.person
    role = gettext(ROLES.get(who.role, who.role.capitalize()))
    duty = role if who.of_center else f"{role}, {who.agency_code}"
    return {
        "name": who.name, "duty": duty, "sign_out_url": "/people/logout/", "public_id": str(who.public_id),
        "login": who.login,
    }  # fmt: skip
