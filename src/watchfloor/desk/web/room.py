"""What reads in bulk asks for room first; while there is none its reader is told why and what goes on."""

from django.http import HttpRequest

from watchfloor.core.ledger.telling import witness
from watchfloor.protect.actions.room import NoRoom, must_read_in_bulk
from watchfloor.protect.web.shown import Withheld

__all__ = ["NoRoom", "must_have_room", "must_have_room_for"]


def must_have_room(what: str, *, back: str = "/") -> None:
    """For a page: raises Withheld, which says the same to everybody. MUST be asked after the reader's right."""
    try:
        must_read_in_bulk()
    except NoRoom as refused:
        raise Withheld(refused.decision, what=what, back=back) from refused


def must_have_room_for(request: HttpRequest) -> None:
    """For the machines' door: raises NoRoom; the refusal is on the ledger by then."""
    try:
        must_read_in_bulk()
    except NoRoom as refused:
        witness(kind="protect.deed.refused", by=request.auth, rules=refused.decision.rules)  # type: ignore[attr-defined]  # - ninja puts there what Token gave
        raise
