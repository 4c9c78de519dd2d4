"""Omar holds the watch: a shift that opened in the evening, a few entries about what came in, and a request."""

from datetime import datetime, timedelta

from watchfloor.core.gate.session import reading
from watchfloor.demo.working import Worked, as_person
from watchfloor.plan.actions.requests import take_request
from watchfloor.plan.actions.watch import take_watch, write_entry
from watchfloor.plan.queries import watch
from watchfloor.plan.rules.handover import on_sheet
from watchfloor.plan.rules.requests import Kept, Said

ON_DUTY = "omar"
SINCE, LATE = timedelta(hours=4), timedelta(minutes=20)
DISPATCH = "Wright County dispatch (EXERCISE)"


def keep_watch(worked: Worked, *, now: datetime) -> None:
    """Open the shift and write its log by the actions that the pages call; nothing if somebody holds the watch."""
    began = now - SINCE
    with reading(as_person(ON_DUTY, now=began)) as omar:
        if watch.open_shift(audience=omar):
            return
        left = watch.entries_of_shift(audience=omar, shift=watch.last_shift(audience=omar))
        take_watch(lines=on_sheet(left), by=omar, now=began)
    with reading(as_person(ON_DUTY, now=now)) as omar:  # admitted anew: the label of the watch was made a moment ago
        write_entry(
            kind="event", words="Line to the 911 center tested, answered at once.",
            happened_at=began + timedelta(minutes=12), by=omar, now=began + timedelta(minutes=13),
        )  # fmt: skip
        first = write_entry(
            kind="decision", words="Overnight reports are read every 20 minutes until 06:00.",
            happened_at=began + timedelta(minutes=30), by=omar, now=began + timedelta(minutes=31),
        )  # fmt: skip
        write_entry(
            kind="decision", words="Overnight reports are read every 15 minutes until 06:00.",
            happened_at=began + timedelta(minutes=30), corrects=first, by=omar, now=began + timedelta(minutes=40),
        )  # fmt: skip
    _about_records(worked, now)
    _asked(now)


def _asked(now: datetime) -> None:
    """A deputy's number is not in the registry, so that he waits for a call-back; a sergeant has waited too long."""
    van = "A white van with a ladder rack stands by the substation on Highway 25. Is anything known of one like it?"
    words = Kept("Deputy on patrol (EXERCISE)", "WCS", "763-555-0142", "", van)
    with reading(as_person(ON_DUTY, now=now)) as omar:
        take_request(said=Said(words, "officer-safety", "routine", "phone"), by=omar, now=now)
    waits = Kept(
        "Desk sergeant (EXERCISE)", "RCP", "763-555-0190", "", "Is the road past the gas plant open for a hospital bus?"
    )
    with reading(as_person(ON_DUTY, now=now)) as omar:
        take_request(said=Said(waits, "officer-safety", "immediate", "phone"), by=omar, now=now - LATE)


def _about_records(worked: Worked, now: datetime) -> None:
    with reading(as_person(ON_DUTY, now=now)) as omar:
        # one entry a second, as they were written, so that the newest stands first
        moments = (now + timedelta(seconds=n) for n in range(1, 5))
        for row, reached, words in zip(
            worked.reports[-2:],
            (True, False),
            ("Asked who was on patrol at the time; they look and call back.", "Asked for a unit to look at the place."),
            strict=False,
        ):
            write_entry(
                kind="call", words=words, whom=DISPATCH, number="763-555-0142", reached=reached, record_id=row.id,
                happened_at=now, by=omar, now=next(moments),
            )  # fmt: skip
        if worked.ties:
            count, because = worked.connected, worked.ties[0].because
            write_entry(
                kind="decision", words=f"{count} reports are read as one matter: {because}",
                record_id=worked.reports[-1].id, happened_at=now, by=omar, now=next(moments),
            )  # fmt: skip
        write_entry(
            kind="event", words=f"Bulletin {worked.number} went to the law enforcement partners.", happened_at=now,
            by=omar, now=next(moments),
        )  # fmt: skip
