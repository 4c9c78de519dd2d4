"""The mail that says a product waits. It MUST NOT hold content: a number, a link to log in, nothing else."""

from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime


def notice(*, number: str, center: str, to: str, sender: str, link: str, exercise: bool, now: datetime) -> EmailMessage:
    """One mail to one recipient. Title, marking, text and audience stay behind the login; `link` MUST be the page that
    asks for it and holds no token. Raises ValueError for a line break in an address (email.headerregistry)."""
    mail = EmailMessage()
    mail["Subject"] = f"{'EXERCISE: ' if exercise else ''}{number} waits for you at {center}"
    mail["From"], mail["To"] = sender, to
    mail["Date"] = format_datetime(now)
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers
    mail.set_content("\n".join(_lines(number, center, link, exercise=exercise)))
    return mail


def recall_notice(
    *, number: str, center: str, to: str, sender: str, link: str, exercise: bool, now: datetime
) -> EmailMessage:
    """A product is recalled: stop using it; the reason stands behind the login."""
    mail = notice(number=number, center=center, to=to, sender=sender, link=link, exercise=exercise, now=now)
    mail.replace_header("Subject", f"{'EXERCISE: ' if exercise else ''}{number} of {center} is recalled")
    first = f"Product {number} of {center} is recalled. Stop using it and destroy copies. Log in to read why."
    mail.set_content("\n".join((*_exercise(exercise=exercise), first, "", link)))
    return mail


def _exercise(*, exercise: bool) -> tuple[str, ...]:
    return ("EXERCISE. Nothing in this mail is real.", "") if exercise else ()


def _lines(number: str, center: str, link: str, *, exercise: bool) -> tuple[str, ...]:
    return (
        *_exercise(exercise=exercise),
        f"Product {number} of {center} waits for you.",
        "Log in to read it and to acknowledge that you have it:",
        "",
        link,
        "",
        "This mail holds nothing of it. Opening the link acknowledges nothing; a button on the page does.",
    )
