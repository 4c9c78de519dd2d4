"""Keep whom records name in their fields; a record that names nobody costs no statement."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from watchfloor.analyze.formats.tables import party_rules
from watchfloor.analyze.models.parties import Party
from watchfloor.analyze.rules.parties import Named, parties_of
from watchfloor.core.gate.session import reading
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience


def keep_parties(*, texts: Sequence[core.Text], now: datetime) -> int:
    """Keep the parties of current versions, each of which then waits to be held against all others; how many are new.

    A party that a new version names in the same words stays, with what people answered about it; one that it names
    otherwise, or no more, is superseded, and what was held together by it falls apart.
    """
    rules = party_rules()
    named = [(text, list(parties_of(kind=text.row.kind, data=text.data, rules=rules))) for text in texts]
    touched = [(text, said) for text, said in named if said or text.n > 1]
    if not touched:
        return 0
    before: dict[int, list[Party]] = {}
    for party in Party.objects.filter(record_id__in=[text.row.id for text, _ in touched], superseded_at=None):
        before.setdefault(party.record_id, []).append(party)
    gone, fresh = list[int](), list[Party]()
    for text, said in touched:
        stood = before.get(text.row.id, [])
        gone += [party.pk for party in stood if _same_words(party) not in _keys(said)]
        fresh += [_party(text, one) for one in said if _key(one) not in {_same_words(party) for party in stood}]
    if gone:
        Party.objects.filter(pk__in=gone).update(superseded_at=now)
    Party.objects.bulk_create(fresh)
    return len(fresh)


def anybody_waits(*, audience: Audience) -> bool:
    """Whether a party is still to be held against the others. Opens a transaction of its own."""
    with reading(audience):
        return Party.objects.filter(superseded_at=None, asked_at=None, label_id__in=audience.label_ids).exists()


def wait_anew(*, versions: Mapping[str, str], by: Audience) -> None:
    """Let everybody wait who was held under another model than these. What people answered is not touched.

    MUST run inside a transaction.
    """
    held = Party.objects.filter(superseded_at=None, asked_at__isnull=False, label_id__in=by.label_ids)
    for kind, version in versions.items():
        held.filter(kind=kind).exclude(held_under=held_under(version)).update(asked_at=None)


def held_under(version: str) -> str:
    """What stands at a party that was held under this model, its keys kept."""
    return f"{version} with keys"


Key = tuple[str, str, tuple[tuple[str, str], ...]]


def _key(one: Named) -> Key:
    return one.kind, one.role, tuple(sorted(one.fields.items()))


def _keys(said: Iterable[Named]) -> set[Key]:
    return {_key(one) for one in said}


def _same_words(party: Party) -> Key:
    return party.kind, party.role, tuple(sorted(party.fields.items()))


def _party(text: core.Text, one: Named) -> Party:
    return Party(
        record_id=text.row.id, version_n=text.n, label_id=text.row.label_id, kind=one.kind, role=one.role,
        fields=dict(one.fields),
    )  # fmt: skip
