"""Gather's jobs: the drop box is emptied, its key turned; and followers that tell the public how far a report is."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import DatabaseError
from django.utils import timezone

from watchfloor.core.gate.session import reading
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.fact import Fact
from watchfloor.gather.actions import dropbox
from watchfloor.gather.actions.door_keys import sweep, turn_key
from watchfloor.gather.actions.dropbox import SERVICE, Stated, Waiting
from watchfloor.gather.actions.mailbox import note_progress, tell_asker
from watchfloor.gather.actions.operations import forget_ended, pass_on
from watchfloor.gather.actions.triage import SERVICE as TRIAGE
from watchfloor.gather.actions.triage import call_late, looked_at
from watchfloor.gather.actions.waves import keep_keys
from watchfloor.gather.rules.report import read
from watchfloor.plan.queries import ground as plan
from watchfloor.protect.actions.admit import admit_service

log = logging.getLogger("watchfloor.gather")
READ = "core.record.read"
# however a tip ends: decided by vetting, or made of another class by a person; a purge closes the mailbox by itself
DECIDED = ("gather.tip.promoted", "gather.tip.dismissed", "protect.class.changed")
LOOKED_AT = ("plan.claim.made", "gather.promotion.proposed", "gather.dismissal.proposed")
ANSWERED = "gather.letter.answered"
WHENS = {"now": "It is happening now, it said", "today": "Today, it said", "earlier": "Earlier"}
HEAD = 90


def open_drops() -> int:
    """Make tips of what lies in the drop box; how many drops were dealt with. One that fails holds up no other."""
    now, done = timezone.now(), 0
    by = admit_service(service=SERVICE, now=now)
    for it in dropbox.waiting(by=by):
        try:
            done += _dealt_with(it, by, now)
        except DatabaseError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever was put there, the next one is opened
            log.error("a drop could not be opened: %s", type(error).__name__)
            dropbox.fail(it=it, by=by)
    return done


def _dealt_with(it: Waiting, by: Audience, now: datetime) -> bool:
    if it.content is None:
        dropbox.fail(it=it, by=by)
        return False
    files = dropbox.keep_files(it.content)
    if it.kind == "letter":
        with reading(by):
            if dropbox.put_letter(it=it, files=files, by=by, now=now):
                return True
    with reading(by):
        dropbox.open_report(it=it, stated=stated_of(it.content.said, now=it.at), files=files, by=by, now=now)
    return True


def stated_of(said: Mapping[str, str], *, now: datetime) -> Stated:
    """The words as a report; a time or place that cannot be read stays in them. Never refuses: it was acknowledged."""
    story = said.get("what", "").strip() or "(No words: only files were sent.)"
    line = " ".join(story.split())
    title = line if len(line) <= HEAD else line[:HEAD].rsplit(" ", 1)[0] + "…"
    when, day = WHENS.get(said.get("when", ""), ""), said.get("day", "").strip()
    about = ". ".join(filter(None, (said.get("about", "").strip(), when)))
    told = {
        "title": title, "narrative": story, "place": said.get("where", ""), "lat": said.get("lat", ""),
        "lon": said.get("lon", ""), "on": day, "at": said.get("hour", "") if day else "", "about": about,
    }  # fmt: skip
    zone, gazetteer = timezone.get_default_timezone(), plan.gazetteer()
    for without in ((), ("on", "at"), ("on", "at", "lat", "lon")):
        stated, _ = read({**told, **dict.fromkeys(without, "")}, zone=zone, now=now, gazetteer=gazetteer)
        if stated is not None:
            return Stated(stated.title, stated.narrative, stated.when, stated.place)
    return Stated(title, story, None, None)


def keep_door() -> None:
    """Turn the key of the door if it is a day old, publish it, and forget what was closed long ago."""
    now = timezone.now()
    with reading(admit_service(service=SERVICE, now=now)) as by:
        turn_key(by=by, now=now)
        sweep(by=by, now=now)


def follow_reports(facts: Sequence[Fact], audience: Audience) -> None:
    """A person read a report, or it was decided: its mailbox is told, to be shown later."""
    read_ = {record for fact in facts if fact.kind == READ and fact.actor > 0 for record in fact.records}
    closed = {record for fact in facts if fact.kind in DECIDED for record in fact.records}
    if read_ or closed:
        note_progress(read=read_, closed=closed, by=audience, now=timezone.now())


def hear_answers(facts: Sequence[Fact], audience: Audience) -> None:
    """Whoever asked is told that an answer came."""
    for fact in facts:
        tell_asker(records=fact.records, position=fact.pos, by=audience, now=timezone.now())


def keep_operations() -> int:
    """Pass on the conflicts that nobody answered, and forget the operations that ended; how many were passed on."""
    now = timezone.now()
    with reading(admit_service(service="gather.operations", now=now)) as by:
        forget_ended(by=by, now=now)
        return pass_on(by=by, now=now)


def follow_waves(facts: Sequence[Fact], audience: Audience) -> None:
    """What was opened or changed leaves the keys of its wave; each record once, however many facts name it."""
    named = list(dict.fromkeys(record for fact in facts for record in fact.records))
    keep_keys(records=named, by=audience, now=timezone.now())


def follow_looks(facts: Sequence[Fact], audience: Audience) -> None:
    """Somebody took a report on, or judged it: nobody is called for it any more."""
    named = list(dict.fromkeys(record for fact in facts for record in fact.records))
    looked_at(records=named, by=audience, now=timezone.now())


def call_for_late_reports() -> int:
    """Call the duty roster for reports that nobody looked at in time; how many."""
    now = timezone.now()
    with reading(admit_service(service=TRIAGE, now=now)) as by:
        return call_late(by=by, now=now)
