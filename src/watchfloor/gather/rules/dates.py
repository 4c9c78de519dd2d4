"""Dates as people write them, read only in the forms that a mapping declares; nothing about a time is invented."""

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from watchfloor.core.rules.draft import When

TOKENS = {
    "YYYY": r"(?P<year>[0-9]{4})",
    "MM": r"(?P<month>[0-9]{2})",
    "M": r"(?P<month>[0-9]{1,2})",
    "DD": r"(?P<day>[0-9]{2})",
    "D": r"(?P<day>[0-9]{1,2})",
    "hh": r"(?P<hour>[0-9]{1,2})",
    "mm": r"(?P<minute>[0-9]{2})",
    "ss": r"(?P<second>[0-9]{2})(?:\.[0-9]{1,9})?",
    "Z": r" ?(?P<offset>Z|UTC|[+-](?:0[0-9]|1[0-4]):?[0-5][0-9])",
}
TOKEN = re.compile(r"YYYY|MM|M|DD|D|hh|mm|ss|Z|T|[^A-Za-z0-9]")
# a report older than this is a slip of the pen, and so is one of the far future
YEARS = range(1900, 2200)
# the widest zones in use: a day that may be of any place lies between these two
FIRST_ZONE, LAST_ZONE = timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))
MIDNIGHT = "'{}' is read as a day without a time, as the mapping says of midnight."
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Moment:
    """A date as written: `at` has no zone unless the writer gave an offset; `timed` says whether a time was given."""

    at: datetime
    timed: bool
    said: str


@dataclass(frozen=True, slots=True)
class DateForms:
    """Declared forms, ready to match, in their order."""

    patterns: tuple[re.Pattern[str], ...]
    midnight_is_day: bool = False

    @classmethod
    def of(cls, forms: Sequence[str], *, midnight_is_day: bool = False) -> "DateForms":
        """Compile forms such as `YYYY-MM-DD hh:mm:ss` or `M/D/YYYY`; each MUST have passed `order_of`."""
        return cls(tuple(re.compile(_pattern(form)) for form in forms), midnight_is_day)


def _pattern(form: str) -> str:
    return "".join(TOKENS.get(token) or re.escape(token) for token in TOKEN.findall(form))


def order_of(form: str) -> str | None:
    """year-first, month-first or day-first; None when the form is none or lacks year, month or day."""
    tokens = TOKEN.findall(form)
    names = [token for token in tokens if token in TOKENS]
    parts = [{"YYYY": "year", "M": "month", "MM": "month", "D": "day", "DD": "day"}.get(name, "") for name in names]
    parts = [part for part in parts if part]
    if "".join(tokens) != form or sorted(parts) != ["day", "month", "year"] or len(set(names)) != len(names):
        return None
    if "hh" in names and "mm" not in names:
        return None
    return f"{parts[0]}-first"


def moment_of(text: str, forms: DateForms) -> Moment | None:
    """The first declared form that fits decides; None when none fits or the calendar has no such day or time."""
    for pattern in forms.patterns:
        if found := pattern.fullmatch(text):
            return _moment(found.groupdict(), text, forms.midnight_is_day)
    return None


def _moment(parts: dict[str, str | None], said: str, midnight_is_day: bool) -> Moment | None:
    year, hour = int(parts["year"] or 0), parts.get("hour")
    minute, second = int(parts.get("minute") or 0), int(parts.get("second") or 0)
    zone = _offset(parts.get("offset"))
    try:
        at = datetime(
            year, int(parts["month"] or 0), int(parts["day"] or 0), int(hour or 0), minute, second, tzinfo=zone
        )
    except ValueError:
        return None
    if year not in YEARS:
        return None
    bare = hour is None or (midnight_is_day and zone is None and at.time() == datetime.min.time())
    return Moment(at, not bare, said)


def _offset(said: str | None) -> timezone | None:
    if said is None or said in ("Z", "UTC"):
        return None if said is None else UTC
    minutes = int(said[1:3]) * 60 + int(said[-2:])
    return timezone(timedelta(minutes=-minutes if said[0] == "-" else minutes))


def when_of(moment: Moment, zone: tzinfo | None) -> tuple[When, tuple[str, ...]]:
    """The half-open range [start, end) that surely holds the moment, and findings to be shown.

    A day without a time stays a day. Without a zone the range covers the moment in every zone there is and its
    precision is "day". A time that the clocks skip or repeat that night is widened, never moved.
    """
    if not moment.timed:
        return _day(moment, zone)
    if moment.at.tzinfo is not None:
        return When(moment.at, moment.at + MINUTE, "minute", moment.said), ()
    if zone is None:
        start, end = moment.at.replace(tzinfo=FIRST_ZONE), moment.at.replace(tzinfo=LAST_ZONE)
        return When(start, end + MINUTE, "day", moment.said), (
            f"The time '{moment.said}' is kept as said: the place gives no time zone.",
        )
    return _local(moment, zone)


def _day(moment: Moment, zone: tzinfo | None) -> tuple[When, tuple[str, ...]]:
    day = moment.at.replace(hour=0, minute=0, second=0)
    read_as = (MIDNIGHT.format(moment.said),) if ":" in moment.said else ()
    if zone is not None or day.tzinfo is not None:
        start = day if day.tzinfo else day.replace(tzinfo=zone)
        return When(start, start + DAY, "day", moment.said), read_as
    start, end = day.replace(tzinfo=FIRST_ZONE), (day + DAY).replace(tzinfo=LAST_ZONE)
    return When(start, end, "day", moment.said), (
        *read_as,
        f"The day '{moment.said}' is kept as said: nothing gives its time zone.",
    )


def _local(moment: Moment, zone: tzinfo) -> tuple[When, tuple[str, ...]]:
    early = moment.at.replace(tzinfo=zone)
    late = early.replace(fold=1)
    if early.utcoffset() == late.utcoffset():
        return When(early, early + MINUTE, "minute", moment.said), ()
    start, end = sorted((early.astimezone(UTC), late.astimezone(UTC)))
    return When(start, end + MINUTE, "minute", moment.said), (
        f"The clocks changed at '{moment.said}' in this place: the time is kept as a range.",
    )


def mended(text: str) -> str:
    """An ISO date near to what was written, as an example in an error text; a fixed one when nothing comes near."""
    numbers = [int(number) for number in re.findall(r"[0-9]{1,4}", text[:40])[:3]]
    if len(numbers) == 3:
        one, two, three = numbers
        orders = ((one, two, three),) if one > 31 else ((three, one, two), (three, two, one))
        for year, month, day in orders:
            full = year + 2000 if year < 100 else year
            if full in YEARS and 1 <= month <= 12 and 1 <= day <= 31:
                return f"{full}-{month:02}-{min(day, monthrange(full, month)[1]):02}"
    return "2026-11-30"
