"""State what the center must know, so that what answers it is found; revise, move, approve, review and retire it.

Deeds on the tree of a center take turns (a lock), so that two people at once cannot put a need beneath itself; the
database looks once more.
"""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import msgspec
from django.db import connection, transaction

from watchfloor.core.actions.records import label_of
from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.core.rules.fact import Words
from watchfloor.people import queries as people
from watchfloor.plan.formats.needs import kept
from watchfloor.plan.formats.watch_words import named_in
from watchfloor.plan.models.needs import InformationNeed
from watchfloor.plan.queries import needs as queries
from watchfloor.plan.rules import stating as rule
from watchfloor.plan.rules.needs import Need, NeedSaid, Standing, cleaned, lapses, next_review
from watchfloor.plan.rules.watchwords import unborne
from watchfloor.protect.rules.labels import Atom

STATES, APPROVES = queries.STATES, queries.APPROVES
ADD = """
insert into plan_informationneed (public_id, owner_id, label_id, title, phrases, sectors, outlines, starts_at, ends_at,
  stated_by, level, code, parent_id, asked, source, priority, held_by, stated_at, review_on, pack)
values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
ADD_DEED = """
insert into plan_needdeed (need, label_id, n, deed, at, by_id, why, before) values (%s, %s, %s, %s, %s, %s, %s, %s)
"""
LISTS = ("phrases", "sectors", "outlines")
PLAIN = ("title", "starts_at", "ends_at", "level", "code", "asked", "source", "priority", "held_by")
_json = msgspec.json.Encoder()


class NotStated(Refused):
    """Who states or changes the need may not, or it cannot be so."""


class NoSuchNeed(LookupError):
    """There is none, or it is not the asker's to see: both answer alike."""


def own_label() -> tuple[int, int]:
    """The center, and the label that its needs carry: its own, nobody else's."""
    center = people.center()
    owner = center.id if center else 0
    return owner, label_of([Atom(owner, "reference", "U", "center").print()])


def state_need(*, said: NeedSaid, pack: str = "", by: Audience, now: datetime) -> UUID:
    """Keep a need of the center. The center alone sees it. `pack` names the topic pack that it came by.

    MUST run inside a transaction. Raises NotStated.
    """
    said = cleaned(said)
    with transaction.atomic():
        owner, label_id = own_label()
        tree = _held(owner, by)
        parent = _named(said.parent, tree)
        me = _standing(by, STATES)
        _allow(rule.may_state(said, me, parent=parent, codes=_codes(tree), guarded=_guarded(said)))
        public_id = uuid4()
        _add(public_id, owner, label_id, said, parent, pack, by, now)
        _deed(public_id, label_id, 1, "stated", "", {}, by, now)
        tell(kind="plan.need.stated", by=by, records=[public_id], rules=["plan.need.right"])
    return public_id


def revise_need(*, need_id: UUID, said: NeedSaid, why: str, by: Audience, now: datetime) -> None:
    """Say it anew; what it said until now is kept beside it. A change of what is asked is approved anew.

    `said.parent` MUST be the need above as it is: move_need moves. Raises NoSuchNeed and NotStated.
    """
    said = cleaned(said)
    with transaction.atomic():
        need, tree = _one(need_id, by)
        parent = tree.get(need.parent_id or 0)
        me = _standing(by, STATES)
        codes = _codes(tree, but=need)
        _allow(rule.may_revise(need, said, why.strip(), me, parent=parent, codes=codes, guarded=_guarded(said)))
        anew = {"approved_by": None, "approved_at": None} if lapses(need.said, said) else {}
        _change(need, "revised", why, by, now, n=need.n + 1, stated_by=by.actor.person_id, **_columns(said), **anew)


def approve_from_pack(*, said: NeedSaid, pack: str, taken_by: int, by: Audience, now: datetime) -> UUID:
    """State and approve a need of a topic pack at once: `taken_by` took the pack, `by` approves it, and the caller MUST
    have decided that he may. Raises NotStated where it does not fit beside what stands, such as a code that is used."""
    said = cleaned(said)
    with transaction.atomic():
        owner, label_id = own_label()
        tree = _held(owner, by)
        parent, whose = _named(said.parent, tree), Standing(True, taken_by)
        _allow(rule.may_state(said, whose, parent=parent, codes=_codes(tree), guarded=_guarded(said)))
        public_id = uuid4()
        _add(public_id, owner, label_id, said, parent, pack, by, now)
        InformationNeed.objects.filter(public_id=public_id).update(
            stated_by=taken_by, approved_by=by.actor.person_id, approved_at=now
        )
        _deed(public_id, label_id, 1, "stated", f"From the topic pack {pack}.", {}, by, now)
        tell(kind="plan.need.stated", by=by, records=[public_id], rules=[f"pack.{pack}"])
    return public_id


def move_need(*, need_id: UUID, to: UUID | None, by: Audience, now: datetime) -> None:
    """Put it beneath another need, or at the top (None). Raises NoSuchNeed and NotStated."""
    with transaction.atomic():
        need, tree = _one(need_id, by)
        target = _named(to, tree)
        if to is not None and target is None:
            raise NoSuchNeed
        _allow(rule.may_move(need, target, tree, _standing(by, STATES)))
        _change(need, "moved", "", by, now, n=need.n + 1, parent_id=target.id if target else None)


def approve_need(*, need_id: UUID, by: Audience, now: datetime) -> None:
    """Approve it: another person than who stated it. Raises NoSuchNeed and NotStated."""
    with transaction.atomic():
        need, _ = _one(need_id, by)
        _allow(rule.may_approve(need, _standing(by, APPROVES)))
        _change(need, "approved", "", by, now, approved_by=by.actor.person_id, approved_at=now)


def review_need(*, need_id: UUID, why: str, by: Audience, now: datetime) -> None:
    """Keep it for another year, for a reason. Raises NoSuchNeed and NotStated."""
    with transaction.atomic():
        need, _ = _one(need_id, by)
        _allow(rule.may_review(need, why.strip(), _standing(by, STATES, APPROVES)))
        _change(need, "reviewed", why, by, now, reviewed_at=now, review_on=next_review(now.date()))


def retire_need(*, need_id: UUID, why: str, by: Audience, now: datetime) -> None:
    """Ask it no longer; it keeps its place and its past. Raises NoSuchNeed and NotStated."""
    with transaction.atomic():
        need, tree = _one(need_id, by)
        _allow(rule.may_retire(need, why.strip(), tree, _standing(by, STATES, APPROVES)))
        _change(need, "retired", why, by, now, retired_by=by.actor.person_id, retired_at=now)


def _held(owner: int, by: Audience) -> dict[int, Need]:
    """The whole tree, held until the commit: who comes next sees what was done to it."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('plan_informationneed'), %s::int)", [owner])
    return {one.id: one for one in queries.tree(audience=by)}


def _one(need_id: UUID, by: Audience) -> tuple[Need, dict[int, Need]]:
    tree = _held(own_label()[0], by)
    need = _named(need_id, tree)
    if need is None:
        raise NoSuchNeed
    return need, tree


def _named(public_id: UUID | None, tree: dict[int, Need]) -> Need | None:
    return next((one for one in tree.values() if one.public_id == public_id), None) if public_id else None


def _codes(tree: dict[int, Need], *, but: Need | None = None) -> frozenset[str]:
    """The codes of the others in force."""
    others = (one for one in tree.values() if one.retired_at is None and (but is None or one.id != but.id))
    return frozenset(one.said.code.casefold() for one in others if one.said.code)


def _standing(by: Audience, *rights: str) -> Standing:
    """Whether he holds one of the rights, and who he is."""
    return Standing(bool(by.rights & set(rights)), by.actor.person_id)


def _allow(decision: Decision) -> None:
    if not decision:
        raise NotStated(decision)


def _guarded(said: NeedSaid) -> tuple[Because, ...]:
    """Phrases of a need are held against everything that comes in: what no watch word may name stands in none."""
    return unborne([one for phrase in said.phrases for one in named_in(phrase, capitals=False)])


def _columns(said: NeedSaid) -> dict[str, Any]:
    """The columns of what is said; where it stands is not among them."""
    lists = {name: list(getattr(said, name)) for name in LISTS}
    return {**lists, **{name: getattr(said, name) for name in PLAIN}}


def _add(
    public_id: UUID, owner: int, label_id: int, said: NeedSaid, parent: Need | None, pack: str, by: Audience,
    now: datetime,
) -> None:  # fmt: skip
    """Without RETURNING: a label that this very transaction made is not the writer's to read yet."""
    lists = [_json.encode(list(getattr(said, name))).decode() for name in LISTS]
    me = by.actor.person_id
    with connection.cursor() as cursor:
        cursor.execute(
            ADD,
            [public_id, owner, label_id, said.title, *lists, said.starts_at, said.ends_at, me, said.level, said.code,
             parent.id if parent else None, said.asked, said.source, said.priority, said.held_by or me, now,
             next_review(now.date()), pack],
        )  # fmt: skip


def _change(need: Need, deed: str, why: str, by: Audience, now: datetime, **what: Any) -> None:
    InformationNeed.objects.filter(pk=need.id).update(**what)
    before = kept(need.said) if deed in ("revised", "moved") else {}
    _deed(need.public_id, need.label_id, int(what.get("n", need.n)), deed, why.strip(), before, by, now)
    words = Words(why.strip(), need.label_id) if why.strip() else None
    tell(kind=f"plan.need.{deed}", by=by, records=[need.public_id], rules=["plan.need.right"], words=words)


def _deed(
    need: UUID, label_id: int, n: int, deed: str, why: str, before: dict[str, Any], by: Audience, now: datetime
) -> None:
    with connection.cursor() as cursor:
        me = by.actor.person_id
        cursor.execute(ADD_DEED, [need, label_id, n, deed, now, me, why, _json.encode(before).decode()])
