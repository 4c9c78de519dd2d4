"""Open playbooks because of facts, carry them on, end them; or start one by hand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction

from watchfloor.core.actions.records import label_joins, label_of
from watchfloor.core.ledger.telling import tell
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Refused
from watchfloor.core.rules.fact import Fact, Words
from watchfloor.people import queries as people
from watchfloor.plan.actions.requests import purge_on
from watchfloor.plan.actions.watch import own_label
from watchfloor.plan.formats.playbooks import playbooks
from watchfloor.plan.models.tasks import PlaybookRun, Task
from watchfloor.plan.queries import ground
from watchfloor.plan.queries.tasks import MOST, SUPERVISES, WORK, event_begins, visible_runs
from watchfloor.plan.rules import playbooks as rule
from watchfloor.plan.rules.playbooks import ItemFacts, Opening, Playbook
from watchfloor.protect.rules.labels import Atom

UPDATES = ("core.record.opened", "core.record.updated")
START = (
    "insert into plan_playbookrun (public_id, owner_id, label_id, base_label_id, record_id, playbook, once_key, about,"
    " path, opened_by, opened_at, closes_at, ended) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, '')"
    " on conflict do nothing"
)


class NotStarted(Refused):
    """No such playbook for a start by hand, or nothing was said of why."""


@dataclass(frozen=True, slots=True)
class Matter:
    """What a playbook is opened for. `once` makes the run one; `record` is the item it is about, if it is one."""

    once: str
    about: UUID | None
    record: core.Row | None = None
    closes_at: datetime | None = None
    date: datetime | None = None


def followed() -> tuple[str, ...]:
    """The kinds of facts that open, carry on or end a playbook."""
    named = {kind for one in playbooks().values() for opening in one.opens for kind in opening.facts}
    told = {kind.partition(":")[0] for one in playbooks().values() for kind in (*one.ends, *one.done, *one.carried)}
    return tuple(sorted({*named, *UPDATES, *told}))


def run_by(*, facts: Sequence[Fact], by: Audience, now: datetime) -> None:
    """What the ledger tells opens playbooks and ends them, in its order; once a trigger, however often it is told."""
    read = [(fact, _items(fact, by)) for fact in facts]
    # a run under a label that is new to this transaction cannot be ended in it: what is called off is not begun
    off = [said for _, texts in read for text in texts if (said := _said(text)).get("msgType") == "Cancel"]
    over = {(book.code, record): fact.pos for fact in facts for book in playbooks().values()
            if rule.told_by((*book.ends, *book.done), fact.kind, fact.rules) for record in fact.records}  # fmt: skip
    for fact, texts in read:
        _carry_on(texts, fact.kind, by, now)
        for playbook in playbooks().values():
            _ended_by(playbook, fact, by, now)
            for opening in playbook.opens:
                if fact.kind in opening.facts:
                    fresh = [one for one in texts if not any(rule.calls_off(said, _said(one)) for said in off)]
                    for matter in _matters(playbook, opening, fact, fresh, by):
                        if matter.about is None or over.get((playbook.code, matter.about), -1) < fact.pos:
                            _start(playbook, matter, by, now)


def _ended_by(playbook: Playbook, fact: Fact, by: Audience, now: datetime) -> None:
    """What a fact calls off ends so; what it says was done is done, by whom the fact names."""
    off = rule.told_by(playbook.ends, fact.kind, fact.rules)
    if off or rule.told_by(playbook.done, fact.kind, fact.rules):
        named = [one for one in _open(by) if one.playbook == playbook.code and one.about in fact.records]
        _end(named, by, now, ended="called-off" if off else "done", settled_by=fact.actor)


def start_playbook(
    *, code: str, because: str, record_id: int | None = None, date: datetime | None = None, by: Audience, now: datetime
) -> UUID:
    """Start one by hand, about a record or not; the reason is kept sealed. Raises NotStarted.

    `date`: what its steps count back from, where they do.
    """
    playbook = playbooks().get(code)
    decision = rule.may_start(playbook, because=because, right=WORK in by.rights)
    if not decision or playbook is None:
        raise NotStarted(decision)
    rows = core.rows_of(audience=by, ids=[record_id]) if record_id else []
    row = rows[0] if rows else None
    with transaction.atomic():
        matter = Matter(f"hand:{uuid4()}", row.public_id if row else None, row, None, date)
        return _start(playbook, matter, by, now, because=because.strip())


def cancel_playbook(*, run: UUID, because: str, by: Audience, now: datetime) -> None:
    """End one at work because it needs not be gone through; the reason is kept sealed. Raises NotStarted.

    What nobody began needs not be done; whoever has a task of it is asked. Raises LookupError for one that is not his.
    """
    with transaction.atomic():
        row = visible_runs(audience=by).filter(public_id=run).first()
        if row is None:
            raise LookupError
        mine = row.opened_by == by.actor.person_id or SUPERVISES in by.rights
        decision = rule.may_cancel_run(
            because=because, mine=mine, ended=row.ended_at is not None, right=WORK in by.rights
        )
        if not decision:
            raise NotStarted(decision)
        _end([row], by, now, ended="cancelled", because=because.strip())


def close_expired(*, by: Audience, now: datetime) -> int:
    """End what has run out, unless its alert was carried on meanwhile; how many ended. `by` MUST be the service."""
    due = list(visible_runs(audience=by).filter(ended_at=None, closes_at__lte=now)[:MOST])
    texts = {one.row.id: one for one in core.texts_of(audience=by, ids=[r.record_id for r in due if r.record_id])}
    over = []
    for one in due:
        text = texts.get(one.record_id or 0)
        if text and text.occurred_until and text.occurred_until > now:
            PlaybookRun.objects.filter(public_id=one.public_id).update(closes_at=text.occurred_until)
        else:
            over.append(one)
    _end(over, by, now, ended="expired")
    return len(over)


def _items(fact: Fact, by: Audience) -> list[core.Text]:
    """The items that a fact names, of the kinds that any playbook looks at."""
    kinds = {k for one in playbooks().values() for opening in one.opens if opening.item for k in opening.item.kinds}
    asked = any(opening.item and fact.kind in opening.facts for p in playbooks().values() for opening in p.opens)
    if not asked and fact.kind not in UPDATES:
        return []
    rows = [row for row in core.rows_of(audience=by, public_ids=fact.records) if row.kind in kinds]
    return core.texts_of(audience=by, ids=[row.id for row in rows]) if rows else []


def _matters(
    playbook: Playbook, opening: Opening, fact: Fact, texts: Sequence[core.Text], by: Audience
) -> Iterator[Matter]:
    if opening.item is None:
        if len(fact.records) > opening.about:
            about = fact.records[opening.about]
            date = event_begins(audience=by, public_id=about) if playbook.date == rule.EVENT else None
            yield Matter(f"{playbook.code}:{about}", about, date=date)
        return
    touched = ground.touches(audience=by, record_ids=[one.row.id for one in texts]) if opening.item.touches else {}
    running = {one.about for one in _open(by) if one.playbook == playbook.code} if opening.each else set[UUID | None]()
    once = f":{fact.pos}" if opening.each else ""
    for text in texts:
        said, about = _said(text), text.row.public_id
        # what is read heaviest first: of each kind the first is the weightiest
        touches = {one.touched: one.weight for one in reversed(touched.get(text.row.id, []))}
        looked = ItemFacts(text.row.kind, text.row.legal_class, text.row.title, said, touches)
        stands = not rule.called_off(said) and said.get("msgType") != "Cancel" and about not in running
        if stands and rule.fits(opening.item, looked):
            date = _date(said.get(playbook.date)) if playbook.date else None
            yield Matter(f"{playbook.code}:{about}{once}", about, text.row, text.occurred_until, date)


def _said(text: core.Text) -> dict[str, Any]:
    said = text.data.get("object")
    return said if isinstance(said, dict) else {}


def _date(said: object) -> datetime | None:
    """A day ends in UTC; None for what is no date."""
    try:
        at = datetime.fromisoformat(str(said))
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _start(playbook: Playbook, matter: Matter, by: Audience, now: datetime, *, because: str = "") -> UUID:
    """The run and its tasks, once; its id, also where it ran already."""
    owner, base = _label(playbook)
    row, made = matter.record, uuid4()
    label_id = label_joins([(row.label_id, base)])[row.label_id, base] if row else base
    path = playbook.path.format(about=matter.about) if matter.about else ""
    if row and because:
        path = f"/records/{row.public_id}/"
    values: list[Any] = [
        made, owner, label_id, base, row.id if row else None, playbook.code, matter.once, matter.about, path,
        by.actor.person_id, now, matter.closes_at,
    ]  # fmt: skip
    with transaction.atomic(), connection.cursor() as cursor:
        # no arbiter and no RETURNING: both would ask the wall whether the writer may read what stands
        cursor.execute(START, values)
        if not cursor.rowcount:
            return made
        purged = purge_on(owner_id=owner, now=now)
        tasks = [
            Task(
                public_id=uuid4(), owner_id=owner, label_id=label_id, base_label_id=base,
                record_id=row.id if row else None, run=made, playbook=playbook.code, step=step.code, title=step.words,
                done_means=step.done, path=path, role=step.role, level=step.level, made_by=by.actor.person_id,
                made_at=now, due_at=rule.due_of(step, opened_at=now, date=matter.date), purge_on=purged,
            )
            for step in playbook.steps if because or not step.by_hand
        ]  # fmt: skip
        Task.objects.bulk_create(tasks)
        about = [matter.about] if matter.about else []
        tell(
            kind="plan.playbook.opened", by=by, records=[made, *about], rules=[f"plan.playbook.{playbook.code}"],
            words=Words(because, label_id, row.id if row else None) if because else None,
        )  # fmt: skip
        tell(kind="plan.task.opened", by=by, records=[one.public_id for one in tasks])
    return made


def _label(playbook: Playbook) -> tuple[int, int]:
    if playbook.label == "center":
        return own_label()
    center = people.center()
    owner = center.id if center else 0
    return owner, label_of([Atom(owner, "spill", "U", "security").print()])


def _open(by: Audience) -> list[PlaybookRun]:
    return list(visible_runs(audience=by).filter(ended_at=None)[:MOST])


def _carry_on(texts: Sequence[core.Text], kind: str, by: Audience, now: datetime) -> None:
    """What is revoked or cancelled ends its playbook; what is carried on by a fact of this kind moves its end."""
    books = playbooks()
    carried = {code for code, one in books.items() if kind in one.carried}
    running = [one for one in _open(by) if one.record_id] if texts and (carried or kind in UPDATES) else []
    about = {one.row.id: one for one in core.texts_of(audience=by, ids=[r.record_id for r in running if r.record_id])}
    for text in texts:
        said, off = _said(text), list[PlaybookRun]()
        for one in running:
            of = about.get(one.record_id or 0)
            if of is None:
                continue
            if (of.row.id == text.row.id and rule.called_off(said)) or rule.calls_off(said, _said(of)):
                off.append(one)
            elif one.playbook not in carried:
                continue
            elif of.row.id == text.row.id or rule.carries_on(said, _said(of)):
                PlaybookRun.objects.filter(public_id=one.public_id).update(closes_at=text.occurred_until)
        _end(off, by, now)


def _end(
    runs: Sequence[PlaybookRun], by: Audience, now: datetime, *, ended: str = "called-off", because: str = "",
    settled_by: int = 0,
) -> None:  # fmt: skip
    """What nobody began needs not be done; whoever has a task is asked whether it still stands. Of what was done all
    tasks are, by `settled_by`."""
    for one in runs:
        if not PlaybookRun.objects.filter(public_id=one.public_id, ended_at=None).update(ended_at=now, ended=ended):
            continue
        mine, done = Task.objects.filter(run=one.public_id), ended == "done"
        waits = mine.filter(state__in=["open", "claimed"] if done else ["open"])
        left = list(waits.values_list("public_id", flat=True))
        waits.update(
            state="done" if done else "cancelled", settled_at=now,
            settled_by=settled_by if done else by.actor.person_id,
        )  # fmt: skip
        mine.filter(state="claimed").update(asked_at=now)
        words = Words(because, one.label_id, one.record_id) if because else None
        rules = [f"plan.playbook.{ended}"]
        tell(kind="plan.playbook.ended", by=by, records=[one.public_id], rules=rules, words=words)
        if left:
            tell(kind="plan.task.finished" if done else "plan.task.cancelled", by=by, records=left, rules=rules)
