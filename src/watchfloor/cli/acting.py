"""Who acts at the command line, and which errors are answers."""

import getpass

from django.utils import timezone

from watchfloor.core.ledger.telling import LedgerSilent
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.gather.formats.mapping import MappingUnusable
from watchfloor.people import queries as people
from watchfloor.people.actions.directory import DirectoryError
from watchfloor.protect.actions.admit import admit_service

EXPECTED = (Refused, DirectoryError, MappingUnusable, LedgerSilent, ValueError)


class NotByOperator(Refused):
    """The operator may bring in, check and back up; the rest needs a person."""


def acting() -> Audience:
    """The operator's audience, which reads nothing; a mapped person brings in under the same narrow one."""
    return admit_service(service="operator", now=timezone.now())


def must_be_exercise_or(what: str, *, login: str) -> None:
    """Outside an exercise the OS account must be mapped to the very person who is named."""
    house = core.house()
    if house and house.exercise:
        return
    mine = people.person(os_account=getpass.getuser())
    if mine is None or mine.login != login:
        text = f"Only the person himself may {what} here; this OS account is not mapped to {login!r}."
        way_out = "Run it under the account that `person add --os-account` named."
        raise NotByOperator(Decision.of(Because(text, "cli.actor", "CJISSECPOL AC-6", False, way_out)))
