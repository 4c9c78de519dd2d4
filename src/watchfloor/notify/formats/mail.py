"""A notice as a mail (RFC 5322): that something waits and a link to sign in; never content."""

from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid


def compose(*, to: str, sender: str, subject: str, text: str, link: str, exercise: bool, now: datetime) -> EmailMessage:
    """EXERCISE stands first in the subject of every mail of an exercise center (design.md 2)."""
    mail = EmailMessage()
    mail["From"], mail["To"] = sender, to
    mail["Subject"] = f"EXERCISE - {subject}" if exercise else subject
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = make_msgid(domain="watchfloor.invalid")
    mail["Auto-Submitted"] = "auto-generated"
    lines = ["EXERCISE EXERCISE EXERCISE", ""] if exercise else []
    mail.set_content("\n".join([*lines, text, "", f"Sign in to read it: {link}", ""]))
    return mail
