"""Moments and days on a public page, in the language of its reader."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language

from watchfloor.protect.web import wording

DAY, MOMENT = r"j \d\e F \d\e Y", r"j \d\e F \d\e Y, H:i T"


def moment(at: datetime | None) -> str:
    """A moment in the reader's language."""
    if at is None or get_language() == "en":
        return wording.moment(at)
    return date_format(timezone.localtime(at), MOMENT)


def day(on: date) -> str:
    """A day in the reader's language."""
    return wording.day(on) if get_language() == "en" else date_format(on, DAY)
