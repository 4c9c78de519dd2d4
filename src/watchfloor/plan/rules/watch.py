"""The watch: what a log entry must say, who may take over, and what stands on the sheet that is handed over."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from uuid import UUID

from watchfloor.core.rules.decision import Because, Decision

KINDS = ("call", "decision", "event", "note")  # a note is pinned to its record and is no part of the hand-over
WORDS_MOST, WHOM_MOST, NUMBER_MOST = 4000, 200, 80
EARLIEST = timedelta(days=7)
AHEAD = timedelta(minutes=1)  # clocks of browser and server differ by seconds
LATE = timedelta(minutes=5)  # written so much later than it happened is said beside the entry


@dataclass(frozen=True, slots=True)
class ShiftView:
    """A shift of the center's watch. `opened_by`, `closed_by`, `taken_from` are person ids.

    `taken_from` is the officer whose watch was read back when this one opened; None where there was none before it.
    """

    public_id: UUID
    label_id: int
    opened_at: datetime
    opened_by: int
    taken_from: int | None = None
    closed_at: datetime | None = None
    closed_by: int | None = None


@dataclass(frozen=True, slots=True)
class EntryView:
    """One entry of the log. A purge of its record leaves time, kind and writer, no words: then `erased` is True.

    `corrected_by` is the newest entry that corrects this one, among those that the reader may see.
    """

    public_id: UUID
    label_id: int
    kind: str
    happened_at: datetime
    written_at: datetime
    written_by: int
    words: str
    record_id: int | None = None
    record_public_id: UUID | None = None
    whom: str = ""
    number: str = ""
    reached: bool | None = None
    corrects: UUID | None = None
    corrected_by: UUID | None = None
    erased: bool = False

    @property
    def late(self) -> bool:
        """Whether it was written well after it happened."""
        return self.written_at - self.happened_at > LATE


@dataclass(frozen=True, slots=True)
class Said:
    """An entry as its writer states it."""

    kind: str
    words: str
    happened_at: datetime
    whom: str = ""
    number: str = ""
    reached: bool | None = None


def may_write(
    said: Said, *, right: bool, bound: bool = False, first: EntryView | None = None, now: datetime
) -> Decision:  # fmt: skip
    """Whether this may stand in the log; `bound` says that it names a record, `first` is the entry that it corrects.

    Rules plan.log.*: right, kind, words, whom, number, reached, call, note, time, corrects. A correction may lie
    as far back as what it corrects.
    """
    reasons = [_right(right), _kind(said), *_words(said), _time(said, first, now), *_call(said), _note(said, bound)]
    return Decision.of(*(one for one in [*reasons, _correction(first)] if one))


def _no(text: str, rule: str, way_out: str) -> Because:
    return Because(text, f"plan.log.{rule}", "center policy", False, way_out)


def _right(right: bool) -> Because:
    if right:
        return Because("Your role keeps the watch log.", "plan.log.right", "center policy")
    return _no("Your role keeps no watch log.", "right", "Ask an analyst or the watch supervisor to write it.")


def _kind(said: Said) -> Because | None:
    if said.kind in KINDS:
        return None
    return _no("Kind: not chosen.", "kind", "Choose call, decision, event or note.")


def _words(said: Said) -> list[Because]:
    found = []
    if not said.words.strip():
        found.append(_no("What: empty.", "words", "Write what was said, decided or seen."))
    for name, text, most in (("What", said.words, WORDS_MOST), ("Whom", said.whom, WHOM_MOST),
                             ("Number", said.number, NUMBER_MOST)):  # fmt: skip
        if len(text) > most:
            rule = {"What": "words", "Whom": "whom", "Number": "number"}[name]
            found.append(_no(f"{name}: {len(text)} characters.", rule, f"Write {most} or fewer."))
    return found


def _time(said: Said, first: EntryView | None, now: datetime) -> Because | None:
    if said.happened_at > now + AHEAD:
        way_out = "Write when it happened; what is planned belongs into the words."
        return _no("Time: it lies ahead.", "time", way_out)
    if said.happened_at < now - EARLIEST and not (first and said.happened_at >= first.happened_at - EARLIEST):
        return _no("Time: more than 7 days back.", "time", "Check the day; what is older belongs on its record.")
    return None


def _call(said: Said) -> list[Because]:
    if said.kind != "call":
        if not (said.whom or said.number or said.reached is not None):
            return []
        return [_no("Whom, number and reached: only a call has them.", "call", "Choose call, or clear them.")]
    found = []
    if not said.whom.strip():
        found.append(_no("Whom: empty.", "whom", "Write who was called, or who called."))
    if said.reached is None:
        found.append(_no("Reached: not answered.", "reached", "Choose reached or not reached."))
    return found


def _note(said: Said, bound: bool) -> Because | None:
    if said.kind != "note" or bound:
        return None
    return _no("Record: a note is pinned to one.", "note", "Give the number of its record, or choose event.")


def _correction(first: EntryView | None) -> Because | None:
    if first is None or not (first.erased or first.corrected_by):
        return None
    if first.erased:
        text, way_out = "Its words were erased by a purge.", "Write an entry of its own."
    else:
        text, way_out = "It was corrected already.", "Correct the entry that corrects it."
    return _no(text, "corrects", way_out)


def happened(day: date | None, hour: time | None, zone: tzinfo, *, now: datetime) -> datetime | None:
    """The moment that a day and an hour of the center's zone mean: with neither, now; an hour alone, the last such.

    Of an hour that the change of clocks brings twice the later one that has been; None for one that it leaves out.
    """
    here = now.astimezone(zone)
    if hour is None:
        return now if day in (None, here.date()) else None
    on = day or here.date()
    stand = [one for fold in (1, 0) if (one := _moment(on, hour, zone, fold))]
    past = [one for one in stand if one <= now + AHEAD]
    if past or day or not stand:
        return next(iter([*past, *reversed(stand)]), None)
    return happened(on - timedelta(days=1), hour, zone, now=now)


def _moment(day: date, hour: time, zone: tzinfo, fold: int) -> datetime | None:
    local = datetime.combine(day, hour, tzinfo=zone).replace(fold=fold)
    utc = local.astimezone(UTC)
    stands = utc.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None)
    return utc if stands else None
