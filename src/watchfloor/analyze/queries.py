"""Reading links, mentions and what the center knows already; both ends behind the wall, counts in the reader's own."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec
from django.db.models import Q, QuerySet

from watchfloor.analyze.formats.tables import link_rules, mention_rules
from watchfloor.analyze.models import Link, Mention
from watchfloor.analyze.rules.links import Cause
from watchfloor.analyze.rules.shown import CauseShown, shown
from watchfloor.core import queries as core
from watchfloor.core.actions.sources import keyed
from watchfloor.core.rules.audience import Audience
from watchfloor.plan import queries as plan
from watchfloor.protect.formats.policy import load
from watchfloor.text.recognize import recognize

KEY_BYTES = 16
MOST = 200


@dataclass(frozen=True, slots=True)
class LinkView:
    """A link as seen from one of its ends. `because` says all causes; `judged_by` is a person id or None."""

    id: UUID
    other: core.Row
    causes: tuple[CauseShown, ...]
    strength: str
    because: str
    state: str
    proposed_at: datetime
    judged_by: int | None
    judged_at: datetime | None
    judged_because: str


@dataclass(frozen=True, slots=True)
class MentionView:
    """One thing that the newest version of a record names; offsets in "title\\nbody", -1 for a field."""

    record_id: int
    kind: str
    value: str
    said: str
    start: int
    end: int
    role: str
    note: str
    lon: float | None
    lat: float | None
    radius_m: float


@dataclass(frozen=True, slots=True)
class Known:
    """An identifier of a record that others name too: the newest of those that the reader may read, and how many."""

    kind: str
    value: str
    records: int
    others: tuple[core.Row, ...]


@dataclass(frozen=True, slots=True)
class KnownAbout:
    """What the center already knows that bears on a record, for the panel beside it."""

    links: tuple[LinkView, ...]
    identifiers: tuple[Known, ...]
    touches: tuple[plan.TouchView, ...]


def key_of(kind: str, value: str) -> bytes:
    """The keyed hash that equal mentions share: useless to who lacks the key, and no content in the index."""
    return keyed(b"mention", kind.encode(), value.encode())[:KEY_BYTES]


def links_of(*, audience: Audience, record_id: int, withdrawn: bool = False) -> list[LinkView]:
    """The links of a record, the strongest first; only where the other end may be read and shown beside this one."""
    rows = Link.objects.filter(Q(a_id=record_id) | Q(b_id=record_id), label_id__in=audience.label_ids)
    found = list(rows if withdrawn else rows.exclude(state="withdrawn"))
    ends = {
        row.id: row for row in core.rows_of(audience=audience, ids=[record_id, *(_other(x, record_id) for x in found)])
    }
    own = ends.get(record_id)
    if own is None:
        return []
    policy = load()
    visible = [
        (link, ends[_other(link, record_id)])
        for link in found
        if _other(link, record_id) in ends
        and policy.join(own.legal_class, ends[_other(link, record_id)].legal_class).show
    ]
    counts = _counts(audience, {(c["kind"], c["shared"]) for link, _ in visible for c in link.causes if c["shared"]})
    views = [_link(link, other, counts) for link, other in visible]
    return sorted(views, key=lambda v: (-sum(cause.bits for cause in v.causes), -v.other.id))


def _other(link: Link, record_id: int) -> int:
    return link.b_id if link.a_id == record_id else link.a_id


def _link(link: Link, other: core.Row, counts: dict[tuple[str, str], int]) -> LinkView:
    kept = msgspec.convert(link.causes, tuple[Cause, ...])
    causes = tuple(shown(cause, records=counts.get((cause.kind, cause.shared))) for cause in kept)
    because = " ".join(cause.said for cause in causes)
    return LinkView(
        link.public_id, other, causes, link.strength, because, link.state, link.proposed_at, link.judged_by,
        link.judged_at, link.judged_because,
    )  # fmt: skip


def _counts(audience: Audience, values: Collection[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """How many records that the reader may read name each value; relations are no value."""
    wanted = {key_of(kind, value): (kind, value) for kind, value in values if not kind.startswith("relation:")}
    sharers: dict[tuple[str, str], set[int]] = defaultdict(set)
    for mention in _newest(audience).filter(key__in=list(wanted)).values_list("key", "record_id"):
        sharers[wanted[bytes(mention[0] or b"")]].add(mention[1])
    return {value: len(records) for value, records in sharers.items()}


def _newest(audience: Audience) -> QuerySet[Mention]:
    """Wall 1 of the mentions."""
    return Mention.objects.filter(superseded_at=None, label_id__in=audience.label_ids)


def mentions_of(*, audience: Audience, record_id: int) -> list[MentionView]:
    """What the newest version of a record names, in order of place; what only fields say comes last."""
    rows = (
        _newest(audience).filter(record_id=record_id).exclude(kind__in=["object", "relation-source", "relation-target"])
    )
    views = [
        MentionView(m.record_id, m.kind, m.value, m.said, m.start, m.end, m.role, m.note, m.lon, m.lat, m.radius_m)
        for m in rows
    ]
    return sorted(views, key=lambda m: (m.start < 0, m.start, m.kind, m.value))


def known_about(*, audience: Audience, record_id: int) -> KnownAbout:
    """What the center already knows: links, other records that name the same, and what of ours the record touches."""
    own = next(iter(core.rows_of(audience=audience, ids=[record_id])), None)
    if own is None:
        return KnownAbout((), (), ())
    named = [
        m
        for m in mentions_of(audience=audience, record_id=record_id)
        if m.kind in mention_rules().kinds and m.role not in link_rules().never_roles
    ]
    known = [one for m in named if (one := _known(audience, own, m.kind, m.value)).others]
    touches = plan.touches(audience=audience, record_ids=[record_id]).get(record_id, [])
    return KnownAbout(tuple(links_of(audience=audience, record_id=record_id)), tuple(known), tuple(touches))


def _known(audience: Audience, own: core.Row, kind: str, value: str) -> Known:
    found = [row for row in _naming(audience, [(kind, value)]) if row.id != own.id]
    policy = load()
    others = tuple(row for row in found if policy.join(own.legal_class, row.legal_class).show)
    return Known(kind, value, len(others), others[:10])


def search_identifier(*, audience: Audience, value: str) -> list[core.Row]:
    """Records that name exactly this identifier, however it is written; the newest first, at most 200.

    A plate, VIN, phone number, e-mail address, document number, domain, IP address, hash or CVE id.
    """
    said = value.strip()
    wanted = {(found.kind, found.value) for found in recognize(said) if found.kind in mention_rules().kinds}
    # what stands alone in a search box has no word beside it that tells what it is
    for word in ("plate", "phone", "passport", "driver's license"):
        wanted |= {(f.kind, f.value) for f in recognize(f"{word} {said}") if f.kind in mention_rules().kinds}
    return _naming(audience, sorted(wanted))


def _naming(audience: Audience, values: Sequence[tuple[str, str]]) -> list[core.Row]:
    if not values:
        return []
    rules = link_rules()
    rows = _newest(audience).filter(key__in=[key_of(kind, value) for kind, value in values])
    ids = rows.exclude(role__in=rules.never_roles).order_by("-record_id").values_list("record_id", flat=True)
    return core.rows_of(audience=audience, ids=list(dict.fromkeys(ids[:MOST])))
