"""The connections on the page of feeds: how each stands, and the deeds of whoever switches and approves them."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from watchfloor.core.rules.audience import Audience
from watchfloor.protect.web.record_parts import who_can
from watchfloor.protect.web.shown import Absent, Done, Withheld
from watchfloor.protect.web.wording import moment
from watchfloor.receive import queries as receive
from watchfloor.receive.actions.feeds.switching import NotSwitched, approve_feed, switch_off, switch_on
from watchfloor.receive.queries import FeedView
from watchfloor.receive.rules.feeds import APPROVE, STATES, SWITCH

TOLD = "health.read"  # counts of what came, whoever may read it, are for those who look after the house
GLYPHS = {"failing": ("silent", "overdue"), "silent": ("silent", "overdue"), "waits": ("late", "overdue"),
          "ok": ("ok", "ok"), "new": ("unknown", "mute"), "off": ("unknown", "mute")}  # fmt: skip
WORDS = {"failing": "Failing", "silent": "Silent", "waits": "Waits", "ok": "On time", "new": "New", "off": "Off"}
ORDER = {state: number for number, state in enumerate(("failing", "silent", "waits", "new", "ok", "off"))}
KINDS = {"taxii": "TAXII 2.1", "http": "web address", "csaf": "CSAF provider", "misp": "MISP feed",
         "directory": "folder", "maildir": "maildir", "imap": "mailbox"}  # fmt: skip
assert set(ORDER) == set(STATES)


def lines(audience: Audience, *, now: datetime) -> dict[str, Any]:
    """For the template: every connection, what needs a look first."""
    rows = [_line(one, now) for one in receive.feeds()]
    rows.sort(key=lambda one: (ORDER[one["state"]], one["name"]))
    return {
        "lines": rows, "told": TOLD in audience.rights, "bad": sum(ORDER[one["state"]] < 3 for one in rows),
        "may_switch": SWITCH in audience.rights, "may_approve": APPROVE in audience.rights,
        "who_switches": who_can(SWITCH), "on": sum(one["state"] != "off" for one in rows),
    }  # fmt: skip


def _line(one: FeedView, now: datetime) -> dict[str, Any]:
    """Of one that was never asked nothing is said but what it is: on a phone each empty cell is a line less."""
    stands = one.health(now=now)
    asked = one.known.tried_at is not None
    words = stands.words if stands.words.rstrip(".") != WORDS[stands.state] else ""
    glyph, tone = GLYPHS[stands.state]
    counts = ((one.documents, "documents"), (one.records, "records"), (one.set_aside, "set aside"))
    never = "never" * asked
    return {
        "name": one.feed.name, "about": one.feed.about or one.feed.source, "kind": KINDS.get(one.feed.kind, ""),
        "state": stands.state, "said": WORDS[stands.state], "words": words if one.known.on else "",
        "glyph": glyph, "tone": tone, "standing": one.feed.standing, "every": _long(one.feed.every),
        "last": moment(one.known.well_at) or never, "fresh": moment(one.known.fresh_at) or never,
        "lag": _long(one.lag) if one.lag is not None else "not told" * asked, "counts": counts if asked else (),
        "on": one.known.on, "lacks": not one.feed.address,
        "waits": one.needs_approval and not one.known.approved and one.known.on,
    }  # fmt: skip


def _long(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    if minutes < 120:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 2880 else f"{minutes // 1440} days"


def switch(request: HttpRequest, audience: Audience, *, here: str) -> Done:
    """Switch a connection on or off, or approve it; MUST be called by one who may see the page."""
    name, do, now = request.POST.get("feed", ""), request.POST.get("do", ""), timezone.now()
    if receive.feed_named(name=name) is None or do not in ("on", "off", "approve"):
        raise Absent
    try:
        if do == "approve":
            approve_feed(name=name, by=audience, now=now)
        else:
            (switch_on if do == "on" else switch_off)(name=name, by=audience, now=now)
    except NotSwitched as refused:
        right = APPROVE if do == "approve" else SWITCH
        raise Withheld(refused.decision, what="change this connection", who=who_can(right), back=here) from refused
    said = {"on": "is asked from now on", "off": "is asked no more", "approve": "is approved"}[do]
    return Done(here, f"{name} {said}.")
