"""Analysis' follower and jobs: what is opened is read and linked; whom it names is held against others and lists."""

from collections.abc import Mapping, Sequence
from threading import Event

from django.db import connection
from django.utils import timezone

from watchfloor.analyze.actions.connect import connect
from watchfloor.analyze.actions.parties import anybody_waits, wait_anew
from watchfloor.analyze.actions.silent import tell_owners
from watchfloor.analyze.queries.models import in_force, is_ordered
from watchfloor.analyze.queries.watch_lists import any_screening_waits
from watchfloor.core.gate.session import reading
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.fact import Fact
from watchfloor.protect.actions.admit import admit_service

FORGOTTEN = "protect.purge.hidden"
_stale, _loaded = Event(), Event()
# under which versions of the models everybody of a database was held, as far as this process knows
_held: dict[str, Mapping[str, str]] = {}


def follow(facts: Sequence[Fact], audience: Audience) -> None:
    """Each record once, however many facts name it."""
    named = list(dict.fromkeys(record for fact in facts for record in fact.records))
    connect(record_ids=named, by=audience, now=timezone.now())


def hear_silent(facts: Sequence[Fact], audience: Audience) -> None:
    """Tell owners of restricted records that somebody asked for them."""
    tell_owners(facts=facts, by=audience, now=timezone.now())


def forget_who_was_there(facts: Sequence[Fact], audience: Audience) -> None:
    """After a purge nobody stays in this process's memory: the next question reads the table anew."""
    del facts, audience
    _stale.set()


def resolve_waiting() -> int:
    """Hold those who wait against all others, until none waits; how many were. MUST run outside a transaction.

    The matching engine costs a second to load, once on a machine a minute to compile, and its memory: a process that
    has nobody to hold against others never loads it.
    """
    _forget()
    now, done = timezone.now(), 0
    service = admit_service(service="analyze.resolve", now=now)
    _wait_anew(service)
    if not anybody_waits(audience=service):
        return 0
    from watchfloor.analyze.actions.matches import propose_matches

    _loaded.set()
    while held := propose_matches(by=service, now=now):
        done += held
    return done


def estimate_ordered() -> int:
    """Carry out the orders to estimate a model anew; how many. MUST run outside a transaction."""
    now, done = timezone.now(), 0
    service = admit_service(service="analyze.resolve", now=now)
    with reading(service):
        ordered = is_ordered(audience=service)
    if ordered:
        from watchfloor.analyze.actions.estimate import estimate_next  # loads the engine

        _loaded.set()
        while estimate_next(by=service, now=now):
            done += 1
    return done


def screen_asked() -> int:
    """Carry out what people ordered to be screened, one order after the other; how many. Outside a transaction."""
    now, done = timezone.now(), 0
    keeper = admit_service(service="analyze.lists", now=now)
    with reading(keeper):
        waits = any_screening_waits(audience=keeper)
    if waits:
        from watchfloor.analyze.actions.screen import screen_next  # loads the engine of names

        while screen_next(keeper=keeper, now=now):
            done += 1
    return done


def _wait_anew(service: Audience) -> None:
    """Once a process, and whenever another model is in force than before."""
    name = str(connection.settings_dict["NAME"])
    with reading(service):
        versions = in_force(audience=service)
        if _held.get(name) != versions:
            wait_anew(versions=versions, by=service)
    _held[name] = versions


def _forget() -> None:
    """Also while nobody waits: on a quiet day the next question may be weeks away."""
    if not _stale.is_set():
        return
    _stale.clear()
    if _loaded.is_set():
        from watchfloor.analyze.actions.everybody import forget_bases

        forget_bases()
