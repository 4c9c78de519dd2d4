"""Which agencies report, how often they were answered, and which of them went silent."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from watchfloor.core.queries import hits
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.searching import Narrowed
from watchfloor.desk.web.outside import must_hold
from watchfloor.gather.actions.submissions import RIGHT
from watchfloor.gather.formats.sharing import sharing_policy
from watchfloor.gather.queries.sharing import outcome_counts
from watchfloor.people import queries as people
from watchfloor.protect.rules.labels import Atom
from watchfloor.protect.web.door import page
from watchfloor.protect.web.shown import Page
from watchfloor.protect.web.wording import day

HERE, TIP = "/sharing/agencies/", "tip"


@page("gather.agencies.read")
def heard(request: HttpRequest, audience: Audience) -> Page:
    """Every agency with an agreement or a report, those that went silent first. Only what one may read is counted."""
    del request
    must_hold(audience, RIGHT, text="your role does not vet.", what="see which agencies report")
    now, owners = timezone.now(), _labels_by_owner()
    sent, words = Counter[int](), Counter[tuple[int, str]]()
    owner_of = {label: owner for owner, labels in owners.items() for label in labels}
    for (label, kind), n in hits.label_counts(audience=audience).items():
        if kind == TIP and label in owner_of:
            sent[owner_of[label]] += n
    for (label, word), n in outcome_counts(audience=audience).items():
        if label in owner_of:
            words[owner_of[label], word] += n
    agreed = people.agreements(on=timezone.localdate(now))
    rows = [
        _row(one, sent[one.id], words, _last(audience, owners.get(one.id, ())) if sent[one.id] else None, now)
        for one in people.agencies().values()
        if one.id in agreed or sent[one.id]
    ]
    rows.sort(key=lambda one: (not one["silent"], -one["days"], one["name"]))
    context = {
        "rows": rows, "silent": sum(one["silent"] for one in rows), "days": sharing_policy().silent_days,
        "back_url": "/sharing/",
    }  # fmt: skip
    return Page("desk/heard.html", context)


def _labels_by_owner() -> dict[int, tuple[int, ...]]:
    """The labels of one owner alone; what is joined of two is nobody's report."""
    found: dict[int, list[int]] = {}
    for label, atoms in core.labels().items():
        if len(atoms) == 1:
            found.setdefault(Atom.parse(atoms[0]).owner_id, []).append(label)
    return {owner: tuple(labels) for owner, labels in found.items()}


def _last(audience: Audience, labels: tuple[int, ...]) -> datetime | None:
    newest = hits.hits(audience=audience, words="", narrowed=Narrowed(kinds=(TIP,), labels=labels), how_many=1)
    return newest[0].opened_at if newest else None


def _row(
    agency: people.AgencyView, sent: int, words: Counter[tuple[int, str]], last: datetime | None, now: datetime
) -> dict[str, Any]:
    days = (now - last).days if last else -1
    told = {word: words[agency.id, word] for word in sharing_policy().feedback}
    return {
        "name": agency.name, "sent": sent, "told": sum(told.values()),
        "words": ", ".join(f"{n} {word}" for word, n in told.items() if n), "waits": max(0, sent - sum(told.values())),
        "last": day(timezone.localdate(last)) if last else "never", "days": days if last else 10**6,
        "silent": last is None or days >= sharing_policy().silent_days,
    }  # fmt: skip
