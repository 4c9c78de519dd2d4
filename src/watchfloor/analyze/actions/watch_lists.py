"""Bring in an edition of a watch list: read in a confined child, held against the standing one, kept whole or not."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from watchfloor.analyze.formats.lists import PUBLISHED, mapping_of, read_mapping, told
from watchfloor.analyze.models.lists import ListEdition, ListEntry
from watchfloor.analyze.rules.lists import Change, Entry, ListMapping, difference, joined, may_replace
from watchfloor.core.actions.records import label_of
from watchfloor.core.formats.child import Limits, read_in_child
from watchfloor.core.gate.session import reading
from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.core.rules.draft import Draft, SetAside
from watchfloor.people import queries as people
from watchfloor.protect.actions.room import must_take_in_bulk
from watchfloor.protect.rules.labels import Atom

READER = "watchfloor.analyze.formats.lists:read"
AT_ONCE = 2000


class NotListed(Refused):
    """Who brings in may not, or the files are no whole edition."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an edition changed; `n` is its number here, 0 where nothing changed and none was made."""

    code: str
    name: str
    n: int
    entries: int
    change: Change
    set_aside: tuple[SetAside, ...]


def list_label(*, by: Audience) -> int:
    """The label of all lists, made the first time: published by the federal government, the center's own reference.

    MUST run in a transaction before the service is admitted that keeps them. Raises NotListed.
    """
    center = people.center()
    if "bring.in" not in by.rights or center is None:
        text = "You may not bring in watch lists." if center else "There is no center yet to keep lists."
        no = Because(text, "analyze.bring-in", "CJISSECPOL AC-6", False, "Ask the operator of the center.")
        raise NotListed(Decision.of(no))
    return label_of([Atom(center.id, "reference", "U", "partners").print()])


def chosen(mapping: str | bytes) -> ListMapping:
    """A shipped mapping by its code, or the bytes of a file of the user's. Raises MappingUnusable."""
    return mapping_of(mapping) if isinstance(mapping, str) else read_mapping(mapping)


def import_list(
    *, contents: Sequence[bytes], mapping: ListMapping, fewer: bool, label_id: int, keeper: Audience, by: Audience,
    now: datetime,
) -> Imported:  # fmt: skip
    """Let an edition take the place of the standing one; the same files again change nothing.

    An entry that is worded anew ends and begins again, one that is gone ends, and with either its open hits. `keeper`
    is the service whose rows they are. MUST be called outside a transaction. Raises NotListed, NoRoom.
    """
    must_take_in_bulk()
    drafts, aside, broken = _read(contents, mapping)
    entries = joined([dict(one.data) for one in drafts if one.kind != PUBLISHED], mapping.kinds)
    published = next((one.title for one in drafts if one.kind == PUBLISHED), "")
    with reading(keeper):
        standing = dict(ListEntry.objects.filter(code=mapping.code, ended_at=None).values_list("uid", "digest"))
        change = difference(standing, {one.uid: one.digest for one in entries})
        decision = may_replace(change, before=len(standing), after=len(entries), broken=broken, fewer=fewer)
        if not decision:
            raise NotListed(decision)
        last = ListEdition.objects.filter(code=mapping.code).order_by("-n").first()
        digest = hashlib.sha256(b"".join(sorted(hashlib.sha256(one).digest() for one in contents))).hexdigest()
        if last is not None and last.sha256 == digest and not (change.added | change.changed | change.delisted):
            return Imported(mapping.code, mapping.name, 0, len(entries), change, tuple(aside))
        edition = ListEdition(
            code=mapping.code, name=mapping.name, publisher=mapping.publisher, published=published, label_id=label_id,
            n=last.n + 1 if last else 1, sha256=digest, mapping=told(mapping), entries=len(entries),
            added=len(change.added), changed=len(change.changed), delisted=len(change.delisted), set_aside=len(aside),
            imported_at=now, imported_by=by.actor.person_id,
        )  # fmt: skip
        _keep(entries, change, edition, now)
        tell(kind="analyze.list.imported", by=by, records=[], rules=[*decision.rules, f"analyze.list.{mapping.code}"])
    return Imported(mapping.code, mapping.name, edition.n, len(entries), change, tuple(aside))


def _read(contents: Sequence[bytes], mapping: ListMapping) -> tuple[list[Draft], list[SetAside], list[str]]:
    """Everything the files hold, what was set aside, and why they are no whole edition."""
    drafts, aside, broken = list[Draft](), list[SetAside](), list[str]()
    options: Mapping[str, Any] = {"mapping": told(mapping)}
    for n, content in enumerate(contents, start=1):
        got = read_in_child(reader=READER, content=content, options=options, limits=Limits())
        drafts += got.drafts
        aside += got.set_aside
        if got.whole:
            broken += [f"File {n}: {reason}" for one in got.set_aside for reason in one.reasons]
    came = {one.kind for one in drafts}
    for form in mapping.forms:
        names = [part.part for part in form.parts]
        if form.form == "csv" and came & set(names) and not ("entries" in came and "entries" not in names):
            broken += [f"The part '{p.part}' is missing." for p in form.parts if p.part not in came and not p.optional]
    return drafts, aside, broken


def _keep(entries: Sequence[Entry], change: Change, edition: ListEdition, now: datetime) -> None:
    ended = [*change.changed, *change.delisted]
    for start in range(0, len(ended), AT_ONCE):
        part = ended[start : start + AT_ONCE]
        ListEntry.objects.filter(code=edition.code, uid__in=part, ended_at=None).update(ended_at=now)
    fresh = [
        ListEntry(
            code=edition.code, uid=one.uid, label_id=edition.label_id, kind=one.kind, names=list(one.names),
            fields={name: list(values) for name, values in one.fields.items()}, note=one.note, digest=one.digest,
            since_n=edition.n,
        )
        for one in entries
        if one.uid in change.added or one.uid in change.changed
    ]  # fmt: skip
    ListEntry.objects.bulk_create(fresh, batch_size=AT_ONCE)
    ListEdition.objects.bulk_create([edition])
