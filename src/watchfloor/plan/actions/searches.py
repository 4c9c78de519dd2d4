"""Save a search under a name, rename it, share it within the agency, withdraw it with its words."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from django.db import connection

from watchfloor.core.formats import crypt
from watchfloor.core.gate import vault
from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Decision, Refused
from watchfloor.people import queries as people
from watchfloor.plan.formats.searches import packed
from watchfloor.plan.models.searches import SavedSearch
from watchfloor.plan.queries.searches import SavedView, saved
from watchfloor.plan.rules.searches import Colleague, Search, may_change, may_save, may_share
from watchfloor.protect.actions.stamp import Stamper
from watchfloor.protect.formats.policy import load

SEARCHES = "record.search"
ADD = """
insert into plan_savedsearch (public_id, owner_id, label_id, made_by, key_id, sealed, roles, persons, made_at,
  changed_at, purge_on) values (%s, %s, %s, %s, %s, %s, '{}', '{}', %s, %s, %s)
"""


class NotKept(Refused):
    """The search, or who it is to be shared with, does not allow it; or it is not the asker's own."""


class NoSuchSearch(LookupError):
    """There is none, or it is not the asker's to see: both answer alike."""


def searching_roles() -> tuple[str, ...]:
    """The roles that search; a search is shared with none besides."""
    return tuple(role for role, rights in load().roles.items() if SEARCHES in rights)


def save(*, search: Search, by: Audience, now: datetime) -> UUID:
    """Keep a search, sealed under a key of its own and a label of inquiries. MUST run inside a transaction.

    Raises NotKept.
    """
    decision = may_save(search, searches=SEARCHES in by.rights)
    if not decision:
        raise NotKept(decision)
    owner = by.actor.agency_id
    stamp = Stamper(legal_class="inquiry", owner_id=owner, verified=True, now=now).stamp(markings=("U//LES",))
    lock, content, public_id = vault.new_locks(1)[0], packed(search), uuid4()
    sealed, key_id = crypt.seal(content, key=lock.key), vault.keep(lock)
    with connection.cursor() as cursor:
        cursor.execute(
            ADD,
            [public_id, owner, stamp.label_id, by.actor.person_id, key_id, sealed, now, now, stamp.purge_on],
        )
    tell(
        kind="plan.search.saved", by=by, records=[public_id], rules=decision.rules,
        marks=[crypt.mark(content, key=lock.key)],
    )  # fmt: skip
    return public_id


def rename(*, search_id: UUID, name: str, by: Audience, now: datetime) -> None:
    """Give it another name. Raises NoSuchSearch and NotKept."""
    view = _found(search_id, by)
    search = replace(view.search, name=name.strip())
    fits = may_save(search, searches=SEARCHES in by.rights)
    decision = Decision.of(*may_change(own=view.mine).because, *fits.because)
    if not decision:
        raise NotKept(decision)
    row = SavedSearch.objects.get(public_id=search_id)
    key, content = vault.key_by_id(row.key_id), packed(search)
    SavedSearch.objects.filter(pk=row.pk).update(sealed=crypt.seal(content, key=key), changed_at=now)
    mark = crypt.mark(content, key=key)
    tell(kind="plan.search.renamed", by=by, records=[search_id], rules=decision.rules, marks=[mark])


def share(*, search_id: UUID, roles: Sequence[str], persons: Sequence[UUID], by: Audience, now: datetime) -> None:
    """Open it to these roles and persons of the owner's agency, and to nobody besides; none takes it back.

    It carries no rights: who runs it searches what he himself may read. Raises NoSuchSearch and NotKept.
    """
    view = _found(search_id, by)
    known = [one for one in people.persons().values() if one.public_id in set(persons)]
    searching = searching_roles()
    with_ = [Colleague(one.name, one.agency_id == by.actor.agency_id, one.role in searching) for one in known]
    decision = may_share(own=view.mine, roles=roles, known_roles=searching, with_=with_)
    if not decision:
        raise NotKept(decision)
    SavedSearch.objects.filter(public_id=search_id).update(
        roles=sorted(set(roles)), persons=sorted(one.id for one in known), changed_at=now
    )
    tell(kind="plan.search.shared", by=by, records=[search_id], rules=decision.rules)


def withdraw(*, search_id: UUID, by: Audience, now: datetime) -> None:
    """Take it back from everybody and forget it: its row and the key to its words go. Raises NoSuchSearch, NotKept."""
    del now
    decision = may_change(own=_found(search_id, by).mine)
    if not decision:
        raise NotKept(decision)
    with connection.cursor() as cursor:
        cursor.execute("select plan_forget_searches(%s, null)", [search_id])
    tell(kind="plan.search.withdrawn", by=by, records=[search_id], rules=decision.rules)


def forget_due(*, by: Audience, now: datetime) -> int:
    """Forget searches past their day (the retention of inquiries); how many. `by` MUST be a service."""
    with connection.cursor() as cursor:
        cursor.execute("select plan_forget_searches(null, %s)", [now.date()])
        gone = int(cursor.fetchone()[0])
    if gone:
        tell(kind="plan.search.forgotten", by=by)
    return gone


def _found(search_id: UUID, by: Audience) -> SavedView:
    views = saved(audience=by, public_id=search_id)
    if not views:
        raise NoSuchSearch
    return views[0]
