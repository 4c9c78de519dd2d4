"""A local moment as a form sends it, and back."""

from datetime import UTC, datetime

from django.utils import timezone

GONE = "{} was left out that night when the clocks changed. Write a time that was."


def local_moment(said: str, name: str) -> tuple[datetime | None, str]:
    """(the moment that "2026-11-22T06:00" means here, "") or (None, what is wrong); `name` is the label of the field.

    Of an hour that comes twice it is the first.
    """
    try:
        naive = datetime.fromisoformat(said.strip())
    except ValueError:
        return (
            None,
            f"{name}: {'empty' if not said.strip() else repr(said[:40]) + ' is no time'}. Write 2026-11-30 14:05.",
        )
    if naive.tzinfo is not None:
        return None, f"{name}: '{said[:40]}' names a zone. Write the local time alone."
    utc = timezone.make_aware(naive).astimezone(UTC)
    if timezone.make_naive(utc) != naive:
        return None, f"{name}: " + GONE.format(said[:40])
    return utc, ""


def as_typed(at: datetime) -> str:
    """As a field of kind datetime-local shows it."""
    return f"{timezone.localtime(at):%Y-%m-%dT%H:%M}"
