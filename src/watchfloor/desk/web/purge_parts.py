"""Words of the purge's pages: effects as counts, how far a purge has come, and what its certificate may say."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from watchfloor.protect.actions.certificate import KEY_BACKUP_DAYS
from watchfloor.protect.actions.propose import TOLD
from watchfloor.protect.queries.purges import ProposalView, PurgeView
from watchfloor.protect.web.wording import day, hour, moment

# what a row of each table is to a reader; a table that is missing here shows under its own name
NOUNS = {
    "core_record": "record", "core_version": "version", "core_piece": "sealed original", "core_note": "sealed note",
    "core_grant": "opening to one person", "core_key": "content key", "analyze_mention": "mention",
    "analyze_link": "link", "analyze_assessment": "assessment", "analyze_implication": "implication",
    "analyze_reportimplication": "report that an assessment names", "plan_relevance": "line of relevance",
    "plan_followed": "line of what is followed",
    "plan_logentry": "entry of the watch log", "plan_readline": "line that was read back", "plan_claim": "claim",
    "plan_tag": "tag to a need", "plan_watchword": "watch word", "plan_wordhit": "hit of a watch word",
    "gather_vetting": "vetting", "core_source_item": "container", "core_set_aside": "piece set aside",
    "gather.unstated": "mapping of a file", "disseminate": "statement, comment or release emptied",
    "disseminate_statementsource": "source of a statement", "disseminate_statement": "statement",
    "plan.log": "entry of the watch log emptied", "protect_validation": "review",
    "protect_proposal": "question to two", TOLD: "person who is told",
}  # fmt: skip
PLURALS = {"disseminate": "statements, comments or releases emptied", "protect_proposal": "questions to two",
           "disseminate_statementsource": "sources of statements", "plan.log": "entries of the watch log emptied",
           TOLD: "people who are told", "plan_logentry": "entries of the watch log",
           "core_set_aside": "pieces set aside", "gather.unstated": "mappings of files",
           "core_grant": "openings to one person", "analyze_reportimplication": "reports that an assessment names",
           "plan_relevance": "lines of relevance", "plan_followed": "lines of what is followed",
           "plan_readline": "lines that were read back",
           "plan_tag": "tags to needs", "plan_wordhit": "hits of watch words"}  # fmt: skip
FIRST = ("core_record", "core_version", "analyze_link")


def effects(counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """Exact numbers with their nouns, the record first, the people told last."""
    order = {name: at for at, name in enumerate(FIRST)}
    names = sorted(counts, key=lambda name: (name == TOLD, order.get(name, len(FIRST)), name))
    return [{"count": counts[name], "noun": _noun(name, counts[name])} for name in names if counts[name]]


def _noun(table: str, number: int) -> str:
    one = NOUNS.get(table, table.partition("_")[2].replace("_", " ") or table)
    return one if number == 1 else PLURALS.get(table, f"{one}s")


def two_of(
    asked: ProposalView, names: Mapping[int, str], effect: Mapping[str, int], *, mine: bool, number: str
) -> dict[str, Any]:
    """As components/two_person.html shows it, to the one who waits or to the one who answers."""
    return {
        "what": f"Purge {number}", "stage": "confirm" if mine else "waiting", "effects": effects(effect),
        "url": f"/purges/proposals/{asked.public_id}/",
        "first": {"name": names.get(asked.asked.by_id, "not known"), "when": moment(asked.opened_at),
                  "because": asked.because},
        "second": {"name": names.get(asked.asked.second_id, "not known")},
        "lapses": f"at {hour(asked.asked.lapses_at)}",
    }  # fmt: skip


def waiting_row(one: ProposalView, names: Mapping[int, str], *, mine: bool, number: str) -> dict[str, Any]:
    """A question in the list."""
    return {
        "number": number, "url": f"/purges/proposals/{one.public_id}/", "mine": mine,
        "by": names.get(one.asked.by_id, "not known"), "second": names.get(one.asked.second_id, "not known"),
        "lapses": hour(one.asked.lapses_at),
    }  # fmt: skip


def purge_row(one: PurgeView, names: Mapping[int, str]) -> dict[str, Any]:
    """A purge in the list: how many of its four steps are done."""
    steps = [one.hidden_at, one.forgotten_at, one.scrubbed_at, one.told_at]
    done = sum(step is not None for step in steps)
    return {
        "url": f"/purges/{one.public_id}/", "number": f"PURGE-{str(one.public_id)[:8]}", "records": len(one.records),
        "when": moment(one.opened_at), "by": names.get(one.by_id, "not known"), "done": done,
        "state": "ok" if done == len(steps) else "soon",
    }  # fmt: skip


def certificate(one: PurgeView, names: Mapping[int, str]) -> dict[str, Any]:
    """The page's context. It says what database.md lets a certificate say, and no more."""
    storage = one.certificate.get("storage") or {}
    return {
        "number": f"PURGE-{str(one.public_id)[:8]}", "records": [str(record) for record in one.records],
        "by": names.get(one.by_id, "not known"), "second": names.get(one.second_id, "not known"),
        "opened": moment(one.opened_at), "unreadable": moment(one.hidden_at), "gone": _gone(one),
        "keys_gone": day((timezone.localtime(one.hidden_at) + timedelta(days=KEY_BACKUP_DAYS)).date())
        if one.hidden_at else "",
        "steps": _steps(one), "deleted": effects(one.counts), "searched": storage.get("byte_search"),
        "does_not_say": one.certificate.get("does_not_say", []), "rewritten": storage.get("rewritten", []),
    }  # fmt: skip


def _gone(one: PurgeView) -> str:
    """Words that search needs were in clear: backups from before the scrub hold them until they expire."""
    last = one.certificate.get("gone_from_backups_by")
    return day(date.fromisoformat(last)) if one.scrubbed_at and last else ""


def _steps(one: PurgeView) -> list[dict[str, Any]]:
    """The four steps, each with its moment and the kind of its fact."""
    told = f"{one.told} {'person was' if one.told == 1 else 'people were'} given something of it"
    rows = (
        ("Hidden, and its keys destroyed", one.hidden_at, "hidden", "from here nobody can read it"),
        ("Forgotten by everything that held it", one.forgotten_at, "forgotten", "rows deleted, see below"),
        ("Storage scrubbed", one.scrubbed_at, "scrubbed", "watchfloor scrub, by the account that runs the house"),
        ("Recipients told", one.told_at, "told", told),
    )
    return [
        {"what": what, "when": moment(at), "done": at is not None, "fact": f"protect.purge.{kind}", "detail": detail}
        for what, at, kind, detail in rows
    ]
