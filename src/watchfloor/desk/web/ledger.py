"""The ledger's page. It stands at the desk: core is below the ground that pages stand on."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from watchfloor.core.ledger import reading as ledger
from watchfloor.core.ledger.reading import LedgerLine
from watchfloor.core.rules.audience import Audience
from watchfloor.protect.formats.policy import load
from watchfloor.protect.queries.outside import outside
from watchfloor.protect.rules import outside as outside_rule
from watchfloor.protect.web.door import page
from watchfloor.protect.web.record_parts import names_of, who_can
from watchfloor.protect.web.shown import Page, Withheld, lacking
from watchfloor.protect.web.wording import moment

PAGE = 100
NARROWED = "Facts hold no names and no texts; which records a fact names is shown on their own pages."


@page("core.ledger.read")
def page_of_facts(request: HttpRequest, audience: Audience) -> Page:
    """A hundred sealed facts, newest first."""
    if "ledger.read" not in audience.rights:
        no = lacking("ledger.read", text="your role does not read the ledger.", way_out="Ask one of them.")
        raise Withheld(no, what="read the ledger", who=who_can("ledger.read"))
    said = request.GET.get("before", "")
    before = int(said) if said.isdecimal() and len(said) < 19 else None
    lines = ledger.page(audience=audience, before=before, how_many=PAGE)
    context = {
        "facts": _facts(audience, lines), "checkpoint": _checkpoint(), "kinds": [], "narrowed": NARROWED,
        "newer_url": "/ledger/" if before else "",
        "older_url": f"/ledger/?before={lines[-1].pos}" if len(lines) == PAGE else "",
    }  # fmt: skip
    return Page("core/ledger.html", context, keys=((("[", "]"), "newer, older"),))


def _facts(audience: Audience, lines: list[LedgerLine]) -> list[dict[str, Any]]:
    names, purposes = names_of({line.actor for line in lines}, audience), load().purposes
    return [
        {
            "position": line.pos, "when": moment(line.at), "kind": line.kind, "who": names.get(line.actor, "not known"),
            "purpose": purposes[line.purpose].words.partition(";")[0] if line.purpose in purposes else line.purpose,
            "records": line.records, "rules": line.rules, "sealed": True, "url": "",
        }
        for line in lines
    ]  # fmt: skip


def _checkpoint() -> dict[str, Any] | None:
    state = ledger.state()
    if state.root is None or state.at is None:
        return None
    it, now = outside(), timezone.now()
    waited = (now - state.oldest_unsealed).total_seconds() if state.oldest_unsealed else 0.0
    return {
        "size": f"{state.sealed:,}", "root": state.root.hex(), "signed_at": moment(state.at), "key": "",
        "unsealed_age": f"{max(0.0, waited):.1f} s" if state.oldest_unsealed else "",
        "outside": {"state": outside_rule.state(it, now=now), "text": outside_words(it, now=now)},
    }  # fmt: skip


def outside_words(it: outside_rule.Outside, *, now: datetime) -> str:
    """How old the last checkpoint outside the machine is; whoever holds one finds any other log."""
    old = outside_rule.age(it, now=now)
    if old is None:
        return "Nothing is signed yet."
    hours = f"{old.total_seconds() / 3600:,.0f} h" if old.total_seconds() >= 3600 else "less than an hour"
    if it.left_at is None:
        return f"None has left this machine; the first was signed {hours} ago."
    return f"The last left {hours} ago, over {it.size:,} facts."
