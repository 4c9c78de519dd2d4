"""One item with several provenances: what came by another route joins what stands, under the strictest marking.

A route that says the same adds itself; its stricter marking is taken over as a version; words that differ make an item
of their own. The answer to who brings in is the same whether another source has sent it before or not.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import msgspec
from django.db import connection

from watchfloor.core.actions.records import label_joins
from watchfloor.core.actions.sources import keyed
from watchfloor.core.gate.session import reading
from watchfloor.core.ledger.telling import tell
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.draft import Draft
from watchfloor.core.rules.opening import Incoming, Known, Opened
from watchfloor.core.rules.stamp import Stamp
from watchfloor.protect.actions.admit import admit_service
from watchfloor.protect.actions.stamp import Stamper
from watchfloor.receive.queries import SourceView
from watchfloor.receive.queries import verified as verified_sources
from watchfloor.receive.rules import merging as rule
from watchfloor.receive.rules.merging import Lead, stricter
from watchfloor.receive.rules.updating import Before, content_digest, update_state

SERVICE = "receive.inbox"
_json = msgspec.json.Encoder()


@dataclass(frozen=True, slots=True)
class Arrived:
    """One draft of a file on its way in: its stamp, its own source's key, and what it was read to mean."""

    draft: Draft
    stamp: Stamp
    key: bytes
    shared: bytes
    meaning: bytes


@dataclass(frozen=True, slots=True)
class Merged:
    """What becomes of one arrival: what to open, update or leave, a note, and whether its source is new to the item."""

    incoming: Incoming
    note: str = ""
    newly: bool = False


def arrived(*, draft: Draft, stamp: Stamp, key: bytes) -> Arrived:
    """With the keyed hashes of identity and meaning."""
    meaning = keyed(b"meaning", content_digest(rule.meaning(draft)))
    return Arrived(draft, stamp, key, shared_key(kind=draft.kind, origin_key=draft.origin_key), meaning)


def shared_key(*, kind: str, origin_key: str) -> bytes:
    """What identifies it whoever sends it, keyed; empty where nothing does."""
    shared = rule.identity(kind, origin_key)
    return keyed(b"shared", shared.encode()) if shared else b""


def leads(*, shared: Collection[bytes], source: SourceView) -> dict[bytes, list[Lead]]:
    """The items that stand under these keyed identities, the first that came first.

    What a rated source sends joins no item of a source that nobody rated: that one is for the center alone.
    """
    if not shared:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("select * from receive_standing(%s)", [list(shared)])
        rows = [(bytes(row[0]), Lead(row[1], bytes(row[2]), row[3], row[4], row[5], bytes(row[6]))) for row in cursor]
    rated = verified_sources(ids=[lead.source_id for _, lead in rows]) if source.verified else frozenset()
    first: dict[int, int] = {}
    found = defaultdict[bytes, list[Lead]](list)
    for key, lead in rows:
        first.setdefault(lead.record_id, lead.source_id)
        if not source.verified or first[lead.record_id] in rated:
            found[key].append(lead)
    return dict(found)


class Merging:
    """Decides for one chunk; reads what stands as a service, because who brings in may read nothing."""

    def __init__(self, *, source: SourceView, trusted: Callable[[int], Stamper], now: datetime) -> None:
        self._source, self._trusted, self._now = source, trusted, now
        self._service = admit_service(service=SERVICE, now=now)

    def joined(self, of: Sequence[Arrived], known: set[bytes]) -> dict[bytes, Merged]:
        """By their own source's key: the arrivals that belong to an item that another source brought."""
        asked = [one for one in of if one.key not in known and one.shared]
        standing = leads(shared={one.shared for one in asked}, source=self._source)
        if not standing:
            return {}
        keys = core.known(keys=list({lead.origin_key for found in standing.values() for lead in found}))
        made = [(one, self._merged(one, standing.get(one.shared, ()), keys)) for one in asked]
        return {one.key: merged for one, merged in made if merged}

    def _merged(self, one: Arrived, standing: Sequence[Lead], keys: dict[bytes, Known]) -> Merged | None:
        stands = [lead for lead in standing if lead.legal_class == one.stamp.legal_class and lead.origin_key in keys]
        same = next((lead for lead in stands if lead.meaning == one.meaning), None)
        newly = not any(lead.source_id == self._source.id for lead in stands)
        if same:
            return Merged(self._stricter(one, same, keys[same.origin_key]), newly=newly)
        return self._revised(one, stands, keys) if stands and self._source.verified else None

    def _stricter(self, one: Arrived, lead: Lead, known: Known) -> Incoming:
        """The item as it stands, or a version of it under the stricter marking that this route carries."""
        left = Incoming(one.draft, one.stamp, 0, lead.origin_key, known.digest, b"", "unchanged", known)
        text = self._text(known)
        if text is None:
            return left
        # the item stays its first sender's: only how it is to be handled joins in, so that labels stay few
        stamp = self._trusted(text.row.owner_id).stamp(markings=one.draft.markings)
        marking = stricter(text.row.marking, stamp.marking)
        joined = label_joins([(lead.label_id, stamp.label_id)])[lead.label_id, stamp.label_id]
        if marking == text.row.marking and joined == lead.label_id:
            return left
        draft = rule.again(text.row.kind, text.row, text.data, text.body, text.occurred_until, text.radius_m)
        marks = tuple(dict.fromkeys((*draft.markings, *one.draft.markings)))
        return replace(
            left, draft=draft.but(revision=known.revision, markings=marks), state="updated",
            stamp=replace(stamp, marking=marking),
        )  # fmt: skip

    def _revised(self, one: Arrived, stands: Sequence[Lead], keys: dict[bytes, Known]) -> Merged | None:
        """A newer version of its creator by another route; None where it must stand alone."""
        lead = stands[0]
        known, text = keys[lead.origin_key], self._text(keys[lead.origin_key])
        if text is None or not rule.may_revise(one.draft.data, text.data.get("object") or {}):
            return None
        from_here = keyed(b"digest", content_digest(one.draft.data))
        state, finding = update_state(Before(known.revision, known.digest), one.draft.revision, from_here)
        if state != "updated" or finding:
            return None
        stamp = replace(one.stamp, marking=stricter(text.row.marking, one.stamp.marking))
        return Merged(Incoming(one.draft, stamp, 0, lead.origin_key, from_here, b"", "updated", known), newly=True)

    def _text(self, known: Known) -> core.Text | None:
        with reading(self._service) as by:
            texts = core.texts_of(audience=by, ids=[known.id])
        return texts[0] if texts else None

    def checked(self, incoming: Sequence[Incoming]) -> list[Merged]:
        """Updates of the same source: only by their creator, and never under a lower marking than stands."""
        revised = [one.known.id for one in incoming if one.known and one.state == "updated"]
        with reading(self._service) as by:
            texts = {text.row.id: text for text in core.texts_of(audience=by, ids=revised)} if revised else {}
        return [self._checked(one, texts.get(one.known.id) if one.known else None) for one in incoming]

    def _checked(self, one: Incoming, text: core.Text | None) -> Merged:
        if text is None or one.state != "updated":
            return Merged(one)
        if one.draft.kind == "stix" and not rule.may_revise(one.draft.data, text.data.get("object") or {}):
            return Merged(replace(one, state="unchanged"), rule.FOREIGN.format(self._source.name))
        return Merged(replace(one, stamp=replace(one.stamp, marking=stricter(text.row.marking, one.stamp.marking))))


def keep(
    *, of: Sequence[tuple[Arrived, Merged, Opened]], source: SourceView, item_id: int, route: str, by: Audience,
    now: datetime,
) -> None:  # fmt: skip
    """Each route by which an item came, what it ends, and a fact of what joined an item of another source."""
    rows = [
        {"record_id": opened.id, "source_id": source.id, "route": route, "source_item_id": item_id,
         "shared_key": one.shared.hex(), "meaning": "" if merged.note else one.meaning.hex(),
         "revision": one.draft.revision,
         "marking": one.stamp.marking, "note": merged.note}
        for one, merged, opened in of
    ]  # fmt: skip
    chains = [
        {"record_id": opened.id, "about_key": keyed(b"shared", about.encode()).hex(),
         "how": str(one.draft.data["msgType"]).lower()}
        for one, _, opened in of if one.draft.kind == "cap" for about in rule.ends(one.draft.data)
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from receive_keep_provenance(%s, %s)", [_json.encode(rows).decode(), now])
        if chains:
            cursor.execute("select receive_keep_chain(%s)", [_json.encode(chains).decode()])
    joined = [opened.public_id for _, merged, opened in of if merged.newly]
    if joined:
        tell(kind="receive.item.joined", by=by, records=joined, rules=["intake.one-item"])
