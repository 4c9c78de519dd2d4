"""A machine's token at a door: whom it acts for, for which purpose, as of now."""

import base64
import binascii

from django.utils import timezone

from watchfloor.core.rules.audience import Audience
from watchfloor.people import queries as people
from watchfloor.protect.actions.admit import NotAdmitted, admit


def audience_of(token: str) -> Audience | None:
    """The audience that the token opens today; None for a token that is unknown, lapsed or revoked."""
    now = timezone.now()
    if (held := people.token_holder(token=token, now=now)) is None:
        return None
    person, purpose, case_ref = held
    try:
        return admit(
            person_id=person.id, affiliation_id=person.affiliation_id, purpose=purpose, case_ref=case_ref, now=now
        )
    except NotAdmitted:
        return None


def token_in(header: str) -> str:
    """The token of an Authorization header: Bearer, or Basic with the token as its password; "" where there is none."""
    scheme, _, said = header.partition(" ")
    if scheme.lower() == "bearer":
        return said.strip()
    if scheme.lower() != "basic":
        return ""
    try:
        return base64.b64decode(said, validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""
