"""What the privacy desk shows to whoever oversees: counts by class, purges, holds, samples by id, findings, policy."""

from datetime import datetime
from typing import Any

from django.urls import Resolver404, resolve

from watchfloor.core.ledger import reading as ledger
from watchfloor.core.rules.audience import Audience
from watchfloor.desk.web import privacy_redress
from watchfloor.desk.web.health import OLDEST_UNSEALED_S
from watchfloor.people import queries as people
from watchfloor.protect.actions.brake import stopped
from watchfloor.protect.actions.purge import unfinished
from watchfloor.protect.actions.silence import silenced
from watchfloor.protect.formats.policy import load
from watchfloor.protect.formats.policy_files import policy_files
from watchfloor.protect.formats.redress import times
from watchfloor.protect.queries import oversight, policies, redress, retention
from watchfloor.protect.rules.redress import KINDS
from watchfloor.protect.rules.retention import EXPIRED
from watchfloor.protect.web.clock_parts import hold_words
from watchfloor.protect.web.record_parts import names_of
from watchfloor.protect.web.wording import CLASSES, agency_words, day, moment


def class_rows(audience: Audience) -> list[dict[str, Any]]:
    """Counts over everything that is held, by class."""
    return [
        {
            "class": CLASSES.get(one.legal_class, one.legal_class), "held": one.held, "over": one.review_over,
            "past": one.purge_over, "in_30": one.in_30, "in_60": one.in_60, "in_90": one.in_90,
            "validated": one.validated, "oldest": day(one.oldest),
        }
        for one in retention.class_counts(audience=audience)
    ]  # fmt: skip


def hold_kinds(audience: Audience) -> list[dict[str, Any]]:
    """How many of each kind stand."""
    return [
        {"kind": hold_words(one.kind), "standing": one.standing, "next": day(one.next_end)}
        for one in oversight.hold_counts(audience=audience)
    ]


def purge_lines(audience: Audience, *, since: datetime, how_many: int = 8) -> list[dict[str, Any]]:
    """The newest purges: by whom, under which rule, how far."""
    found = oversight.purge_log(audience=audience, since=since)[:how_many]
    names = names_of({who for one in found for who in (one.by_id, one.second_id)}, audience)
    return [
        {
            "number": f"PURGE-{str(one.public_id)[:8]}", "when": moment(one.opened_at), "records": len(one.records),
            "url": f"/purges/{one.public_id}/" if "purge" in audience.rights else "",
            "by": "its schedule" if one.rule == EXPIRED else f"{names[one.by_id]} and {names[one.second_id]}",
            "done": sum(step is not None for step in (one.forgotten_at, one.scrubbed_at, one.told_at)) + 1,
        }
        for one in found
    ]  # fmt: skip


def week_rows(audience: Audience, *, since: datetime) -> list[dict[str, Any]]:
    """Purges per person and week."""
    found = retention.purge_counts(audience=audience, since=since)
    names = names_of({one.person_id for one in found}, audience)
    return [
        {"week": day(one.week), "who": names.get(one.person_id, "not known"), "purges": one.purges} for one in found
    ]


def sample_rows(audience: Audience) -> list[dict[str, Any]]:
    """Drawn records by id and class."""
    found = oversight.samples(audience=audience, how_many=25)
    agencies = people.agencies(ids={one.owner_id for one in found if one.owner_id})
    return [
        {
            "id": str(one.record), "class": CLASSES.get(one.legal_class, one.legal_class), "when": moment(one.drawn_at),
            "owner": agency_words(agencies[one.owner_id].name) if one.owner_id in agencies else "",
            "until": day(one.until_on), "settled": moment(one.settled_at),
            "url": f"/records/{one.record}/review/" if "record.read" in audience.rights else "",
        }
        for one in found
    ]  # fmt: skip


def findings(audience: Audience, *, now: datetime) -> list[dict[str, str]]:
    """What this page can see to be wrong, in counts; the whole inspection is `watchfloor check`."""
    found = [{"text": one.text, "way_out": one.way_out} for one in (*unfinished(), *stopped(), *silenced())]
    for one in retention.class_counts(audience=audience):
        words = CLASSES.get(one.legal_class, one.legal_class)
        if one.purge_over:
            found.append({"text": f"{one.purge_over} of class {words} are past their last day.",
                          "way_out": "The worker purges them; a hold keeps those that stay."})  # fmt: skip
    state = ledger.state()
    if state.oldest_unsealed and (now - state.oldest_unsealed).total_seconds() > OLDEST_UNSEALED_S:
        found.append({"text": "Facts wait unsealed.", "way_out": "watchfloor check names what holds them."})
    return found + _policy_findings()


def _policy_findings() -> list[dict[str, str]]:
    known = policies.in_force()
    return [
        {"text": f"The policy file {one.name} differs from what the ledger says is in force.",
         "way_out": "The worker notes it within the hour; if nobody changed it, restore the release's own file."}
        for one in policy_files() if one.name in known and known[one.name].sha256 != one.sha256
    ]  # fmt: skip


def policy_line() -> dict[str, Any]:
    """How many files are in force, their common hash and the last change."""
    known = policies.in_force()
    last = max((one.since for one in known.values()), default=None)
    return {"files": len(policy_files()), "sha256": load().sha256, "since": moment(last)}


def redress_panel(audience: Audience, *, now: datetime) -> dict[str, Any]:
    """Open cases with their clocks for who decides them; counts by kind for who oversees alone."""
    if audience.rights & set(privacy_redress.RIGHTS):
        rows = [privacy_redress.case_row(one, now=now) for one in redress.cases(audience=audience)[:6]]
        return {"url": privacy_redress.HERE, "rows": rows}
    counted = redress.redress_counts(audience=audience, times=times())
    return {
        "url": "",
        "rows": [
            {"number": KINDS.get(one.kind, one.kind), "url": "", "kind": f"{one.open} open", "clock": None,
             "state": f"{one.late} late, {one.decided} decided, {one.appealed} appealed", "count": one.open}
            for one in counted
        ],
    }  # fmt: skip


def inquiries_url() -> str:
    """Where flagged inquiries are opened, once that page stands."""
    try:
        resolve("/privacy/inquiries/")
    except Resolver404:
        return ""
    return "/privacy/inquiries/"
