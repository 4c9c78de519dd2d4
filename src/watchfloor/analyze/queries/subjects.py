"""What else the center holds of somebody whom a record names: worked out for one reader, kept nowhere, no list."""

from dataclasses import dataclass

from watchfloor.analyze.models.parties import Answer, Party
from watchfloor.analyze.queries.matches import who_is_who
from watchfloor.analyze.rules.subjects import standing
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.protect.formats.policy import load


@dataclass(frozen=True, slots=True)
class Same:
    """Another record that names the same one, as people confirmed. `through`: by others between the two.

    `because`, `given_by`, `given_at` are of the answer that joined them, or of the last one on the way.
    """

    kind: str
    role: str
    record: core.Row
    through: bool
    because: str
    given_by: int


def confirmed(*, audience: Audience, record_id: int) -> list[Same]:
    """Records that name somebody whom this record names, the newest first, each once.

    Only what people answered counts, only through parties and answers that this reader may see, and only beside
    records whose classes may be shown together.
    """
    own = next(iter(core.rows_of(audience=audience, ids=[record_id])), None)
    mine = Party.objects.filter(record_id=record_id, superseded_at=None, label_id__in=audience.label_ids)
    parties = {party.pk: party for party in mine} if own else {}
    if own is None or not parties:
        return []
    known, given = who_is_who(audience=audience, parties=set(parties))
    others = {other: party for party in parties for other in known.group(party) - set(parties)}
    there = {p.pk: p for p in Party.objects.filter(pk__in=others, superseded_at=None, label_id__in=audience.label_ids)}
    rows = {row.id: row for row in core.rows_of(audience=audience, ids=sorted({p.record_id for p in there.values()}))}
    joined = {pair: one for pair, one in standing(given).items() if one.verdict == "same"}
    words = {row.pk: row for row in Answer.objects.filter(pk__in=[one.id for one in joined.values()])}
    found = dict[int, Same]()
    for other, party in sorted(there.items()):
        row, of = rows.get(party.record_id), others[other]
        if row is None or row.id == own.id or not load().join(own.legal_class, row.legal_class).show:
            continue
        direct = joined.get((min(other, of), max(other, of)))
        last = direct or max((one for pair, one in joined.items() if other in pair), key=lambda one: one.at)
        said = words[last.id]
        found.setdefault(row.id, Same(party.kind, party.role, row, direct is None, said.because, said.given_by))
    return sorted(found.values(), key=lambda one: -one.record.id)
